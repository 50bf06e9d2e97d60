/** PgBouncer in transaction mode before the tests' PostgreSQL, where it is installed: `apt-get install pgbouncer`. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import { installed } from './installed.ts';
import { AS_NOBODY } from './postgres.ts';
import { runFolder } from './run.ts';

export const pgbouncer = installed('pgbouncer', 'pgbouncer', 'what is tried through PgBouncer');

export interface Pooler {
  /** As DATABASE_URL has it: plainly. */
  url: string;
  end(): Promise<void>;
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
  const child = Bun.spawn([...AS_NOBODY, pgbouncer as string, '--quiet', ini], {
    stdio: ['ignore', 'ignore', Bun.file(join(folder, 'log'))],
  });
  const url = `postgres://tonearm@127.0.0.1:${settings.listen_port}${pathname}`;
  await listening(settings.listen_port);
  return {
    url,
    end: async () => {
      child.kill();
      await child.exited;
    },
  };
}

async function listening(port: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => {} } });
      socket.end();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await Bun.sleep(50);
    }
  }
}
