import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Program } from '../support/program.ts';

/** Connections that a test has opened. */
const open: Socket[] = [];

/** Sends bytes as they are and leaves the connection open. @returns what is answered so far */
function send(program: Program, bytes: string): { answer: string; isClosed: boolean } {
  const { hostname, port } = new URL(program.origins[0] ?? '');
  const heard = { answer: '', isClosed: false };
  const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')));
  socket.on('data', (data) => {
    heard.answer += data.toString('latin1');
  });
  socket.on('close', () => {
    heard.isClosed = true;
  });
  socket.on('error', () => {});
  open.push(socket);
  return heard;
}

let program: Program;
beforeAll(async () => {
  program = await Program.start({ RATE_LIMIT: 'off' });
}, 60_000);
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await program.remove();
});

describe('Host', () => {
  test.each([
    ['two words', 'Host: a b'],
    ['nothing', 'Host: '],
    ['a port that is none', 'Host: a:99999'],
    ['half an address', 'Host: [::1'],
    ['bytes that are no ASCII', 'Host: \xc3\xa9'],
    ['a path', 'Host: a/b'],
    ['half a percent-encoding', 'Host: a%zz'],
  ])('%s is refused at every address, and no error', async (_, host) => {
    for (const path of ['/albums?limit=1', '/v1/artists', '/users', '/nowhere', '/swagger/json']) {
      const heard = send(program, `GET ${path} HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`);
      await program.until(() => heard.isClosed);
      expect(heard.answer.split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
      expect(heard.answer).toContain('The Host header must name a host');
    }
    expect(program.stdout).not.toContain('"level":50');
  });

  test('none is refused, or answered, in HTTP/1.0 too', async () => {
    const heard = send(program, 'GET /albums HTTP/1.0\r\n\r\n');
    await program.until(() => heard.answer.includes('\r\n\r\n'));
    expect(heard.answer).toMatch(/^HTTP\/1\.[01] (200|400) /);
  });
});

describe('a body that nobody reads', () => {
  const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${program.child.pid}/status`, 'utf8'))?.[1]);

  test.each([
    ['DELETE', '/albums/607c06317520a94498462d8b', 401],
    ['POST', '/v1/auth/607c06317520a94498462d8b/deactivate', 401],
    ['DELETE', '/nowhere', 404],
    ['PATCH', '/albums', 405],
  ])('%s %s · takes no memory', async (method, path, status) => {
    const before = memory();
    const body = new Uint8Array(96 * 1024 * 1024);
    expect((await program.fetch(path, { method, body })).status).toBe(status);
    // In kB: far less than the body.
    expect(memory() - before).toBeLessThan(32 * 1024);
  });
});

describe('tonearm serve with 64 descriptors', () => {
  let crowded: Program;
  beforeAll(async () => {
    crowded = await Program.start({ RATE_LIMIT: 'off' }, undefined, ['sh', '-c', 'ulimit -n 64; exec "$0"']);
  }, 60_000);
  afterAll(() => crowded.remove());

  const half = 'Content-Length: 1000000\r\n\r\n';
  test.each([
    ['forms', `POST /add_track HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n${half}--x\r\n`],
    ['texts', `POST /users/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${half}{"a"`],
  ])('GET /livez · is answered beside 200 half %s', async (_, request) => {
    const heard = Array.from({ length: 200 }, () => send(crowded, request));
    await crowded.until(() => heard.filter(({ isClosed }) => isClosed).length > 150);
    const refused = heard.filter(({ isClosed }) => isClosed);
    for (const { answer } of refused) expect(answer).toMatch(/^HTTP\/1\.1 503 .*Retry-After: 5\r\n/is);
    expect((await crowded.fetch('/livez')).status).toBe(200);
    for (const socket of open.splice(0)) socket.destroy();
    await crowded.until(async () => (await crowded.fetch('/albums')).status === 200);
  });
});
