import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import { yieldTurn } from '../../../lib/yield-turn.ts';
import { type HeldPlace, type HeldSong, holdingStore, LINE_WIDTH } from './holding-store.ts';
import { type Report, refuse, type SummedReport } from './model.ts';
import type { reportStore } from './store.ts';
import { foldTitle } from './titles.ts';

/** Lines in one read: some milliseconds of the thread, with what is done with them. */
const LINES_AT_ONCE = 2000;
/** Milliseconds for which a process that books is taken for alive. */
const LEASE = 10_000;

/**
 * Reports as booking needs them: held by one process while it books, and their lines.
 * @param holder this process; who books is called that, and something of its own behind it
 */
export function reportHolding(db: Database, store: ReturnType<typeof reportStore>, holder: string) {
  const rows = holdingStore(db);

  /** Locks a report. One whose process has died while booking is a draft again. @throws not_found (`report`) */
  async function lock(tx: Handle, id: Id): Promise<SummedReport> {
    await rows.letGoAbandoned(tx);
    const report = await store.lock(tx, id);
    if (!report) throw refuse('report');
    return (await store.byNumber(tx, report.number)) as SummedReport;
  }

  async function* inPieces<Row extends { number: number }>(read: (after: number) => Promise<Row[]>) {
    for (let after = 0; ; ) {
      const some = await read(after);
      const last = some.at(-1);
      if (last === undefined) return;
      yield some;
      after = last.number;
      await yieldTurn();
    }
  }

  /** What a report's lines are of. */
  const songs = (on: Handle, report: number): AsyncGenerator<HeldSong[]> =>
    inPieces((after) => rows.songs(on, report, after));

  /** Where, when and how they were sold. */
  const places = (on: Handle, report: number): AsyncGenerator<HeldPlace[]> =>
    inPieces((after) => rows.places(on, report, after));

  /** All lines, some at a time: of each its song, place, quantity, and net in tenths and rest, one after another. */
  async function* lines(on: Handle, { number, lines: last }: Pick<Report, 'number' | 'lines'>) {
    for (let after = 0; after < last; after += LINES_AT_ONCE) {
      yield await rows.lines(on, number, after, Math.min(after + LINES_AT_ONCE, last));
      await yieldTurn();
    }
  }

  return {
    ...{ lock, songs, places, lines, lineWidth: LINE_WIDTH },
    /** How stores and types of sale are compared. */
    fold: foldTitle,
    /** The name of who books a report once. */
    holderOf: (attempt: Id): string => `${holder} ${attempt}`,
    /** Makes a draft, which must be locked, one that is being booked. */
    begin: (tx: Handle, number: number, by: string): Promise<void> => rows.begin(tx, number, by, LEASE),
    /** Notes how far it is, and that its process lives. @returns whether it is still booked by that one */
    progress: (tx: Handle, number: number, by: string, done: number): Promise<boolean> =>
      rows.progress(tx, number, by, done, LEASE),
    isHeldBy: rows.isHeldBy,
    finish: rows.finish,
    /** Makes it a draft again, which says why. */
    letGo: rows.letGo,
    reverse: rows.reverse,
    unmatchGone: rows.unmatchGone,
    /** Makes reports drafts again whose process is gone: by its lease, or at its own start, where `isStart`. */
    letGoAbandoned: (tx: Handle, isStart = false): Promise<void> =>
      rows.letGoAbandoned(tx, isStart ? holder : undefined),
  };
}
