import { expect, test } from 'bun:test';
import { openDatabase } from '../../../src/db/open.ts';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { royaltyService } from '../../../src/domain/royalties/service.ts';
import { House } from '../../support/house.ts';

const ROUNDS = 10;

/** A receipt that was uploaded serves one payout: whoever comes second is refused before the key is written. */
const documents = { lock: async () => true };

test('book · under one key at several processes at once is done once, and each gets what came of it', async () => {
  const house = await House.open('postgres');
  const { accounts, roster, royalties } = house.services;
  const root = (await accounts.byLogin('root')) as Account;
  const dbs = await Promise.all(Array.from({ length: 3 }, () => openDatabase(house.config)));
  const ledgers = dbs.map((db) => royaltyService(db, roster, documents, { emit: async () => {} }, house.config));
  for (let round = 0; round < ROUNDS; round++) {
    const { id: payeeId } = await accounts.register({ login: `earner${round}`, password: 'password', role: 'artist' });
    await royalties.book(root, { type: 'income', payeeId, amount: 500, period: '2024' });
    const answers = await Promise.all(
      ledgers.map((ledger) =>
        ledger
          .book(root, { type: 'payout', payeeId, amount: 100, receiptKey: 'r' }, `key ${round}`)
          .catch((error) => error),
      ),
    );
    expect(answers).toEqual(Array(3).fill(await royalties.of(payeeId)));
    expect(answers[0]).toMatchObject({ active: 400, history: { length: 2 } });
  }
  for (const db of dbs) await db.close();
  await house.close();
}, 30_000);
