import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import { valuesOf } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Genre } from './model.ts';

export type TrackGenre = Database['tables']['trackGenres']['$inferInsert'];

/** How many songs of an album have a genre. */
interface OnAlbum {
  album: Id;
  genre: number;
  songCount: number;
}

/** Queries on the genres of songs and albums. */
export function genreStore({ engine, tables: { genres, trackGenres, albumGenres, libraryAlbums } }: Database) {
  const listed = valuesOf(engine, sql`${sql.placeholder('ids')}`);
  const ofTracks = prepared((on) =>
    on
      .select({
        ...{ track: trackGenres.track, place: trackGenres.place, genre: trackGenres.genre, album: trackGenres.album },
        ...{ disc: trackGenres.disc, number: trackGenres.number, key: genres.key },
      })
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

  const onAlbums = prepared((on) =>
    on
      .select({ album: albumGenres.album, genre: albumGenres.genre, songCount: albumGenres.songCount })
      .from(albumGenres)
      .where(sql`${albumGenres.album} in ${listed}`),
  );
  const sortKeys = prepared((on) =>
    on
      .select({ id: libraryAlbums.id, sortKey: libraryAlbums.sortKey })
      .from(libraryAlbums)
      .where(sql`${libraryAlbums.id} in ${listed}`),
  );
  const sortAlbum = prepared<unknown>((on) =>
    on
      .update(albumGenres)
      .set({ sortKey: sql`${sql.placeholder('sortKey')}` })
      .where(eq(albumGenres.album, sql.placeholder('album'))),
  );
  const count = prepared((on) =>
    on
      .update(genres)
      .set({
        songCount: sql`${genres.songCount} + ${sql.placeholder('songs')}`,
        albumCount: sql`${genres.albumCount} + ${sql.placeholder('albums')}`,
      })
      .where(eq(genres.id, sql.placeholder('id')))
      .returning({ left: genres.songCount }),
  );
  const forget = prepared<unknown>((on) =>
    on
      .delete(albumGenres)
      .where(and(eq(albumGenres.album, sql.placeholder('album')), eq(albumGenres.genre, sql.placeholder('genre')))),
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

    /** How many songs of the albums have which genre. */
    onAlbums: (tx: Handle, albums: readonly Id[]) => onAlbums(tx, { ids: JSON.stringify(albums) }),

    /** Says how many songs of an album have a genre; none: the row goes. */
    setOnAlbums: async (tx: Handle, rows: readonly OnAlbum[]) => {
      const put = rows.filter(({ songCount }) => songCount > 0);
      const gone = rows.filter(({ songCount }) => songCount === 0);
      if (put.length > 0) {
        const albums = JSON.stringify([...new Set(put.map(({ album }) => album))]);
        const sorted = new Map((await sortKeys(tx, { ids: albums })).map(({ id, sortKey }) => [id, sortKey]));
        await tx
          .insert(albumGenres)
          .values(put.map((row) => ({ ...row, sortKey: sorted.get(row.album) ?? '' })))
          .onConflictDoUpdate({
            target: [albumGenres.album, albumGenres.genre],
            set: { songCount: sql`excluded.song_count` },
          });
      }
      for (const { album, genre } of gone) await forget(tx, { album, genre });
    },

    sortAlbum: async (tx: Handle, album: Id, sortKey: string) => void (await sortAlbum(tx, { album, sortKey })),

    /** Adds to what a genre says of its songs and albums; one that has none is deleted. */
    count: async (tx: Handle, id: number, songs: number, albums: number) => {
      const [row] = await count(tx, { id, songs, albums });
      if (row?.left === 0) await tx.delete(genres).where(eq(genres.id, id));
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
