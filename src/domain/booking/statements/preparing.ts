import type { Database } from '../../../db/database.ts';
import { DomainError } from '../../../errors.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import { yieldTurn } from '../../../lib/yield-turn.ts';
import type { Maker } from '../../royalties/model.ts';
import type { RoyaltyService } from '../../royalties/service.ts';
import type { accountStore } from './accounts-store.ts';
import type { Booked, earnedStore } from './earned-store.ts';
import type { Month, Sections } from './model.ts';
import { type Share, sectionsOf, tally } from './sections.ts';
import type { statementStore } from './store.ts';

/** Milliseconds after which an unfinished close is taken for abandoned. */
const ABANDONED = 3600 * 1000;
/** Payees, shares and rows of sections in one piece of work. */
const PAYEES_AT_ONCE = 200;
const SHARES_AT_ONCE = 2000;
const ROWS_AT_ONCE = 2000;

/** What reports brought to a payee, in minor units. */
export interface FromReports {
  earned: number;
  /** Of advances. */
  recouped: number;
  costs: number;
}

/** What a close is made of, as far as it does not change any more. */
export interface Prepared {
  closeId: Id;
  /** The bookings that it takes: above the first number, up to the second. */
  bookings: readonly [after: number, last: number];
  /** By payee. */
  earned: ReadonlyMap<Id, FromReports>;
  names: Awaited<ReturnType<RoyaltyService['payees']['named']>>;
}

interface Stores {
  store: ReturnType<typeof statementStore>;
  earnings: ReturnType<typeof earnedStore>;
  accounts: ReturnType<typeof accountStore>;
}

/** Works out what statements tell of earnings before the transaction that closes a period, so that nobody waits for that. */
export function preparing(
  db: Database,
  { store, earnings, accounts }: Stores,
  payees: Pick<RoyaltyService['payees'], 'named'>,
  now: () => number,
) {
  /** Prepares a close, and stores its sections where nobody sees them. */
  async function prepare(period: Month, maker: Maker, after: number): Promise<Prepared> {
    await sweep();
    const closeId = newId(now());
    await db.write((tx) => store.begin(tx, closeId, period, maker, now()));
    try {
      const last = await earnings.lastBooking(db.read);
      const bookings = await earnings.bookings(db.read, after, last);
      const found = await earnedBy(bookings);
      await prepareSections(closeId, found);
      const earned = new Map([...found].map(([id, { earned, recouped, costs }]) => [id, { earned, recouped, costs }]));
      const names = await payees.named([...new Set([...earned.keys(), ...(await accounts.changed(db.read))])]);
      return { closeId, bookings: [after, last], earned, names };
    } catch (error) {
      await discard(closeId).catch(() => {});
      throw error;
    }
  }

  async function earnedBy(bookings: readonly Booked[]): Promise<Map<Id, FromReports & { of: Map<number, number> }>> {
    const found = new Map<Id, FromReports & { of: Map<number, number> }>();
    for (const { number, report, sign } of bookings) {
      for (let after = ''; ; await yieldTurn()) {
        const some = await earnings.earned(db.read, number, after, PAYEES_AT_ONCE);
        for (const { payeeId, earned, recouped, costs } of some) {
          const one = found.get(payeeId) ?? { earned: 0, recouped: 0, costs: 0, of: new Map() };
          one.earned += Number(earned);
          one.recouped += Number(recouped);
          one.costs += Number(costs);
          one.of.set(report, (one.of.get(report) ?? 0) + sign);
          found.set(payeeId, one);
        }
        const newest = some.at(-1);
        if (newest === undefined || some.length < PAYEES_AT_ONCE) break;
        after = newest.payeeId;
      }
    }
    return found;
  }

  /** @param found by payee, what was earned and with which reports; 0 for one that was booked and reversed */
  async function prepareSections(
    closeId: Id,
    found: ReadonlyMap<Id, FromReports & { of: ReadonlyMap<number, number> }>,
  ): Promise<void> {
    let waiting: { payeeId: Id; sections: Sections }[] = [];
    let rows = 0;
    const flush = async () => {
      const some = waiting;
      [waiting, rows] = [[], 0];
      if (!(await db.write((tx) => store.prepare(tx, closeId, some, now())))) throw interrupted();
    };
    for (const [payeeId, { earned, of }] of found) {
      const shares = await sharesOf(payeeId, of);
      const sections = sectionsOf(shares, BigInt(earned), await titles(shares));
      waiting.push({ payeeId, sections });
      rows += Object.values(sections).reduce((sum, table) => sum + table.length, 0);
      if (rows >= ROWS_AT_ONCE || waiting.length >= PAYEES_AT_ONCE) await flush();
      await yieldTurn();
    }
    await flush();
  }

  async function sharesOf(payeeId: Id, reports: ReadonlyMap<number, number>): Promise<readonly Share[]> {
    const { add, shares } = tally();
    for (const [report, sign] of reports) {
      for (let after = 0; sign !== 0; await yieldTurn()) {
        const some = await earnings.shares(db.read, report, payeeId, after, SHARES_AT_ONCE);
        for (const share of some) add(share, sign);
        const newest = some.at(-1);
        if (newest === undefined || some.length < SHARES_AT_ONCE) break;
        after = newest.number;
      }
    }
    return shares();
  }

  /** @returns what a share is called: a release or a track by its name, a store by itself, a country by nothing yet */
  async function titles(shares: readonly Share[]): Promise<(share: Share) => string> {
    const releases = new Set(shares.flatMap(({ releaseId }) => releaseId ?? []));
    const tracks = new Set(shares.flatMap(({ by, word }) => (by === 'track' && word !== '' ? word : [])));
    const names = await earnings.titles(db.read, [...releases], [...tracks]);
    return ({ by, word, releaseId }) => {
      if (by === 'country') return '';
      return by === 'store' ? word : (names.get(word || (releaseId ?? '')) ?? '');
    };
  }

  /** Deletes what a close has prepared that is not to be. */
  async function discard(closeId: Id): Promise<void> {
    while (!(await db.write((tx) => store.discard(tx, closeId, PAYEES_AT_ONCE)))) await yieldTurn();
  }

  /** Deletes what closes have left that died. */
  async function sweep(): Promise<void> {
    for (const closeId of await store.abandoned(db.read, now() - ABANDONED)) await discard(closeId);
  }

  return { prepare, discard };
}

/** What was prepared was swept: this process slept for an hour. */
const interrupted = () => new DomainError('busy', 'The close was interrupted, try again', { retryAfter: 5 });
