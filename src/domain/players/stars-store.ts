import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { rowsAt, textsIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import { excerptOf, isShownAlbum } from './excerpts-store.ts';
import type { Excerpt, Starred, Window } from './model.ts';
import type { Seen } from './seen-store.ts';

type StarRow = Database['tables']['stars']['$inferSelect'];
export type StarredKind = StarRow['kind'];

/** Queries on the stars of artists and albums. */
export function starStore(db: Database, { conditions }: Seen) {
  const {
    engine,
    tables: { stars, albums, artists },
  } = db;
  const { placeholder } = sql;
  const among = prepared<Starred[]>((on) => {
    const select = on.select({ id: stars.item, starredAt: stars.createdAt });
    const own = and(eq(stars.account, placeholder('account')), eq(stars.kind, placeholder('kind')));
    return rowsAt(engine, select, stars, stars.item, placeholder('ids'), own);
  });
  const of = (account: Id, kind: StarredKind) => and(eq(stars.account, account), eq(stars.kind, kind));
  const order = [desc(stars.createdAt), desc(stars.item)];

  return {
    /** Inserts stars; those that are there stay as they are. */
    insert: async (tx: Handle, rows: StarRow[]) => void (await tx.insert(stars).values(rows).onConflictDoNothing()),

    /** Removes the account's stars of these things, of either kind. */
    remove: async (tx: Handle, account: Id, items: readonly Id[]) => {
      const list = textsIn(engine, JSON.stringify(items));
      await tx
        .delete(stars)
        .where(and(eq(stars.account, account), inArray(stars.kind, ['artist', 'album']), inArray(stars.item, list)));
    },

    among: (on: Handle, account: Id, kind: StarredKind, ids: readonly Id[]): Promise<Starred[]> =>
      among(on, { account, kind, ids: JSON.stringify(ids) }),

    /** Newest first: what the account itself may find. */
    newest: (on: Handle, account: Id, kind: StarredKind, most: number): Promise<Starred[]> => {
      const select = on.select({ id: stars.item, starredAt: stars.createdAt }).from(stars);
      const joined =
        kind === 'album'
          ? select.innerJoin(albums, eq(albums.id, stars.item)).where(and(of(account, kind), conditions.album(account)))
          : select
              .innerJoin(artists, eq(artists.id, stars.item))
              .where(and(of(account, kind), conditions.artist(account)));
      return joined.orderBy(...order).limit(most);
    },

    /** The albums among them that everybody may find, newest star first. */
    albums: async (on: Handle, account: Id, window: Window): Promise<Excerpt> => {
      const shown = and(of(account, 'album'), isShownAlbum(db, on, stars.item));
      return excerptOf(
        ({ offset, size }, isBackwards) =>
          on
            .select({ id: stars.item })
            .from(stars)
            .where(shown)
            .orderBy(...(isBackwards ? [asc(stars.createdAt), asc(stars.item)] : order))
            .limit(size)
            .offset(offset),
        on.select({ total: count() }).from(stars).where(shown),
        window,
      );
    },
  };
}
