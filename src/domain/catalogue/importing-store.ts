import { and, eq, inArray, isNull, not, or, type SQL, sql } from 'drizzle-orm';
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

/** Queries by which an import finds what is there already. */
export function importStore({ engine, tables: { artists, albums, tracks } }: Database) {
  const given = (name: string) => sql.placeholder(name);
  /**
   * Of that name, neither a musician's nor hidden. Entries that an older version has made have no key: they are found by
   * the very name.
   */
  const called = (table: typeof artists | typeof albums): SQL | undefined =>
    and(
      // Not `is null`: both engines would look through all that have no key.
      or(
        eq(table.nameKey, given('key')),
        sql`coalesce(${table.nameKey}, '') = '' and ${table.name} = ${given('name')}`,
      ),
      ...[isNull(table.account), not(table.hidden)],
    );
  /** Of anybody, or of one account. */
  const byOwner = <Rows>(build: (more: (createdBy: PgColumn) => SQL | undefined) => Rows) => ({
    all: build(() => undefined),
    own: build((createdBy) => eq(createdBy, given('createdBy'))),
  });

  const artist = byOwner((owned) =>
    prepared<{ id: Id }[]>((on) => {
      const query = on.select({ id: artists.id }).from(artists);
      const among = query.where(and(called(artists), owned(artists.createdBy)));
      return forUpdate(engine, among.orderBy(artists.createdAt, artists.id).limit(1));
    }),
  );
  const album = byOwner((owned) =>
    prepared<{ id: Id; year: string }[]>((on) => {
      const query = on.select({ id: albums.id, year: albums.year }).from(albums);
      const same = sql`coalesce(${albums.musicbrainzId}, '') = ${given('musicbrainzId')}`;
      const among = and(eq(albums.artist, given('artist')), called(albums), same, not(albums.release));
      return forUpdate(
        engine,
        query
          .where(and(among, owned(albums.createdBy)))
          .orderBy(albums.createdAt, albums.id)
          .limit(1),
      );
    }),
  );

  return {
    /** Imports wait here for those before, until these have ended. */
    lock: (tx: Handle): Promise<void> => inTurn(engine, tx, LOCK),

    /** The oldest artist of that name, locked. @param createdBy of this account only; `undefined`: of any */
    artist: async (tx: Handle, named: Named, createdBy: Id | undefined): Promise<Id | undefined> => {
      const find = createdBy === undefined ? artist.all : artist.own;
      return (await find(tx, { ...named, createdBy }))[0]?.id;
    },

    /** The oldest album of that artist, name and MusicBrainz id, locked. @param createdBy as of `artist` */
    album: async (tx: Handle, of: Id, named: Named, musicbrainzId: string | null, createdBy: Id | undefined) => {
      const find = createdBy === undefined ? album.all : album.own;
      return (await find(tx, { ...named, artist: of, musicbrainzId: musicbrainzId ?? '', createdBy }))[0];
    },

    /** The tracks of these audio files, hidden or not, oldest first. */
    ofAudio: async (on: Handle, names: readonly string[]): Promise<Track[]> =>
      on
        .select()
        .from(tracks)
        .where(inArray(tracks.audio, [...names]))
        .orderBy(tracks.createdAt, tracks.id),
  };
}
