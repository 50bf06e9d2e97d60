import { and, count, eq, exists, inArray, not, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/dialect.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Place } from '../media/model.ts';

/** Queries on what uploads have made of the catalogue. */
export function publishingStore({ engine, tables: { artists, albums, tracks } }: Database) {
  /** Whose the hidden entries are that show a file. */
  const hiddenUse = (table: typeof artists | typeof albums | typeof tracks, shows: SQL | undefined) =>
    prepared<{ account: Id | null }[]>((on) =>
      on
        .select({ account: table.account })
        .from(table)
        .where(and(shows, table.hidden as never)),
    );
  const name = [sql.placeholder('name')];
  const hiddenUses: Partial<Record<Place, ReturnType<typeof hiddenUse>>> = {
    artists: hiddenUse(artists, inArray(artists.image, name)),
    albums: hiddenUse(albums, inArray(albums.image, name)),
    tracks: hiddenUse(tracks, or(inArray(tracks.image, name), inArray(tracks.audio, name))),
  };

  return {
    hiddenUse: async (on: Handle, place: Place, name: string) => (await hiddenUses[place]?.(on, { name }))?.[0],

    /** The musician's own artist. */
    ownArtist: async (tx: Handle, account: Id): Promise<Id | undefined> =>
      (await tx.select({ id: artists.id }).from(artists).where(eq(artists.account, account)))[0]?.id,

    /** The album of that name among those that the musician's uploads have made; held. */
    ownAlbum: async (tx: Handle, account: Id, artist: Id, name: string): Promise<Id | undefined> => {
      const one = and(eq(albums.account, account), eq(albums.artist, artist), eq(albums.name, name));
      const query = tx.select({ id: albums.id }).from(albums).where(one).orderBy(albums.id).limit(1);
      return (await forUpdate(engine, query))[0]?.id;
    },

    /** Hides all uploads of the account, or shows them; what they are on follows: see `hideParents`. */
    hideTracks: async (tx: Handle, account: Id, hidden: boolean) =>
      void (await tx.update(tracks).set({ hidden }).where(eq(tracks.account, account))),

    /** Hides the albums and the artist that would show nothing but hidden tracks, and shows the others. */
    hideParents: async (tx: Handle, account: Id, hidden: boolean) => {
      const on = (shown: SQL) =>
        exists(
          tx
            .select({ id: tracks.id })
            .from(tracks)
            .where(and(eq(tracks.album, albums.id), shown)),
        );
      await tx
        .update(albums)
        .set({ hidden: sql`${on(sql`${tracks.hidden}`)} and not ${on(not(tracks.hidden))}` })
        .where(eq(albums.account, account));
      const open = exists(
        tx
          .select({ id: albums.id })
          .from(albums)
          .where(and(eq(albums.artist, artists.id), not(albums.hidden))),
      );
      await tx
        .update(artists)
        .set({ hidden: hidden ? sql`not ${open}` : false })
        .where(eq(artists.account, account));
    },

    /** The uploads of an account, as far as deleting them goes. */
    uploadsOf: async (tx: Handle, account: Id) =>
      tx.select({ image: tracks.image, audio: tracks.audio }).from(tracks).where(eq(tracks.account, account)),

    deleteUploads: async (tx: Handle, account: Id) => void (await tx.delete(tracks).where(eq(tracks.account, account))),

    /**
     * Deletes albums that uploads have made and that are empty. Who puts a track on one holds it: so does this, before it
     * counts. @returns their pictures
     */
    deleteEmptyAlbums: async (tx: Handle, which: { account: Id } | { album: Id }): Promise<string[]> => {
      const made = 'album' in which ? eq(albums.id, which.album) : eq(albums.account, which.account);
      const query = tx.select({ id: albums.id, image: albums.image }).from(albums);
      const held = await forUpdate(engine, query.where(and(made, sql`${albums.account} is not null`)));
      const images: string[] = [];
      for (const { id, image } of held) {
        const [left] = await tx.select({ tracks: count() }).from(tracks).where(eq(tracks.album, id));
        if (left?.tracks !== 0) continue;
        await tx.delete(albums).where(eq(albums.id, id));
        if (image !== null) images.push(image);
      }
      return images;
    },

    /** Deletes the musician's own artist unless others' albums belong to it. @returns its picture, if there was one */
    deleteOwnArtist: async (tx: Handle, account: Id): Promise<string[]> => {
      const own = eq(artists.account, account);
      await forUpdate(engine, tx.select({ id: artists.id }).from(artists).where(own));
      const used = exists(tx.select({ id: albums.id }).from(albums).where(eq(albums.artist, artists.id)));
      const deleted = await tx
        .delete(artists)
        .where(and(own, not(used)))
        .returning({ image: artists.image });
      return deleted.flatMap(({ image }) => image ?? []);
    },
  };
}
