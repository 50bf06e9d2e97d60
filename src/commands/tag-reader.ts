import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { reasonOf } from '../db/loggable.ts';
import type { Services } from '../domain/services.ts';

export interface TagReader {
  /** Ends after the files that are being read. */
  stop(): Promise<void>;
}

/** Milliseconds between some files and the next ones: whoever uploads meanwhile comes first. */
const PAUSE = 100;
/** Milliseconds before another try when it failed, or another process does it. */
const LATER = 30_000;
/** Milliseconds of the lease. */
const LEASE = 10_000;

/** Reads the tags of files that an older version took, beside requests, until all are read; one process at a time. */
export function startTagReader(
  { library, leases }: Pick<Services, 'library' | 'leases'>,
  { engine }: Database,
  log: Pick<Logger, 'warn'>,
): TagReader {
  let isDone = false;
  let isStopped = false;
  let wake = () => {};

  async function readAll(lost?: AbortSignal): Promise<void> {
    while (!isDone && !isStopped && !lost?.aborted) {
      isDone = await library.fill.readTags();
      if (!isDone) await rest(PAUSE);
    }
  }

  /** Resolves early when it is stopped. */
  async function rest(milliseconds: number): Promise<void> {
    if (isStopped) return;
    const roused = Promise.withResolvers<void>();
    wake = roused.resolve;
    const timer = setTimeout(roused.resolve, milliseconds).unref();
    await roused.promise;
    clearTimeout(timer);
  }

  async function run(): Promise<void> {
    while (!isDone && !isStopped) {
      try {
        if (engine === 'sqlite') await readAll();
        else await leases.whileLeader('tags', LEASE, readAll);
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'the tags of older files could not be read; it is tried again');
      }
      if (!isDone) await rest(LATER);
    }
  }

  const running = run();
  return {
    stop: async () => {
      isStopped = true;
      wake();
      await running;
    },
  };
}
