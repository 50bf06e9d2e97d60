import type { Database, Handle } from '../../db/database.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Events } from '../events.ts';
import { playCredit } from './credit.ts';
import type { HistoryEntry, Submission } from './model.ts';
import { keyOf } from './plays.ts';
import { sharedPlays } from './shared-plays.ts';
import type { listeningStore } from './store.ts';

/** A moment before this one, the second day of 1970, is that of a player without a clock. */
const FIRST_MOMENT = 24 * 60 * 60 * 1000;

/** What players say that an account has heard: entries of its history that also count as plays of the tracks. */
export function submissionService(db: Database, events: Events, store: ReturnType<typeof listeningStore>) {
  const recent = sharedPlays(db);
  const credit = playCredit(db, events);

  /**
   * Records listenings, each once: one of a moment once for that moment, one that was heard just now once in 30 s. Players
   * send them twice. It holds for any number of processes, as keys in the database decide.
   * @param submissions of tracks that exist; moments that cannot be count as just now
   * @returns how many were recorded; afterwards, outside the transaction, call `sweepSubmissions`
   * @throws a violated foreign key when the account or a track is deleted meanwhile
   */
  async function submit(tx: Handle, account: Id, submissions: readonly Submission[]): Promise<number> {
    const now = Date.now();
    const dated: HistoryEntry[] = [];
    const undated: { key: string; track: Id; at: number }[] = [];
    for (const { track, at } of submissions) {
      if (at !== undefined && at >= FIRST_MOMENT && at <= now)
        dated.push({ id: datedId(account, track, at), account, track, heardAt: at });
      else undated.push({ key: keyOf(`heard ${account}`, track), track, at: now });
    }
    const { counted } = await recent.filter(tx, undated);
    const entries = [...dated, ...counted.map(({ track }) => ({ id: newId(now), account, track, heardAt: now }))];
    if (entries.length === 0) return 0;
    const inserted = await store.insertNew(tx, entries);
    // Two of one call may be the same.
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const heard = [...byId.values()].filter(({ id }) => inserted.has(id));
    if (heard.length === 0) return 0;
    await events.emit(tx, 'tracks.heard', heard);
    await credit(
      tx,
      heard.map(({ track }) => track),
    );
    return heard.length;
  }

  return { submit, sweepSubmissions: recent.sweep };
}

/** An id of that moment whose other digits follow from what was heard: the second row of a listening has the first one's key. */
function datedId(account: Id, track: Id, at: number): Id {
  const hash = Bun.CryptoHasher.hash('sha256', `${account} ${track} ${at}`, 'hex');
  const seconds = Math.floor(at / 1000).toString(16);
  return seconds.padStart(8, '0') + hash.slice(0, 16);
}
