import { and, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forKeyShare, forUpdate } from '../../db/engines.ts';
import { textsIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import type { Kind } from './model.ts';

export type Seen = ReturnType<typeof seenStore>;

/**
 * What a viewer may find. Here a track without audio is nothing, and an entry that is hidden is there for those only whom
 * the room `access` lets see it.
 */
export function seenStore(
  { engine, tables: { accounts, artists, albums, tracks } }: Database,
  { seenBy, whose }: Visibility['sql'],
) {
  /** Conditions on one of the tables. @param viewer `undefined`: not signed in */
  const conditions = {
    track: (viewer: Id | SQL | undefined) =>
      and(isNotNull(tracks.audio), seenBy(viewer, whose.tracks, tracks.hidden)) as SQL,
    album: (viewer: Id | SQL | undefined) => seenBy(viewer, whose.albums, albums.hidden),
    artist: (viewer: Id | SQL | undefined) => seenBy(viewer, whose.artists, artists.hidden),
  };
  const viewer = sql`${sql.placeholder('viewer')}`;
  const ids = textsIn(engine, sql.placeholder('ids'));
  const among = {
    track: prepared<{ id: Id }[]>((on) =>
      on
        .select({ id: tracks.id })
        .from(tracks)
        .where(and(inArray(tracks.id, ids), conditions.track(viewer))),
    ),
    album: prepared<{ id: Id }[]>((on) =>
      on
        .select({ id: albums.id })
        .from(albums)
        .where(and(inArray(albums.id, ids), conditions.album(viewer))),
    ),
    artist: prepared<{ id: Id }[]>((on) =>
      on
        .select({ id: artists.id })
        .from(artists)
        .where(and(inArray(artists.id, ids), conditions.artist(viewer))),
    ),
  };

  return {
    conditions,

    /** Those of the things that the viewer may find. @param viewer `undefined`: not signed in */
    among: async (on: Handle, kind: Kind, viewer: Id | undefined, wanted: readonly Id[]): Promise<Set<Id>> => {
      if (wanted.length === 0) return new Set();
      // Nobody has an empty id: whoever is not signed in has nothing of their own and follows nobody.
      const rows = await among[kind](on, { viewer: viewer ?? '', ids: JSON.stringify(wanted) });
      return new Set(rows.map(({ id }) => id));
    },

    /** Keeps tracks from being deleted until the transaction ends, as no foreign key does it. Those that are gone are left out. */
    keepTracks: async (tx: Handle, wanted: readonly Id[]) => {
      if (engine !== 'postgres' || wanted.length === 0) return;
      const list = textsIn(engine, JSON.stringify(wanted));
      await forKeyShare(
        engine,
        tx.select({ id: tracks.id }).from(tracks).where(inArray(tracks.id, list)).orderBy(tracks.id),
      );
    },

    /** Locks an account, so that what is counted of it stays as it is. @returns whether it exists */
    lockAccount: async (tx: Handle, account: Id): Promise<boolean> => {
      const query = tx
        .select({ id: accounts.id })
        .from(accounts)
        .where(inArray(accounts.id, [account]));
      return (await forUpdate(engine, query)).length > 0;
    },
  };
}
