import type { Database } from '../../db/database.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import { playCredit } from './credit.ts';
import { ONE_PLAY, type Play, sharedPlays } from './shared-plays.ts';

/** Pairs of client and track that are remembered. With more of them the oldest may be counted again too early. */
const REMEMBERED = 50_000;
/** Most plays that wait while the database is away; more than that are lost. */
const MOST_WAITING = 50_000;
/** Milliseconds between two writes. */
const PAUSE = 1000;

/**
 * Counts plays without delaying answers: the plays of a second are one write. When the process is killed, plays that are
 * not written yet are lost. Each process remembers the plays of its own clients; on PostgreSQL the write leaves out those
 * that another process has counted.
 */
export function playCounter(db: Database, events: Events) {
  const credit = playCredit(db, events);
  const shared = db.engine === 'postgres' ? sharedPlays(db) : undefined;
  const recent = growingCache<string, true>(REMEMBERED, { ttl: ONE_PLAY, perf: Date });
  let waiting: Play[] = [];
  let timer: Timer | undefined;
  let writing = Promise.resolve();

  /** Counts a play, unless this client played the track within 30 s. @param client an account's id, or an address */
  function recordPlay(client: string, track: Id): void {
    const key = keyOf(client, track);
    if (recent.has(key)) return;
    recent.set(key, true);
    if (waiting.length < MOST_WAITING) waiting.push({ key, track, at: Date.now() });
    if (timer === undefined) flushEachSecond();
  }

  function flushEachSecond(): void {
    void flush();
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.length > 0) flushEachSecond();
    }, PAUSE).unref();
  }

  /** Writes all plays counted so far. Never rejects: plays that cannot be written are kept for the next flush. */
  function flush(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      const known = await db.write(async (tx) => {
        const { counted, known } = shared ? await shared.filter(tx, batch) : { counted: batch, known: [] };
        await credit(
          tx,
          counted.map(({ track }) => track),
        );
        return known;
      });
      // Another process counted them first: the 30 s began there.
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

  /** Writes the remaining plays when the server stops. */
  async function stop(): Promise<void> {
    clearTimeout(timer);
    await flush();
  }

  return { recordPlay, flush, stop };
}

/** A hash, so that the table does not show who played what. */
export const keyOf = (client: string, track: Id) =>
  Bun.CryptoHasher.hash('sha256', `${client} ${track}`, 'hex').slice(0, 32);
