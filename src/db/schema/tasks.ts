import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';

/** Work that is done shortly after a request was answered. Done tasks are deleted. */
export function taskTables(c: Columns) {
  const deferredTasks = c.table(
    'deferred_tasks',
    {
      /** In the order of insertion, independent of the clocks of several servers. */
      id: c.sequence(),
      topic: c.text().notNull(),
      data: c.json<unknown>().notNull(),
      createdAt: c.moment().notNull(),
      /** Tasks of one lane are done one after another; mostly an account's id. */
      lane: c.text().notNull().default(''),
      /** How often it has failed. */
      attempts: c.integer().notNull().default(0),
      /** The earliest time of the next try. */
      dueAt: c.moment().notNull().default(0),
      /** When it failed for good; the lane continues without it. */
      failedAt: c.moment(),
      /** The error of the last try. */
      problem: c.text(),
    },
    (t) => [c.index('deferred_tasks_waiting').on(t.dueAt).where(sql`due_at > 0`)],
  );
  return { deferredTasks };
}
