import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { RunOnce } from './idempotent.ts';
import type { Ledger } from './ledger.ts';
import {
  type AccountState,
  type Batch,
  type BatchPayout,
  type Due,
  type Maker,
  type Named,
  type Refused,
  refuse,
} from './model.ts';
import type { Payees } from './payees.ts';
import { payoutStore } from './payouts-store.ts';
import type { royaltyStore } from './store.ts';

/** The batch that was booked, or why nothing was. */
type BatchOutcome = { batchId: Id } | (Refused & { index: number });

/** Payouts in one go: what is due, and batches, of which all is booked or nothing. @param tellPaid tells artists of a batch */
export function payoutService(
  db: Database,
  store: ReturnType<typeof royaltyStore>,
  { refusalOf, addAll }: Pick<Ledger, 'refusalOf' | 'addAll'>,
  payees: Pick<Payees, 'named'>,
  runOnce: RunOnce,
  tellPaid: (tx: Handle, id: Id, paid: readonly { artistId: Id | null; amount: number }[]) => Promise<void>,
  now: () => number,
) {
  const payouts = payoutStore(db);

  /** Accounts that can be paid out, the largest balance first. @param least the balance that they hold at least, in minor units */
  async function due(least: number): Promise<Due[]> {
    const accounts = await payouts.due(db.read, least);
    const names = await payees.named(accounts.map(({ payeeId }) => payeeId));
    return accounts.map(({ payeeId, artistId, details, active }) => ({
      ...nameOf(names, payeeId, artistId),
      details: details ?? '',
      due: active,
    }));
  }

  /**
   * Books a batch of payouts.
   * @param batch each payee once
   * @param currency ISO 4217
   * @param key an idempotency key: repeated requests of a caller with the same key book once and get the first outcome
   * @throws what `book` throws for the first payout that cannot be booked, with its `index` from 1; not_found as `payee`
   */
  async function pay(caller: Maker, batch: readonly BatchPayout[], currency: string, key: string): Promise<Batch> {
    const names = await payees.named(batch.map(({ payeeId }) => payeeId));
    const content = batch.map(({ payeeId, amount, receiptKey }) => [payeeId, amount, receiptKey]);
    const outcome = await runOnce<BatchOutcome>({ callerId: caller.id, operation: 'payouts', key, content }, (tx) =>
      payIn(tx, caller, batch, currency, names),
    );
    if ('refused' in outcome) throw refuse(outcome.refused, { index: outcome.index });
    return get(outcome.batchId);
  }

  async function payIn(
    tx: Handle,
    caller: Maker,
    batch: readonly BatchPayout[],
    currency: string,
    names: ReadonlyMap<Id, Named>,
  ): Promise<BatchOutcome> {
    const createdAt = now();
    const batchId = newId(createdAt);
    const locked = await store.lockAccounts(
      tx,
      batch.map(({ payeeId }) => payeeId),
    );
    const accounts = new Map(locked.map((account) => [account.payeeId, account]));
    // All are checked before the first is booked: a refusal is kept with its key, and so in the transaction.
    const bookings = [];
    let total = 0;
    for (const [at, { payeeId, amount, receiptKey }] of batch.entries()) {
      const index = at + 1;
      const account = accounts.get(payeeId);
      if (!account) throw refuse('payee', { index });
      const receipt = { receiptKey: receiptKey ?? batchId, isBatchId: receiptKey === undefined };
      const booking = { type: 'payout', payeeId, amount, ...receipt } as const;
      const refusal = await refusalOf(tx, account, booking).catch((error) => {
        throw isReceiptUsed(error) ? refuse('receipt_used', { index }) : error;
      });
      if (refusal) return { ...refusal, index };
      total += amount;
      if (total > Number.MAX_SAFE_INTEGER) return { refused: 'beyond_limit', index };
      bookings.push({ account, booking });
    }
    const after = await addAll(tx, caller, bookings);
    const lines = bookings.map(({ account: { payeeId, artistId, details }, booking: { amount } }, at) => {
      const { active: balance, entries: entry } = after[at] as AccountState;
      const { name } = nameOf(names, payeeId, artistId);
      return { payeeId, amount, balance, entry, name, details: details ?? '' };
    });
    await payouts.insertBatch(tx, { id: batchId, total, currency, payouts: lines }, { madeBy: caller, createdAt });
    await tellPaid(
      tx,
      batchId,
      bookings.map(({ account: { artistId }, booking: { amount } }) => ({ artistId, amount })),
    );
    return { batchId };
  }

  /** A batch that was booked. @throws not_found (`batch`) */
  async function get(id: Id): Promise<Batch> {
    const batch = await payouts.batch(db.read, id);
    if (!batch) throw refuse('batch');
    return batch;
  }

  return { due, pay, get };
}

const isReceiptUsed = (error: unknown): boolean =>
  error instanceof DomainError && error.detail.subject === 'receipt_used';

/** Who has no name is new: the account was made after the names had been read. */
const nameOf = (names: ReadonlyMap<Id, Named>, payeeId: Id, artistId: Id | null): Named =>
  names.get(payeeId) ?? { payeeId, kind: artistId === null ? 'payee' : 'artist', name: '' };
