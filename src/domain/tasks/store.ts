import { and, count, eq, getTableColumns, gt, inArray, isNull, lte, notInArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate, forUpdateSkipLocked } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import type { Task } from './model.ts';

/** A task as it is added. */
export interface NewTask {
  topic: string;
  lane: string;
  data: object;
  createdAt: number;
  dueAt: number;
}

/** What a failure changes of a task. */
export interface Failure {
  attempts: number;
  dueAt: number;
  failedAt: number | null;
  problem: string;
}

/** A task as it is stored. */
export interface TaskRow extends Omit<Task, 'data'> {
  lane: string;
  /** Not parsed yet: SQLite accepts any text here, and one row that was edited by hand must not stop the others. */
  json: string;
  attempts: number;
}

/** Queries on deferred tasks. Their time does not depend on the number of tasks: a worker that fell behind must catch up. */
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

  /** The oldest tasks, without those of skipped lanes and of lanes in which a task waits for its next try. */
  async function oldest(on: Handle, now: number, most: number, skipped: readonly string[]): Promise<TaskRow[]> {
    const waiting = on
      .select({ lane })
      .from(tasks)
      // The first condition is that of the partial index.
      .where(and(sql`${tasks.dueAt} > 0`, gt(tasks.dueAt, now), isNull(tasks.failedAt)));
    return on
      .select({ id, topic, lane, json, createdAt, attempts })
      .from(tasks)
      .where(
        and(
          isNull(tasks.failedAt),
          notInArray(lane, waiting),
          skipped.length > 0 ? notInArray(lane, [...skipped]) : undefined,
        ),
      )
      .orderBy(id)
      .limit(most);
  }

  /** Locks tasks, except those that are locked, done or postponed meanwhile. @returns the lanes of the locked ones */
  async function lock(tx: Handle, now: number, rows: readonly TaskRow[]): Promise<Set<string>> {
    const ids = rows.map((row) => row.id);
    const free = tx
      .select({ lane })
      .from(tasks)
      .where(and(inArray(id, ids), isNull(tasks.failedAt), lte(tasks.dueAt, now)));
    return new Set((await forUpdateSkipLocked(engine, free)).map((row) => row.lane));
  }

  return {
    /** How many wait to be done, and how many were set aside. */
    counts: async (on: Handle): Promise<{ waiting: number; failed: number }> => {
      const [found] = await on.select({ all: count(), failed: count(tasks.failedAt) }).from(tasks);
      const { all = 0, failed = 0 } = found ?? {};
      return { waiting: all - failed, failed };
    },

    /** Whether a task of that lane waits for its time. */
    isScheduled: async (on: Handle, of: string): Promise<boolean> => {
      // The first condition is that of the partial index.
      const isWaiting = and(sql`${tasks.dueAt} > 0`, eq(lane, of), isNull(tasks.failedAt));
      return (await on.select({ id }).from(tasks).where(isWaiting).limit(1)).length > 0;
    },

    insert: async (tx: Handle, row: NewTask) => void (await insert(tx, { ...row })),

    /**
     * Locks the oldest tasks of lanes that no other server works on, in their order. The lock on the oldest task of a lane
     * stands for the lane: until its transaction commits, this task is still the oldest one to all other servers.
     */
    claim: async (tx: Handle, now: number, most: number): Promise<TaskRow[]> => {
      const skipped: string[] = [];
      for (;;) {
        const found = await oldest(tx, now, most, skipped);
        const heads = [...new Map(found.toReversed().map((row) => [row.lane, row])).values()];
        if (heads.length === 0) return [];
        const free = await lock(tx, now, heads);
        if (free.size > 0) return found.filter((row) => free.has(row.lane));
        skipped.push(...heads.map((row) => row.lane));
      }
    },

    /**
     * Locks the oldest tasks of one lane after a task, in their order. Where another server works in the lane, it waits for
     * that one; with the oldest task locked, no other server begins there.
     */
    lockLane: async (tx: Handle, of: string, after: number, most: number): Promise<TaskRow[]> => {
      const query = tx
        .select({ id, topic, lane, json, createdAt, attempts })
        .from(tasks)
        .where(and(eq(lane, of), gt(id, after), isNull(tasks.failedAt)))
        .orderBy(id)
        .limit(most);
      return forUpdate(engine, query);
    },

    /** @returns how many of them existed */
    remove: async (tx: Handle, done: readonly TaskRow[]): Promise<number> => {
      const ids = done.map((row) => row.id);
      return (await tx.delete(tasks).where(inArray(id, ids)).returning({ id })).length;
    },

    /** Records a failure, unless another server has tried the task since. */
    fail: async (tx: Handle, task: TaskRow, failure: Failure) =>
      void (await tx
        .update(tasks)
        .set(failure)
        .where(and(eq(id, task.id), eq(attempts, task.attempts), isNull(tasks.failedAt)))),
  };
}
