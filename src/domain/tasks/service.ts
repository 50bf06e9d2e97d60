import type { Logger } from 'pino';
import type { Database, Handle } from '../../db/database.ts';
import { databaseUnavailable } from '../../db/engines.ts';
import { reasonOf } from '../../db/loggable.ts';
import { invalid, isKind } from '../../errors.ts';
import type { TaskHandler } from './model.ts';
import { type TaskRow, taskStore } from './store.ts';
import { Worker } from './worker.ts';

/** Tasks that are done in one transaction. */
const MOST_AT_ONCE = 500;
/** Milliseconds before the second try; each further one waits twice as long as the one before. */
const FIRST_PAUSE = 100;
/** After so many failures, some 100 s after the first, a task is set aside. */
const MOST_ATTEMPTS = 10;
/** Milliseconds that a stopping server spends on what is left. */
const GRACE = 3_000;

export type Tasks = ReturnType<typeof taskService>;

/**
 * Work that an answer promises and that is done shortly after it: oldest first in each lane, each once in effect, also
 * when the server dies at any moment, and with several servers on one database.
 */
export function taskService(db: Database) {
  const store = taskStore(db);
  const handlers = new Map<string, TaskHandler>();
  let worker: Worker | undefined;
  let report: Pick<Logger, 'warn' | 'error'> | undefined;

  /** Says how the tasks of a topic are done. */
  function handle(topic: string, handler: TaskHandler): void {
    handlers.set(topic, handler);
  }

  /** Promises a task: once this has returned, it will be done. @param lane tasks of one lane are done one after another */
  async function defer(topic: string, lane: string, data: object): Promise<void> {
    await db.write((tx) => schedule(tx, topic, lane, data, 0));
    worker?.wake();
  }

  /**
   * Promises a task as part of a transaction, for a moment to come: it is done soon after that.
   * @param lane waits for the task as a whole, so it must not be one in which others are due earlier
   * @param dueAt milliseconds since the epoch
   */
  const schedule = (tx: Handle, topic: string, lane: string, data: object, dueAt: number): Promise<void> =>
    store.insert(tx, { topic, lane, data, createdAt: Date.now(), dueAt });

  /** Does everything that is due, and what is promised meanwhile. @throws when the database is away */
  async function drain(): Promise<void> {
    while ((await runBatch()) > 0);
  }

  /** Does the oldest tasks, in one transaction with forgetting them. @returns how many it has dealt with, 0 when none is due */
  async function runBatch(most = MOST_AT_ONCE): Promise<number> {
    try {
      return await db.write(async (tx) => {
        const claimed = await store.claim(tx, Date.now(), most);
        for (const run of runs(claimed)) await runHandler(tx, run);
        if (claimed.length > 0 && (await store.remove(tx, claimed)) < claimed.length) {
          // Nobody else can have done them; if it ever happens, nothing of this round may.
          throw new Error('a deferred task was done twice, and once undone');
        }
        return claimed.length;
      });
    } catch (error) {
      if (!(error instanceof RunError) || databaseUnavailable(error)) throw error;
      const [failed, ...others] = error.run;
      if (others.length === 0) await recordFailure(failed, error.cause);
      // Which of them fails, they show one by one; nothing of the round has happened.
      else for (const _ of error.run) await runBatch(1);
      return error.run.length;
    }
  }

  async function runHandler(tx: Handle, run: Run): Promise<void> {
    const [{ topic }] = run;
    try {
      const handler = handlers.get(topic);
      if (!handler) throw invalid('topic', `${topic} is none that is known here`);
      await handler(
        tx,
        run.map(({ id, json, createdAt }) => ({ id, topic, data: JSON.parse(json), createdAt })),
      );
    } catch (cause) {
      throw new RunError(run, cause);
    }
  }

  /** Puts a task that failed off, or aside. */
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

  /** Starts doing tasks as they come. */
  function start(log: Pick<Logger, 'warn' | 'error'>): void {
    report = log;
    worker = new Worker(drain, log);
  }

  /** Does what is left, as far as it gets, and ends. What is not done waits for the next start. */
  async function stop(): Promise<void> {
    await worker?.stop(GRACE);
    worker = undefined;
  }

  return { handle, defer, schedule, drain, start, stop };
}

/** What is kept of a failure: never the values of a statement. */
const problemOf = (cause: unknown) => `${cause instanceof Error ? cause.name : 'Error'}: ${reasonOf(cause)}`;

/** Tasks of one topic that follow each other. */
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

/** That some tasks failed, and which. */
class RunError extends Error {
  constructor(
    readonly run: Run,
    cause: unknown,
  ) {
    super(`task ${run[0].id} failed, or one of the ${run.length - 1} after it`, { cause });
  }
}
