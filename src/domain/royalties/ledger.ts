import type { Handle } from '../../db/database.ts';
import type { Documents } from '../label/documents/service.ts';
import {
  type AccountState,
  type Booking,
  type Entry,
  type Maker,
  type Outcome,
  type Refused,
  refuse,
  statusOf,
} from './model.ts';
import type { royaltyStore } from './store.ts';

/** Adds entries to accounts, in a transaction of the caller. */
export function ledger(store: ReturnType<typeof royaltyStore>, documents: Pick<Documents, 'lock'>, now: () => number) {
  /**
   * Whether an uploaded receipt belongs to another payout; a name that was not uploaded may be used several times. Ledgers
   * of older versions may contain duplicates, so there is no unique index: this is checked with the account locked.
   */
  const isUsedReceipt = async (tx: Handle, payeeId: string, documentId: string): Promise<boolean> =>
    (await documents.lock(tx, { artistId: payeeId, type: 'receipt', documentId })) &&
    store.hasReceipt(tx, payeeId, documentId);

  const sumsAfter = ({ active, total, entries }: AccountState, { type, amount }: Booking) => ({
    active: active + (type === 'payout' ? -amount : amount),
    total: total + (type === 'payout' ? 0 : amount),
    entries: entries + 1,
  });

  /** Why an entry cannot be added to an account, which must be locked. @throws conflict (`receipt_used`) */
  async function refusalOf(tx: Handle, account: AccountState, booking: Booking): Promise<Refused | undefined> {
    const { active, total } = sumsAfter(account, booking);
    // The total is never below the balance.
    if (total > Number.MAX_SAFE_INTEGER || active < Number.MIN_SAFE_INTEGER) return { refused: 'beyond_limit' };
    if (booking.type !== 'payout') return undefined;
    if (statusOf(account) !== 'active') return { refused: 'not_active' };
    if (active < 0) return { refused: 'insufficient' };
    if (await isUsedReceipt(tx, booking.payeeId, booking.receiptKey)) throw refuse('receipt_used');
    return undefined;
  }

  /** Adds an entry that is not refused to an account, which must be locked. @returns the account after that */
  async function add(tx: Handle, maker: Maker, account: AccountState, booking: Booking): Promise<AccountState> {
    const { payeeId, type, amount } = booking;
    const sums = sumsAfter(account, booking);
    const entry: Entry = {
      ...{ payeeId, number: sums.entries, type, amount },
      period: type === 'payout' ? null : booking.period,
      reportId: type === 'payout' ? null : (booking.reportId ?? null),
      receiptKey: type === 'payout' ? booking.receiptKey : null,
      ...{ madeBy: maker.id, madeByLogin: maker.login, madeAt: now() },
    };
    await store.insertEntry(tx, entry);
    await store.changeAccount(tx, payeeId, sums);
    return { ...account, ...sums };
  }

  /**
   * Locks an account and adds an entry.
   * @returns the account after that, or why nothing was booked
   * @throws not_found (`royalties`), conflict (`receipt_used`)
   */
  async function post(tx: Handle, maker: Maker, booking: Booking): Promise<Outcome> {
    const account = await store.lockAccount(tx, booking.payeeId);
    if (!account) throw refuse('royalties');
    return (await refusalOf(tx, account, booking)) ?? add(tx, maker, account, booking);
  }

  return { refusalOf, add, post };
}

export type Ledger = ReturnType<typeof ledger>;
