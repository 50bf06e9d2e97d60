import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { moneyText } from '../../lib/money.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import type { Account } from '../accounts/model.ts';
import type { Events } from '../events.ts';
import { type DocumentKey, refuse as refuseOfDocuments } from '../label/documents/model.ts';
import type { Documents } from '../label/documents/service.ts';
import type { Roster } from '../roster/service.ts';
import { balanceService } from './balances.ts';
import { checkStore } from './check-store.ts';
import { idempotent } from './idempotent.ts';
import { ledger } from './ledger.ts';
import {
  type AccountState,
  type Booking,
  type Discrepancy,
  type Entry,
  type ListedRoyalties,
  type Maker,
  type Outcome,
  type Royalties,
  refuse,
  statusOf,
} from './model.ts';
import { payeeService } from './payees.ts';
import { payoutService } from './payouts.ts';
import { royaltyStore } from './store.ts';

/** Entries in one read. */
const AT_ONCE = 200;

/** Checks accounts and batches. @returns those that differ from their entries: none, unless the database was edited by hand */
export async function checkAccounts(db: Database): Promise<Discrepancy[]> {
  const check = checkStore(db);
  return [...(await check.accounts(db.read)), ...(await check.batches(db.read))];
}

/** What a client books; the rest comes of distributors' reports. */
type ClientBooking = Exclude<Booking, { type: 'correction' }>;

export type RoyaltyService = ReturnType<typeof royaltyService>;

/**
 * The ledger of income, payouts and corrections, of artists and of payees from outside. It is append-only. An account's sums
 * change in the transaction that adds an entry, with the account locked, so they always equal the sums of its entries.
 *
 * @param documents locks a receipt, so that it is not deleted while a payout that names it is written
 * @param events is told of payouts
 * @param now the clock, in milliseconds since the epoch
 */
export function royaltyService(
  db: Database,
  roster: Pick<Roster, 'artists'>,
  documents: Pick<Documents, 'lock'>,
  events: Events,
  { currency }: Pick<Config, 'currency'>,
  now: () => number = Date.now,
) {
  const store = royaltyStore(db);
  const runOnce = idempotent(db, store, now);
  const { refusalOf, addAll, post, postAll } = ledger(store, documents, now);
  const payees = payeeService(db, store, roster, withHistories, now);
  const payouts = payoutService(db, store, { refusalOf, addAll }, payees, runOnce, tellPaid, now);

  /** Creates the royalty account of a new artist, in the transaction that creates the account. */
  async function join(tx: Handle, { id, role }: Account): Promise<void> {
    if (role !== 'artist') return;
    const nothing = { active: 0, total: 0, entries: 0 };
    await store.insertAccount(tx, { payeeId: id, artistId: id, details: null, ...nothing, blocked: false });
  }

  /** Adds the entries that the sums of each account include, and not those that were added since. */
  async function withHistories(accounts: readonly AccountState[]): Promise<Royalties[]> {
    const histories = await Promise.all(accounts.map(historyOf));
    return accounts.map((account, at) => {
      const { payeeId, artistId, details, active, total } = account;
      return { payeeId, artistId, details, active, total, status: statusOf(account), history: histories[at] ?? [] };
    });
  }

  /** All entries of an account, read piece by piece, so that other requests are served in between. */
  async function historyOf({ payeeId, entries }: AccountState): Promise<Entry[]> {
    const history: Entry[] = [];
    for (let after = 0; after < entries; after += AT_ONCE) {
      if (after > 0) await yieldTurn();
      history.push(...(await store.history(db.read, payeeId, after, Math.min(after + AT_ONCE, entries))));
    }
    return history;
  }

  const withHistory = async (account: AccountState) => (await withHistories([account]))[0] as Royalties;

  /** A payee's royalties. @throws not_found (`royalties`) */
  async function of(payeeId: Id): Promise<Royalties> {
    const account = await store.account(db.read, payeeId);
    if (!account) throw refuse('royalties');
    return withHistory(account);
  }

  /** The royalties of all artists with the status `active`. */
  async function listActive(page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<ListedRoyalties>> {
    const { entries, total } = await store.listActive(db.read, page);
    const names = await payees.named(entries.map(({ payeeId }) => payeeId));
    const listed = await withHistories(entries);
    return { entries: listed.map((one) => ({ ...one, stageName: names.get(one.payeeId)?.name ?? '' })), total };
  }

  /** Sets a payee's payment details. @throws not_found (`royalties`) */
  async function setDetails(payeeId: Id, details: string): Promise<Royalties> {
    const account = await db.write((tx) => store.changeAccount(tx, payeeId, { details }));
    if (!account) throw refuse('royalties');
    return withHistory(account);
  }

  /** Blocks a payee's payouts, or allows them again. @throws not_found (`royalties`) */
  async function toggleBlock(payeeId: Id): Promise<Royalties> {
    const account = await db.write(async (tx) => {
      const before = await store.lockAccount(tx, payeeId);
      return before && store.changeAccount(tx, payeeId, { blocked: !before.blocked });
    });
    if (!account) throw refuse('royalties');
    return withHistory(account);
  }

  /** Checks that no payout names a document. @throws conflict (`document_in_use`) */
  async function checkUnused(tx: Handle, { artistId, type, documentId }: DocumentKey): Promise<void> {
    if (type === 'receipt' && (await store.hasReceipt(tx, artistId, documentId))) {
      throw refuseOfDocuments('document_in_use');
    }
  }

  /** Tells artists of payouts. @param id of what was booked: a batch, or the account with the payout in its history */
  async function tellPaid(tx: Handle, id: Id, paid: readonly { artistId: Id | null; amount: number }[]): Promise<void> {
    const notices = paid.flatMap(({ artistId: artist, amount }) => {
      const text = `${moneyText(amount)} ${currency}`;
      return artist === null
        ? []
        : { artist, type: 'payout_booked' as const, text, subject: { kind: 'payout', id } as const };
    });
    if (notices.length > 0) await events.emit(tx, 'label.notices', notices);
  }

  /**
   * Books income, or a payout.
   * @param booking its amount in minor units, positive
   * @param key an idempotency key: repeated requests of a caller with the same key book once and get the first outcome
   * @returns the royalties as they are after it
   * @throws not_found (`royalties`), invalid (`not_active`, `insufficient`, `beyond_limit`), conflict (`receipt_used`,
   *   `key_reused`, `key_under_way`)
   */
  async function book(caller: Maker, booking: ClientBooking, key?: string): Promise<Royalties> {
    const { type, payeeId, amount, ...rest } = booking;
    const work = async (tx: Handle): Promise<Outcome> => {
      const outcome = await post(tx, caller, booking);
      if (type === 'payout' && !('refused' in outcome))
        await tellPaid(tx, payeeId, [{ artistId: outcome.artistId, amount }]);
      return outcome;
    };
    const outcome =
      key === undefined
        ? await db.write(work)
        : await runOnce(
            { callerId: caller.id, operation: type, key, content: [payeeId, amount, ...Object.values(rest)] },
            work,
          );
    if ('refused' in outcome) throw refuse(outcome.refused);
    return withHistory(outcome);
  }

  return {
    ...{ join, of, listActive, setDetails, toggleBlock, book, checkUnused },
    /** Add entries in a transaction of the caller: see `ledger`. */
    ...{ post, postAll },
    /** What was booked from a report, by payee, and of a payee in order. */
    ofReport: store.ofReport,
    runOnce,
    balances: balanceService(db, store, payees),
    payees,
    payouts,
  };
}
