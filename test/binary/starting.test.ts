import { beforeAll, describe, expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import postgres from 'postgres';
import { freePort } from '../../scripts/free-port.ts';
import { freshDatabase, startPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start, launch, folder } = programs();

/** Begins with the file, as it takes half a minute. */
let givesUp: Promise<{ stdout: string; stderr: string; status: number; after: number }>;
beforeAll(() => {
  const since = Date.now();
  const settings = { PORT: '0', HOST: '127.0.0.1', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  givesUp = run([], settings).then((ended) => ({ ...ended, after: Date.now() - since }));
});

describe('PORT', () => {
  test.each([
    ['one port', (port: number) => `${port}`],
    ['one of several', (port: number) => `0,${port}`],
  ])('%s that another server has is refused, status 1, before a root account is made', async (_, ports) => {
    const first = await start();
    const { port } = new URL(first.origins[0] ?? '');
    const cwd = await folder();
    const { stdout, stderr, status } = await run([], { PORT: ports(Number(port)), HOST: '127.0.0.1' }, cwd);
    expect([stdout, status]).toEqual(['', 1]);
    expect(stderr).toBe(
      `tonearm: cannot listen on 127.0.0.1, port ${port}: another program listens there; stop that one or choose another PORT\n`,
    );
    expect((await first.fetch('/livez')).status).toBe(200);
    // The password is not lost: the next start makes the account and tells it.
    expect((await start({}, cwd)).stdout).toMatch(/password: \S{24}\n/);
  });

  test('that is named twice is a wrong setting', async () => {
    expect((await run([], { PORT: '3000,3001,3000' })).stderr).toBe(
      'tonearm: these settings are wrong:\n  PORT must name each port once, and names 3000 twice\n',
    );
  });

  test('with a HOST that is not of this machine is told', async () => {
    const { stderr, status } = await run([], { PORT: '0', HOST: '203.0.113.9' });
    expect([stderr, status]).toEqual([expect.stringContaining('HOST is no address of this machine'), 1]);
  });
});

describe('ROOT_LOGIN', () => {
  test('that somebody else bears is told, status 1, and the folder is free again', async () => {
    const url = await freshDatabase();
    const first = await start({ DATABASE_URL: url });
    await first.member('somebody');
    const client = postgres(url, { max: 1 });
    await client`update accounts set role = 'listener' where role = 'root'`;
    await client.end();
    const cwd = await folder();
    const { stderr, status } = await run(
      [],
      { PORT: '0', HOST: '127.0.0.1', DATABASE_URL: url, ROOT_LOGIN: 'somebody' },
      cwd,
    );
    expect([stderr, status]).toEqual([expect.stringContaining('ROOT_LOGIN somebody is taken'), 1]);
    expect(stderr).not.toContain('    at ');
    expect(await readdir(join(cwd, 'data'))).not.toContain('running');
  });
});

describe('DATABASE_URL, a PostgreSQL that is not there', () => {
  test.each([
    ['refused', () => 'postgres://x:geheim@127.0.0.1:1/y', /ECONNREFUSED 127\.0\.0\.1:1; nothing listens there/],
    ['unknown host', () => 'postgres://x:geheim@no.such.host.invalid/y', /ENOTFOUND no\.such\.host\.invalid; /],
    [
      'no such database',
      async () => (await freshDatabase()).replace(/\/[^/]*$/, '/absent'),
      /database "absent" does not exist; make that database/,
    ],
    [
      'no such user',
      async () => (await freshDatabase()).replace('tonearm@', 'stranger:geheim@'),
      /role "stranger" does not exist; check user and password/,
    ],
  ])('is waited for, with its own reason (%s), and SIGTERM ends the waiting, status 0', async (_, url, reason) => {
    const port = freePort();
    const program = await launch({ PORT: String(port), DATABASE_URL: await url() });
    await program.until(() => reason.test(program.stderr));
    const asked = await Promise.all(
      ['/livez', '/readyz', '/albums', '/v1/releases'].map((path) => fetch(`http://127.0.0.1:${port}${path}`)),
    );
    expect(asked.map(({ status }) => status)).toEqual([200, 503, 503, 503]);
    for (const answer of asked.slice(1)) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    for (const answer of asked) expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(program.stderr).toStartWith('tonearm: waiting for the database: ');
    expect(await program.end()).toBe(0);
    expect(program.stdout + program.stderr).not.toMatch(/geheim|Failed query| {4}at /);
    expect(await readdir(join(program.cwd, 'data'))).toEqual(['lock']);
  });

  test('is used as soon as it is there; a reason is told when it changes', async () => {
    const server = await startPostgres();
    try {
      await server.stop();
      const program = await launch({ DATABASE_URL: server.url });
      await program.until(() => program.stderr.includes('ECONNREFUSED'));
      await Bun.sleep(1_200);
      expect(program.stderr.match(/ECONNREFUSED/g)).toHaveLength(1);
      await server.start();
      await program.until(() => program.stdout.includes('listening'));
      expect(await program.end()).toBe(0);
    } finally {
      await server.stop();
    }
  });
});

describe('tonearm serve, its standard output', () => {
  test('that its reader closes, as `head -3` does, ends nothing', async () => {
    const port = freePort();
    const shell = ['sh', '-c', '"$0" 2>&1 | head -n 3 >&2'];
    const cwd = await folder();
    const program = await launch({ PORT: String(port), LOG_LEVEL: 'debug' }, cwd, shell);
    await program.until(() => program.stderr.includes('try it'));
    const url = `http://127.0.0.1:${port}`;
    await program.until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200);
    for (let n = 0; n < 20; n++) expect((await fetch(`${url}/artists/unknown`)).status).toBe(404);
    const server = Number(await Bun.file(join(cwd, 'data/running')).text());
    process.kill(server, 'SIGTERM');
    await program.ended();
    expect((await readdir(join(cwd, 'data'))).sort()).toEqual(['lock', 'thumbs', 'tmp', 'tonearm.db', 'transcodes']);
  });

  test.each(['> /dev/full', '2> /dev/full > /dev/full', '>&-'])('that is %s ends nothing', async (redirection) => {
    const port = freePort();
    const command = ['sh', '-c', `exec "$0" ${redirection}`];
    const program = await launch({ PORT: String(port), LOG_LEVEL: 'debug' }, undefined, command);
    const url = `http://127.0.0.1:${port}`;
    await program.until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200);
    for (let n = 0; n < 20; n++) expect((await fetch(`${url}/artists/unknown`)).status).toBe(404);
    // Where standard error can be written, the password of root is told there.
    if (redirection === '> /dev/full') expect(program.stderr).toContain('password: ');
    expect(await program.end()).toBe(0);
  });
});

test('DATABASE_URL · where nothing answers is given up after 30 s, status 1, with the reason', async () => {
  const { stdout, stderr, status, after } = await givesUp;
  expect([stdout, status]).toEqual(['', 1]);
  expect(stderr).toContain('tonearm: the database does not answer: connect ECONNREFUSED 127.0.0.1:1; ');
  expect(after).toBeWithin(30_000, 45_000);
}, 60_000);

test('SIGTERM · what does not end is cut off after 8 s, status 0, and health is told until then', async () => {
  const program = await start();
  const { port, hostname } = new URL(program.origins[0] ?? '');
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write('POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
  await Bun.sleep(200);
  const since = Date.now();
  program.child.kill('SIGTERM');
  await Bun.sleep(4_000);
  const asked = await Promise.all(['/livez', '/readyz', '/albums'].map((path) => program.fetch(path)));
  expect(asked.map(({ status }) => status)).toEqual([200, 503, 503]);
  expect(await program.ended()).toBe(0);
  expect(Date.now() - since).toBeWithin(7_500, 10_000);
  socket.destroy();
});
