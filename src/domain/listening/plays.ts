import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import { playStore } from './store.ts';

/** Milliseconds in which a client's plays of one track are one: players ask for a track in many pieces. */
const ONE_PLAY = 30_000;
/** Clients with a track that are remembered. When there are more, the oldest may count again too early. */
const REMEMBERED = 50_000;
/** Milliseconds between two writes. */
const PAUSE = 1000;

/**
 * Counts plays beside the answers: what comes within a second is one write. What was not yet written when the process
 * dies is lost, and nothing else.
 */
export function playCounter(db: Database, events: Events) {
  const store = playStore(db);
  const recent = new LRUCache<string, true>({ max: REMEMBERED, ttl: ONE_PLAY, perf: Date });
  let waiting = new Map<Id, number>();
  let timer: Timer | undefined;
  let writing = Promise.resolve();

  /** Notes that a client begins to hear a track. @param client an account's id, or an address */
  function recordPlay(client: string, track: Id): void {
    const key = `${client} ${track}`;
    if (recent.has(key)) return;
    recent.set(key, true);
    add(track, 1);
    if (timer === undefined) writeOnAndOn();
  }

  function add(track: Id, plays: number): void {
    waiting.set(track, (waiting.get(track) ?? 0) + plays);
  }

  function writeOnAndOn(): void {
    void flush();
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.size > 0) writeOnAndOn();
    }, PAUSE).unref();
  }

  /** Resolves when all that was counted so far is written; it never rejects: what can't be written stays for later. */
  function flush(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    if (waiting.size === 0) return;
    const batch = waiting;
    waiting = new Map();
    // In one order everywhere, so that two servers on one database don't wait for each other.
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

  /** Writes what is left, when the server stops. */
  async function stop(): Promise<void> {
    clearTimeout(timer);
    await flush();
  }

  return { recordPlay, flush, stop };
}
