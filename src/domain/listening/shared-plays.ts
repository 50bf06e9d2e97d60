import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { recentPlayStore } from './store.ts';

/** Milliseconds in which requests of a client for one track count as one play: players fetch a track in many ranges. */
export const ONE_PLAY = 30_000;
/** Milliseconds for which counted plays are kept. Another process may write a play of that time late. */
const KEPT = 60 * 60 * 1000;
/** Milliseconds between deletions of older ones. */
const BETWEEN_SWEEPS = 5 * 60 * 1000;

/** A play of one client. */
export interface Play {
  /** Identifies the client and the track together. */
  key: string;
  track: Id;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Decides in the database which plays count, also where several processes share it: those that are written first. */
export function sharedPlays(db: Database) {
  const store = recentPlayStore(db);
  let nextSweep = 0;

  /**
   * Leaves out the plays that are counted already, mostly by another process.
   * @returns the plays that count, and for the keys of the others when their play was counted
   */
  async function filter(tx: Handle, plays: readonly Play[]) {
    const counted: Play[] = [];
    const refused = new Set<string>();
    for (const layer of layers(plays)) {
      const fresh = await store.take(tx, layer, ONE_PLAY);
      for (const play of layer) {
        if (fresh.has(play.key)) counted.push(play);
        else refused.add(play.key);
      }
    }
    return { counted, known: refused.size === 0 ? [] : await store.known(tx, [...refused]) };
  }

  /** Deletes old rows now and then. Never rejects: the next sweep deletes more. */
  async function sweep(): Promise<void> {
    const now = Date.now();
    if (now < nextSweep) return;
    nextSweep = now + BETWEEN_SWEEPS;
    await db.write((tx) => store.forget(tx, now - KEPT)).catch(() => {});
  }

  return { filter, sweep };
}

/**
 * Splits plays, oldest first, so that each layer has a key once: one statement cannot change a row twice. While the database
 * is away several plays of a client may come together.
 */
function layers(plays: readonly Play[]): Play[][] {
  const found: Map<string, Play>[] = [];
  for (const play of plays.toSorted((a, b) => a.at - b.at)) {
    const free = found.find((layer) => !layer.has(play.key));
    if (free) free.set(play.key, play);
    else found.push(new Map([[play.key, play]]));
  }
  return found.map((layer) => [...layer.values()]);
}
