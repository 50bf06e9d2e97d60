import { and, eq, inArray, not, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate, inTurn } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Track } from './model.ts';

/** Imports one after another on PostgreSQL: each finds what those before have made. */
const LOCK = 0x69_6d_70_6f;

/** A name, with the key under which it is one with others. */
export interface Named {
  name: string;
  key: string;
}

type Build<Row> = Parameters<typeof prepared<Row[]>>[0];

/** Queries by which an import finds what is there already. */
export function importStore({ engine, tables: { artists, albums, tracks } }: Database) {
  const given = (name: string) => sql.placeholder(name);
  /** A column by which no index is used: without statistics SQLite takes the worst one. */
  const plain = (column: PgColumn) => sql`coalesce(${column}, '')`;
  type Table = typeof artists | typeof albums;

  /**
   * Runs a query on entries of that name that are neither a musician's nor hidden: by the key; where there are none, by the
   * very name, as those that an older version has made have no key.
   * @param build of a condition; its rows are limited to the oldest
   */
  function named<Row>(table: Table, build: (among: SQL | undefined) => Build<Row>) {
    const open = and(sql`${plain(table.account)} = ''`, not(table.hidden));
    const keyless = and(eq(table.name, given('name')), sql`${plain(table.nameKey)} = ''`);
    const steps = [eq(table.nameKey, given('key')), keyless].map((called) => ({
      all: prepared<Row[]>(build(and(called, open))),
      own: prepared<Row[]>(build(and(called, open, sql`${plain(table.createdBy)} = ${given('createdBy')}`))),
    }));
    return async (tx: Handle, values: { createdBy: Id | undefined } & Named & Record<string, unknown>) => {
      for (const { all, own } of steps) {
        const [found] = await (values.createdBy === undefined ? all : own)(tx, values);
        if (found !== undefined) return found;
      }
      return undefined;
    };
  }

  const artist = named<{ id: Id }>(artists, (among) => (on) => {
    const query = on.select({ id: artists.id }).from(artists).where(among);
    return forUpdate(engine, query.orderBy(artists.createdAt, artists.id).limit(1));
  });
  const album = named<{ id: Id; year: string }>(albums, (among) => (on) => {
    const same = sql`${plain(albums.musicbrainzId)} = ${given('musicbrainzId')}`;
    const query = on.select({ id: albums.id, year: albums.year }).from(albums);
    const found = query.where(and(eq(albums.artist, given('artist')), among, same, not(albums.release)));
    return forUpdate(engine, found.orderBy(albums.createdAt, albums.id).limit(1));
  });

  return {
    /** Imports wait here for those before, until these have ended. */
    lock: (tx: Handle): Promise<void> => inTurn(engine, tx, LOCK),

    /** The oldest artist of that name, locked. @param createdBy of this account only; `undefined`: of any */
    artist: async (tx: Handle, called: Named, createdBy: Id | undefined): Promise<Id | undefined> =>
      (await artist(tx, { ...called, createdBy }))?.id,

    /** The oldest album of that artist, name and MusicBrainz id, locked. @param createdBy as of `artist` */
    album: (tx: Handle, of: Id, called: Named, musicbrainzId: string | null, createdBy: Id | undefined) =>
      album(tx, { ...called, artist: of, musicbrainzId: musicbrainzId ?? '', createdBy }),

    /** The tracks of these audio files, hidden or not, oldest first. */
    ofAudio: async (on: Handle, names: readonly string[]): Promise<Track[]> =>
      on
        .select()
        .from(tracks)
        .where(inArray(tracks.audio, [...names]))
        .orderBy(tracks.createdAt, tracks.id),
  };
}
