import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import { playStore } from './store.ts';

/** @returns counts a play for each of the tracks (one may come several times), and credits their owners */
export function playCredit(db: Database, events: Events) {
  const store = playStore(db);

  return async (tx: Handle, tracks: readonly Id[]): Promise<void> => {
    const owners = new Map<Id, number>();
    for (const [track, times] of sorted(tally(tracks))) {
      const owner = await store.add(tx, track, times);
      if (owner) owners.set(owner, (owners.get(owner) ?? 0) + times);
    }
    for (const [account, times] of sorted(owners)) await events.emit(tx, 'tracks.played', { account, plays: times });
  };
}

function tally(ids: readonly Id[]): Map<Id, number> {
  const times = new Map<Id, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** In the same order on all servers, so that two of them on one database don't deadlock. */
const sorted = (times: ReadonlyMap<Id, number>) => [...times].sort(([a], [b]) => (a < b ? -1 : 1));
