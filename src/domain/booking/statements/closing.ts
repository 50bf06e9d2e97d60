import type { Database, Handle } from '../../../db/database.ts';
import { isUniqueViolation } from '../../../db/engines.ts';
import { DomainError, invalid } from '../../../errors.ts';
import { dayOf } from '../../../lib/days.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import type { Events } from '../../events.ts';
import type { Maker } from '../../royalties/model.ts';
import type { RoyaltyService } from '../../royalties/service.ts';
import { lockBooks } from '../books.ts';
import { accountStore, type LockedAccount } from './accounts-store.ts';
import { earnedStore } from './earned-store.ts';
import { type ClosedPeriod, isMonth, type Month, refuse } from './model.ts';
import { type Prepared, preparing } from './preparing.ts';
import type { NewStatement, statementStore } from './store.ts';

/** How often a close is prepared anew because something was booked meanwhile. */
const MOST_TRIES = 10;
/** The digits of a statement's number, at least. */
const DIGITS = 3;

/** What was prepared is not all any more: a report was booked or reversed meanwhile, or somebody earns who has no name yet. */
class Outdated extends Error {}

/**
 * Closes periods. What needs long is prepared before; one short transaction checks that no report was booked meanwhile, locks
 * the accounts and takes what was entered in them since the last close. So each entry is in exactly one statement.
 *
 * @param now the clock, in milliseconds since the epoch
 */
export function closing(
  db: Database,
  store: ReturnType<typeof statementStore>,
  { payees, runOnce }: Pick<RoyaltyService, 'payees' | 'runOnce'>,
  events: Events,
  currency: string,
  now: () => number,
) {
  const [earnings, accounts] = [earnedStore(db), accountStore(db)];
  const { prepare, discard } = preparing(db, { store, earnings, accounts }, payees, now);

  /** @returns the last booking that closes have taken @throws conflict (`period_closed`, `report_booking`) */
  async function check(on: Handle, period: Month): Promise<number> {
    const last = await store.last(on);
    if (last && period <= last.period) throw refuse('period_closed');
    if (await earnings.isBooking(on)) throw refuse('report_booking');
    return last?.lastBooking ?? 0;
  }

  /**
   * Closes a period: makes a statement of everything that was entered since the last close, for each payee who has an entry
   * or had a balance.
   * @param key an idempotency key: repeated requests of a caller with the same key close once and get the first answer
   * @throws invalid (`period`), conflict (`period_closed`, `report_booking`; of royalties `key_reused`, `key_under_way`), busy
   */
  async function close(caller: Maker, period: string, key?: string): Promise<ClosedPeriod> {
    if (!isMonth(period) || period > dayOf(now()).slice(0, 7))
      throw invalid('period', 'must be a month that has begun', { rule: 'месяц YYYY-MM, не позже текущего' });
    let prepared: Prepared;
    const work = (tx: Handle) => finish(tx, period, prepared);
    /** Prepares, and then runs the work in its transaction; again when what was prepared is outdated. */
    const write = async <Result>(whole: (tx: Handle) => Promise<Result>): Promise<Result> => {
      for (let tries = 1; ; tries++) {
        prepared = await prepare(period, caller, await check(db.read, period));
        try {
          return await db.write(whole);
        } catch (error) {
          await discard(prepared.closeId).catch(() => {});
          if (!(error instanceof Outdated)) throw isUniqueViolation(error) ? await whatClashed(error, period) : error;
          if (tries === MOST_TRIES)
            throw new DomainError('busy', 'Reports are being booked, try again', { retryAfter: 5 });
        }
      }
    };
    if (key === undefined) return write(work);
    return runOnce({ callerId: caller.id, operation: 'close', key, content: [period] }, work, write);
  }

  /** Another close of the period was committed first, or else the error stands. */
  const whatClashed = async (error: unknown, period: Month): Promise<unknown> =>
    check(db.read, period).then(
      () => error,
      (refusal) => refusal,
    );

  async function finish(tx: Handle, period: Month, prepared: Prepared): Promise<ClosedPeriod> {
    await lockBooks(db, tx);
    const [after, last] = prepared.bookings;
    if ((await check(tx, period)) !== after || (await earnings.lastBooking(tx)) !== last) throw new Outdated();
    const closedAt = now();
    const made = await statementsOf(tx, period, prepared, closedAt);
    if (!(await store.finish(tx, prepared.closeId, { closedAt, lastBooking: last, made }))) throw new Outdated();
    await events.emit(
      tx,
      'label.notices',
      made
        .filter(({ kind }) => kind === 'artist')
        .map(({ payeeId, id, number }) => {
          const subject = { kind: 'statement', id } as const;
          return { artist: payeeId, type: 'statement_ready', text: number, subject };
        }),
    );
    return { period, statements: made.length, closedAt };
  }

  /** @returns the statements of all who have something, and notes that it is taken */
  async function statementsOf(
    tx: Handle,
    period: Month,
    prepared: Prepared,
    closedAt: number,
  ): Promise<NewStatement[]> {
    const changed = await accounts.changed(tx);
    const locked = await accounts.lock(tx, [...new Set([...changed, ...prepared.earned.keys()])]);
    const known = await accounts.marks(tx, locked.map(idOf));
    const marks = locked.map(({ payeeId }) => known.get(payeeId) ?? { payeeId, entries: 0, closing: 0 });
    const entered = await accounts.entered(tx, marks);
    const open = await earnings.open(tx, locked.map(idOf));
    const made = locked.map(({ payeeId, artistId, active }, at): NewStatement => {
      const named = prepared.names.get(payeeId);
      if (!named) throw new Outdated();
      const { earned, recouped, costs } = prepared.earned.get(payeeId) ?? { earned: 0, recouped: 0, costs: 0 };
      const { typed, payouts, due } = entered.get(payeeId) ?? { typed: 0, payouts: 0, due: 0 };
      // Unless the books were edited by hand.
      if (due !== earned - recouped - costs)
        throw new Error(`what reports brought to ${payeeId} differs from the ledger`);
      return {
        ...{ id: newId(closedAt), closeId: prepared.closeId, payeeId, period, currency, closedAt },
        number: `${period}-${String(at + 1).padStart(DIGITS, '0')}`,
        ...{ kind: artistId === null ? 'payee' : 'artist', name: named.name },
        ...{ opening: marks[at]?.closing ?? 0, earnings: earned + typed, typed, recouped, costs, payouts },
        ...{ closing: active, unrecouped: open.get(payeeId) ?? 0 },
      };
    });
    await accounts.mark(
      tx,
      locked.map(({ payeeId, entries, active }) => ({ payeeId, entries, closing: active })),
    );
    return made;
  }

  return close;
}

const idOf = ({ payeeId }: LockedAccount): Id => payeeId;
