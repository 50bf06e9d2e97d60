import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import { valuesOf } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Genre } from './model.ts';

export type TrackGenre = Database['tables']['trackGenres']['$inferInsert'];

/** Queries on the genres of songs and albums. */
export function genreStore({ engine, tables: { genres, trackGenres, albumGenres, libraryAlbums } }: Database) {
  const listed = valuesOf(engine, sql`${sql.placeholder('ids')}`);
  const ofTracks = prepared((on) =>
    on
      .select({ track: trackGenres.track, album: trackGenres.album, genre: trackGenres.genre, key: genres.key })
      .from(trackGenres)
      .innerJoin(genres, eq(genres.id, trackGenres.genre))
      .where(sql`${trackGenres.track} in ${listed}`)
      .orderBy(asc(trackGenres.track), asc(trackGenres.place)),
  );
  const namesOfTracks = prepared((on) =>
    on
      .select({ id: trackGenres.track, name: genres.name })
      .from(trackGenres)
      .innerJoin(genres, eq(genres.id, trackGenres.genre))
      .where(sql`${trackGenres.track} in ${listed}`)
      .orderBy(asc(trackGenres.track), asc(trackGenres.place)),
  );
  const namesOfAlbums = prepared((on) =>
    on
      .select({ id: albumGenres.album, name: genres.name, count: albumGenres.songCount })
      .from(albumGenres)
      .innerJoin(genres, eq(genres.id, albumGenres.genre))
      .where(sql`${albumGenres.album} in ${listed}`),
  );
  const byKey = prepared((on) =>
    on.select({ id: genres.id, key: genres.key }).from(genres).where(sql`${genres.key} in ${listed}`),
  );

  return {
    ofTracks: (on: Handle, ids: readonly Id[]) => ofTracks(on, { ids: JSON.stringify(ids) }),
    /** In the order in which the tracks name them. */
    namesOfTracks: (on: Handle, ids: readonly Id[]) => namesOfTracks(on, { ids: JSON.stringify(ids) }),
    namesOfAlbums: (on: Handle, ids: readonly Id[]) => namesOfAlbums(on, { ids: JSON.stringify(ids) }),

    /** The ids of genres by their keys; those that are not there yet are made. @param named name of each key */
    ensure: async (tx: Handle, named: ReadonlyMap<string, string>): Promise<Map<string, number>> => {
      const ids = new Map(
        (await byKey(tx, { ids: JSON.stringify([...named.keys()]) })).map(({ id, key }) => [key, id]),
      );
      const fresh = [...named].filter(([key]) => !ids.has(key));
      if (fresh.length === 0) return ids;
      const rows = fresh.map(([key, name]) => ({ key, name, songCount: 0, albumCount: 0 }));
      const made = await tx.insert(genres).values(rows).returning({ id: genres.id, key: genres.key });
      for (const { id, key } of made) ids.set(key, id);
      return ids;
    },

    /** Replaces the genres of tracks. @param had those that have any now */
    setOfTracks: async (tx: Handle, had: readonly Id[], rows: readonly TrackGenre[]) => {
      if (had.length > 0) await tx.delete(trackGenres).where(inArray(trackGenres.track, [...had]));
      if (rows.length > 0) await tx.insert(trackGenres).values([...rows]);
    },

    /** Adds to how many songs of an album have a genre. @returns how many more albums have it: 1, 0 or -1 */
    countOnAlbum: async (tx: Handle, album: Id, genre: number, songs: number): Promise<number> => {
      const one = and(eq(albumGenres.album, album), eq(albumGenres.genre, genre));
      const songCount = sql`${albumGenres.songCount} + ${songs}`;
      const [found] = await tx.update(albumGenres).set({ songCount }).where(one).returning();
      if (found === undefined) {
        const [row] = await tx
          .select({ sortKey: libraryAlbums.sortKey })
          .from(libraryAlbums)
          .where(eq(libraryAlbums.id, album));
        await tx.insert(albumGenres).values({ album, genre, songCount: songs, sortKey: row?.sortKey ?? '' });
        return 1;
      }
      if (found.songCount > 0) return 0;
      await tx.delete(albumGenres).where(one);
      return -1;
    },

    sortAlbum: async (tx: Handle, album: Id, sortKey: string) =>
      void (await tx.update(albumGenres).set({ sortKey }).where(eq(albumGenres.album, album))),

    /** Adds to what a genre says of its songs and albums; one that has none is deleted. */
    count: async (tx: Handle, id: number, songs: number, albums: number) => {
      const sums = {
        songCount: sql`${genres.songCount} + ${songs}`,
        albumCount: sql`${genres.albumCount} + ${albums}`,
      };
      const [row] = await tx.update(genres).set(sums).where(eq(genres.id, id)).returning({ songs: genres.songCount });
      if (row?.songs === 0) await tx.delete(genres).where(eq(genres.id, id));
    },

    byKey: async (on: Handle, key: string) => (await on.select().from(genres).where(eq(genres.key, key)))[0],

    all: async (on: Handle, after: string, most: number): Promise<(Genre & { key: string })[]> =>
      on
        .select({ key: genres.key, name: genres.name, songCount: genres.songCount, albumCount: genres.albumCount })
        .from(genres)
        .where(gt(genres.key, after))
        .orderBy(asc(genres.key))
        .limit(most),
  };
}
