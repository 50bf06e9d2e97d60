import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import type { Account } from '../accounts/model.ts';
import { type DocumentKey, refuse as refuseOfDocuments } from '../label/documents/model.ts';
import type { Documents } from '../label/documents/service.ts';
import type { Roster } from '../roster/service.ts';
import { idempotent } from './idempotent.ts';
import {
  type AccountState,
  type Booking,
  type Discrepancy,
  type Entry,
  type ListedRoyalties,
  type Outcome,
  type Royalties,
  refuse,
  type Sums,
  statusOf,
} from './model.ts';
import { royaltyStore } from './store.ts';

/** Entries in one read. */
const AT_ONCE = 200;

/** Checks the sums. @returns accounts whose sums differ from their entries': none, unless the database was edited by hand */
export const checkLedger = (db: Database): Promise<Discrepancy[]> => royaltyStore(db).discrepancies(db.read);

export type RoyaltyService = ReturnType<typeof royaltyService>;

/**
 * The ledger of artists' income and payouts. It is append-only. An account's sums change in the transaction that adds an
 * entry, with the account locked, so they always equal the sums of its entries.
 *
 * @param documents locks a receipt, so that it is not deleted while a payout that names it is written
 * @param now the clock, in milliseconds since the epoch
 */
export function royaltyService(
  db: Database,
  roster: Pick<Roster, 'artists'>,
  documents: Pick<Documents, 'lock'>,
  now: () => number = Date.now,
) {
  const store = royaltyStore(db);
  const runOnce = idempotent(db, store, now);

  /** Creates the royalty account of a new artist, in the transaction that creates the account. */
  async function join(tx: Handle, { id, role }: Account): Promise<void> {
    if (role !== 'artist') return;
    const nothing = { active: 0, total: 0, entries: 0 };
    await store.insertAccount(tx, { artistId: id, details: null, ...nothing, blocked: false });
  }

  /** Adds the entries that the sums of each account include, and not those that were added since. */
  async function withHistories(accounts: readonly AccountState[]): Promise<Royalties[]> {
    const histories = await Promise.all(accounts.map(historyOf));
    return accounts.map((account, at) => {
      const { artistId, details, active, total } = account;
      return { artistId, details, active, total, status: statusOf(account), history: histories[at] ?? [] };
    });
  }

  /** All entries of an account, read piece by piece, so that other requests are served in between. */
  async function historyOf({ artistId, entries }: AccountState): Promise<Entry[]> {
    const history: Entry[] = [];
    for (let after = 0; after < entries; after += AT_ONCE) {
      if (after > 0) await yieldTurn();
      history.push(...(await store.history(db.read, artistId, after, Math.min(after + AT_ONCE, entries))));
    }
    return history;
  }

  const withHistory = async (account: AccountState) => (await withHistories([account]))[0] as Royalties;

  /** An artist's royalties. @throws not_found (`royalties`) */
  async function of(artistId: Id): Promise<Royalties> {
    const account = await store.account(db.read, artistId);
    if (!account) throw refuse('royalties');
    return withHistory(account);
  }

  /** The royalties of all artists with the status `active`. */
  async function listActive(page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<ListedRoyalties>> {
    const { entries, total } = await store.listActive(db.read, page);
    const artists = await roster.artists(entries.map(({ artistId }) => artistId));
    const names = new Map(artists.map(({ id, stageName }) => [id, stageName]));
    const listed = await withHistories(entries);
    return { entries: listed.map((one) => ({ ...one, stageName: names.get(one.artistId) ?? '' })), total };
  }

  /** Sets an artist's payment details. @throws not_found (`royalties`) */
  async function setDetails(artistId: Id, details: string): Promise<Royalties> {
    const account = await db.write((tx) => store.changeAccount(tx, artistId, { details }));
    if (!account) throw refuse('royalties');
    return withHistory(account);
  }

  /** Blocks an artist's payouts, or allows them again. @throws not_found (`royalties`) */
  async function toggleBlock(artistId: Id): Promise<Royalties> {
    const account = await db.write(async (tx) => {
      const before = await store.lockAccount(tx, artistId);
      return before && store.changeAccount(tx, artistId, { blocked: !before.blocked });
    });
    if (!account) throw refuse('royalties');
    return withHistory(account);
  }

  /**
   * Whether an uploaded receipt belongs to another payout; a name that was not uploaded may be used several times. Ledgers
   * of older versions may contain duplicates, so there is no unique index: this is checked with the account locked.
   */
  const isUsedReceipt = async (tx: Handle, artistId: Id, documentId: string): Promise<boolean> =>
    (await documents.lock(tx, { artistId, type: 'receipt', documentId })) && store.hasReceipt(tx, artistId, documentId);

  /** Checks that no payout names a document. @throws conflict (`document_in_use`) */
  async function checkUnused(tx: Handle, { artistId, type, documentId }: DocumentKey): Promise<void> {
    if (type === 'receipt' && (await store.hasReceipt(tx, artistId, documentId))) {
      throw refuseOfDocuments('document_in_use');
    }
  }

  /** Adds the entry and changes the sums. @returns the account after that, or why nothing was booked */
  async function bookIn(tx: Handle, caller: Account, booking: Booking): Promise<Outcome> {
    const { artistId, type, amount } = booking;
    const account = await store.lockAccount(tx, artistId);
    if (!account) throw refuse('royalties');
    const isIncome = type === 'income';
    if (isIncome && account.total + amount > Number.MAX_SAFE_INTEGER) return { refused: 'beyond_limit' };
    if (!isIncome && statusOf(account) !== 'active') return { refused: 'not_active' };
    if (!isIncome && account.active < amount) return { refused: 'insufficient' };
    if (!isIncome && (await isUsedReceipt(tx, artistId, booking.receiptKey))) throw refuse('receipt_used');

    const number = account.entries + 1;
    await store.insertEntry(tx, {
      ...{ artistId, number, type, amount, madeBy: caller.id, madeByLogin: caller.login, madeAt: now() },
      period: isIncome ? booking.period : null,
      receiptKey: isIncome ? null : booking.receiptKey,
    });
    const sums = {
      active: account.active + (isIncome ? amount : -amount),
      total: account.total + (isIncome ? amount : 0),
      entries: number,
    };
    await store.changeAccount(tx, artistId, sums);
    return { ...account, ...sums };
  }

  /**
   * Books income, or a payout.
   * @param booking its amount in minor units, positive
   * @param key an idempotency key: repeated requests of a caller with the same key book once and get the first outcome
   * @returns the royalties as they are after it
   * @throws not_found (`royalties`), invalid (`not_active`, `insufficient`, `beyond_limit`), conflict (`receipt_used`,
   *   `key_reused`, `key_under_way`)
   */
  async function book(caller: Account, booking: Booking, key?: string): Promise<Royalties> {
    const work = (tx: Handle) => bookIn(tx, caller, booking);
    const { type, artistId, amount, ...rest } = booking;
    const outcome =
      key === undefined
        ? await db.write(work)
        : await runOnce(
            { callerId: caller.id, operation: type, key, content: [artistId, amount, ...Object.values(rest)] },
            work,
          );
    if ('refused' in outcome) throw refuse(outcome.refused);
    return withHistory(outcome);
  }

  /** By how much what artists hold differs from their entries, in the ledger's smallest unit. */
  async function difference(): Promise<number> {
    const off = (kept: Sums, booked: Sums) =>
      Math.abs(kept.active - booked.active) +
      Math.abs(kept.total - booked.total) +
      Math.abs(kept.entries - booked.entries);
    return (await checkLedger(db)).reduce((sum, { kept, booked }) => sum + off(kept, booked), 0);
  }

  return { join, of, listActive, setDetails, toggleBlock, book, checkUnused, check: () => checkLedger(db), difference };
}
