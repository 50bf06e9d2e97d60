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

/** Entries in one statement, whose parameters have a limit. */
const AT_ONCE = 500;

/** An account, which is locked, and what is to be added to it. */
interface Accepted {
  account: AccountState;
  booking: Booking;
}

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
    if (!booking.isBatchId && (await isUsedReceipt(tx, booking.payeeId, booking.receiptKey)))
      throw refuse('receipt_used');
    return undefined;
  }

  /** @returns the entry, and the account after it */
  function entered(maker: Maker, { account, booking }: Accepted): { entry: Entry; after: AccountState } {
    const { payeeId, type, amount } = booking;
    const sums = sumsAfter(account, booking);
    const entry: Entry = {
      ...{ payeeId, number: sums.entries, type, amount },
      period: type === 'payout' ? null : booking.period,
      reportId: type === 'payout' ? null : (booking.reportId ?? null),
      receiptKey: type === 'payout' ? booking.receiptKey : null,
      ...{ madeBy: maker.id, madeByLogin: maker.login, madeAt: now() },
    };
    return { entry, after: { ...account, ...sums } };
  }

  /** Adds entries, none of which is refused, to accounts, each another one and locked. @returns the accounts after that, in order */
  async function addAll(tx: Handle, maker: Maker, bookings: readonly Accepted[]): Promise<AccountState[]> {
    const all = bookings.map((booking) => entered(maker, booking));
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE);
      await store.insertEntries(
        tx,
        some.map(({ entry }) => entry),
      );
      await store.changeSums(
        tx,
        some.map(({ after }) => after),
      );
    }
    return all.map(({ after }) => after);
  }

  /**
   * Locks an account and adds an entry.
   * @returns the account after that, or why nothing was booked
   * @throws not_found (`royalties`), conflict (`receipt_used`)
   */
  async function post(tx: Handle, maker: Maker, booking: Booking): Promise<Outcome> {
    const account = await store.lockAccount(tx, booking.payeeId);
    if (!account) throw refuse('royalties');
    const refusal = await refusalOf(tx, account, booking);
    if (refusal) return refusal;
    const { entry, after } = entered(maker, { account, booking });
    await store.insertEntries(tx, [entry]);
    await store.changeAccount(tx, account.payeeId, {
      ...{ active: after.active, total: after.total, entries: after.entries },
    });
    return after;
  }

  /**
   * Locks accounts and adds an entry to each, in a few statements however many they are.
   * @param bookings each of another payee
   * @throws not_found (`royalties`), invalid (why the first of them is refused), conflict (`receipt_used`)
   */
  async function postAll(tx: Handle, maker: Maker, bookings: readonly Booking[]): Promise<void> {
    const locked = await store.lockAccounts(
      tx,
      bookings.map(({ payeeId }) => payeeId),
    );
    const accounts = new Map(locked.map((account) => [account.payeeId, account]));
    const accepted: Accepted[] = [];
    for (const booking of bookings) {
      const account = accounts.get(booking.payeeId);
      if (!account) throw refuse('royalties');
      const refusal = await refusalOf(tx, account, booking);
      if (refusal) throw refuse(refusal.refused);
      accepted.push({ account, booking });
    }
    await addAll(tx, maker, accepted);
  }

  return { refusalOf, addAll, post, postAll };
}

export type Ledger = ReturnType<typeof ledger>;
