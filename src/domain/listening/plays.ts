import { LRUCache } from 'lru-cache';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import { ONE_PLAY, type Play, sharedPlays } from './shared-plays.ts';
import { playStore } from './store.ts';

/** Clients with a track that are remembered. When there are more, the oldest may count again too early. */
const REMEMBERED = 50_000;
/** Plays that wait for a database that is away; further ones are lost. */
const MOST_WAITING = 50_000;
/** Milliseconds between two writes. */
const PAUSE = 1000;

/**
 * Counts plays beside the answers: what comes within a second is one write. What was not yet written when the process
 * dies is lost, and nothing else. Of several processes on one database each remembers its own clients, and the write
 * decides what another has counted already.
 */
export function playCounter(db: Database, events: Events) {
  const store = playStore(db);
  const shared = db.engine === 'postgres' ? sharedPlays(db) : undefined;
  const recent = new LRUCache<string, true>({ max: REMEMBERED, ttl: ONE_PLAY, perf: Date });
  let waiting: Play[] = [];
  let timer: Timer | undefined;
  let writing = Promise.resolve();

  /** Notes that a client begins to hear a track. @param client an account's id, or an address */
  function played(client: string, track: Id): void {
    const key = keyOf(client, track);
    if (recent.has(key)) return;
    recent.set(key, true);
    if (waiting.length < MOST_WAITING) waiting.push({ key, track, at: Date.now() });
    if (timer === undefined) writeOnAndOn();
  }

  function writeOnAndOn(): void {
    void settle();
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.length > 0) writeOnAndOn();
    }, PAUSE).unref();
  }

  /** Resolves when all that was counted so far is written; it never rejects: what can't be written stays for later. */
  function settle(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      const known = await db.write(async (tx) => {
        const { counted, known = [] } = (await shared?.sift(tx, batch)) ?? { counted: batch };
        await count(tx, counted);
        return known;
      });
      // Heard elsewhere first: there the time began in which they are one.
      for (const { key, at } of known) remember(key, at + ONE_PLAY - Date.now());
      await shared?.sweep();
    } catch {
      waiting = [...batch, ...waiting].slice(0, MOST_WAITING);
    }
  }

  function remember(key: string, ttl: number): void {
    if (ttl > 0) recent.set(key, true, { ttl });
    else recent.delete(key);
  }

  async function count(tx: Handle, plays: readonly Play[]): Promise<void> {
    const owners = new Map<Id, number>();
    for (const [track, times] of inOrder(tally(plays.map((play) => play.track)))) {
      const owner = await store.add(tx, track, times);
      if (owner) owners.set(owner, (owners.get(owner) ?? 0) + times);
    }
    for (const [account, times] of inOrder(owners)) await events.tell(tx, 'tracks.played', { account, plays: times });
  }

  /** Writes what is left, when the server stops. */
  async function stop(): Promise<void> {
    clearTimeout(timer);
    await settle();
  }

  return { played, settle, stop };
}

/** Of a client with a track; who it is cannot be read from it. */
const keyOf = (client: string, track: Id) => Bun.CryptoHasher.hash('sha256', `${client} ${track}`, 'hex').slice(0, 32);

function tally(ids: readonly Id[]): Map<Id, number> {
  const times = new Map<Id, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** In one order everywhere, so that two servers on one database don't wait for each other. */
const inOrder = (times: ReadonlyMap<Id, number>) => [...times].sort(([a], [b]) => (a < b ? -1 : 1));
