import { and, eq, inArray, isNull, not, or, type SQL } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate, inTurn } from '../../db/engines.ts';
import type { Id } from '../../lib/ids.ts';

/** Imports one after another on PostgreSQL: each finds what those before have made. */
const LOCK = 0x69_6d_70_6f;

/** A name, with the key under which it is one with others. */
export interface Named {
  name: string;
  key: string;
}

/** Queries by which an import finds what is there already. */
export function importStore({ engine, tables: { artists, albums, tracks } }: Database) {
  /** Entries that an older version has made have no key: they are found by the very name. */
  const called = (table: typeof artists | typeof albums, { name, key }: Named): SQL | undefined =>
    or(eq(table.nameKey, key), and(isNull(table.nameKey), eq(table.name, name)));
  /** Neither a musician's, nor hidden; and of this account, unless it is `undefined`. */
  const open = (table: typeof artists | typeof albums, createdBy: Id | undefined): SQL | undefined =>
    and(isNull(table.account), not(table.hidden), createdBy === undefined ? undefined : eq(table.createdBy, createdBy));

  return {
    /** Imports wait here for those before, until these have ended. */
    lock: (tx: Handle): Promise<void> => inTurn(engine, tx, LOCK),

    /** The oldest artist of that name beneath whom may be added, locked. */
    artist: async (tx: Handle, named: Named, createdBy: Id | undefined): Promise<Id | undefined> => {
      const among = and(called(artists, named), open(artists, createdBy));
      const query = tx.select({ id: artists.id }).from(artists).where(among).orderBy(artists.id).limit(1);
      return (await forUpdate(engine, query))[0]?.id;
    },

    /** The oldest album of that artist, name and MusicBrainz id to which may be added, locked. */
    album: async (tx: Handle, artist: Id, named: Named, musicbrainzId: string | null, createdBy: Id | undefined) => {
      const same = musicbrainzId === null ? isNull(albums.musicbrainzId) : eq(albums.musicbrainzId, musicbrainzId);
      const among = and(
        ...[eq(albums.artist, artist), called(albums, named), same],
        ...[open(albums, createdBy), not(albums.release)],
      );
      const query = tx.select({ id: albums.id, year: albums.year }).from(albums);
      return (await forUpdate(engine, query.where(among).orderBy(albums.id).limit(1)))[0];
    },

    /** The tracks of these audio files, hidden or not, oldest first. */
    ofAudio: async (on: Handle, names: readonly string[]) =>
      on
        .select({ id: tracks.id, audio: tracks.audio })
        .from(tracks)
        .where(inArray(tracks.audio, [...names]))
        .orderBy(tracks.id),
  };
}
