import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { reasonOf } from '../db/loggable.ts';
import { LineOutput } from '../lib/line-output.ts';
import { STDOUT } from '../lib/output.ts';
import { logFormat, openLog, requestLines } from './log.ts';
import { type StartedParts, Stopped, start } from './start.ts';

/** Milliseconds that requests in flight have to finish after a stop signal. */
const GRACE = 8_000;
/** Milliseconds that closing all else may take then. What remains is done at the next start. */
const CLEANUP = 1_000;
/** Milliseconds that the first requests have before the books are proved, which SQLite does on the same thread. */
const BEFORE_CHECK = 1_000;

/**
 * Serves until SIGTERM or SIGINT.
 * @returns the exit status: 1 when something could not be closed
 * @throws StartError, DataFolderError
 */
export async function serve(config: Config): Promise<number> {
  const output = new LineOutput(STDOUT);
  const format = logFormat(config);
  const log = openLog(config.logLevel, output, format);
  const lines = requestLines(config.logLevel, output, format);
  exitOnUnhandledErrors(log);
  const stopping = stopSignal(log);
  const parts: StartedParts = {};
  try {
    await start(config, { log, requestLines: lines }, parts, stopping);
    await maintain(parts, log, stopping);
  } catch (error) {
    if (error instanceof Stopped) return (await shutDown(parts, log)) ? 0 : 1;
    await shutDown(parts, log);
    throw error;
  }
  throw new Error('unreachable');
}

/** A promise that rejects with `Stopped` at the first signal. From then on the process ends within GRACE + CLEANUP, whatever hangs. */
function stopSignal(log: Logger): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  // Without a handler a rejection that nothing awaits yet would end the process.
  promise.catch(() => {});
  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
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

/** Runs in the background what need not delay the start, and waits for the stop signal. @throws Stopped */
async function maintain({ services, readiness }: StartedParts, log: Logger, stopping: Promise<never>): Promise<never> {
  const checkLedger = async () => {
    const discrepancies = (await services?.checkLedger()) ?? [];
    if (discrepancies.length > 0)
      log.error(
        { wrong: discrepancies },
        'the ledger is wrong: these accounts, batches and advances are not what their entries add up to; compare with a backup before paying out',
      );
  };
  const check = () =>
    checkLedger().catch((error) => {
      if (readiness?.open)
        log.error({ err: error }, 'the proof of the ledger failed; it is tried again at the next start');
    });
  setTimeout(check, BEFORE_CHECK).unref();
  return stopping;
}

/** Closes all that was started: listeners first, the data folder last. @returns whether all could be closed */
async function shutDown(
  { listeners, door, readiness, leases, services, janitor, tagReader, db, folder }: StartedParts,
  log: Logger,
): Promise<boolean> {
  if (readiness) readiness.open = false;
  const steps = [
    () => listeners?.stop(GRACE),
    () => door?.close(),
    () => janitor?.stop(),
    () => tagReader?.stop(),
    () => services?.tasks.stop(),
    () => services?.webhooks.stop(),
    () => services?.booking.stop(),
    () => services?.reports.stop(),
    () => services?.statements.stop(),
    () => services?.media.stop(),
    () => services?.listening.stop(),
    () => services?.leases.stop(),
    () => leases?.stop(),
    () => db?.close(),
    () => folder?.release(),
  ];
  let isClosed = true;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      isClosed = false;
      log.error(
        { reason: reasonOf(error) },
        'not all could be put away; nothing that was answered is lost. Make room if the disk is full',
      );
    }
  }
  return isClosed;
}

/** Logs and exits: after an exception that nothing caught the state of the process is unknown. */
function exitOnUnhandledErrors(log: Logger): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'ended by an error that nothing expected; please report it with this line');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
