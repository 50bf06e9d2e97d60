import { and, asc, eq, gt, inArray, not, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import { valuesOf } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import { writing } from './index-writes-store.ts';
import type { LibraryState } from './model.ts';

/** The row of the state that says how much there is. */
const LIBRARY = 'library';

/** Queries by which the index is compared with the catalogue, and written. */
export function indexStore({
  engine,
  wordTables,
  tables: { artists, albums, files, tracks, libraryArtists, libraryAlbums, libraryTracks, libraryState },
}: Database) {
  const listed = valuesOf(engine, sql`${sql.placeholder('ids')}`);
  const among = (column: PgColumn): SQL => sql`${column} in ${listed}`;
  /** A number of an audio's tags. */
  const fact = (name: 'disc' | 'track') =>
    engine === 'sqlite'
      ? sql<number | null>`json_extract(${files.facts}, ${sql.raw(`'$.${name}'`)})`
      : sql<number | null>`cast(${files.facts} ->> ${sql.raw(`'${name}'`)} as float8)`;

  const artistsNow = prepared((on) =>
    on
      .select({ id: artists.id, name: artists.name })
      .from(artists)
      .where(and(among(artists.id), not(artists.hidden))),
  );
  const albumsNow = prepared((on) =>
    on
      .select({
        ...{ id: albums.id, name: albums.name, artist: albums.artist, artistName: artists.name },
        ...{ year: albums.year, createdAt: albums.createdAt },
      })
      .from(albums)
      .innerJoin(artists, eq(artists.id, albums.artist))
      .where(and(among(albums.id), not(albums.hidden), not(artists.hidden))),
  );
  const tracksNow = prepared((on) =>
    on
      .select({
        ...{ id: tracks.id, name: tracks.name, album: tracks.album, artist: albums.artist, position: tracks.position },
        ...{ albumName: albums.name, artistName: artists.name, year: albums.year, duration: tracks.duration },
        ...{ genre: tracks.genre, account: tracks.account, release: tracks.release, createdAt: tracks.createdAt },
        ...{ given: tracks.disc, disc: fact('disc'), number: fact('track') },
      })
      .from(tracks)
      .innerJoin(albums, eq(albums.id, tracks.album))
      .innerJoin(artists, eq(artists.id, albums.artist))
      .innerJoin(files, eq(files.name, tracks.audio))
      .where(and(among(tracks.id), not(tracks.hidden), not(albums.hidden), not(artists.hidden))),
  );
  const oldArtists = prepared((on) => on.select().from(libraryArtists).where(among(libraryArtists.id)));
  const oldAlbums = prepared((on) => on.select().from(libraryAlbums).where(among(libraryAlbums.id)));
  const oldTracks = prepared((on) => on.select().from(libraryTracks).where(among(libraryTracks.id)));

  const idsIn = <Row extends { id: Id }>(query: (on: Handle, values: Record<string, unknown>) => Promise<Row[]>) => {
    return async (tx: Handle, ids: readonly Id[]) => (await query(tx, bound(ids))).map(({ id }) => id);
  };
  const albumsOf = idsIn(prepared((on) => on.select({ id: albums.id }).from(albums).where(among(albums.artist))));
  const listedAlbumsOf = idsIn(
    prepared((on) => on.select({ id: libraryAlbums.id }).from(libraryAlbums).where(among(libraryAlbums.artist))),
  );
  const tracksOn = idsIn(prepared((on) => on.select({ id: tracks.id }).from(tracks).where(among(tracks.album))));
  const listedTracksOn = idsIn(
    prepared((on) => on.select({ id: libraryTracks.id }).from(libraryTracks).where(among(libraryTracks.album))),
  );
  const albumCounts = prepared((on) =>
    on
      .select({ id: libraryAlbums.artist, count: sql<number>`cast(count(*) as integer)` })
      .from(libraryAlbums)
      .where(among(libraryAlbums.artist))
      .groupBy(libraryAlbums.artist),
  );

  const countAlbum = prepared<unknown>((on) =>
    on
      .update(libraryAlbums)
      .set({
        songCount: sql`${libraryAlbums.songCount} + ${sql.placeholder('songs')}`,
        duration: sql`${libraryAlbums.duration} + ${sql.placeholder('duration')}`,
      })
      .where(eq(libraryAlbums.id, sql.placeholder('id'))),
  );
  const writes = {
    artists: writing(libraryArtists, wordTables.artists, ['name', 'nameKey', 'sortKey', 'albumCount']),
    albums: writing(libraryAlbums, wordTables.albums, [
      ...(['artist', 'name', 'nameKey', 'sortKey', 'artistSortKey', 'year', 'createdAt'] as const),
    ]),
    tracks: writing(libraryTracks, wordTables.tracks, [
      ...([
        'album',
        'artist',
        'name',
        'nameKey',
        'sortKey',
        'disc',
        'number',
        'year',
        'duration',
        'createdAt',
      ] as const),
    ]),
  };
  const touch = prepared<unknown>((on) =>
    on
      .update(libraryArtists)
      .set({ changed: sql`${sql.placeholder('version')}` })
      .where(among(libraryArtists.id)),
  );
  const state = prepared((on) => {
    const { artists, albums, tracks, version, changedAt } = libraryState;
    const query = on.select({ version, changedAt, artists, albums, tracks }).from(libraryState);
    return forUpdate(engine, query.where(inArray(libraryState.name, [sql.placeholder('name')])));
  });
  const placeholder = (name: keyof LibraryState) => sql`${sql.placeholder(name)}`;
  const setState = prepared<unknown>((on) =>
    on
      .update(libraryState)
      .set({
        ...{ version: placeholder('version'), changedAt: placeholder('changedAt') },
        ...{ artists: placeholder('artists'), albums: placeholder('albums'), tracks: placeholder('tracks') },
      })
      .where(inArray(libraryState.name, [LIBRARY])),
  );

  return {
    now: {
      artists: (tx: Handle, ids: readonly Id[]) => artistsNow(tx, bound(ids)),
      albums: (tx: Handle, ids: readonly Id[]) => albumsNow(tx, bound(ids)),
      tracks: (tx: Handle, ids: readonly Id[]) => tracksNow(tx, bound(ids)),
    },
    before: {
      artists: (tx: Handle, ids: readonly Id[]) => oldArtists(tx, bound(ids)),
      albums: (tx: Handle, ids: readonly Id[]) => oldAlbums(tx, bound(ids)),
      tracks: (tx: Handle, ids: readonly Id[]) => oldTracks(tx, bound(ids)),
    },
    /** The albums of some artists, in the catalogue or in the index. */
    albumsOf: async (tx: Handle, ids: readonly Id[]): Promise<Id[]> => [
      ...(await albumsOf(tx, ids)),
      ...(await listedAlbumsOf(tx, ids)),
    ],
    /** The tracks on some albums, likewise. */
    tracksOn: async (tx: Handle, ids: readonly Id[]): Promise<Id[]> => [
      ...(await tracksOn(tx, ids)),
      ...(await listedTracksOn(tx, ids)),
    ],
    /** How many albums in the index each of the artists has; none: left out. */
    albumCounts: async (tx: Handle, ids: readonly Id[]) =>
      new Map((await albumCounts(tx, bound(ids))).map(({ id, count }) => [id, count])),

    /** Inserts rows, changes those that have a number, deletes them with their words; and writes their words. */
    ...writes,
    /** Adds to what an album says of its songs. */
    countAlbum: async (tx: Handle, id: Id, songs: number, duration: number) =>
      void (await countAlbum(tx, { id, songs, duration })),

    /** Says in which version the artists, or anything beneath them, changed. */
    touchArtists: async (tx: Handle, ids: readonly Id[], version: number) =>
      void (await touch(tx, { ...bound(ids), version })),

    /** Locks the index until the transaction ends: who changes it waits here for those before, and then sees their rows. */
    lock: async (tx: Handle): Promise<LibraryState> => {
      const [found] = await state(tx, { name: LIBRARY });
      if (found) return found;
      await tx
        .insert(libraryState)
        .values({ name: LIBRARY, ...EMPTY })
        .onConflictDoNothing();
      return (await state(tx, { name: LIBRARY }))[0] ?? EMPTY;
    },
    setState: async (tx: Handle, to: LibraryState) => void (await setState(tx, { ...to })),

    /** Albums of the catalogue after one, by id, whether they are visible or not. */
    albumsAfter: async (on: Handle, after: Id, most: number): Promise<Id[]> => {
      const { id } = albums;
      const rows = await on.select({ id }).from(albums).where(gt(id, after)).orderBy(asc(id)).limit(most);
      return rows.map((row) => row.id);
    },
  };
}

const EMPTY: LibraryState = { version: 0, changedAt: 0, artists: 0, albums: 0, tracks: 0 };

const bound = (ids: readonly Id[]) => ({ ids: JSON.stringify(ids) });
