import type { Id } from '../../lib/ids.ts';

/** That an account heard a track, and when (milliseconds since the epoch). */
export interface HistoryEntry {
  id: Id;
  account: Id;
  track: Id;
  heardAt: number;
}

/** An entry with what its list shows of the track. */
export interface FullHistoryEntry {
  id: Id;
  heardAt: number;
  track: { id: Id; name: string; album: Id; duration: number | null };
}
