import { and, asc, desc, eq, gt, gte, lte, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import { selectionOf } from '../../db/drizzle-internals.ts';
import { placesIn } from '../../db/json-list.ts';
import { afterKey, type Keyset, orderOf } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import { valuesOf } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Kind, LibraryState } from './model.ts';

/** A list whose order is that of an index, which holds all that is read: so skipping reads nothing else. */
export interface Order {
  table: PgTable;
  id: PgColumn;
  keyset: Keyset;
  condition?: SQL | undefined;
  /** What is left of the condition behind a row: with the bound that the row has passed SQLite would begin there again. */
  conditionBehind?: SQL | undefined;
}

/** A place in a list: the key of the row before it. */
export type Key = readonly (string | number)[];

/** Where a page begins: behind a row, if any, and so many further on. */
export interface Place {
  after?: Key | undefined;
  skip?: number;
}

/** Queries on lists of everything that everybody sees. */
export function listStore({
  engine,
  tables: { libraryArtists, libraryAlbums, libraryTracks, albumGenres, trackGenres, libraryState, tracks },
}: Database) {
  const own = { artists: libraryArtists, albums: libraryAlbums, tracks: libraryTracks };
  const state = prepared((on) =>
    on
      .select({
        ...{ version: libraryState.version, changedAt: libraryState.changedAt, artists: libraryState.artists },
        ...{ albums: libraryState.albums, tracks: libraryState.tracks },
      })
      .from(libraryState)
      .where(sql`${libraryState.name} in ('library')`),
  );
  const allArtists = prepared<{ id: Id }[]>((on) =>
    on
      .select({ id: libraryArtists.id })
      .from(libraryArtists)
      .orderBy(asc(libraryArtists.sortKey), asc(libraryArtists.id)),
  );
  const listed = valuesOf(engine, sql`${sql.placeholder('ids')}`);
  const numbers = engine === 'sqlite' ? listed : sql`(select cast(v as bigint) from ${listed} as listed(v))`;
  const byRows = (table: typeof libraryAlbums | typeof libraryTracks) =>
    prepared<{ id: Id; row: number }[]>((on) =>
      on
        .select({ id: table.id as typeof libraryAlbums.id, row: table.row as typeof libraryAlbums.row })
        .from(table as typeof libraryAlbums)
        .where(sql`${table.row} in ${numbers}`),
    );
  const atRows = { albums: byRows(libraryAlbums), tracks: byRows(libraryTracks) };
  const ascending = (...columns: PgColumn[]): Keyset => ({ columns, order: 'asc' });
  const descending = (...columns: PgColumn[]): Keyset => ({ columns, order: 'desc' });
  const { id, row, createdAt, sortKey, artistSortKey, year, artist } = libraryAlbums;
  const ofAlbums = { table: libraryAlbums, id };

  return {
    state: async (on: Handle): Promise<LibraryState | undefined> => (await state(on))[0],

    orders: {
      everything: (kind: Kind): Order => ({ table: own[kind], id: own[kind].id, keyset: ascending(own[kind].id) }),
      /** Album after album, each in its order. */
      songs: (): Order => ({
        table: libraryTracks,
        id: libraryTracks.id,
        keyset: ascending(libraryTracks.album, libraryTracks.disc, libraryTracks.number, libraryTracks.id),
      }),
      artistsByName: (): Order => ({
        table: libraryArtists,
        id: libraryArtists.id,
        keyset: ascending(libraryArtists.sortKey, libraryArtists.id),
      }),
      newest: (): Order => ({ ...ofAlbums, keyset: descending(createdAt, id) }),
      byName: (): Order => ({ ...ofAlbums, keyset: ascending(sortKey, id) }),
      byArtist: (): Order => ({ ...ofAlbums, keyset: ascending(artistSortKey, year, sortKey, id) }),
      byYear: (from: number, to: number): Order => ({
        ...ofAlbums,
        keyset: from > to ? descending(year, id) : ascending(year, id),
        condition: and(gte(year, Math.min(from, to)), lte(year, Math.max(from, to))),
        conditionBehind: from > to ? gte(year, to) : lte(year, to),
      }),
      albumsOfGenre: (genre: number): Order => ({
        table: albumGenres,
        id: albumGenres.album,
        keyset: ascending(albumGenres.sortKey, albumGenres.album),
        condition: eq(albumGenres.genre, genre),
      }),
      songsOfGenre: (genre: number): Order => ({
        table: trackGenres,
        id: trackGenres.track,
        keyset: ascending(trackGenres.album, trackGenres.disc, trackGenres.number, trackGenres.track),
        condition: eq(trackGenres.genre, genre),
      }),
      albumsOf: (of: Id): Order => ({ ...ofAlbums, keyset: ascending(year, sortKey, id), condition: eq(artist, of) }),
      songsOn: (album: Id): Order => ({
        table: libraryTracks,
        id: libraryTracks.id,
        keyset: ascending(libraryTracks.disc, libraryTracks.number, libraryTracks.id),
        condition: eq(libraryTracks.album, album),
      }),
      songsOf: (of: Id): Order => ({
        table: libraryTracks,
        id: libraryTracks.id,
        keyset: ascending(libraryTracks.id),
        condition: eq(libraryTracks.artist, of),
      }),
    },

    /** Ids with the key of the last one. */
    page: async (
      on: Handle,
      { table, id, keyset, condition, conditionBehind = condition }: Order,
      { after, skip = 0 }: Place,
      size: number,
    ): Promise<{ ids: Id[]; last: Key | undefined }> => {
      const parts = Object.fromEntries(keyset.columns.map((column, at) => [`key${at}`, column]));
      const query = selectionOf(on.select({ id, ...parts } as Record<string, PgColumn>).from(table));
      const rows = await query
        .where(after ? and(conditionBehind, afterKey(keyset, after)) : condition)
        .orderBy(...orderOf(keyset))
        .limit(size)
        .offset(skip);
      const last = rows.at(-1) as Record<string, string | number> | undefined;
      return {
        ids: rows.map((row) => row.id as unknown as Id),
        last: last && keyset.columns.map((_, at) => last[`key${at}`] as string | number),
      };
    },

    count: async (on: Handle, { table, condition }: Order): Promise<number> => {
      const [row] = await selectionOf(on.select({ total: sql<number>`count(*)` }).from(table)).where(condition);
      return Number(row?.total);
    },

    /** All artists, by sort key. */
    artists: async (on: Handle): Promise<Id[]> => (await allArtists(on)).map(({ id }) => id),

    /** The artists that have changed, or beneath whom anything has, after a version. */
    artistsChanged: async (on: Handle, version: number): Promise<Id[]> => {
      const { id, changed } = libraryArtists;
      return (await on.select({ id }).from(libraryArtists).where(gt(changed, version))).map((row) => row.id);
    },

    /** The largest number of a row; numbers below it may be of none. */
    lastRow: async (on: Handle, kind: 'albums' | 'tracks'): Promise<number> => {
      const { row } = own[kind];
      return (await on.select({ row }).from(own[kind]).orderBy(desc(row)).limit(1))[0]?.row ?? 0;
    },
    /** All numbers that albums have. */
    albumRows: async (on: Handle): Promise<number[]> => {
      const all =
        engine === 'sqlite' ? sql<string>`json_group_array(${row})` : sql<string>`cast(json_agg(${row}) as text)`;
      return JSON.parse((await on.select({ all }).from(libraryAlbums))[0]?.all ?? '[]') as number[];
    },
    /** Which things have these numbers. */
    atRows: (on: Handle, kind: 'albums' | 'tracks', rows: readonly number[]) =>
      atRows[kind](on, { ids: JSON.stringify(engine === 'sqlite' ? rows : rows.map(String)) }),

    /** What sampling asks of songs: their year and their artist. */
    aboutSongs: async (on: Handle, ids: readonly Id[]) =>
      on
        .select({
          id: libraryTracks.id,
          artist: libraryTracks.artist,
          album: libraryTracks.album,
          year: libraryTracks.year,
        })
        .from(libraryTracks)
        .where(sql`${libraryTracks.id} in ${valuesOf(engine, sql`${JSON.stringify(ids)}`)}`),
    /** Those of the songs that have a genre. */
    ofGenre: async (on: Handle, ids: readonly Id[], genre: number): Promise<Id[]> => {
      // From the ids to their genres: SQLite would read all songs of the genre, by `in` or by the index of genres, which
      // the sum keeps it from.
      const rows = await on
        .select({ id: trackGenres.track })
        .from(placesIn(engine, JSON.stringify(ids)))
        .crossJoin(trackGenres)
        .where(and(eq(trackGenres.track, sql`given.value`), sql`${trackGenres.genre} + 0 = ${genre}`));
      return rows.map(({ id }) => id);
    },
    /** Songs of any of the albums. */
    songsOnAny: async (on: Handle, albums: readonly Id[], most: number): Promise<Id[]> => {
      const some = sql`${libraryTracks.album} in ${valuesOf(engine, sql`${JSON.stringify(albums)}`)}`;
      const rows = await on.select({ id: libraryTracks.id }).from(libraryTracks).where(some).limit(most);
      return rows.map(({ id }) => id);
    },
    /** Songs of a genre from an album on. */
    fromAlbum: async (on: Handle, genre: number, album: Id, most: number): Promise<Id[]> => {
      const from = and(eq(trackGenres.genre, genre), gte(trackGenres.album, album));
      const rows = await on
        .select({ id: trackGenres.track })
        .from(trackGenres)
        .where(from)
        .orderBy(asc(trackGenres.album), asc(trackGenres.disc), asc(trackGenres.number), asc(trackGenres.track))
        .limit(most);
      return rows.map(({ id }) => id);
    },

    /** The songs of an artist that were played most, then the newest. */
    topSongs: async (on: Handle, of: Id, most: number): Promise<Id[]> => {
      const rows = await on
        .select({ id: libraryTracks.id })
        .from(libraryTracks)
        .innerJoin(tracks, eq(tracks.id, libraryTracks.id))
        .where(eq(libraryTracks.artist, of))
        .orderBy(desc(tracks.plays), desc(libraryTracks.createdAt), desc(libraryTracks.id))
        .limit(most);
      return rows.map(({ id }) => id);
    },
    /** Artists whose name has this key; with one of exactly this name, that first. */
    artistsCalled: async (on: Handle, nameKey: string): Promise<{ id: Id; name: string }[]> =>
      on
        .select({ id: libraryArtists.id, name: libraryArtists.name })
        .from(libraryArtists)
        .where(eq(libraryArtists.nameKey, nameKey))
        .orderBy(asc(libraryArtists.id))
        .limit(100),
  };
}
