import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import type { HistoryEntry } from './model.ts';
import type { listeningStore } from './store.ts';

/** Entries of one transaction. */
const MOST_AT_ONCE = 256;

/** Entries that are written together. */
interface Batch {
  entries: HistoryEntry[];
  /** The ids of those that were written. */
  written: Promise<ReadonlySet<Id>>;
}

/**
 * Writes entries of the listening history. All that come before a transaction begins share it, and its statements: one
 * account with many requests under way would wait for its own locks at each of them.
 */
export function recording(
  db: Pick<Database, 'write'>,
  store: Pick<ReturnType<typeof listeningStore>, 'insertUnlessHidden'>,
  events: Events,
) {
  /** Has not begun. */
  let next: Batch | undefined;
  /** The two that were begun last. While both are under way the next one waits, and takes more entries along. */
  let underWay: readonly [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()];

  /**
   * @returns whether the entry was written: not when its track is hidden, or there is none
   * @throws a violated foreign key when its account or track is deleted meanwhile
   */
  async function record(entry: HistoryEntry): Promise<boolean> {
    const batch = next ?? begin();
    batch.entries.push(entry);
    if (batch.entries.length === MOST_AT_ONCE) next = undefined;
    try {
      return (await batch.written).has(entry.id);
    } catch (error) {
      // The account or the track of any of them may be gone.
      if (batch.entries.length === 1 || !isForeignKeyViolation(error)) throw error;
      return (await db.write((tx) => write(tx, [entry]))).has(entry.id);
    }
  }

  function begin(): Batch {
    const entries: HistoryEntry[] = [];
    const [before, last] = underWay;
    const close = () => {
      if (next === batch) next = undefined;
    };
    const run = () =>
      db.write((tx) => {
        close();
        return write(tx, entries);
      });
    // It may fail before it begins.
    const batch = { entries, written: before.then(run, run).finally(close) };
    underWay = [last, batch.written];
    next = batch;
    return batch;
  }

  async function write(tx: Handle, entries: readonly HistoryEntry[]): Promise<ReadonlySet<Id>> {
    const inserted = await store.insertUnlessHidden(tx, entries);
    await tell(tx, inserted.size < entries.length ? entries.filter(({ id }) => inserted.has(id)) : entries);
    return inserted;
  }

  /** Tells of entries that were written. */
  async function tell(tx: Handle, entries: readonly HistoryEntry[]): Promise<void> {
    if (entries.length > 0) await events.emit(tx, 'tracks.heard', entries);
  }

  return { record, tell };
}
