import type { Logger } from 'pino';
import type { Database, Handle } from '../../db/database.ts';
import { databaseUnavailable } from '../../db/engines.ts';
import { reasonOf } from '../../db/loggable.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { BookingFailure, SummedReport } from '../royalties/reports/model.ts';
import type { Reports } from '../royalties/reports/service.ts';

/** Milliseconds between two notes of how far a booking is, which also say that its process lives. */
const NOTED_EVERY = 500;

/** A booking that is under way. */
export interface Attempt {
  report: SummedReport;
  /** Who books it: this process, this once. */
  holder: string;
  /** Lines. */
  done: number;
  /** Throws when the report is not booked by this any more, or the process ends. */
  check(): void;
  /** The same in a transaction, as the report's row says it. */
  checkIn(tx: Handle): Promise<void>;
}

/**
 * Runs bookings after the answer that they have begun, one after another. The report is held while its booking waits and
 * works: it is a draft again, which says why, when the work fails, the server stops, or nothing is heard of the process.
 */
export function attempts(db: Database, { holding }: Pick<Reports, 'holding'>) {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let last: Promise<void> = Promise.resolve();
  let log: Pick<Logger, 'error'> | undefined;

  const over = (id: Id) => new Error(`report ${id} is not booked any more`);

  /** @param report which is held by `holder` */
  function run(report: SummedReport, holder: string, work: (attempt: Attempt) => Promise<void>): void {
    let isLost = false;
    const attempt: Attempt = {
      ...{ report, holder, done: 0 },
      check: () => {
        if (isLost || stopping.signal.aborted) throw over(report.id);
      },
      checkIn: async (tx) => {
        if (!(await holding.progress(tx, report.number, holder, attempt.done))) throw over(report.id);
      },
    };
    const note = async () => {
      isLost ||= !(await db.write((tx) => holding.progress(tx, report.number, holder, attempt.done)));
    };
    let noting: Promise<void> | undefined;
    const clock = setInterval(() => {
      // A failure is that of the database, of which the work hears as well.
      noting ??= note()
        .catch(() => {})
        .finally(() => {
          noting = undefined;
        });
    }, NOTED_EVERY).unref();
    const working = last
      .then(() => {
        attempt.check();
        return work(attempt);
      })
      .catch(async (error) => {
        if (!stopping.signal.aborted)
          log?.error({ reason: reasonOf(error), report: report.id }, 'a report is not booked');
        const failure = stopping.signal.aborted ? 'interrupted' : failureOf(error);
        // Else its lease ends.
        await db.write((tx) => holding.letGo(tx, report.number, holder, failure)).catch(() => {});
      })
      .finally(async () => {
        clearInterval(clock);
        await noting;
        underWay.delete(working);
      });
    underWay.add(working);
    last = working;
  }

  return {
    run,
    /** From now on failures are written there. */
    start: (to: Pick<Logger, 'error'>): void => {
      log = to;
    },
    /** Breaks off what is under way: those reports are drafts again. */
    stop: async (): Promise<void> => {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

function failureOf(error: unknown): BookingFailure {
  if (error instanceof DomainError && error.detail.subject === 'beyond_limit') return 'too_large';
  return databaseUnavailable(error) ? 'unavailable' : 'unexpected';
}
