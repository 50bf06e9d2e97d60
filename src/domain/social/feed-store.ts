import { and, eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';

export type EventRow = Database['tables']['feedEvents']['$inferSelect'];

/** Queries on what the feeds show. */
export function feedStore({ tables: { feedEvents } }: Database) {
  return {
    insert: async (tx: Handle, row: EventRow) => void (await tx.insert(feedEvents).values(row)),

    /** Takes away what was said of changes of the account's profile. */
    forgetChanges: async (tx: Handle, account: Id) =>
      void (await tx
        .delete(feedEvents)
        .where(and(eq(feedEvents.actor, account), eq(feedEvents.action, 'profile_updated')))),
  };
}
