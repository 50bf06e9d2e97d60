import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import { playStore } from './store.ts';

/** Milliseconds in which requests of a client for one track count as one play: players fetch a track in many ranges. */
const ONE_PLAY = 30_000;
/** Pairs of client and track that are remembered. With more of them the oldest may be counted again too early. */
const REMEMBERED = 50_000;
/** Milliseconds between two writes. */
const PAUSE = 1000;

/**
 * Counts plays without delaying answers: the plays of a second are one write. When the process is killed, plays that are
 * not written yet are lost.
 */
export function playCounter(db: Database, events: Events) {
  const store = playStore(db);
  const recent = new LRUCache<string, true>({ max: REMEMBERED, ttl: ONE_PLAY, perf: Date });
  let waiting = new Map<Id, number>();
  let timer: Timer | undefined;
  let writing = Promise.resolve();

  /** Counts a play, unless this client played the track within 30 s. @param client an account's id, or an address */
  function recordPlay(client: string, track: Id): void {
    const key = `${client} ${track}`;
    if (recent.has(key)) return;
    recent.set(key, true);
    add(track, 1);
    if (timer === undefined) flushEachSecond();
  }

  function add(track: Id, plays: number): void {
    waiting.set(track, (waiting.get(track) ?? 0) + plays);
  }

  function flushEachSecond(): void {
    void flush();
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.size > 0) flushEachSecond();
    }, PAUSE).unref();
  }

  /** Writes all plays counted so far. Never rejects: plays that cannot be written are kept for the next flush. */
  function flush(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    if (waiting.size === 0) return;
    const batch = waiting;
    waiting = new Map();
    // In the same order on all servers, so that two of them on one database don't deadlock.
    const tracks = [...batch].sort(([a], [b]) => (a < b ? -1 : 1));
    try {
      await db.write(async (tx) => {
        const owners = new Map<Id, number>();
        for (const [track, plays] of tracks) {
          const owner = await store.add(tx, track, plays);
          if (owner) owners.set(owner, (owners.get(owner) ?? 0) + plays);
        }
        for (const [account, plays] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1)))
          await events.emit(tx, 'tracks.played', { account, plays });
      });
    } catch {
      for (const [track, plays] of batch) add(track, plays);
    }
  }

  /** Writes the remaining plays when the server stops. */
  async function stop(): Promise<void> {
    clearTimeout(timer);
    await flush();
  }

  return { recordPlay, flush, stop };
}
