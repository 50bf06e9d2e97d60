import { and, eq, max } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Track } from './model.ts';

type Place = Pick<Track, 'disc' | 'position'>;

/** Queries on where tracks stand. */
export function placeStore({ tables: { tracks } }: Database) {
  async function lastDisc(tx: Handle, album: Id): Promise<number> {
    const query = tx.select({ last: max(tracks.disc) }).from(tracks);
    return (await query.where(eq(tracks.album, album)))[0]?.last ?? 0;
  }

  async function lastOf(tx: Handle, album: Id, disc: number): Promise<number> {
    const query = tx.select({ last: max(tracks.position) }).from(tracks);
    return (await query.where(and(eq(tracks.album, album), eq(tracks.disc, disc))))[0]?.last ?? 0;
  }

  /**
   * The place of a new track: what is given of it, or else behind the last of its disc, or of the album's last disc. The
   * album must be locked, so that two new tracks don't get the same one.
   */
  async function placeOn(tx: Handle, album: Id, given: Partial<Place>): Promise<Place> {
    const disc = given.disc ?? (await lastDisc(tx, album));
    return { disc, position: given.position ?? (await lastOf(tx, album, disc)) + 1 };
  }

  return { placeOn };
}
