import { and, eq, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';

/** Queries on what accounts keep. */
export function quotaStore({ tables: { accounts } }: Database) {
  const { used, reserved, quota } = accounts;
  return {
    /**
     * Changes what an account keeps, unless it would be more than its quota then.
     * @param usual the quota of accounts that have none of their own; 0: any number of bytes
     * @returns whether it was changed
     */
    change: async (
      tx: Handle,
      account: Id,
      change: { used: number; reserved: number },
      usual: number,
    ): Promise<boolean> => {
      const sum = change.used + change.reserved;
      const limit = sql`coalesce(${quota}, ${usual})`;
      const changed = await tx
        .update(accounts)
        // An earlier version beside this one does not count what it takes.
        .set({
          used: sql`case when ${used} + ${change.used} < 0 then 0 else ${used} + ${change.used} end`,
          reserved: sql`case when ${reserved} + ${change.reserved} < 0 then 0 else ${reserved} + ${change.reserved} end`,
        })
        .where(
          and(
            eq(accounts.id, account),
            sum <= 0 ? undefined : or(sql`${limit} = 0`, sql`${used} + ${reserved} + ${sum} <= ${limit}`),
          ),
        )
        .returning({ id: accounts.id });
      return changed.length > 0;
    },

    /** What an account keeps; `undefined` when there is no such account. */
    of: async (on: Handle, account: Id) =>
      (await on.select({ used, reserved, quota }).from(accounts).where(eq(accounts.id, account)))[0],
  };
}
