import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { Program } from './program.ts';

/** Pinned, so that two runs can be compared. */
const EXPRESS = ['express@5.2.1', 'better-sqlite3@12.11.1'];

/** What the peers are given: the data that Tonearm made, each its own copy. */
export interface Given {
  /** Of the benchmark, for all that it writes. */
  folder: string;
  database: string;
  audio: string;
}

const source = (file: string) => join(import.meta.dir, 'peers', file);

/** `Bun.serve` and prepared statements, nothing more. */
export async function startBare({ folder, database, audio }: Given): Promise<Program> {
  const copy = join(folder, 'bare.db');
  await copyFile(database, copy);
  return Program.start([process.execPath, source('bare.ts'), copy, audio], {});
}

/** The same with postgres.js, on the database that Tonearm has filled. */
export const startBarePostgres = (url: string): Promise<Program> =>
  Program.start([process.execPath, source('bare-postgres.ts'), url], {});

/**
 * Express under Node.
 * @param installed folder in which its packages are, or will be, installed
 * @returns `undefined` where there is no Node, or the packages can't be had; says why
 */
export async function startExpress(
  { folder, database, audio }: Given,
  installed: string,
): Promise<Program | undefined> {
  const [node, npm] = [Bun.which('node'), Bun.which('npm')];
  if (!node || !npm) return without('Express', 'there is no Node');
  if (!(await Bun.file(join(installed, 'node_modules/better-sqlite3/package.json')).exists())) {
    console.error(`installing ${EXPRESS.join(' and ')}: without a prebuilt binary this takes a minute`);
    await Bun.write(join(installed, 'package.json'), '{"private": true, "allowScripts": {"better-sqlite3": true}}');
    // npm asks before it lets a package build itself.
    const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
    const install = Bun.spawn([npm, 'install', ...flags, ...EXPRESS], {
      cwd: installed,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const complained = await install.stderr.text();
    if ((await install.exited) !== 0) return without('Express', complained);
  }
  const copy = join(folder, 'express.db');
  await copyFile(database, copy);
  await copyFile(source('express.mjs'), join(installed, 'express.mjs'));
  const command = [node, join(installed, 'express.mjs'), copy, audio];
  return Program.start(command, { NODE_ENV: 'production' }).catch((error) => without('Express', error.message));
}

/** nginx with one process, for files. @returns `undefined` where there is none; says so */
export async function startNginx({ folder, audio }: Given, path: string): Promise<Program | undefined> {
  const nginx = Bun.which('nginx', { PATH: `${process.env.PATH}:/usr/sbin` });
  if (!nginx) return without('nginx', 'it is not installed');
  const port = freePort();
  const configuration = join(folder, 'nginx.conf');
  await Bun.write(
    configuration,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr error;
     events { worker_connections 64; }
     http {
       access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
       client_body_temp_path ${folder}/nginx; proxy_temp_path ${folder}/nginx; fastcgi_temp_path ${folder}/nginx;
       uwsgi_temp_path ${folder}/nginx; scgi_temp_path ${folder}/nginx;
       types { audio/wav wav; }
       server { listen 127.0.0.1:${port}; location = ${path} { alias ${audio}; } }
     }`,
  );
  const url = `http://127.0.0.1:${port}`;
  const program = await Program.start([nginx, '-c', configuration], {}, url);
  while (!(await fetch(url).catch(() => undefined))) await Bun.sleep(10);
  return program;
}

function without(peer: string, reason: string): undefined {
  console.error(`not measured beside ${peer}: ${reason}`);
}
