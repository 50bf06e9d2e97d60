import { eq, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';

export type QueueRow = Database['tables']['playQueues']['$inferSelect'];

/** Queries on the queues. */
export function queueStore({ tables: { playQueues } }: Database) {
  const byAccount = prepared<QueueRow[]>((on) =>
    on
      .select()
      .from(playQueues)
      .where(eq(playQueues.account, sql.placeholder('account'))),
  );
  return {
    of: async (on: Handle, account: Id): Promise<QueueRow | undefined> => (await byAccount(on, { account }))[0],

    put: async (tx: Handle, { account, ...queue }: QueueRow) =>
      void (await tx
        .insert(playQueues)
        .values({ account, ...queue })
        .onConflictDoUpdate({ target: playQueues.account, set: queue })),
  };
}
