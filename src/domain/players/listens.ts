import { Type as t } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import type { HistoryEntry, Submission } from '../listening/model.ts';
import type { Listening } from '../listening/service.ts';
import type { Task } from '../tasks/model.ts';
import type { Tasks } from '../tasks/service.ts';
import { type Heard, type Listens, listenStore } from './listens-store.ts';
import { checkLength, type Excerpt, noThing, type Window } from './model.ts';
import type { Seen } from './seen-store.ts';

/** The topic, and the lane, of the tasks that count the history of an older database. */
export const COUNT_HISTORY = 'count_history';
const CountHistory = t.Object({ after: t.String() });

/** Most listenings of one submission. */
const MOST_SUBMITTED = 500;
/** Albums that one task counts. */
const ALBUMS_AT_ONCE = 50;

/** How often accounts heard songs and albums: each entry of the listening history counts once. */
export function listenService(
  db: Database,
  seen: Seen,
  listening: Pick<Listening, 'submit' | 'sweepSubmissions'>,
  tasks: Pick<Tasks, 'schedule'>,
) {
  const store = listenStore(db);

  /**
   * Records what the viewer heard: in the history, as plays of the tracks and of their owners. The same track at the same
   * moment counts once, and one heard just now once in 30 s.
   * @param submissions moments in the future, or before 1970-01-02, mean now
   * @returns how many counted
   * @throws not_found when there is a single one, and the viewer may find no such song: others are left out; too_large for
   *   more than 500
   */
  async function submit(viewer: Account, submissions: readonly Submission[]): Promise<number> {
    checkLength(submissions, MOST_SUBMITTED, 'listenings');
    const tracks = [...new Set(submissions.map(({ track }) => track))];
    const record = async (tx: Handle): Promise<number> => {
      const songs = await seen.among(tx, 'track', viewer.id, tracks);
      const known = submissions.filter(({ track }) => songs.has(track));
      if (known.length === 0 && submissions.length === 1) throw noThing('track');
      return known.length === 0 ? 0 : listening.submit(tx, viewer.id, known);
    };
    const counted = await db.write(record).catch((error) => {
      // A track was deleted meanwhile: now it is unknown.
      if (isForeignKeyViolation(error)) return db.write(record);
      throw error;
    });
    await listening.sweepSubmissions();
    return counted;
  }

  /** Counts entries of the history, in the transaction that writes them. */
  async function count(tx: Handle, entries: readonly HistoryEntry[]): Promise<void> {
    const times = new Map<string, Heard>();
    for (const { account, track, heardAt } of entries) {
      const key = `${account} ${track}`;
      const before = times.get(key);
      times.set(key, { account, track, count: (before?.count ?? 0) + 1, last: Math.max(before?.last ?? 0, heardAt) });
    }
    await store.add(tx, [...times.values()]);
  }

  /** How often and when last the viewer heard songs or albums; what they never heard is absent. */
  async function listensOf(
    viewer: Account,
    kind: 'track' | 'album',
    ids: readonly Id[],
  ): Promise<Map<Id, Omit<Listens, 'id'>>> {
    const rows = await (kind === 'track' ? store.ofTracks : store.ofAlbums)(db.read, viewer.id, ids);
    return new Map(rows.map(({ id, ...listens }) => [id, listens]));
  }

  /** The albums that the viewer heard and everybody may find: those heard most often first, or those heard last. */
  const frequentAlbums = (viewer: Account, window: Window): Promise<Excerpt> =>
    store.albums(db.read, viewer.id, 'count', window);
  const recentAlbums = (viewer: Account, window: Window): Promise<Excerpt> =>
    store.albums(db.read, viewer.id, 'last', window);

  /** Begins to count the history that an earlier version wrote, where nothing is counted yet. To be called at the start. */
  async function countOldHistory(): Promise<void> {
    if (!(await store.isUncounted(db.read))) return;
    await db.write((tx) => tasks.schedule(tx, COUNT_HISTORY, COUNT_HISTORY, { after: '' }, 0));
  }

  /** Handles these tasks: counts some albums anew, and promises the next. Doing one twice changes nothing. */
  async function onCountHistory(tx: Handle, due: readonly Task[]): Promise<void> {
    for (const { data } of due) {
      if (!Value.Check(CountHistory, data)) throw invalid('data', 'must say after which album');
      const albums = await store.albumsAfter(tx, data.after, ALBUMS_AT_ONCE);
      const last = albums.at(-1);
      if (last === undefined) continue;
      await store.recount(tx, albums);
      await tasks.schedule(tx, COUNT_HISTORY, COUNT_HISTORY, { after: last }, 0);
    }
  }

  return {
    ...{ submit, count, listensOf, frequentAlbums, recentAlbums },
    ...{ countOldHistory, onCountHistory },
  };
}
