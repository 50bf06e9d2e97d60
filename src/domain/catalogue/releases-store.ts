import { and, eq, exists, inArray, not } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { AlbumRow, TrackRow } from './store.ts';

/** The columns that a release determines: each publishing sets them again. */
type ReleasedAlbum = Pick<AlbumRow, 'id' | 'name' | 'artist' | 'year' | 'image' | 'account' | 'hidden' | 'release'>;
type ReleasedTrack = Pick<
  TrackRow,
  'id' | 'name' | 'album' | 'disc' | 'position' | 'duration' | 'audio' | 'account' | 'hidden' | 'release'
>;
/**
 * All other columns: set when the row is inserted, and left alone afterwards, as the catalogue may have changed them. A
 * new column belongs here until it is listed above; either way `publish` does not compile before it gives a value.
 */
type InitialAlbum = Omit<AlbumRow, keyof ReleasedAlbum>;
type InitialTrack = Omit<TrackRow, keyof ReleasedTrack>;

/** Queries on what releases have made of the catalogue. */
export function releaseEntryStore({ tables: { albums, tracks } }: Database) {
  return {
    /** Inserts the album, or updates what the release determines of it. */
    putAlbum: async (tx: Handle, { id, ...released }: ReleasedAlbum, initial: InitialAlbum) =>
      void (await tx
        .insert(albums)
        .values({ id, ...released, ...initial })
        .onConflictDoUpdate({ target: albums.id, set: released })),

    /** Likewise for a track. */
    putTrack: async (tx: Handle, { id, ...released }: ReleasedTrack, initial: InitialTrack) =>
      void (await tx
        .insert(tracks)
        .values({ id, ...released, ...initial })
        .onConflictDoUpdate({ target: tracks.id, set: released })),

    hideAlbum: async (tx: Handle, id: Id) =>
      void (await tx.update(albums).set({ hidden: true }).where(eq(albums.id, id))),

    hideTracks: async (tx: Handle, ids: readonly Id[]) =>
      void (await tx
        .update(tracks)
        .set({ hidden: true })
        .where(inArray(tracks.id, [...ids]))),

    /** Clears the columns that name these stored files. @returns whose they were */
    detachFiles: async (tx: Handle, files: readonly string[]): Promise<{ albums: Id[]; tracks: Id[] }> => {
      const names = [...files];
      const ofAlbums = tx.update(albums).set({ image: null }).where(inArray(albums.image, names));
      const ofTracks = tx.update(tracks).set({ audio: null }).where(inArray(tracks.audio, names));
      return {
        albums: (await ofAlbums.returning({ id: albums.id })).map(({ id }) => id),
        tracks: (await ofTracks.returning({ id: tracks.id })).map(({ id }) => id),
      };
    },

    deleteTracks: async (tx: Handle, ids: readonly Id[]) =>
      void (await tx.delete(tracks).where(inArray(tracks.id, [...ids]))),

    deleteEmptyAlbum: async (tx: Handle, id: Id) => {
      const left = tx.select({ id: tracks.id }).from(tracks).where(eq(tracks.album, id));
      await tx.delete(albums).where(and(eq(albums.id, id), not(exists(left))));
    },

    /** Makes an album an ordinary entry of the catalogue, which the label does not determine any more. */
    detachAlbum: async (tx: Handle, id: Id) =>
      void (await tx.update(albums).set({ release: false }).where(eq(albums.id, id))),
  };
}
