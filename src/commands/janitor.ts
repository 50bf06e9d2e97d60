import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { reasonOf } from '../db/loggable.ts';
import type { Services } from '../domain/services.ts';

export interface Janitor {
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
}

/**
 * Puts away, now and every `JANITOR_EVERY_SECONDS`, what has ended and nobody else will put away. Of several processes
 * on one database one does it at a time.
 */
export function startJanitor(
  { media }: Pick<Services, 'media'>,
  { engine }: Database,
  { janitorPause }: Pick<Config, 'janitorPause'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Janitor {
  // Nobody else writes to a SQLite database: what has been arriving when this process began will never have come.
  const begun = engine === 'sqlite' ? Date.now() : 0;
  let isStopped = false;
  let rest: Timer | undefined;
  let wake = () => {};

  async function round(): Promise<void> {
    try {
      const erased = await media.eraseLeft(begun);
      if (erased > 0) log.info({ files: erased }, 'removed files that nothing belongs to any more');
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'what has ended could not be put away; it is tried again');
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
