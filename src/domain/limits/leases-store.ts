import { eq, lt, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';

/** Queries on leases. */
export function leaseStore({ engine, tables: { leases } }: Database) {
  /** Milliseconds since the epoch, by the clock that all processes share. */
  const now =
    engine === 'postgres'
      ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
      : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

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

    /** Deletes all leases of a holder. */
    release: async (tx: Handle, holder: string) => void (await tx.delete(leases).where(eq(leases.holder, holder))),
  };
}
