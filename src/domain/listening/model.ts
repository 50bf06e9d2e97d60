import { type Static, Type as t } from '@sinclair/typebox';
import type { Id } from '../../lib/ids.ts';

/** An account listened to a track, at a time in milliseconds since the epoch. */
export interface HistoryEntry {
  id: Id;
  account: Id;
  track: Id;
  heardAt: number;
}

/** A player says that an account has heard a track. */
export interface Submission {
  track: Id;
  /** Milliseconds since the epoch; `undefined`: just now. */
  at: number | undefined;
}

/** An entry with what its list shows of the track. */
export interface FullHistoryEntry {
  id: Id;
  heardAt: number;
  track: { id: Id; name: string; album: Id; duration: number | null };
}

/** A track among an account's favourites. */
export interface Favourite {
  /** A track's id, or any other text that a client sent as one. */
  track: string;
  /** When it was requested, in milliseconds since the epoch. */
  createdAt: number;
}

/**
 * The data of a task that adds or removes a favourite. Its field names are prescribed by the document of members, which
 * shows this row of the table. Ids are UUIDs, as members spells them; those of earlier versions have 24 digits.
 */
export type SongAction = Static<typeof SongAction>;
export const SongAction = t.Object({
  action: t.Union([t.Literal('like'), t.Literal('dislike')]),
  user_id: t.String(),
  track_id: t.String(),
});
