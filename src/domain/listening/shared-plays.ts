import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { recentPlayStore } from './store.ts';

/** Milliseconds in which a client's plays of one track are one: players ask for a track in many pieces. */
export const ONE_PLAY = 30_000;
/** Milliseconds for which it is kept that a play was counted: another process may write its own of that time later. */
const KEPT = 60 * 60 * 1000;
/** Milliseconds between two sweeps. */
const BETWEEN_SWEEPS = 5 * 60 * 1000;

/** That a client began to hear a track. */
export interface Play {
  /** Of the client with the track. */
  key: string;
  track: Id;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Plays over several processes on one database: whoever writes one first has counted it. */
export function sharedPlays(db: Database) {
  const store = recentPlayStore(db);
  let nextSweep = 0;

  /**
   * Finds those plays that count: the others another process has counted.
   * @returns with them the moments of plays that were counted instead, by key
   */
  async function sift(tx: Handle, plays: readonly Play[]) {
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

  /** Forgets what nobody can count again, now and then. It never rejects: the next one forgets more. */
  async function sweep(): Promise<void> {
    const now = Date.now();
    if (now < nextSweep) return;
    nextSweep = now + BETWEEN_SWEEPS;
    await store.forget(now - KEPT).catch(() => {});
  }

  return { sift, sweep };
}

/** In each layer a key comes once. After a while without the database there may be several plays of one client. */
function layers(plays: readonly Play[]): Play[][] {
  const found: Map<string, Play>[] = [];
  for (const play of plays.toSorted((a, b) => a.at - b.at)) {
    const free = found.find((layer) => !layer.has(play.key));
    if (free) free.set(play.key, play);
    else found.push(new Map([[play.key, play]]));
  }
  return found.map((layer) => [...layer.values()]);
}
