import { aliasedTable, and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { rowsAt, textsIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import { isShownAlbum } from './excerpts-store.ts';
import type { Excerpt, Kind, Window } from './model.ts';

type RatingRow = Database['tables']['ratings']['$inferSelect'];

/** Queries on ratings. */
export function ratingStore(db: Database) {
  const {
    engine,
    tables: { ratings },
  } = db;
  const { placeholder } = sql;
  const isKind = eq(ratings.kind, placeholder('kind'));
  const isAmong = inArray(ratings.item, textsIn(engine, placeholder('ids')));
  const own = prepared<{ id: Id; rating: number }[]>((on) => {
    const select = on.select({ id: ratings.item, rating: ratings.rating });
    const mine = and(eq(ratings.account, placeholder('account')), isKind);
    return rowsAt(engine, select, ratings, ratings.item, placeholder('ids'), mine);
  });
  const averages = prepared<{ id: Id; average: number }[]>((on) =>
    on
      .select({ id: ratings.item, average: sql<number>`cast(avg(${ratings.rating}) as double precision)` })
      .from(ratings)
      .where(and(isKind, isAmong))
      .groupBy(ratings.item),
  );

  return {
    put: async (tx: Handle, { rating, changedAt, ...key }: RatingRow) =>
      void (await tx
        .insert(ratings)
        .values({ ...key, rating, changedAt })
        .onConflictDoUpdate({ target: [ratings.account, ratings.kind, ratings.item], set: { rating, changedAt } })),

    remove: async (tx: Handle, account: Id, item: Id) =>
      void (await tx
        .delete(ratings)
        .where(
          and(
            eq(ratings.account, account),
            inArray(ratings.kind, ['track', 'album', 'artist']),
            eq(ratings.item, item),
          ),
        )),

    /** The artists that anybody has rated. */
    artists: async (on: Handle, most: number): Promise<Id[]> => {
      const rated = on.selectDistinct({ id: ratings.item }).from(ratings).where(eq(ratings.kind, 'artist')).limit(most);
      return (await rated).map(({ id }) => id);
    },

    removeTracks: async (tx: Handle, ids: readonly Id[]) =>
      void (await tx
        .delete(ratings)
        .where(and(inArray(ratings.item, textsIn(engine, JSON.stringify(ids))), eq(ratings.kind, 'track')))),

    own: (on: Handle, account: Id, kind: Kind, ids: readonly Id[]) =>
      own(on, { account, kind, ids: JSON.stringify(ids) }),

    averages: (on: Handle, kind: Kind, ids: readonly Id[]) => averages(on, { kind, ids: JSON.stringify(ids) }),

    /**
     * The account's rated albums that everybody may find: its own rating, then the average, then the newest rating first.
     * Averages are worked out of those alone that have a rating of the page.
     */
    highest: async (on: Handle, account: Id, { offset, size }: Window): Promise<Excerpt> => {
      const others = aliasedTable(ratings, 'others');
      const average = on
        .select({ average: sql`avg(${others.rating})` })
        .from(others)
        .where(and(eq(others.item, ratings.item), eq(others.kind, 'album')));
      const shown = and(eq(ratings.account, account), eq(ratings.kind, 'album'), isShownAlbum(db, on, ratings.item));
      const { rating } = ratings;
      const alike = await on
        .select({ rating, total: count() })
        .from(ratings)
        .where(shown)
        .groupBy(rating)
        .orderBy(desc(rating));
      const ids: Id[] = [];
      let before = 0;
      for (const { rating: stars, total } of alike) {
        const skip = Math.max(0, offset - before);
        before += Number(total);
        if (skip >= Number(total) || ids.length === size) continue;
        const rows = await on
          .select({ id: ratings.item })
          .from(ratings)
          .where(and(shown, eq(rating, stars)))
          .orderBy(desc(sql`(${average})`), desc(ratings.changedAt), desc(ratings.item))
          .limit(size - ids.length)
          .offset(skip);
        ids.push(...rows.map(({ id }) => id));
      }
      return { ids, total: before };
    },
  };
}
