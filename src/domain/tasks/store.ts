import { and, eq, getTableColumns, gt, inArray, isNull, lte, notInArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdateSkipLocked } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import type { Task } from './model.ts';

/** A task as it is promised. */
export interface NewTask {
  topic: string;
  lane: string;
  data: object;
  createdAt: number;
  dueAt: number;
}

/** What is changed of a task that failed. */
export interface Failure {
  attempts: number;
  dueAt: number;
  failedAt: number | null;
  problem: string;
}

/** A task as it is kept. */
export interface TaskRow extends Omit<Task, 'data'> {
  lane: string;
  /** Not parsed yet: on SQLite somebody's hand may have written anything, and one such row must not stop the others. */
  json: string;
  attempts: number;
}

/** Queries on deferred tasks. None takes longer the more tasks there are: a worker that has fallen behind must catch up. */
export function taskStore({ engine, tables: { deferredTasks: tasks } }: Database) {
  const { id, topic, lane, createdAt, attempts } = getTableColumns(tasks);
  const json = sql<string>`cast(${tasks.data} as text)`;
  const insert = prepared<unknown>((on) =>
    on.insert(tasks).values({
      topic: sql.placeholder('topic'),
      lane: sql.placeholder('lane'),
      data: sql.placeholder('data'),
      createdAt: sql.placeholder('createdAt'),
      dueAt: sql.placeholder('dueAt'),
    }),
  );

  /** The oldest tasks, but for those in lanes that are passed over or in which a task waits for its next try. */
  async function oldest(on: Handle, now: number, most: number, passed: readonly string[]): Promise<TaskRow[]> {
    const waiting = on
      .select({ lane })
      .from(tasks)
      // The first condition is the index's.
      .where(and(sql`${tasks.dueAt} > 0`, gt(tasks.dueAt, now), isNull(tasks.failedAt)));
    return on
      .select({ id, topic, lane, json, createdAt, attempts })
      .from(tasks)
      .where(
        and(
          isNull(tasks.failedAt),
          notInArray(lane, waiting),
          passed.length > 0 ? notInArray(lane, [...passed]) : undefined,
        ),
      )
      .orderBy(id)
      .limit(most);
  }

  /** Locks tasks, but for those that are locked, done or put off by now. @returns the lanes of those that it has locked */
  async function lock(tx: Handle, now: number, rows: readonly TaskRow[]): Promise<Set<string>> {
    const ids = rows.map((row) => row.id);
    const free = tx
      .select({ lane })
      .from(tasks)
      .where(and(inArray(id, ids), isNull(tasks.failedAt), lte(tasks.dueAt, now)));
    return new Set((await forUpdateSkipLocked(engine, free)).map((row) => row.lane));
  }

  return {
    insert: async (tx: Handle, row: NewTask) => void (await insert(tx, { ...row })),

    /**
     * The oldest tasks of lanes in which nobody else is working and nothing waits, in their order; others stay out of
     * these lanes until the transaction ends. The oldest task of a lane stands for the lane: whoever has locked it works
     * there alone, since until they commit it is still the oldest to everybody else.
     */
    claim: async (tx: Handle, now: number, most: number): Promise<TaskRow[]> => {
      const passed: string[] = [];
      for (;;) {
        const found = await oldest(tx, now, most, passed);
        const heads = [...new Map(found.toReversed().map((row) => [row.lane, row])).values()];
        if (heads.length === 0) return [];
        const free = await lock(tx, now, heads);
        if (free.size > 0) return found.filter((row) => free.has(row.lane));
        passed.push(...heads.map((row) => row.lane));
      }
    },

    /** @returns how many of them were there */
    remove: async (tx: Handle, done: readonly TaskRow[]): Promise<number> => {
      const ids = done.map((row) => row.id);
      return (await tx.delete(tasks).where(inArray(id, ids)).returning({ id })).length;
    },

    /** Notes a failure, unless somebody else has worked on the task since. */
    fail: async (tx: Handle, task: TaskRow, failure: Failure) =>
      void (await tx
        .update(tasks)
        .set(failure)
        .where(and(eq(id, task.id), eq(attempts, task.attempts), isNull(tasks.failedAt)))),
  };
}
