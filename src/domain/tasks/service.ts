import type { Logger } from 'pino';
import type { Database, Handle } from '../../db/database.ts';
import { databaseUnavailable } from '../../db/engines.ts';
import { reasonOf } from '../../db/loggable.ts';
import { invalid, isKind } from '../../errors.ts';
import type { TaskHandler } from './model.ts';
import { type TaskRow, taskStore } from './store.ts';
import { Worker } from './worker.ts';

/** Most tasks in one transaction. */
const MOST_AT_ONCE = 500;
/** Milliseconds before the second try; the pause doubles with each further one. */
const FIRST_PAUSE = 100;
/** After this many failures, about 100 s after the first, a task is not tried any more. */
const MOST_ATTEMPTS = 10;
/** Milliseconds that a stopping server may spend on tasks that are left. */
const GRACE = 3_000;

export type Tasks = ReturnType<typeof taskService>;

/**
 * Work that is done shortly after the answer to a request: oldest first in each lane, each with its effect exactly once,
 * also when the server dies at any moment, and with several servers on one database.
 */
export function taskService(db: Database) {
  const store = taskStore(db);
  const handlers = new Map<string, TaskHandler>();
  let worker: Worker | undefined;
  let report: Pick<Logger, 'warn' | 'error'> | undefined;

  /** Registers the handler of a topic. */
  function handle(topic: string, handler: TaskHandler): void {
    handlers.set(topic, handler);
  }

  /** Adds a task. When this resolves it is on disk, and will be done. @param lane tasks of one lane run one after another */
  async function defer(topic: string, lane: string, data: object): Promise<void> {
    await db.write((tx) => schedule(tx, topic, lane, data, 0));
    worker?.wake();
  }

  /**
   * Adds a task in a transaction, to be run soon after a point in time.
   * @param lane must not have tasks that are due earlier: the whole lane waits for this one
   * @param dueAt milliseconds since the epoch
   */
  const schedule = (tx: Handle, topic: string, lane: string, data: object, dueAt: number): Promise<void> =>
    store.insert(tx, { topic, lane, data, createdAt: Date.now(), dueAt });

  /** The same, unless a task of the lane waits for its time already. @param dueAt above 0 */
  async function scheduleOnce(tx: Handle, topic: string, lane: string, data: object, dueAt: number): Promise<void> {
    if (!(await store.isScheduled(tx, lane))) await schedule(tx, topic, lane, data, dueAt);
  }

  /** Runs all tasks that are due, also those added meanwhile. @throws when the database is unavailable */
  async function drain(): Promise<void> {
    while ((await runBatch()) > 0);
  }

  /** Runs the oldest tasks and deletes them, in one transaction. @returns how many, failed ones included; 0 when none is due */
  async function runBatch(most = MOST_AT_ONCE): Promise<number> {
    try {
      return await db.write(async (tx) => {
        const claimed = await store.claim(tx, Date.now(), most);
        for (const run of runs(claimed)) await runHandler(tx, run);
        if (claimed.length > 0 && (await store.remove(tx, claimed)) < claimed.length) {
          // They are locked, so no other server can have done them. Should it happen, this batch is rolled back.
          throw new Error('another server has done a deferred task of this batch; the batch is rolled back');
        }
        return claimed.length;
      });
    } catch (error) {
      if (!(error instanceof RunError) || databaseUnavailable(error)) throw error;
      const [failed, ...others] = error.run;
      if (others.length === 0) await recordFailure(failed, error.cause);
      // The batch was rolled back. One by one the tasks show which of them fails.
      else for (const _ of error.run) await runBatch(1);
      return error.run.length;
    }
  }

  /**
   * Runs the tasks that wait in a lane, in the caller's transaction: what the caller does then comes after them. A task
   * that is refused as invalid stays for the worker, which sets it aside; its handler must not have written anything.
   * @throws what a handler throws otherwise
   */
  async function drainLane(tx: Handle, lane: string): Promise<void> {
    for (let after = 0; ; ) {
      const waiting = await store.lockLane(tx, lane, after, MOST_AT_ONCE);
      const last = waiting.at(-1);
      if (last === undefined) return;
      after = last.id;
      for (const run of runs(waiting)) {
        const done = await runValid(tx, run);
        if (done.length > 0) await store.remove(tx, done);
      }
    }
  }

  /** @returns those of the tasks that were done; the others are invalid */
  async function runValid(tx: Handle, run: Run): Promise<TaskRow[]> {
    try {
      await runHandler(tx, run);
      return run;
    } catch (error) {
      const cause = error instanceof RunError ? error.cause : error;
      // Data that is no JSON is refused before the handler is called.
      if (!isKind(cause, 'invalid') && !(cause instanceof SyntaxError)) throw cause;
      if (run.length === 1) return [];
      const done: TaskRow[] = [];
      for (const task of run) done.push(...(await runValid(tx, [task])));
      return done;
    }
  }

  async function runHandler(tx: Handle, run: Run): Promise<void> {
    const [{ topic }] = run;
    try {
      const handler = handlers.get(topic);
      if (!handler) throw invalid('topic', `${topic} has no handler`);
      await handler(
        tx,
        run.map(({ id, json, createdAt }) => ({ id, topic, data: JSON.parse(json), createdAt })),
      );
    } catch (cause) {
      throw new RunError(run, cause);
    }
  }

  /** Records the failure of a task: it is tried again later, or not any more. */
  async function recordFailure(task: TaskRow, cause: unknown): Promise<void> {
    const now = Date.now();
    const attempts = task.attempts + 1;
    const hopeless = attempts >= MOST_ATTEMPTS || isKind(cause, 'invalid');
    const failure = {
      attempts,
      dueAt: now + FIRST_PAUSE * 2 ** (attempts - 1),
      failedAt: hopeless ? now : null,
      problem: problemOf(cause),
    };
    await db.write((tx) => store.fail(tx, task, failure));
    const about = { err: cause, task: task.id, topic: task.topic, attempts };
    if (hopeless) report?.error(about, 'a deferred task was set aside; its row in deferred_tasks tells why');
    else report?.warn(about, 'a deferred task failed and will be tried again');
  }

  /** How many tasks wait to be done, and how many were set aside as they kept failing. */
  const figures = () => store.counts(db.read);

  /** Starts the worker, which runs tasks as they become due. */
  function start(log: Pick<Logger, 'warn' | 'error'>): void {
    report = log;
    worker = new Worker(drain, log);
  }

  /** Runs due tasks for a few seconds at most, and stops the worker. The rest is done after the next start. */
  async function stop(): Promise<void> {
    await worker?.stop(GRACE);
    worker = undefined;
  }

  return { handle, defer, schedule, scheduleOnce, drain, drainLane, figures, start, stop };
}

/** A failure as it is stored: without the values of a statement. */
const problemOf = (cause: unknown) => `${cause instanceof Error ? cause.name : 'Error'}: ${reasonOf(cause)}`;

/** Consecutive tasks of one topic. */
type Run = [TaskRow, ...TaskRow[]];

function runs(tasks: readonly TaskRow[]): Run[] {
  const found: Run[] = [];
  for (const task of tasks) {
    const last = found.at(-1);
    if (last?.[0].topic === task.topic) last.push(task);
    else found.push([task]);
  }
  return found;
}

/** A run of tasks failed; the cause is what the handler threw. */
class RunError extends Error {
  constructor(
    readonly run: Run,
    cause: unknown,
  ) {
    super(`task ${run[0].id} failed, or one of the ${run.length - 1} after it`, { cause });
  }
}
