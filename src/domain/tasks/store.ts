import { and, eq, getTableColumns, inArray, isNull, lte, min, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdateOfFree } from '../../db/dialect.ts';
import { prepared } from '../../db/query.ts';
import type { Task } from './model.ts';

/** What is changed of a task that failed. */
export interface Failure {
  attempts: number;
  dueAt: number;
  failedAt: number | null;
  problem: string;
}

/** A task as it is kept. */
export interface TaskRow extends Omit<Task, 'data'> {
  /** Not parsed yet: on SQLite somebody's hand may have written anything, and one such row must not stop the others. */
  json: string;
  attempts: number;
}

/** Queries on deferred tasks. */
export function taskStore({ engine, tables: { deferredTasks: tasks } }: Database) {
  const { id, topic, createdAt, attempts } = getTableColumns(tasks);
  const json = sql<string>`cast(${tasks.data} as text)`;
  const insert = prepared<unknown>((on) =>
    on.insert(tasks).values({
      topic: sql.placeholder('topic'),
      lane: sql.placeholder('lane'),
      data: sql.placeholder('data'),
      createdAt: sql.placeholder('createdAt'),
    }),
  );

  /**
   * The oldest task of a lane stands for the lane: who has locked it, works there alone. While he has not committed, it
   * is still the oldest to everybody else, so nobody starts with the one behind it. The same holds while it waits for
   * its next try.
   */
  const freeLanes = prepared<{ lane: string }[]>((on) =>
    forUpdateOfFree(
      engine,
      on
        .select({ lane: tasks.lane })
        .from(tasks)
        .where(
          and(
            inArray(
              tasks.id,
              on
                .select({ oldest: min(tasks.id) })
                .from(tasks)
                .where(isNull(tasks.failedAt))
                .groupBy(tasks.lane),
            ),
            isNull(tasks.failedAt),
            lte(tasks.dueAt, sql.placeholder('now')),
          ),
        )
        .orderBy(tasks.id)
        .limit(sql.placeholder('most')),
    ),
  );

  return {
    insert: async (tx: Handle, row: { topic: string; lane: string; data: object; createdAt: number }) =>
      void (await insert(tx, row)),

    /**
     * The oldest tasks of the lanes in which nobody else is working and nothing waits, in their order. Others stay out
     * of these lanes until the transaction ends.
     */
    claim: async (tx: Handle, now: number, most: number): Promise<TaskRow[]> => {
      const lanes = await freeLanes(tx, { now, most });
      if (lanes.length === 0) return [];
      const names = lanes.map(({ lane }) => lane);
      return tx
        .select({ id, topic, json, createdAt, attempts })
        .from(tasks)
        .where(and(inArray(tasks.lane, names), isNull(tasks.failedAt)))
        .orderBy(tasks.id)
        .limit(most);
    },

    remove: async (tx: Handle, done: readonly TaskRow[]) => {
      const ids = done.map(({ id }) => id);
      await tx.delete(tasks).where(inArray(tasks.id, ids));
    },

    /** Notes a failure, unless somebody else has worked on the task since. */
    fail: async (tx: Handle, task: TaskRow, failure: Failure) =>
      void (await tx
        .update(tasks)
        .set(failure)
        .where(and(eq(tasks.id, task.id), eq(tasks.attempts, task.attempts), isNull(tasks.failedAt)))),
  };
}
