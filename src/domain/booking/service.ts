import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { fairQueue } from '../../lib/queue.ts';
import type { RecoupmentService } from '../recoupment/service.ts';
import type { Booking, Maker, Named } from '../royalties/model.ts';
import { refuse as refuseReport, type SummedReport } from '../royalties/reports/model.ts';
import type { Reports } from '../royalties/reports/service.ts';
import type { RoyaltyService } from '../royalties/service.ts';
import type { TermService } from '../terms/service.ts';
import { type Attempt, attempts } from './attempts.ts';
import { lockBooks } from './books.ts';
import { computing } from './computing.ts';
import { type BookingEntry, type BookingOptions, type Preview, refuse } from './model.ts';
import { entriesOf, outcomeOf } from './outcome.ts';
import { bookingStore } from './store.ts';

/** One preview at a time, beside one booking. */
const QUEUE = { atOnce: 1, waiting: 16, inLane: 8 };

export type BookingService = ReturnType<typeof bookingService>;

/**
 * Books reports of distributors. A line's part of each payee is worked out while the report is held, by the terms, splits
 * and matches that are there when the work begins: later changes do not touch it, and rates and the period cannot be changed
 * meanwhile. All that is seen of it is written in one transaction at the end.
 *
 * @param now the clock, in milliseconds since the epoch
 */
export function bookingService(
  db: Database,
  reports: Pick<Reports, 'of' | 'holding'>,
  terms: Pick<TermService, 'prepare' | 'splitsFor'>,
  recoupment: Pick<RecoupmentService, 'open' | 'lockOpen' | 'take' | 'giveBack'>,
  royalties: Pick<RoyaltyService, 'postAll' | 'ofReport' | 'runOnce' | 'payees'>,
  { currency }: Pick<Config, 'currency'>,
  now: () => number = Date.now,
) {
  const store = bookingStore(db);
  const { holding } = reports;
  const { compute } = computing(db, reports, terms, currency);
  const { run, start, stop } = attempts(db, reports);
  const inTurn = fairQueue(QUEUE, 'previews');

  /** @throws conflict (`report_reading`, `already_booked`, `report_reversed`) */
  function checkDraft({ state }: SummedReport): void {
    if (state === 'reading') throw refuseReport('report_reading');
    if (state === 'reversed') throw refuse('report_reversed');
    if (state !== 'draft') throw refuse('already_booked');
  }

  /** @throws invalid (`rate_missing`) */
  function checkRates({ currencies }: SummedReport): void {
    const lacking = currencies.filter((one) => one.currency !== currency && one.rate === null);
    if (lacking.length > 0) throw refuse('rate_missing', { value: lacking.map((one) => one.currency).join(', ') });
  }

  /** Unmatched lines are the label's, faulty ones nobody's. */
  async function preview(caller: Maker, id: Id, signal: AbortSignal): Promise<Preview> {
    const check = async () => {
      const report = await reports.of(id);
      checkDraft(report);
      checkRates(report);
      return report;
    };
    await check();
    return inTurn(
      caller.id,
      async () => {
        const report = await check();
        const done = () => signal.throwIfAborted();
        const { total, cells, withoutTerms } = await compute(report, { write: async () => {}, done });
        const open = await recoupment.open(db.read, payeesIn(cells));
        const { sums, payees } = outcomeOf(total, cells, open);
        const names = await royalties.payees.named(payees.map(({ payeeId }) => payeeId));
        // It may have been deleted meanwhile, and with it the lines.
        await reports.of(id);
        return {
          ...{ total: sums.total, label: sums.label, currency, withoutTerms },
          payees: payees.map((payee) => ({ ...(names.get(payee.payeeId) as Named), ...payee })),
        };
      },
      signal,
    );
  }

  /**
   * Begins to book a report; see `attempts` for what follows.
   * @param key an idempotency key: with the key of an earlier request the report is booked no second time, but anew when it
   *   is a draft again
   * @returns the report as it is then
   * @throws not_found (`report`), conflict (`report_reading`, `already_booked`, `report_reversed`, `lines_unmatched`,
   *   `lines_faulty`; `key_reused`, `key_under_way`), invalid (`rate_missing`)
   */
  async function book(caller: Maker, id: Id, options: BookingOptions, key?: string): Promise<SummedReport> {
    const holder = holding.holderOf(newId());
    const work = async (tx: Handle): Promise<{ id: Id }> => {
      const report = await holding.lock(tx, id);
      checkDraft(report);
      const unmatched = report.notFound + report.otherTitle + report.ambiguous;
      if (unmatched > 0 && options.unmatched === 'refuse') throw refuse('lines_unmatched', { value: `${unmatched}` });
      if (report.faulty > 0 && options.faulty === 'refuse') throw refuse('lines_faulty', { value: `${report.faulty}` });
      checkRates(report);
      await holding.begin(tx, report.number, holder);
      return { id };
    };
    await db.write(async (tx) => {
      const report = await holding.lock(tx, id);
      if (report.state === 'draft') await holding.unmatchGone(tx, report.number);
    });
    if (key === undefined) await db.write(work);
    else {
      const content = [id, options.unmatched, options.faulty];
      await royalties.runOnce({ callerId: caller.id, operation: 'book', key, content }, work);
      // A repeat, after a booking that came to nothing.
      if ((await reports.of(id)).state === 'draft') await db.write(work).catch(unlessBooked);
    }
    const report = await reports.of(id);
    if (await holding.isHeldBy(db.read, report.number, holder))
      run(report, holder, (attempt) => finish(attempt, caller));
    return report;
  }

  async function finish(attempt: Attempt, caller: Maker): Promise<void> {
    const { report, holder } = attempt;
    const { number, currencies } = report;
    const writeHeld = <Result>(write: (tx: Handle) => Promise<Result>) =>
      db.write(async (tx) => {
        attempt.check();
        await attempt.checkIn(tx);
        return write(tx);
      });
    // What an attempt has left that was broken off.
    while (await writeHeld((tx) => store.deleteSomeShares(tx, number)));
    const { total, cells } = await compute(report, {
      write: (rows) => writeHeld((tx) => store.insertShares(tx, number, rows)),
      done: (lines) => {
        attempt.check();
        attempt.done = lines;
      },
    });
    const period = report.period ?? '';
    await db.write(async (tx) => {
      await lockBooks(db, tx);
      await attempt.checkIn(tx);
      const { sums, payees, taken } = outcomeOf(total, cells, await recoupment.lockOpen(tx, payeesIn(cells)));
      const bookedAt = now();
      await holding.finish(tx, number, holder, { ...sums, currency }, bookedAt);
      const booking = await store.insert(tx, number, 1, caller, bookedAt);
      await store.insertEntries(tx, booking, entriesOf(currencies, currency, total, cells, taken));
      const due = payees.filter(({ income }) => income !== 0);
      await royalties.postAll(
        tx,
        caller,
        due.map(({ payeeId, income }) => entryOf(payeeId, income, period, report.id)),
      );
      await recoupment.take(tx, report.id, taken);
    });
  }

  /**
   * Books the opposite of what a report was booked as.
   * @throws not_found (`report`), conflict (`not_booked`; `key_reused`, `key_under_way`)
   */
  async function reverse(caller: Maker, id: Id, key?: string): Promise<SummedReport> {
    const work = async (tx: Handle): Promise<{ id: Id }> => {
      await lockBooks(db, tx);
      const { state, number } = await holding.lock(tx, id);
      if (state !== 'booked') throw refuse('not_booked');
      const reversedAt = now();
      const reversal = await store.insert(tx, number, -1, caller, reversedAt);
      await store.insertOpposites(tx, number, reversal);
      const booked = await royalties.ofReport(tx, id);
      await royalties.postAll(
        tx,
        caller,
        booked.map(({ payeeId, amount, period }) => entryOf(payeeId, -amount, period ?? '', id)),
      );
      await recoupment.giveBack(tx, id);
      await holding.reverse(tx, number, reversedAt);
      return { id };
    };
    if (key === undefined) await db.write(work);
    else await royalties.runOnce({ callerId: caller.id, operation: 'reverse', key, content: [id] }, work);
    return reports.of(id);
  }

  /** Both sides of what a report was booked as, then of its reversal. @throws not_found (`report`) */
  async function entries(id: Id, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<BookingEntry>> {
    const { number } = await reports.of(id);
    return store.list(db.read, number, page);
  }

  return { preview, book, reverse, entries, start, stop };
}

/** What a payee gets, or gives back. @param due not 0 */
const entryOf = (payeeId: Id, due: number, period: string, reportId: Id): Booking => ({
  ...{ payeeId, amount: due, period, reportId },
  type: due > 0 ? 'income' : 'correction',
});

const payeesIn = (cells: readonly { payeeId: Id | null }[]): Id[] => [
  ...new Set(cells.flatMap(({ payeeId }) => payeeId ?? [])),
];

/** Of two repeats one books. */
function unlessBooked(error: unknown): void {
  if (error instanceof DomainError && error.detail.subject === 'already_booked') return;
  throw error;
}
