/** nginx with the configuration that `scripts/deploy` has for three replicas, where it is installed: `apt-get install nginx-light`. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import { installed } from './installed.ts';
import { runFolder } from './run.ts';
import { type Server, startServer } from './servers.ts';

export const nginx = installed('nginx', 'nginx-light', 'what is tried through nginx');

const NGINX_CONF = join(import.meta.dir, '../../scripts/deploy/nginx.conf');

export interface Nginx extends Server {
  origin: string;
}

/** Replaces each text of the committed file by another. */
type Changes = readonly (readonly [from: string, to: string])[];

/** @param replicas where they listen, three origins @param more changes of the committed file */
export async function startNginx(replicas: readonly string[], more: Changes = []): Promise<Nginx> {
  const folder = await mkdtemp(join(runFolder(), 'nginx-'));
  const port = freePort();
  const conf = join(folder, 'nginx.conf');
  await mkdir(join(folder, 'logs'));
  await Bun.write(conf, adapted(await Bun.file(NGINX_CONF).text(), replicas, port, folder, more));
  const command = [nginx as string, '-p', folder, '-e', join(folder, 'log'), '-c', conf, '-g', 'daemon off;'];
  const server = await startServer(command, Bun.file(join(folder, 'output')), port);
  return { origin: `http://127.0.0.1:${port}`, ...server };
}

/** The committed file with other hosts and ports, and with nothing outside of the folder. @throws when it has changed too much */
function adapted(text: string, replicas: readonly string[], port: number, folder: string, more: Changes): string {
  const changes: Changes = [
    ['pid /run/nginx.pid;', `pid ${folder}/pid;`],
    ['error_log /dev/stderr warn;', `error_log ${folder}/log warn;`],
    [
      'access_log /dev/stdout;',
      [
        'access_log off;',
        ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`),
      ].join(' '),
    ],
    ['listen 80;', `listen 127.0.0.1:${port};`],
    ...replicas.map((origin, at) => [`server tonearm-${at + 1}:3000 `, `server ${new URL(origin).host} `] as const),
    ...more,
  ];
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`nginx.conf has no "${from}" any more`);
    return changed.replaceAll(from, to);
  }, text);
}
