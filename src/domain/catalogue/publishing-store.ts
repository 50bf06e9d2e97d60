import { and, count, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import type { Place } from '../media/model.ts';

/** Queries on what uploads have made in the catalogue. */
export function publishingStore(
  { engine, tables: { artists, albums, tracks } }: Database,
  { whose }: Pick<Visibility['sql'], 'whose'>,
) {
  /** The accounts that decide who sees the hidden entries that show a file (see `whose`). */
  const hiddenUse = <Table extends PgTable & { hidden: PgColumn }>(table: Table, shows: SQL | undefined, owner: SQL) =>
    prepared<{ owner: Id | null }[]>((on) =>
      on
        .select({ owner: owner as SQL<Id | null> })
        .from(table as PgTable)
        .where(and(shows, sql`${table.hidden}`)),
    );
  const name = [sql.placeholder('name')];
  const hiddenUses: Partial<Record<Place, ReturnType<typeof hiddenUse>>> = {
    artists: hiddenUse(artists, inArray(artists.image, name), whose.artists),
    albums: hiddenUse(albums, inArray(albums.image, name), whose.albums),
    tracks: hiddenUse(tracks, or(inArray(tracks.image, name), inArray(tracks.audio, name)), whose.tracks),
  };

  return {
    hiddenUse: async (on: Handle, place: Place, name: string) => (await hiddenUses[place]?.(on, { name }))?.[0],

    /** Locks the album of that name among those that the musician's uploads have made. @returns its id */
    lockOwnAlbum: async (tx: Handle, account: Id, artist: Id, name: string): Promise<Id | undefined> => {
      const one = and(eq(albums.account, account), eq(albums.artist, artist), eq(albums.name, name));
      const query = tx.select({ id: albums.id }).from(albums).where(one).orderBy(albums.id).limit(1);
      return (await forUpdate(engine, query))[0]?.id;
    },

    /** What deleting an account's uploads needs of them. */
    uploadsOf: async (tx: Handle, account: Id) =>
      tx
        .select({ id: tracks.id, image: tracks.image, audio: tracks.audio })
        .from(tracks)
        .where(eq(tracks.account, account)),

    deleteUploads: async (tx: Handle, account: Id) => void (await tx.delete(tracks).where(eq(tracks.account, account))),

    /**
     * Deletes empty albums that uploads have made. Adding a track locks its album, so this locks each before it counts.
     * @returns them, with their pictures
     */
    deleteEmptyAlbums: async (
      tx: Handle,
      which: { account: Id } | { album: Id },
    ): Promise<{ id: Id; image: string | null }[]> => {
      const made = 'album' in which ? eq(albums.id, which.album) : eq(albums.account, which.account);
      const query = tx.select({ id: albums.id, image: albums.image }).from(albums);
      const locked = await forUpdate(engine, query.where(and(made, sql`${albums.account} is not null`)));
      const deleted: typeof locked = [];
      for (const album of locked) {
        const [left] = await tx.select({ tracks: count() }).from(tracks).where(eq(tracks.album, album.id));
        if (left?.tracks !== 0) continue;
        await tx.delete(albums).where(eq(albums.id, album.id));
        deleted.push(album);
      }
      return deleted;
    },
  };
}
