import { and, count, desc, eq, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';

export type ShareRow = Database['tables']['shares']['$inferSelect'];

/** Queries on shares. */
export function shareStore({ tables: { shares } }: Database) {
  const own = (owner: Id, id: string) => and(eq(shares.owner, owner), eq(shares.id, id));
  /** The share of that id, unless it has ended. */
  const open = (id: string, now: number) => and(eq(shares.id, id), sql`coalesce(${shares.expiresAt} > ${now}, true)`);

  return {
    of: (on: Handle, owner: Id): Promise<ShareRow[]> =>
      on.select().from(shares).where(eq(shares.owner, owner)).orderBy(desc(shares.createdAt), desc(shares.id)),

    countOf: async (tx: Handle, owner: Id): Promise<number> =>
      (await tx.select({ all: count() }).from(shares).where(eq(shares.owner, owner)))[0]?.all ?? 0,

    insert: async (tx: Handle, row: ShareRow) => void (await tx.insert(shares).values(row)),

    /** @returns whether the account has such a share */
    update: async (tx: Handle, owner: Id, id: string, changes: Partial<ShareRow>): Promise<boolean> =>
      (await tx.update(shares).set(changes).where(own(owner, id)).returning({ id: shares.id })).length > 0,

    /** @returns whether the account had such a share */
    delete: async (tx: Handle, owner: Id, id: string): Promise<boolean> =>
      (await tx.delete(shares).where(own(owner, id)).returning({ id: shares.id })).length > 0,

    /** A share that has not ended. */
    open: async (on: Handle, id: string, now: number): Promise<ShareRow | undefined> =>
      (await on.select().from(shares).where(open(id, now)))[0],

    /** Counts a visit of a share that has not ended. @returns the share */
    visit: async (tx: Handle, id: string, now: number): Promise<ShareRow | undefined> => {
      const rows = await tx
        .update(shares)
        .set({ visits: sql`${shares.visits} + 1`, lastVisitedAt: now })
        .where(open(id, now))
        .returning();
      return rows[0];
    },
  };
}
