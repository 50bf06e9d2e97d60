import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';

/** Work that an answer has promised and that is done shortly after it. What is done is no longer here. */
export function taskTables(c: Columns) {
  const deferredTasks = c.table(
    'deferred_tasks',
    {
      /** In the order in which they were promised, whatever the clocks of several servers say. */
      id: c.sequence(),
      topic: c.text().notNull(),
      data: c.json<unknown>().notNull(),
      createdAt: c.moment().notNull(),
      /** Tasks of one lane are done one after another: an account's id. */
      lane: c.text().notNull().default(''),
      /** How often it has failed. */
      attempts: c.integer().notNull().default(0),
      /** Not to be tried again before. */
      dueAt: c.moment().notNull().default(0),
      /** Since when it is set aside as hopeless; the lane goes on without it. */
      failedAt: c.moment(),
      /** What went wrong the last time. */
      problem: c.text(),
    },
    (t) => [c.index('deferred_tasks_waiting').on(t.dueAt).where(sql`due_at > 0`)],
  );
  return { deferredTasks };
}
