import { and, eq, inArray, isNull, not, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { afterKey, checkCursor, type Keyset, orderOf, rowsOfPage } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import { valuesOf } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Cursor, PageRequest } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import { entryKey } from './keys.ts';
import type { Album, Artist, FullTrack, Track } from './model.ts';
import { placeStore } from './places-store.ts';

/** Whole rows, so that a column which an insert forgets is a type error. `plays` has the default 0. */
export type ArtistRow = Omit<Database['tables']['artists']['$inferSelect'], 'nameKey'>;
export type AlbumRow = Omit<Database['tables']['albums']['$inferSelect'], 'nameKey'>;
export type TrackRow = Omit<Database['tables']['tracks']['$inferSelect'], 'plays'>;

/** Who created an entry, its owner if an upload made it, whether it belongs to a release of the label, and whether it is hidden. */
export interface Ownership {
  createdBy: Id | null;
  account: Id | null;
  release: boolean;
  hidden: boolean;
}

/** Most entries of one name that a list by name includes. */
const MOST_NAMESAKES = 100;

type Columns<Row> = Record<keyof Row & string, PgColumn>;

/** A select of drizzle's, ready to be prepared. */
type Query<Found = object> = PromiseLike<Found[]> & {
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<unknown> };
};

/** The table of one kind of entry, the columns that are shown, and those that its lists are ordered by. */
interface Shape<Row> {
  table: PgTable & Record<'id' | 'createdBy' | 'account' | 'hidden', PgColumn> & { release?: PgColumn };
  shown: Columns<Row>;
  order: PgColumn[];
  /** The column of the parent, by which a list may be filtered. */
  parent?: PgColumn;
  /** The account that decides who sees a hidden entry, see the store of the room `access`. */
  whose: SQL<Id | null>;
}

/** Queries on one kind of entry. They are properties, not methods, as TypeScript checks parameters of methods less strictly. */
export type EntryStore<Row> = ReturnType<typeof readingStore<Row>> & {
  insert: (tx: Handle, row: Row & Ownership & { createdAt: number }) => Promise<void>;
  update: (tx: Handle, id: Id, changes: Partial<Row>) => Promise<void>;
  delete: (tx: Handle, id: Id) => Promise<void>;
};

/** How artists, albums and tracks are read. */
function readingStore<Row>(db: Database, { table, shown, order, parent, whose }: Shape<Row>) {
  const keyset: Keyset = { columns: order, order: 'asc' };
  const columns: Columns<object> = shown;
  const select = (on: Handle) => on.select(columns).from(table as PgTable);
  // drizzle cannot infer the rows of a table that is a type parameter. `Shape` ties the columns to the type of the row.
  const typed = <Found>(query: Query) => query as Query<Found>;
  const byId = prepared((on) =>
    typed<Row>(select(on).where(and(inArray(table.id, [sql.placeholder('id')]), not(table.hidden)))),
  );

  const { createdBy, account, hidden, release = sql<boolean>`false` } = table;
  const whole = (on: Handle) => on.select({ ...columns, createdBy, account, hidden, release }).from(table as PgTable);
  const locked = prepared((on) =>
    typed<Row & Ownership>(forUpdate(db.engine, whole(on).where(inArray(table.id, [sql.placeholder('id')])))),
  );

  const amongIds = valuesOf(db.engine, sql`${sql.placeholder('ids')}`);
  const byIds = prepared((on) => typed<Row>(select(on).where(and(sql`${table.id} in ${amongIds}`, not(table.hidden)))));

  const list = (parents: (string | Placeholder)[] | undefined, cursor: (string | number | SQL)[] | undefined) =>
    prepared((on) =>
      typed<Row>(
        select(on)
          .where(
            and(not(table.hidden), parents && parent && inArray(parent, parents), cursor && afterKey(keyset, cursor)),
          )
          .orderBy(...orderOf(keyset))
          .limit(sql.placeholder('limit')),
      ),
    );
  const ofParent = [sql.placeholder('parent')];
  const afterPlaceholders = order.map((_, at) => sql`${sql.placeholder(`after${at}`)}`);
  // The four forms of a list are prepared once. Several parents (artists of one name) are rare and built each time.
  const everything = list(undefined, undefined);
  const everythingAfter = list(undefined, afterPlaceholders);
  const narrowed = list(ofParent, undefined);
  const narrowedAfter = list(ofParent, afterPlaceholders);

  return {
    /** Unless it is hidden. */
    byId: async (on: Handle, id: Id) => (await byId(on, { id }))[0],

    /** Those that are not hidden, in no order. */
    byIds: (on: Handle, ids: readonly Id[]): Promise<Row[]> => byIds(on, { ids: JSON.stringify(ids) }),

    /** If it is hidden, with the account that decides who sees it. */
    hidden: async (on: Handle, id: Id): Promise<(Row & { owner: Id | null }) | undefined> => {
      const query = on.select({ ...columns, owner: whose }).from(table as PgTable);
      return (await typed<Row & { owner: Id | null }>(query.where(and(eq(table.id, id), sql`${table.hidden}`))))[0];
    },

    /** In the order of the shape, one more than the page holds if there is more. */
    list: (on: Handle, { limit, after }: PageRequest, parents?: Id[]): Promise<Row[]> => {
      if (after) checkCursor(order, after);
      const values: Record<string, unknown> = { limit: limit + 1 };
      after?.forEach((part, at) => {
        values[`after${at}`] = part;
      });
      if (parents === undefined) return (after ? everythingAfter : everything)(on, values);
      if (parents.length > 1) return list(parents, after ? afterPlaceholders : undefined)(on, values);
      return (after ? narrowedAfter : narrowed)(on, { ...values, parent: parents[0] });
    },

    /** Locks an entry until the transaction ends. @returns it, `undefined` when there is none */
    lock: async (tx: Handle, id: Id): Promise<(Row & Ownership) | undefined> => (await locked(tx, { id }))[0],
  };
}

export type CatalogueStore = ReturnType<typeof catalogueStore>;

/** Queries on artists, albums and tracks. */
export function catalogueStore(db: Database, { whose }: Pick<Visibility['sql'], 'whose'>) {
  const { artists, albums, tracks } = db.tables;
  const artist: Columns<Artist> = {
    ...{ id: artists.id, name: artists.name },
    ...{ info: artists.info, image: artists.image },
  };
  const album: Columns<Album> = {
    ...{ id: albums.id, name: albums.name },
    ...{ artist: albums.artist, year: albums.year, musicbrainzId: albums.musicbrainzId, image: albums.image },
  };
  const track: Columns<Track> = {
    ...{ id: tracks.id, name: tracks.name },
    ...{ album: tracks.album, disc: tracks.disc, position: tracks.position, duration: tracks.duration },
    ...{ image: tracks.image, audio: tracks.audio, genre: tracks.genre },
  };
  const fullOrder: Keyset = {
    columns: [albums.year, albums.name, albums.id, tracks.disc, tracks.position, tracks.id],
    order: 'asc',
  };

  const full = (on: Handle) =>
    on
      .select({ track, album, artist })
      .from(tracks)
      .innerJoin(albums, eq(albums.id, tracks.album))
      .innerJoin(artists, eq(artists.id, albums.artist));

  return {
    artists: {
      ...readingStore<Artist>(db, {
        table: artists,
        shown: artist,
        order: [artists.name, artists.id],
        whose: whose.artists,
      }),
      insert: async (tx: Handle, row: ArtistRow) => void (await tx.insert(artists).values(keyed(row))),
      update: async (tx: Handle, id: Id, changes: Partial<ArtistRow>) => {
        if (!isEmpty(changes)) await tx.update(artists).set(keyed(changes)).where(eq(artists.id, id));
      },
      delete: async (tx: Handle, id: Id) => void (await tx.delete(artists).where(eq(artists.id, id))),
    },
    albums: {
      ...readingStore<Album>(db, {
        table: albums,
        shown: album,
        order: [albums.year, albums.name, albums.id],
        parent: albums.artist,
        whose: whose.albums,
      }),
      insert: async (tx: Handle, row: AlbumRow) => void (await tx.insert(albums).values(keyed(row))),
      update: async (tx: Handle, id: Id, changes: Partial<AlbumRow>) => {
        if (!isEmpty(changes)) await tx.update(albums).set(keyed(changes)).where(eq(albums.id, id));
      },
      delete: async (tx: Handle, id: Id) => void (await tx.delete(albums).where(eq(albums.id, id))),
    },
    tracks: {
      ...readingStore<Track>(db, {
        table: tracks,
        shown: track,
        order: [tracks.album, tracks.disc, tracks.position, tracks.id],
        parent: tracks.album,
        whose: whose.tracks,
      }),
      insert: async (tx: Handle, row: TrackRow) => void (await tx.insert(tracks).values(row)),
      update: async (tx: Handle, id: Id, changes: Partial<TrackRow>) => {
        if (!isEmpty(changes)) await tx.update(tracks).set(changes).where(eq(tracks.id, id));
      },
      delete: async (tx: Handle, id: Id) => void (await tx.delete(tracks).where(eq(tracks.id, id))),
    },

    /** The ids of visible entries of exactly this name, oldest first, at most `MOST_NAMESAKES`. */
    idsByName: async (on: Handle, kind: 'artists' | 'albums', name: string): Promise<Id[]> => {
      const table = { artists, albums }[kind];
      const named = and(eq(table.name, name), not(table.hidden));
      const rows = await on.select({ id: table.id }).from(table).where(named).orderBy(table.id).limit(MOST_NAMESAKES);
      return rows.map(({ id }) => id);
    },

    /** Hidden or not. */
    fullTrack: async (on: Handle, id: Id): Promise<FullTrack | undefined> =>
      (await full(on).where(eq(tracks.id, id)))[0] as FullTrack | undefined,

    /** Who created a track, and the picture of its album. */
    coverSources: async (on: Handle, id: Id): Promise<{ createdBy: Id | null; image: string | null } | undefined> =>
      (
        await on
          .select({ createdBy: tracks.createdBy, image: albums.image })
          .from(tracks)
          .innerJoin(albums, eq(albums.id, tracks.album))
          .where(eq(tracks.id, id))
      )[0],

    /** In album and track order, one more than the page holds if there is more. */
    fullTracks: async (on: Handle, page: PageRequest, artistIds: Id[]): Promise<FullTrack[]> => {
      const ofArtists = and(inArray(albums.artist, artistIds), not(tracks.hidden));
      return (await rowsOfPage(full(on), fullOrder, page, ofArtists)) as FullTrack[];
    },

    /** Gives tracks the genre of their audio, unless they have one. @returns the tracks of these files */
    setGenres: async (tx: Handle, ofAudio: ReadonlyMap<string, string | undefined>): Promise<Id[]> => {
      for (const [audio, genre] of ofAudio)
        if (genre !== undefined)
          await tx
            .update(tracks)
            .set({ genre })
            .where(and(eq(tracks.audio, audio), isNull(tracks.genre), not(tracks.release)));
      const names = [...ofAudio.keys()];
      const rows = await tx.select({ id: tracks.id }).from(tracks).where(inArray(tracks.audio, names));
      return rows.map(({ id }) => id);
    },

    ...placeStore(db),
  };
}

/** With the key by which an entry is found, where it gets a name. */
const keyed = <Fields extends { name?: string }>(fields: Fields): Fields & { nameKey?: string } =>
  fields.name === undefined ? fields : { ...fields, nameKey: entryKey(fields.name) };

const isEmpty = (changes: object): boolean => Object.keys(changes).length === 0;

/** The sort keys by which lists are paged; the same columns as `order` above. */
export const keys = {
  artist: ({ name, id }: Artist): Cursor => [name, id],
  album: ({ year, name, id }: Album): Cursor => [year, name, id],
  track: ({ album, disc, position, id }: Track): Cursor => [album, disc, position, id],
  full: ({ track, album }: FullTrack): Cursor => [
    ...[album.year, album.name, album.id],
    ...[track.disc, track.position, track.id],
  ],
};
