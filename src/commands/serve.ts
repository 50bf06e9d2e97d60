import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { reasonOf } from '../db/loggable.ts';
import { openLog } from './log.ts';
import { type Parts, Stopped, start } from './start.ts';

/** Milliseconds that requests in flight have to finish when the server is told to stop. */
const GRACE = 8_000;
/** Milliseconds that all else may take then: what is not done by that time is done at the next start. */
const CLEANUP = 1_000;

/**
 * Serves until SIGTERM or SIGINT.
 * @returns the process's status: 1 when something could not be put away
 * @throws StartError, DataFolderError
 */
export async function serve(config: Config): Promise<number> {
  const log = openLog(config.logLevel);
  endOnTheUnexpected(log);
  const stopping = toldToStop(log);
  const parts: Parts = {};
  try {
    await start(config, log, parts, stopping);
    await afterwards(parts, log, stopping);
  } catch (error) {
    if (error instanceof Stopped) return (await putAway(parts, log)) ? 0 : 1;
    await putAway(parts, log);
    throw error;
  }
  throw new Error('unreachable');
}

/** Rejects at the first signal. However the rest goes, the process ends within GRACE and CLEANUP from then on. */
function toldToStop(log: Logger): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  // Most of the time nobody waits for it.
  promise.catch(() => {});
  let isTold = false;
  const stop = (signal: string) => {
    if (isTold) return;
    isTold = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.warn('not all could be put away in time; nothing that was answered is lost');
      process.exit(0);
    }, GRACE + CLEANUP);
    reject(new Stopped(signal));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return promise;
}

/** What can wait until the house is open. @throws Stopped, and nothing before */
async function afterwards(
  { services, folder, db, readiness }: Parts,
  log: Logger,
  stopping: Promise<never>,
): Promise<never> {
  const prove = async () => {
    const wrong = (await services?.royalties.check()) ?? [];
    if (wrong.length > 0)
      log.error(
        { wrong },
        'the ledger is wrong: these artists hold what their entries do not add up to; compare with a backup before paying out',
      );
  };
  const sweep = async () => {
    // Beside others on one database, files are also left by what those have deleted.
    const swept = folder?.wasAbandoned || db?.engine === 'postgres' ? await services?.media.sweepOrphans() : 0;
    if (swept) log.info({ files: swept }, 'removed files that nothing belongs to any more');
  };
  const tried = (what: string, work: () => Promise<void>) =>
    work().catch((error) => {
      if (readiness?.open) log.error({ err: error }, `${what} failed; it is tried again at the next start`);
    });
  void tried('the proof of the ledger', prove).then(() => tried('the sweep of files', sweep));
  return stopping;
}

/** Ends what there is: requests first, the folder last. @returns whether all went well */
async function putAway({ listeners, readiness, services, db, folder }: Parts, log: Logger): Promise<boolean> {
  if (readiness) readiness.open = false;
  const steps = [
    () => listeners?.stop(GRACE),
    () => services?.tasks.stop(),
    () => services?.media.stop(),
    () => services?.listening.stop(),
    () => services?.leases.stop(),
    () => db?.close(),
    () => folder?.release(),
  ];
  let isWell = true;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      isWell = false;
      log.error(
        { reason: reasonOf(error) },
        'not all could be put away; nothing that was answered is lost. Make room if the disk is full',
      );
    }
  }
  return isWell;
}

/** An exception that nothing caught leaves the server in a state that nobody knows. */
function endOnTheUnexpected(log: Logger): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'ended by an error that nothing expected; please report it with this line');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
