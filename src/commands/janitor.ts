import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { reasonOf } from '../db/loggable.ts';
import type { Services } from '../domain/services.ts';

export interface Janitor {
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
}

/** Milliseconds for which others leave the work to a process after its round, or after it was killed. */
const LEASE = 5_000;

/**
 * Erases, now and every `JANITOR_EVERY_SECONDS`, what has ended and nobody else will erase. Of several processes on one
 * database one does it at a time.
 */
export function startJanitor(
  { media, leases, reports }: Pick<Services, 'media' | 'leases' | 'reports'>,
  { engine }: Database,
  { janitorPause }: Pick<Config, 'janitorPause'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Janitor {
  // A SQLite database has one process: a file that was arriving when this one started will never have a row.
  const begun = engine === 'sqlite' ? Date.now() : 0;
  let isStopped = false;
  let rest: Timer | undefined;
  let wake = () => {};

  async function erase(): Promise<void> {
    const ended = await media.resumable.expire();
    if (ended > 0) log.info({ uploads: ended }, 'ended uploads that have expired');
    const erased = await media.eraseLeft(begun);
    if (erased > 0) log.info({ files: erased }, 'removed files that nothing belongs to any more');
    await reports.sweep();
  }

  async function round(): Promise<void> {
    try {
      if (engine === 'sqlite') await erase();
      else await leases.whileLeader('janitor', LEASE, erase);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'what has ended could not be erased; the next round tries again');
    }
  }

  async function rounds(): Promise<void> {
    while (!isStopped) {
      await round();
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        rest = setTimeout(resolve, janitorPause).unref();
      });
    }
  }

  const running = rounds();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(rest);
      wake();
      await running;
    },
  };
}
