import { and, eq, exists, inArray, not } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { AlbumRow, TrackRow } from './store.ts';

/** Queries on what releases have made of the catalogue. */
export function releaseEntryStore({ tables: { albums, tracks } }: Database) {
  return {
    /** Makes the album, or brings the one of that id up to date; who made it and when stays. */
    putAlbum: async (tx: Handle, { id, createdBy, createdAt, ...told }: AlbumRow) =>
      void (await tx
        .insert(albums)
        .values({ id, createdBy, createdAt, ...told })
        .onConflictDoUpdate({ target: albums.id, set: told })),

    /** Likewise; its picture stays too, which is not the release's. */
    putTrack: async (tx: Handle, { id, image, createdBy, createdAt, ...told }: TrackRow) =>
      void (await tx
        .insert(tracks)
        .values({ id, image, createdBy, createdAt, ...told })
        .onConflictDoUpdate({ target: tracks.id, set: told })),

    hideAlbum: async (tx: Handle, id: Id) =>
      void (await tx.update(albums).set({ hidden: true }).where(eq(albums.id, id))),

    hideTracks: async (tx: Handle, ids: readonly Id[]) =>
      void (await tx
        .update(tracks)
        .set({ hidden: true })
        .where(inArray(tracks.id, [...ids]))),

    /** Takes stored files off whatever shows them. */
    forgetFiles: async (tx: Handle, files: readonly string[]) => {
      const gone = [...files];
      await tx.update(albums).set({ image: null }).where(inArray(albums.image, gone));
      await tx.update(tracks).set({ audio: null }).where(inArray(tracks.audio, gone));
    },

    deleteTracks: async (tx: Handle, ids: readonly Id[]) =>
      void (await tx.delete(tracks).where(inArray(tracks.id, [...ids]))),

    deleteEmptyAlbum: async (tx: Handle, id: Id) => {
      const left = tx.select({ id: tracks.id }).from(tracks).where(eq(tracks.album, id));
      await tx.delete(albums).where(and(eq(albums.id, id), not(exists(left))));
    },

    /** Makes an album one that no release stands for. */
    release: async (tx: Handle, id: Id) =>
      void (await tx.update(albums).set({ release: false }).where(eq(albums.id, id))),
  };
}
