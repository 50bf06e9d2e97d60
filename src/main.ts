import { join } from 'node:path';
import type { AnyElysia } from 'elysia';
import pino from 'pino';
import { version } from '../package.json' with { type: 'json' };
import { createApp } from './app.ts';
import { refuseDemoFolder } from './commands/demo/folder.ts';
import { type Config, ConfigError, readCommand, UsageError, usage } from './config.ts';
import { DataFolderError, takeDataFolder } from './db/data-folder.ts';
import type { Database } from './db/database.ts';
import { openDatabase } from './db/open.ts';
import { openServices } from './domain/services.ts';
import { accessTokens } from './http/identity/access-tokens.ts';
import { listen } from './http/server/listen.ts';
import { requestLog } from './http/server/request-log.ts';

/** Milliseconds that requests in flight have to finish when the server is told to stop. */
const GRACE = 10_000;
/** Milliseconds that a database may take to appear at start: one that starts beside the server needs a few seconds. */
const DATABASE_PATIENCE = 5_000;

/** A reason not to start that the owner can mend: said without a stack trace. */
class StartError extends Error {}

async function main(): Promise<void> {
  try {
    const command = readCommand(process.argv.slice(2), process.env);
    if (command.name === 'help') console.log(usage(version));
    else if (command.name === 'version') console.log(version);
    // Loaded only when asked for: a server has no use for it.
    else if (command.name === 'demo') await (await import('./commands/demo.ts')).demo(command, serve, console.log);
    else {
      refuseDemoFolder(command.config.dataDir);
      await serve(command.config);
    }
  } catch (error) {
    if (error instanceof UsageError) quit(2, `${error.message}\n\n${usage(version)}`);
    if (error instanceof ConfigError) quit(1, ['these settings are wrong:', ...error.problems].join('\n  '));
    if (error instanceof DataFolderError || error instanceof StartError) quit(1, error.message);
    throw error;
  }
}

function quit(code: number, message: string): never {
  console.error(`tonearm: ${message}`);
  process.exit(code);
}

async function serve(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel, base: null });
  const folder = takeDataFolder(config.dataDir);
  const db = await openReady(config).catch((error) => {
    folder.release();
    throw error;
  });
  const secret = config.jwtSecret ?? folder.secret('jwt-secret');
  const refreshKey = new Bun.CryptoHasher('sha256', secret).update('refresh tokens').digest('hex');
  const services = openServices(db, config, { signer: accessTokens(secret), refreshKey });
  await services.media.disk.sweep();
  const root = await services.accounts.ensureRoot().catch((error) => {
    folder.release();
    throw new StartError((error as Error).message);
  });

  const readiness = { open: false, ping: db.ping };
  const watchers: AnyElysia[] = [];
  // Loaded only when asked for: most servers do without.
  if (config.metrics) watchers.push((await import('./http/server/metrics.ts')).metricsPage());
  if (config.logLevel === 'debug') watchers.push(requestLog(log));
  const app = createApp(services, readiness, version, log, watchers);
  let listeners: ReturnType<typeof listen>;
  try {
    listeners = listen(app, config);
  } catch (error) {
    await db.close();
    folder.release();
    throw new StartError(
      `cannot listen on ${config.host}, port ${config.ports.join(', ')}: ${(error as Error).message}`,
    );
  }
  readiness.open = true;
  services.tasks.start(log);
  const wrong = await services.royalties.check();
  if (wrong.length > 0)
    log.error({ wrong }, 'the ledger is wrong: these artists hold what their entries do not add up to');
  greet(config, listeners.urls, db.engine, root);

  const stop = async (signal: string) => {
    if (!readiness.open) return;
    readiness.open = false;
    log.info({ signal }, 'stopping');
    // When nothing listens any more, nothing else would keep the process until all of this is done.
    setInterval(() => {}, GRACE);
    await listeners.stop(GRACE);
    await services.tasks.stop();
    await services.media.stop();
    await services.listening.stop();
    await db.close();
    folder.release();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  // Beside others on one database, files are also left by what those have deleted.
  if (folder.wasAbandoned || db.engine === 'postgres') {
    const swept = await services.media.sweepOrphans().catch((error) => log.error({ err: error }, 'the sweep failed'));
    if (swept) log.info({ files: swept }, 'removed files that nothing belongs to any more');
  }
}

/** The database, once it answers and has today's tables. @throws StartError */
async function openReady(config: Config): Promise<Database> {
  try {
    const db = openDatabase(config);
    await reachable(db.ping);
    await db.migrate();
    return db;
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    const said = message || code;
    if (config.databaseUrl === undefined)
      throw new StartError(`the database in ${config.dataDir} cannot be used: ${said}`);
    throw new StartError(`the database does not answer: ${said}; is DATABASE_URL right, and is it running?`);
  }
}

async function reachable(ping: () => Promise<void>): Promise<void> {
  const end = Date.now() + DATABASE_PATIENCE;
  for (;;) {
    try {
      return await ping();
    } catch (error) {
      if (Date.now() > end) throw error;
      await Bun.sleep(250);
    }
  }
}

/** The first lines: where it listens, where the data is, what to open, and a password that is shown this once. */
function greet(config: Config, urls: string[], engine: string, root: { login: string; password?: string } | undefined) {
  const open = urls.map((url) => url.replace('0.0.0.0', 'localhost').replace('[::]', 'localhost'));
  const where = engine === 'sqlite' ? join(config.dataDir, 'tonearm.db') : 'PostgreSQL';
  console.log(`tonearm ${version}`);
  console.log(`  listening  ${urls.join('  ')}`);
  console.log(`  try it     ${open[0]}/swagger`);
  console.log(`  data       ${config.dataDir}  (database: ${where})`);
  if (root?.password !== undefined) {
    console.log(`  root       login: ${root.login}  password: ${root.password}`);
    console.log('             shown this once, only its hash is kept; note it down');
  }
}

await main();
