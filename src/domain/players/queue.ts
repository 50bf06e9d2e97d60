import type { Database } from '../../db/database.ts';
import { invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { checkLength, checkPosition } from './model.ts';
import { queueStore } from './queue-store.ts';
import type { Seen } from './seen-store.ts';

const MOST_TRACKS = 10_000;
/** Characters of a player's name that are kept. */
const LONGEST_NAME = 100;

/** A queue as it is to be saved. */
export interface NewQueue {
  tracks: readonly Id[];
  /** Which of them is played: the place of it, or its id, which then means its first place. Needed where there are tracks. */
  current: { index: number } | { track: Id } | undefined;
  /** Milliseconds into it. */
  position: number;
  /** The player's name. */
  by: string;
}

/** A queue as it is shown. */
export interface Queue {
  tracks: Id[];
  /** The place of the current one; absent where there are no tracks. */
  index?: number;
  position: number;
  /** Milliseconds since the epoch; of a queue that was never saved when the account was created. */
  changedAt: number;
  /** Empty: never saved. */
  changedBy: string;
}

/** The queue that an account's players share. */
export function queueService(db: Database, seen: Seen) {
  const store = queueStore(db);

  /**
   * Saves the viewer's queue in place of the one before; without tracks it is empty.
   * @throws invalid (`current`, `currentIndex`, `position`), too_large for more than 10,000 tracks
   */
  async function saveQueue(viewer: Account, { tracks, current, position, by }: NewQueue): Promise<void> {
    checkLength(tracks, MOST_TRACKS, 'tracks');
    checkPosition(position);
    const index = tracks.length === 0 ? 0 : placeOf(tracks, current);
    await db.write((tx) =>
      store.put(tx, {
        account: viewer.id,
        tracks: [...tracks],
        current: index,
        position: tracks.length === 0 ? 0 : position,
        changedAt: Date.now(),
        changedBy: Array.from(by).slice(0, LONGEST_NAME).join(''),
      }),
    );
  }

  /**
   * The viewer's queue without the songs that they may not find any more. If the current one is among those, the next one
   * that is left is the current one, from its beginning; else the last one.
   */
  async function queue(viewer: Account): Promise<Queue> {
    const saved = await store.of(db.read, viewer.id);
    if (!saved) return { tracks: [], position: 0, changedAt: viewer.createdAt, changedBy: '' };
    const songs = await seen.among(db.read, 'track', viewer.id, [...new Set(saved.tracks)]);
    const isSong = (id: Id) => songs.has(id);
    const tracks = saved.tracks.filter(isSong);
    const { changedAt, changedBy } = saved;
    if (tracks.length === 0) return { tracks, position: 0, changedAt, changedBy };
    const before = saved.tracks.slice(0, saved.current).filter(isSong).length;
    const position = isSong(saved.tracks[saved.current] as Id) ? saved.position : 0;
    return { tracks, index: Math.min(before, tracks.length - 1), position, changedAt, changedBy };
  }

  return { saveQueue, queue };
}

function placeOf(tracks: readonly Id[], current: NewQueue['current']): number {
  if (current === undefined) throw invalid('current', 'is needed', { missing: true });
  if ('index' in current) {
    if (!Number.isInteger(current.index) || current.index < 0 || current.index >= tracks.length)
      throw invalid('currentIndex', 'must be a place in the queue');
    return current.index;
  }
  const place = tracks.indexOf(current.track);
  if (place === -1) throw invalid('current', 'must be one of the tracks in the queue');
  return place;
}
