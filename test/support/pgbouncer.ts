/** PgBouncer in transaction mode before the tests' PostgreSQL, where it is installed: `apt-get install pgbouncer`. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import { installed } from './installed.ts';
import { AS_NOBODY } from './postgres.ts';
import { runFolder } from './run.ts';
import { type Server, startServer } from './servers.ts';

export const pgbouncer = installed('pgbouncer', 'pgbouncer', 'what is tried through PgBouncer');

export interface Pooler extends Server {
  /** As DATABASE_URL has it: plainly. */
  url: string;
}

/** @param databaseUrl whose connections are shared; @param connections how many there are for all clients together */
export async function startPooler(databaseUrl: string, connections: number): Promise<Pooler> {
  const folder = await mkdtemp(join(runFolder(), 'pgbouncer-'));
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const server = { host: hostname, port, user: username, password, dbname: pathname.slice(1) };
  const settings = {
    ...{ listen_addr: '127.0.0.1', listen_port: freePort(), unix_socket_dir: '' },
    ...{ auth_type: 'any', pool_mode: 'transaction', default_pool_size: connections, max_client_conn: 500 },
    // What waits for a connection of the pool longer than this waits for itself.
    query_wait_timeout: 20,
  };
  const ini = join(folder, 'pgbouncer.ini');
  await Bun.write(
    ini,
    [
      '[databases]',
      `* = ${Object.entries(server)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name}=${decodeURIComponent(value)}`)
        .join(' ')}`,
      '[pgbouncer]',
      ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
    ].join('\n'),
  );
  if (AS_NOBODY.length > 0) await Bun.$`chown -R nobody ${folder}`.quiet();
  const command = [...AS_NOBODY, pgbouncer as string, '--quiet', ini];
  const pooler = await startServer(command, Bun.file(join(folder, 'log')), settings.listen_port);
  return { url: `postgres://tonearm@127.0.0.1:${settings.listen_port}${pathname}`, ...pooler };
}
