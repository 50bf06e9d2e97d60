import { and, asc, count, desc, eq, gt, inArray, notInArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { rowsAt, rowsIn, textsIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import { excerptOf } from './excerpts-store.ts';
import type { Excerpt, Window } from './model.ts';

/** How often an account heard something, and when last. */
export interface Listens {
  id: Id;
  count: number;
  last: number;
}

/** How often an account heard a track just now, and when last. */
export interface Heard {
  account: Id;
  track: Id;
  count: number;
  last: number;
}

/** Queries on how often accounts heard what. */
export function listenStore({ engine, tables: { listens, albumListens, history, albums, tracks } }: Database) {
  const { placeholder } = sql;
  const heard = rowsIn(engine, placeholder('heard'), {
    ...{ account: 'text', track: 'text', count: 'bigint', last: 'bigint' },
  });
  /** Adds what is inserted to the row that is there. */
  const adding = (table: typeof listens | typeof albumListens) => ({
    count: sql`${table.count} + excluded.count`,
    last: sql`case when excluded.last > ${table.last} then excluded.last else ${table.last} end`,
  });
  const anew = { count: sql`excluded.count`, last: sql`excluded.last` };
  // In one order for all, so that two don't deadlock. SQLite needs a condition before `on conflict`.
  const addTracks = prepared<unknown>((on) =>
    on
      .insert(listens)
      .select(
        sql`select given.account, given.track, cast(given.count as integer), given.last
          from ${heard} where true order by given.account, given.track`,
      )
      .onConflictDoUpdate({ target: [listens.account, listens.track], set: adding(listens) }),
  );
  const addAlbums = prepared<unknown>((on) =>
    on
      .insert(albumListens)
      .select(
        sql`select given.account, tracks.album, cast(sum(given.count) as integer), max(given.last)
          from ${heard} join tracks on tracks.id = given.track where true
          group by given.account, tracks.album order by given.account, tracks.album`,
      )
      .onConflictDoUpdate({ target: [albumListens.account, albumListens.album], set: adding(albumListens) }),
  );
  const ofTracks = prepared<Listens[]>((on) => {
    const select = on.select({ id: listens.track, count: listens.count, last: listens.last });
    return rowsAt(
      engine,
      select,
      listens,
      listens.track,
      placeholder('ids'),
      eq(listens.account, placeholder('account')),
    );
  });
  const ofAlbums = prepared<Listens[]>((on) => {
    const { account, album, count, last } = albumListens;
    const select = on.select({ id: album, count, last });
    return rowsAt(engine, select, albumListens, album, placeholder('ids'), eq(account, placeholder('account')));
  });

  return {
    /** Adds listenings. @param heard each pair once; @throws a violated foreign key when an account or track is gone */
    add: async (tx: Handle, heard: readonly Heard[]) => {
      const values = { heard: JSON.stringify(heard) };
      // Sent together: on PostgreSQL waiting for the first takes longer than either.
      await Promise.all([addTracks(tx, values), addAlbums(tx, values)]);
    },

    ofTracks: (on: Handle, by: Id, ids: readonly Id[]) => ofTracks(on, { account: by, ids: JSON.stringify(ids) }),
    ofAlbums: (on: Handle, by: Id, ids: readonly Id[]) => ofAlbums(on, { account: by, ids: JSON.stringify(ids) }),

    /** The albums that the account heard and everybody may find, the one with the highest of these first. */
    albums: async (on: Handle, by: Id, order: 'count' | 'last', window: Window): Promise<Excerpt> => {
      // Few albums are hidden: each row is held against them, where a join would look up the album of each row.
      const hidden = on.select({ id: albums.id }).from(albums).where(sql`${albums.hidden}`);
      const leftOut = on
        .select({ total: count() })
        .from(albums)
        .crossJoin(albumListens)
        .where(and(sql`${albums.hidden}`, eq(albumListens.album, albums.id), eq(albumListens.account, by)));
      const counted = on
        .select({ total: sql<number>`count(*) - (${leftOut})` })
        .from(albumListens)
        .where(eq(albumListens.account, by));
      const read = ({ offset, size }: Window, isBackwards: boolean) => {
        const towards = isBackwards ? asc : desc;
        return on
          .select({ id: albumListens.album })
          .from(albumListens)
          .where(and(eq(albumListens.account, by), notInArray(albumListens.album, hidden)))
          .orderBy(towards(albumListens[order]), towards(albumListens.album))
          .limit(size)
          .offset(offset);
      };
      return excerptOf(read, counted, window);
    },

    /** Whether there is history, but nothing is counted of it yet. */
    isUncounted: async (on: Handle): Promise<boolean> => {
      const heard = await on.select({ id: history.id }).from(history).limit(1);
      return heard.length > 0 && (await on.select({ track: listens.track }).from(listens).limit(1)).length === 0;
    },

    /** The next albums by id. */
    albumsAfter: async (on: Handle, after: Id, most: number): Promise<Id[]> => {
      const rows = await on
        .select({ id: albums.id })
        .from(albums)
        .where(gt(albums.id, after))
        .orderBy(albums.id)
        .limit(most);
      return rows.map(({ id }) => id);
    },

    /**
     * Counts the history of albums and their tracks anew. The tracks are locked: an insert into the history, which refers
     * to its track, is done before or comes after, with what it adds here.
     */
    recount: async (tx: Handle, of: readonly Id[]) => {
      const chosen = inArray(tracks.album, textsIn(engine, JSON.stringify(of)));
      await forUpdate(engine, tx.select({ id: tracks.id }).from(tracks).where(chosen).orderBy(tracks.id));
      const times = {
        count: sql<number>`cast(count(*) as integer)`.as('count'),
        last: sql<number>`max(${history.heardAt})`.as('last'),
      };
      const heardTracks = tx
        .select({ account: history.account, track: history.track, ...times })
        .from(tracks)
        .innerJoin(history, eq(history.track, tracks.id))
        .where(chosen)
        .groupBy(history.account, history.track);
      const heardAlbums = tx
        .select({ account: history.account, album: tracks.album, ...times })
        .from(tracks)
        .innerJoin(history, eq(history.track, tracks.id))
        .where(chosen)
        .groupBy(history.account, tracks.album);
      await tx
        .insert(listens)
        .select(heardTracks)
        .onConflictDoUpdate({ target: [listens.account, listens.track], set: anew });
      await tx
        .insert(albumListens)
        .select(heardAlbums)
        .onConflictDoUpdate({ target: [albumListens.account, albumListens.album], set: anew });
    },
  };
}
