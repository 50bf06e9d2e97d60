import { join } from 'node:path';
import type { AnyElysia } from 'elysia';
import type { Logger } from 'pino';
import { version } from '../../package.json' with { type: 'json' };
import { createApp } from '../app.ts';
import type { Config } from '../config.ts';
import { type DataFolder, DataFolderError, oldTokenKey, takeDataFolder } from '../db/data-folder.ts';
import type { Database } from '../db/database.ts';
import { reasonOf } from '../db/loggable.ts';
import { openDatabase } from '../db/open.ts';
import { whyUnreachable } from '../db/unreachable.ts';
import { PLACES } from '../domain/media/model.ts';
import { secretService } from '../domain/secrets/service.ts';
import { openServices, type Services } from '../domain/services.ts';
import { accessTokens } from '../http/identity/access-tokens.ts';
import { type Listeners, listen } from '../http/server/listen.ts';
import { requestLog } from '../http/server/request-log.ts';
import { STDERR, STDOUT, write } from '../lib/output.ts';
import { type Janitor, startJanitor } from './janitor.ts';

/** A reason not to start that the owner can mend: said without a stack trace. */
export class StartError extends Error {}

/** What a start has made so far, so that it can be put away whenever the start ends. */
export interface Parts {
  folder?: DataFolder;
  listeners?: Listeners;
  db?: Database;
  services?: Services;
  janitor?: Janitor;
  readiness?: { open: boolean; ping(): Promise<void> };
}

/** Milliseconds that a PostgreSQL may take to appear: it may be starting beside the server. */
const DATABASE_PATIENCE = 30_000;
/** Milliseconds that one try may take. */
const TRY = 5_000;
/** Milliseconds between two tries. */
const PAUSE = 500;

/**
 * Takes the folder, listens, waits for the database and opens the house, in this order: what can fail for reasons that
 * lie outside comes before the root account is made, whose password is told only once.
 * @param parts filled as they are made
 * @param stopping rejects when the server is told to stop; until then nothing has been made that would be lost
 * @throws StartError, DataFolderError; what `stopping` rejects with
 */
export async function start(config: Config, log: Logger, parts: Parts, stopping: Promise<never>): Promise<void> {
  const folder = takeDataFolder(config.dataDir, PLACES);
  parts.folder = folder;
  for (const warning of folder.warnings) log.warn(warning);
  const listeners = because('', () => listen(config));
  parts.listeners = listeners;

  const inFolder = `the database in ${config.dataDir} cannot be used: `;
  const db = because(inFolder, () => openDatabase(config, (error) => diskFailed(log, error)));
  parts.db = db;
  if (config.databaseUrl !== undefined) await waitFor(db, stopping);
  await because(config.databaseUrl === undefined ? inFolder : 'the database cannot be used: ', () =>
    Promise.race([db.migrate(), stopping]),
  );

  const keys = await because('the keys of tokens cannot be had: ', async () => ({
    signer: accessTokens(config.jwtSecret ?? (await tokenKey(db, config.dataDir, log))),
    refreshKey: await secretService(db).get('refresh'),
  }));
  const services = openServices(db, config, keys);
  parts.services = services;
  await because(`DATA_DIR ${config.dataDir} cannot be used: `, () => services.media.staging.sweep());
  const readiness = { open: true, ping: db.ping };
  parts.readiness = readiness;
  const app = createApp(services, readiness, version, log, await watchers(config, log));

  const root = await because('', () => services.accounts.ensureRoot());
  // In one turn of the event loop: nothing can come between the account and its password, nor between the greeting and
  // the first request.
  greet(config, listeners.urls, db.engine, root);
  listeners.open(app);
  services.tasks.start(log);
  parts.janitor = startJanitor(services, db, config, log);
}

/** Runs a step of the start. @throws StartError in the words of what failed */
function because<Result>(prefix: string, step: () => Result): Result {
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

/** That the server was told to stop before it had started. */
export class Stopped extends Error {}

/** Waits until PostgreSQL answers, and says why it does not whenever the reason changes. @throws StartError */
async function waitFor(db: Database, stopping: Promise<never>): Promise<void> {
  const end = Date.now() + DATABASE_PATIENCE;
  let told = '';
  for (;;) {
    const late = Bun.sleep(TRY).then(() => `it has not answered for ${TRY / 1000} s; check the host in DATABASE_URL`);
    const tried = db.ping().then(() => undefined, whyUnreachable);
    const reason = await Promise.race([tried, late, stopping]);
    if (reason === undefined) return;
    if (Date.now() > end) throw new StartError(`the database does not answer: ${reason}`);
    if (reason !== told) write(STDERR, `tonearm: waiting for the database: ${reason}\n`);
    told = reason;
    await Promise.race([Bun.sleep(PAUSE), stopping]);
  }
}

/** The key of access tokens. That of an earlier version is taken over from its file, so that nobody is signed out. */
async function tokenKey(db: Database, dataDir: string, log: Logger): Promise<string> {
  const old = oldTokenKey(dataDir);
  if (old.warning !== undefined) log.warn(old.warning);
  const key = await secretService(db).get('tokens', old.key);
  // The row is on disk by now. The file goes, as a key that nothing reads would only be found by those who should not.
  if (old.key === key) old.forget();
  else if (old.key !== undefined) log.warn(`${old.path} is not used: the database has another key; delete the file`);
  return key;
}

async function watchers(config: Config, log: Logger): Promise<AnyElysia[]> {
  const found: AnyElysia[] = [];
  // Loaded only when asked for: most servers do without.
  if (config.metrics) found.push((await import('../http/server/metrics.ts')).metricsPage());
  if (config.logLevel === 'debug') found.push(requestLog(log));
  return found;
}

/** What was committed may not be on disk. Ends at once: after this nothing true can be answered. */
function diskFailed(log: Logger, error: unknown): never {
  log.fatal(
    { reason: reasonOf(error) },
    'the disk failed to keep what was written to the database; ended without answering. Check the disk, then start again',
  );
  process.exit(1);
}

/** The first lines: where it listens, where the data is, what to open, and a password that is shown this once. */
function greet(config: Config, urls: string[], engine: string, root: { login: string; password?: string } | undefined) {
  const open = urls.map((url) => url.replace('0.0.0.0', 'localhost').replace('[::]', 'localhost'));
  const where = engine === 'sqlite' ? join(config.dataDir, 'tonearm.db') : 'PostgreSQL';
  const lines = [
    `tonearm ${version}`,
    `  listening  ${urls.join('  ')}`,
    `  try it     ${open[0]}/swagger`,
    `  data       ${config.dataDir}  (database: ${where})`,
  ];
  const secret = [
    `  root       login: ${root?.login}  password: ${root?.password}`,
    '             shown this once, only its hash is kept; note it down',
  ];
  const text = (root?.password === undefined ? lines : [...lines, ...secret]).map((line) => `${line}\n`).join('');
  if (!write(STDOUT, text) && root?.password !== undefined) write(STDERR, text);
}
