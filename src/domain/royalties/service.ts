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
  statusOf,
} from './model.ts';
import { royaltyStore } from './store.ts';

/** Entries that are read at once. */
const AT_ONCE = 200;

/** Proves the sums. @returns the accounts that do not hold what their entries add up to: none, unless somebody meddled */
export const checkLedger = (db: Database): Promise<Discrepancy[]> => royaltyStore(db).discrepancies(db.read);

export type RoyaltyService = ReturnType<typeof royaltyService>;

/**
 * The ledger: what artists have earned and been paid. Entries are only ever added; an account's sums change in the
 * transaction that adds one, under a lock on the account, so they always are what its entries add up to.
 *
 * @param documents what keeps a receipt from being deleted while it is being used
 * @param now gives the time, in milliseconds since the epoch
 */
export function royaltyService(
  db: Database,
  roster: Pick<Roster, 'artists'>,
  documents: Pick<Documents, 'lock'>,
  now: () => number = Date.now,
) {
  const store = royaltyStore(db);
  const runOnce = idempotent(db, store, now);

  /** In the transaction that makes an account: an artist's royalties, all at 0. */
  async function join(tx: Handle, { id, role }: Account): Promise<void> {
    if (role !== 'artist') return;
    const nothing = { active: 0, total: 0, entries: 0 };
    await store.insertAccount(tx, { artistId: id, details: null, ...nothing, blocked: false });
  }

  /** With the entries that each account had when it stood so: later ones may have come since. */
  async function withHistories(accounts: readonly AccountState[]): Promise<Royalties[]> {
    const histories = await Promise.all(accounts.map(historyOf));
    return accounts.map((account, at) => {
      const { artistId, details, active, total } = account;
      return { artistId, details, active, total, status: statusOf(account), history: histories[at] ?? [] };
    });
  }

  /** All of an account's entries, piece by piece: others have their turn in between. */
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

  /** The royalties of every artist who may be paid out. */
  async function listActive(page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<ListedRoyalties>> {
    const { entries, total } = await store.listActive(db.read, page);
    const artists = await roster.artists(entries.map(({ artistId }) => artistId));
    const names = new Map(artists.map(({ id, stageName }) => [id, stageName]));
    const listed = await withHistories(entries);
    return { entries: listed.map((one) => ({ ...one, stageName: names.get(one.artistId) ?? '' })), total };
  }

  /** Says where an artist is to be paid to. @throws not_found (`royalties`) */
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
   * Whether a receipt has served a payout; one that was not uploaded may be a name for several. Old ledgers may hold
   * doubles, so this is asked under the lock of the account, and no index forbids it.
   */
  const isUsedReceipt = async (tx: Handle, artistId: Id, documentId: string): Promise<boolean> =>
    (await documents.lock(tx, { artistId, type: 'receipt', documentId })) && store.hasReceipt(tx, artistId, documentId);

  /** Keeps a document that a payout names. @throws conflict (`document_in_use`) */
  async function checkUnused(tx: Handle, { artistId, type, documentId }: DocumentKey): Promise<void> {
    if (type === 'receipt' && (await store.hasReceipt(tx, artistId, documentId))) {
      throw refuseOfDocuments('document_in_use');
    }
  }

  /** Adds the entry and changes the sums, or tells why not. */
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
   * @param key when given, the same booking under the same key by the same caller is made once, however often it is
   *   asked for, and every time gets the outcome of the first
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

  return { join, of, listActive, setDetails, toggleBlock, book, checkUnused, check: () => checkLedger(db) };
}
