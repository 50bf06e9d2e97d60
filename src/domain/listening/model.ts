import { type Static, Type as t } from '@sinclair/typebox';
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

/** A track among an account's favourites. */
export interface Favourite {
  /** A track's id, or whatever else the account took for one. */
  track: string;
  /** When it was asked for, in milliseconds since the epoch. */
  createdAt: number;
}

/**
 * What is kept of a favourite that is still to be noted, or to be forgotten: the document of members shows this row. Ids
 * are UUIDs, as members spells them; those of earlier versions have 24 digits.
 */
export type SongAction = Static<typeof SongAction>;
export const SongAction = t.Object({
  action: t.Union([t.Literal('like'), t.Literal('dislike')]),
  user_id: t.String(),
  track_id: t.String(),
});
