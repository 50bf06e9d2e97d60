import { join } from 'node:path';
import type { Logger } from 'pino';
import { createApp, dialectNames } from '../app.ts';
import type { Config } from '../config.ts';
import { type DataFolder, DataFolderError, takeDataFolder } from '../db/data-folder.ts';
import type { Database } from '../db/database.ts';
import { reasonOf } from '../db/loggable.ts';
import { openDatabase } from '../db/open.ts';
import { whyUnreachable } from '../db/unreachable.ts';
import { type Leases, leaseService } from '../domain/limits/leases.ts';
import { PLACES } from '../domain/media/model.ts';
import { openServices, type Services } from '../domain/services.ts';
import { type Listeners, listen } from '../http/server/listen.ts';
import type { Observer } from '../http/server/observe.ts';
import { STDERR, STDOUT, write } from '../lib/output.ts';
import { version } from '../version.ts';
import { Failure } from './failure.ts';
import { type Janitor, startJanitor } from './janitor.ts';
import { openKeys } from './keys.ts';
import { startTagReader, type TagReader } from './tag-reader.ts';
import { openDoor } from './user/door.ts';
import { userOperations } from './user/operations.ts';

/** A failure of the start that the owner can mend. */
class StartError extends Failure {}

/** Where a start tells what happens. */
export interface Logs {
  log: Logger;
  /** Writes a line for each request. */
  requestLines: Observer | undefined;
}

/** What has been started so far, so that it can be closed wherever the start fails. */
export interface StartedParts {
  folder?: DataFolder;
  listeners?: Listeners;
  door?: { close(): Promise<void> };
  db?: Database;
  leases?: Leases;
  services?: Services;
  janitor?: Janitor;
  tagReader?: TagReader;
  readiness?: { open: boolean; ping(): Promise<void> };
}

/** Milliseconds to wait for PostgreSQL, which may be starting together with the server. */
const DATABASE_TIMEOUT = 30_000;
/** Milliseconds that one attempt may take. */
const ATTEMPT_TIMEOUT = 5_000;
/** Milliseconds for which a server that died is taken for one that serves. */
const PRESENCE = 30_000;
/** Milliseconds between two attempts. */
const RETRY_DELAY = 500;

/**
 * Locks the data folder, listens, waits for the database, migrates it and opens the app. All that can fail comes before the
 * root account is made, since its generated password is printed only once.
 * @param parts filled with what is started, step by step
 * @param stopping rejects at a stop signal, which ends the start
 * @throws StartError, DataFolderError; what `stopping` rejects with
 */
export async function start(
  config: Config,
  { log, requestLines }: Logs,
  parts: StartedParts,
  stopping: Promise<never>,
): Promise<void> {
  const folder = takeDataFolder(config.dataDir, PLACES);
  parts.folder = folder;
  for (const warning of folder.warnings) log.warn(warning);
  // Loaded on demand: most servers run without metrics, and save its memory.
  const metrics = config.metrics ? (await import('../http/server/metrics.ts')).programMetrics() : undefined;
  const observers = [requestLines, metrics?.observe].filter((observe) => observe !== undefined);
  const failed = (err: unknown) => log.error({ err }, 'a request failed through no fault of the client');
  const listeners = orStartError('', () => listen(config, { observers, failed }));
  parts.listeners = listeners;

  const inFolder = `the database in ${config.dataDir} cannot be used: `;
  const db = await orStartError(inFolder, () => openDatabase(config, (error) => diskFailed(log, error)));
  parts.db = db;
  if (config.databaseUrl !== undefined) await waitForDatabase(db, stopping);
  await orStartError(config.databaseUrl === undefined ? inFolder : 'the database cannot be used: ', () =>
    Promise.race([db.migrate(), stopping]),
  );

  // SQLite has one server, whose lock on the folder tells of it.
  if (db.engine === 'postgres') await orStartError('', () => announce(db, parts));

  const keys = await orStartError('the keys of tokens cannot be had: ', () => openKeys(db, config, log));
  const services = openServices(db, config, keys);
  parts.services = services;
  await orStartError('', () => services.media.openStores(stopping));
  await orStartError(`DATA_DIR ${config.dataDir} cannot be used: `, () => services.media.staging.sweep());
  await orStartError('', () => services.reports.begin());
  const readiness = { open: true, ping: db.ping };
  parts.readiness = readiness;
  metrics?.watch(db, services);
  const isApart = config.metricsPort !== undefined;
  const pages = metrics && !isApart ? [metrics.page()] : [];
  const app = createApp(services, readiness, version, log, db.noteFailure, pages);

  parts.door = orStartError(`DATA_DIR ${config.dataDir} cannot be used: `, () =>
    openDoor(config.dataDir, userOperations(services.accounts)),
  );

  await orStartError('the library cannot be filled: ', () => services.library.fill.begin());
  const root = await orStartError('', () => services.accounts.ensureRoot());
  // Without an `await` in between: no signal can keep the password of the new account from being printed, and the greeting
  // is printed before the first request is answered.
  greet(config, listeners, db.engine, root);
  metrics?.nameDialects(dialectNames(app, config));
  listeners.open(app, metrics?.answer, () => db.version('catalogue'));
  // What an earlier version has left to do is done beside requests.
  await orStartError('', () => services.players.countOldHistory());
  await orStartError('', () => services.social.nameOld());
  services.tasks.start(log);
  services.webhooks.start(log);
  services.booking.start(log);
  parts.janitor = startJanitor(services, db, config, log);
  parts.tagReader = startTagReader(services, db, log);
}

/** Lets those who would replace the database know that this process serves it. */
function announce(db: Database, parts: StartedParts): Promise<void> {
  parts.leases = leaseService(db);
  return parts.leases.announceServer(PRESENCE);
}

/** Runs a step of the start. @param prefix of the message @throws StartError with the reason of the failure */
function orStartError<Result>(prefix: string, step: () => Result): Result {
  const failed = (error: unknown): never => {
    if (error instanceof Stopped || error instanceof DataFolderError) throw error;
    throw new StartError(prefix + reasonOf(error));
  };
  try {
    const result = step();
    return result instanceof Promise ? (result.catch(failed) as Result) : result;
  } catch (error) {
    return failed(error);
  }
}

/** What `serve` and `start` throw at a stop signal. */
export class Stopped extends Error {}

/** Waits until PostgreSQL answers. Prints why it does not, whenever the reason changes. @throws StartError after DATABASE_TIMEOUT */
async function waitForDatabase(db: Database, stopping: Promise<never>): Promise<void> {
  const end = Date.now() + DATABASE_TIMEOUT;
  let printed = '';
  for (;;) {
    const timedOut = Bun.sleep(ATTEMPT_TIMEOUT).then(
      () => `it has not answered for ${ATTEMPT_TIMEOUT / 1000} s; check the host in DATABASE_URL`,
    );
    const answered = db.ping().then(() => undefined, whyUnreachable);
    const reason = await Promise.race([answered, timedOut, stopping]);
    if (reason === undefined) return;
    if (Date.now() > end) throw new StartError(`the database does not answer: ${reason}`);
    if (reason !== printed) write(STDERR, `tonearm: waiting for the database: ${reason}\n`);
    printed = reason;
    await Promise.race([Bun.sleep(RETRY_DELAY), stopping]);
  }
}

/** Exits at once: what was committed may not be on disk, so no further answer could be relied on. */
function diskFailed(log: Logger, error: unknown): never {
  log.fatal(
    { reason: reasonOf(error) },
    'the disk failed to keep what was written to the database; ended without answering. Check the disk, then start again',
  );
  process.exit(1);
}

/** Prints where the server listens, where the data is and what to open; and the root password if it was just generated. */
function greet(
  config: Config,
  { urls, metricsUrl }: Listeners,
  engine: string,
  root: { login: string; password?: string } | undefined,
) {
  const open = urls.map((url) => url.replace('0.0.0.0', 'localhost').replace('[::]', 'localhost'));
  const where = engine === 'sqlite' ? join(config.dataDir, 'tonearm.db') : 'PostgreSQL';
  const lines = [
    `tonearm ${version}`,
    `  listening  ${urls.join('  ')}`,
    `  try it     ${open[0]}/swagger`,
    ...(metricsUrl === undefined ? [] : [`  metrics    ${metricsUrl}/metrics`]),
    `  data       ${config.dataDir}  (database: ${where})`,
  ];
  const secret = [
    `  root       login: ${root?.login}  password: ${root?.password}`,
    '             shown this once, only its hash is kept; note it down',
  ];
  const text = (root?.password === undefined ? lines : [...lines, ...secret]).map((line) => `${line}\n`).join('');
  if (!write(STDOUT, text) && root?.password !== undefined) write(STDERR, text);
}
