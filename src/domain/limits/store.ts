import { and, eq, gt, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';

/** Queries on points that may be refunded. A window is identified by its end. */
export function countStore({ read, tables: { rateLimits } }: Database) {
  const { key, points, expire } = rateLimits;

  const windows = prepared<{ key: string; points: number; expire: number | null }[]>((on) =>
    on
      .select({ key, points, expire })
      .from(rateLimits)
      .where(inArray(key, [sql.placeholder('first'), sql.placeholder('second')])),
  );

  return {
    /** The windows of one or two keys, those that are over too. */
    windows: ([first, second = first]: readonly string[]) => windows(read, { first, second }),

    /** Takes a point of a key. @returns the window after that; `undefined` when no point was left */
    take: async (id: string, most: number, now: number, end: number) => {
      const isOver = lte(expire, now);
      const begun = (anew: SQL | number, on: SQL) => sql`case when ${isOver} then ${anew} else ${on} end`;
      const rows = await read
        .insert(rateLimits)
        .values({ key: id, points: 1, expire: end })
        .onConflictDoUpdate({
          target: key,
          set: { points: begun(sql`1`, sql`${points} + 1`), expire: begun(sql`excluded.expire`, sql`${expire}`) },
          setWhere: or(isOver, lt(points, most)),
        })
        .returning({ points, expire });
      return rows[0];
    },

    /** Deletes windows that are over. */
    sweep: async (now: number) => void (await read.delete(rateLimits).where(lt(expire, now))),

    /** When a key's window ends. */
    endOf: async (id: string) => (await read.select({ expire }).from(rateLimits).where(eq(key, id)))[0]?.expire,

    /** Gives a point back to a window, if it is still the key's current one. */
    refund: async (id: string, end: number) =>
      void (await read
        .update(rateLimits)
        .set({ points: sql`${points} - 1` })
        .where(and(eq(key, id), eq(expire, end), gt(points, 0)))),
  };
}
