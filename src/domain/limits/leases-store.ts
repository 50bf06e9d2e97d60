import { and, eq, gte, lt, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { sharedClock } from '../../db/engines.ts';

/** Queries on leases. */
export function leaseStore({ engine, tables: { leases } }: Database) {
  const now = sharedClock(engine);

  return {
    /** Takes or renews a lease, unless another holder has one that has not expired. @returns whether the holder has it */
    take: async (tx: Handle, name: string, holder: string, ms: number): Promise<boolean> => {
      const until = sql`${now} + ${Math.round(ms)}`;
      const rows = await tx
        .insert(leases)
        .values({ name, holder, until })
        .onConflictDoUpdate({
          target: leases.name,
          set: { holder, until },
          setWhere: or(lt(leases.until, now), eq(leases.holder, holder)),
        })
        .returning({ name: leases.name });
      return rows.length > 0;
    },

    /** Whether anybody has a lease, which has not expired, whose name begins so. */
    isAnyHeld: async (on: Handle, prefix: string): Promise<boolean> => {
      const begins = and(gte(leases.name, prefix), lt(leases.name, `${prefix}~`));
      const held = await on
        .select({ name: leases.name })
        .from(leases)
        .where(and(begins, gte(leases.until, now)))
        .limit(1);
      return held.length > 0;
    },

    /** Deletes leases of names that begin so and have expired: each was held under a name of its own. */
    forget: async (tx: Handle, prefix: string) =>
      void (await tx
        .delete(leases)
        .where(and(gte(leases.name, prefix), lt(leases.name, `${prefix}~`), lt(leases.until, now)))),

    /** Deletes all leases of a holder. */
    release: async (tx: Handle, holder: string) => void (await tx.delete(leases).where(eq(leases.holder, holder))),
  };
}
