import { afterAll, expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../../src/db/open.ts';
import { checkLedger } from '../../../src/domain/booking/check.ts';
import { type OldHouse, oldHouse } from '../../support/old-house.ts';

/** Before payees and terms. */
const MIGRATIONS = 8;
const id = (n: number) => `${n}`.padStart(24, '0');
const CHANGED = Date.UTC(2026, 4, 1, 23, 59);
const ENDED = Date.UTC(2026, 5, 1);

const houses: OldHouse[] = [];
afterAll(async () => {
  for (const house of houses) {
    await house.close();
    await rm(house.cwd, { recursive: true, force: true });
  }
});

/** An artist's books as the version before wrote them. */
async function furnish({ insert }: OldHouse): Promise<void> {
  const account = {
    login: 'a',
    login_key: 'a',
    role: 'artist',
    active: true,
    created_at: 1,
    used: 0,
    password_hash: 'x',
  };
  await insert('accounts', { id: id(1), ...account });
  const sums = { active: 600, total: 1000, entries: 2, blocked: false };
  await insert('royalty_accounts', { artist_id: id(1), details: 'IBAN', ...sums });
  const entry = { artist_id: id(1), made_by: id(1), made_by_login: 'a', made_at: 5 };
  await insert('royalty_entries', { ...entry, number: 1, type: 'income', amount: 1000, period: '2025' });
  await insert('royalty_entries', { ...entry, number: 2, type: 'payout', amount: 400, receipt_key: 'r' });
  const key = { caller_id: id(1), operation: 'income', request_hash: 'x', created_at: 1 };
  const outcome = { artistId: id(1), details: null, active: 1000, total: 1000, entries: 1, blocked: false };
  await insert('royalty_keys', { ...key, key: 'done', outcome: JSON.stringify(outcome) });
  await insert('royalty_keys', { ...key, key: 'refused', outcome: JSON.stringify({ refused: 'insufficient' }) });
  const contract = { id: id(2), artist_id: id(1), number: '2026-001', year: 2026, ordinal: 1, percentage: 60 };
  await insert('contracts', { ...contract, status: 'terminated', appendices: 1, created_at: 1 });
  const termination = { id: id(3), contract_id: id(2), number: '2026-001-1', ordinal: 1, type: 'termination' };
  await insert('appendices', { ...termination, created_at: ENDED });
  await insert('contract_shares', { contract_id: id(2), number: 1, percentage: 50, changed_at: 1 });
  await insert('contract_shares', { contract_id: id(2), number: 2, percentage: 60, changed_at: CHANGED });
}

test.each(['sqlite', 'postgres'] as const)(
  'migrations of payees and terms, on %s · keep the books, their answers and their triggers, and date shares and terminations',
  async (engine) => {
    const house = await oldHouse(engine, MIGRATIONS);
    houses.push(house);
    await furnish(house);
    if (engine === 'sqlite') await house.close();
    const db = await openDatabase({ databaseUrl: house.settings.DATABASE_URL, dataDir: join(house.cwd, 'data') });
    await db.migrate();
    const { royaltyAccounts, royaltyEntries, royaltyKeys, contracts, contractShares } = db.tables;
    const { read } = db;

    expect(await read.select().from(royaltyAccounts)).toEqual([
      { payeeId: id(1), artistId: id(1), details: 'IBAN', active: 600, total: 1000, entries: 2, blocked: false },
    ]);
    const entry = { payeeId: id(1), reportId: null, madeBy: id(1), madeByLogin: 'a', madeAt: 5 };
    expect(await read.select().from(royaltyEntries).orderBy(royaltyEntries.number)).toEqual([
      { ...entry, number: 1, type: 'income', amount: 1000, period: '2025', receiptKey: null },
      { ...entry, number: 2, type: 'payout', amount: 400, period: null, receiptKey: 'r' },
    ]);
    const outcomes = await read.select({ outcome: royaltyKeys.outcome }).from(royaltyKeys).orderBy(royaltyKeys.key);
    expect(outcomes).toMatchObject([
      { outcome: { payeeId: id(1), artistId: id(1), total: 1000 } },
      { outcome: { refused: 'insufficient' } },
    ]);
    const { fromDay } = contractShares;
    expect(await read.select({ fromDay }).from(contractShares).orderBy(contractShares.number)).toEqual([
      { fromDay: null },
      { fromDay: '2026-05-01' },
    ]);
    const { toDay, terminatedAt } = contracts;
    expect(await read.select({ toDay, terminatedAt }).from(contracts)).toEqual([{ toDay: null, terminatedAt: ENDED }]);
    expect(await checkLedger(db)).toEqual([]);
    for (const change of ['delete', 'update'] as const) {
      const attempt = db.write(async (tx) => {
        if (change === 'delete') await tx.delete(royaltyEntries);
        else await tx.update(royaltyEntries).set({ period: 'x' });
      });
      await expect(attempt).rejects.toThrow();
    }
    await db.close();
  },
);
