import { afterAll, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOf } from '../../src/commands/import/files.ts';
import { ImportStopped, Refused, Server } from '../../src/commands/import/server.ts';
import { pathOf } from '../../src/commands/import/walk.ts';

/** Answers in turn, the last one again and again; what was asked is noted. */
let answers: Response[] = [];
let asked: string[] = [];
const signedIn = () =>
  Response.json(
    { token: 'first' },
    {
      headers: [
        ['set-cookie', 'jwt-refresh=r1; Path=/user/refresh'],
        ['set-cookie', 'jwt-access=first'],
      ],
    },
  );
const listener = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: ({ method, url, headers }) => {
    const { pathname } = new URL(url);
    if (pathname === '/user/login') {
      asked.push('login');
      return signedIn();
    }
    asked.push(`${method} ${pathname} ${headers.get('token') ?? headers.get('cookie')}`);
    return (answers.length > 1 ? answers.shift() : answers[0]?.clone()) as Response;
  },
});
const folder = mkdtempSync(join(tmpdir(), 'tonearm-import-'));
afterAll(async () => {
  await listener.stop(true);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
});

const said = (status: number, error: string, headers = {}) => Response.json({ error }, { status, headers });
const ok = () => Response.json({ fine: true });

async function server(...then: Response[]): Promise<Server> {
  answers = then;
  const made = new Server({ url: listener.url.origin, login: 'root', password: 'x' }, 1_000);
  await made.signIn();
  return made;
}

test('tonearm import · a token that has ended is refreshed, once for all that meet it', async () => {
  const one = await server(
    said(401, 'ended'),
    said(401, 'ended'),
    new Response('{}', {
      headers: [
        ['set-cookie', 'jwt-access=second'],
        ['set-cookie', 'jwt-refresh=r2'],
      ],
    }),
    ok(),
  );
  expect(await Promise.all([one.call('GET', '/a'), one.call('GET', '/a')])).toEqual([{ fine: true }, { fine: true }]);
  expect(asked).toEqual([
    ...['login', 'GET /a first', 'GET /a first', 'POST /user/refresh jwt-refresh=r1'],
    ...['GET /a second', 'GET /a second'],
  ]);
});

test('tonearm import · where it cannot be refreshed it signs in again, but not for ever', async () => {
  const one = await server(said(401, 'ended'), said(401, 'used'), ok());
  expect(await one.call('GET', '/a')).toEqual({ fine: true });
  expect(asked).toEqual(['login', 'GET /a first', 'POST /user/refresh jwt-refresh=r1', 'login', 'GET /a first']);
  const other = await server(said(401, 'never'));
  await expect(other.call('GET', '/a')).rejects.toThrow(ImportStopped);
});

test.each<[string, Response[]]>([
  ['that is away for a moment', [said(503, 'stopping', { 'retry-after': '0' }), said(502, 'proxy'), ok()]],
  ['that limits', [said(429, 'too many'), ok()]],
  ['that fails once', [said(500, 'oops'), ok()]],
])('tonearm import · a server %s is asked again', async (_, then) => {
  expect(await (await server(...then)).call('GET', '/a')).toEqual({ fine: true });
});

test.each<[string, Response, typeof ImportStopped | typeof Refused, string]>([
  [
    'stays away',
    said(503, 'there is no room for files just now'),
    ImportStopped,
    'there is no room for files just now',
  ],
  ['has no room for the account', said(413, 'Quota exceeded: 0.1 MB left'), ImportStopped, 'Quota exceeded'],
  ['refuses a file', said(400, 'audio is broken'), Refused, 'audio is broken'],
  ['fails again and again', said(500, 'oops'), Refused, 'oops'],
  ['leads elsewhere', new Response(null, { status: 302, headers: { location: '/b' } }), ImportStopped, 'a redirection'],
])('tonearm import · a server that %s', async (_, answer, kind, text) => {
  const failed = await (await server(answer)).call('GET', '/a').catch((error) => error);
  expect([failed instanceof kind, failed.message]).toEqual([true, expect.stringContaining(text)]);
});

test('tonearm import · a file that has changed since it was found is not taken', async () => {
  const path = join(folder, 'a.mp3');
  writeFileSync(path, 'before');
  const { size, mtimeMs: modified } = statSync(path);
  const found = { ...pathOf(path), name: 'a.mp3', folder: pathOf(folder), size, modified };
  expect(await hashOf(found)).toBe(new Bun.CryptoHasher('sha256').update('before').digest('hex'));
  writeFileSync(path, 'afterwards');
  await expect(hashOf(found)).rejects.toThrow('it was changed while it was read: import it again');
  rmSync(path);
  await expect(hashOf(found)).rejects.toThrow('it is not there any more, or is a link to nothing');
});
