import { and, eq, gt, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';

/** Queries on counts that may be given back. A window is known by its end. Columns of table `rate_limits` alone. */
export function countStore({ read, tables: { rateLimits } }: Database) {
  const { key, points, expire } = rateLimits;

  return {
    /** Takes one off a key that has some left. @returns the window as it is then; `undefined` when nothing was left */
    take: async (taken: string, most: number, now: number, end: number) => {
      const isOver = lte(expire, now);
      const begun = (anew: SQL | number, on: SQL) => sql`case when ${isOver} then ${anew} else ${on} end`;
      const rows = await read
        .insert(rateLimits)
        .values({ key: taken, points: 1, expire: end })
        .onConflictDoUpdate({
          target: key,
          set: { points: begun(sql`1`, sql`${points} + 1`), expire: begun(sql`excluded.expire`, sql`${expire}`) },
          setWhere: or(isOver, lt(points, most)),
        })
        .returning({ points, expire });
      return rows[0];
    },

    /** Forgets windows that are over. */
    sweep: async (now: number) => void (await read.delete(rateLimits).where(lt(expire, now))),

    /** When a key's window ends. */
    endOf: async (taken: string) => (await read.select({ expire }).from(rateLimits).where(eq(key, taken)))[0]?.expire,

    /** Gives one back to a window, if that is still the key's. */
    refund: async (taken: string, end: number) =>
      void (await read
        .update(rateLimits)
        .set({ points: sql`${points} - 1` })
        .where(and(eq(key, taken), eq(expire, end), gt(points, 0)))),
  };
}
