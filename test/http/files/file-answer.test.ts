import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Elysia } from 'elysia';
import { filled, planAnswer } from '../../../src/http/files/file-answer.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-answer-'));
const SECOND = Date.UTC(1994, 10, 6, 8, 49, 37); // the moment all examples of RFC 9110 are about
const LAST_MODIFIED = 'Sun, 06 Nov 1994 08:49:37 GMT';
const BEFORE = 'Sun, 06 Nov 1994 08:49:36 GMT';
const AFTER = 'Sun, 06 Nov 1994 08:49:38 GMT';

interface Stored {
  row: Parameters<typeof planAnswer>[1];
  path: string;
  content: Buffer;
}

function store(name: string, size: number): Stored {
  // No two stretches of this look alike, so that bytes from a wrong place are found out.
  const content = Buffer.from(
    Uint8Array.from({ length: size }, (_, index) => index * 7 + (index >> 8) * 13 + (index >> 16)),
  );
  const path = join(folder, name);
  writeFileSync(path, content);
  return { row: { size, type: 'audio/mpeg', name: 'v1,a', createdAt: SECOND + 1789 }, path, content };
}

const song = store('song', 1000);
const album = store('album', 3 * 1024 * 1024); // large enough to be sent by sendfile
const empty = store('empty', 0);
const files: Record<string, Stored> = { song, album, empty };

function answer(request: Request): Response {
  const file = files[new URL(request.url).pathname.slice(1)];
  if (file === undefined) return new Response('no route', { status: 404 });
  const plan = planAnswer(request, file.row, { cacheControl: 'private', disposition: 'inline' });
  return filled(plan, { bytes: Bun.file(file.path), from: 0 }, request);
}

/** The answers as Bun sends them, and as they leave through Elysia, which copies them when plugins have set headers. */
const servers = {
  Bun: () => Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer }),
  Elysia: () => {
    const app = new Elysia()
      .onRequest(({ set }) => {
        set.headers['x-frame-options'] = 'DENY';
      })
      .get('/:name', async ({ request }) => {
        await new Promise(setImmediate); // as after a query: the request's own buffers are gone by then
        return answer(request);
      })
      .listen({ port: 0, hostname: '127.0.0.1' });
    if (app.server === null) throw new Error('not listening');
    return app.server;
  },
};

interface WireAnswer {
  status: number;
  /** Lower case names; a field sent twice is joined, and so differs from what is expected. */
  headers: Record<string, string>;
  body: Buffer;
}

/** Sends one request over a socket of its own and gives what came back until the server closed it. */
async function exchange(port: number, method: string, target: string, fields: string[] = []): Promise<WireAnswer> {
  const connection = await connect(port);
  connection.send(method, target, ['Connection: close', ...fields]);
  const bytes = await connection.closed;
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]} AND ${value}` : value;
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: bytes.subarray(end + 4) };
}

async function connect(port: number) {
  const { promise: closed, resolve: close } = Promise.withResolvers<Buffer>();
  let received = Buffer.alloc(0);
  let notice = () => {};
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_, chunk) => {
        received = Buffer.concat([received, chunk]);
        notice();
      },
      close: () => close(received),
    },
  });
  return {
    socket,
    closed,
    send(method: string, target: string, fields: string[]) {
      socket.write([`${method} ${target} HTTP/1.1`, 'Host: localhost', ...fields, '', ''].join('\r\n'));
    },
    /** Takes the next answer's head off the connection, and a body of this length. */
    async take(length: number): Promise<string> {
      const end = () => received.indexOf('\r\n\r\n') + 4;
      while (end() < 4 || received.length < end() + length) {
        const { promise, resolve } = Promise.withResolvers<void>();
        notice = resolve;
        await promise;
      }
      const head = received.toString('latin1', 0, end());
      received = received.subarray(end() + length);
      return head;
    },
  };
}

afterAll(() => rmSync(folder, { recursive: true }));

type Expected = 200 | 304 | 412 | 416 | [first: number, last: number];

// fields of a GET for the song of 1000 bytes -> its status; a pair stands for 206 with these bytes
const conversations: [string, string[], Expected][] = [
  ['no condition and no range', [], 200],
  ['the first byte', ['Range: bytes=0-0'], [0, 0]],
  ['a middle', ['Range: bytes=100-199'], [100, 199]],
  ['an open end', ['Range: bytes=900-'], [900, 999]],
  ['everything from the start', ['Range: bytes=0-'], [0, 999]],
  ['a suffix', ['Range: bytes=-10'], [990, 999]],
  ['a suffix longer than the file', ['Range: bytes=-5000'], [0, 999]],
  ['an end beyond the file', ['Range: bytes=990-5000'], [990, 999]],
  ['numbers of 20 digits', ['Range: bytes=990-99999999999999999999'], [990, 999]],
  ['a start beyond the file', ['Range: bytes=1000-'], 416],
  ['a start of 20 digits', ['Range: bytes=99999999999999999999-'], 416],
  ['an empty suffix', ['Range: bytes=-0'], 416],
  ['several ranges', ['Range: bytes=0-1,5-6'], 200],
  ['several ranges, none of them there', ['Range: bytes=1000-,2000-'], 200],
  ['a range backwards', ['Range: bytes=6-5'], 200],
  ['a malformed range', ['Range: bytes=five-six'], 200],
  ['a range backwards and beyond the file', ['Range: bytes=2000-1999'], 200],
  ['a space that Bun would overlook', ['Range: bytes =5-6'], 200],
  ['spaces that Bun would overlook', ['Range: bytes=5 - 6'], 200],
  ['another unit', ['Range: lines=0-1'], 200],
  ['the unit in capitals', ['Range: BYTES=0-1'], [0, 1]],

  ['If-Range with the tag', ['Range: bytes=5-6', 'If-Range: "v1,a"'], [5, 6]],
  ['If-Range with an old tag', ['Range: bytes=5-6', 'If-Range: "v0"'], 200],
  ['If-Range with an old tag and a range that is not there', ['Range: bytes=1000-', 'If-Range: "v0"'], 200],
  ['If-Range with the tag made weak', ['Range: bytes=5-6', 'If-Range: W/"v1,a"'], 200],
  ['If-Range with the tag unquoted', ['Range: bytes=5-6', 'If-Range: v1,a'], 200],
  ['If-Range with the date', ['Range: bytes=5-6', `If-Range: ${LAST_MODIFIED}`], [5, 6]],
  ['If-Range with an earlier date', ['Range: bytes=5-6', `If-Range: ${BEFORE}`], 200],
  ['If-Range with a later date', ['Range: bytes=5-6', `If-Range: ${AFTER}`], 200],
  ['If-Range without a range', ['If-Range: "v0"'], 200],

  ['If-None-Match with the tag', ['If-None-Match: "v1,a"'], 304],
  ['If-None-Match with the tag made weak', ['If-None-Match: W/"v1,a"'], 304],
  ['If-None-Match with a list', ['If-None-Match: "v0", W/"v1,a" , "v2"'], 304],
  ['If-None-Match in two lines', ['If-None-Match: "v0"', 'If-None-Match: "v1,a"'], 304],
  ['If-None-Match with a star', ['If-None-Match: *'], 304],
  ['If-None-Match with other tags', ['If-None-Match: "v0", "v1", "a"'], 200],
  ['If-None-Match with the tag unquoted', ['If-None-Match: v1,a'], 200],
  ['If-None-Match goes before a range', ['If-None-Match: "v1,a"', 'Range: bytes=1000-'], 304],
  ['If-None-Match that fails lets the range through', ['If-None-Match: "v0"', 'Range: bytes=5-6'], [5, 6]],

  ['If-Modified-Since with the date', [`If-Modified-Since: ${LAST_MODIFIED}`], 304],
  ['If-Modified-Since with a later date', [`If-Modified-Since: ${AFTER}`], 304],
  ['If-Modified-Since with an earlier date', [`If-Modified-Since: ${BEFORE}`], 200],
  ['If-Modified-Since as in RFC 850', ['If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT'], 304],
  ['If-Modified-Since as in RFC 850, earlier', ['If-Modified-Since: Sunday, 06-Nov-94 08:49:36 GMT'], 200],
  ['If-Modified-Since as by asctime', ['If-Modified-Since: Sun Nov  6 08:49:37 1994'], 304],
  ['If-Modified-Since as by asctime, earlier', ['If-Modified-Since: Sun Nov  6 08:49:36 1994'], 200],
  ['If-Modified-Since that is no date', ['If-Modified-Since: tomorrow'], 200],
  ['If-Modified-Since that is no HTTP-date', ['If-Modified-Since: 2030-01-01'], 200],
  ['If-Modified-Since at an hour that is none', ['If-Modified-Since: Sun, 06 Nov 2094 25:00:00 GMT'], 200],
  ['If-Modified-Since is void beside If-None-Match', ['If-None-Match: "v0"', `If-Modified-Since: ${AFTER}`], 200],

  ['If-Match with the tag', ['If-Match: "v1,a"'], 200],
  ['If-Match with a list', ['If-Match: "v0", "v1,a"'], 200],
  ['If-Match with a star', ['If-Match: *'], 200],
  ['If-Match with an old tag', ['If-Match: "v0"'], 412],
  ['If-Match with the tag made weak', ['If-Match: W/"v1,a"'], 412],
  ['If-Match goes before If-None-Match', ['If-Match: "v0"', 'If-None-Match: "v1,a"'], 412],
  ['If-Match that holds lets If-None-Match speak', ['If-Match: "v1,a"', 'If-None-Match: "v1,a"'], 304],
  ['If-Unmodified-Since with the date', [`If-Unmodified-Since: ${LAST_MODIFIED}`, 'Range: bytes=5-6'], [5, 6]],
  ['If-Unmodified-Since with an earlier date', [`If-Unmodified-Since: ${BEFORE}`, 'Range: bytes=5-6'], 412],
  ['If-Unmodified-Since that is no date', ['If-Unmodified-Since: yesterday'], 200],
  ['If-Unmodified-Since is void beside If-Match', ['If-Match: *', `If-Unmodified-Since: ${BEFORE}`], 200],
];

const always = { 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff' };
const validators = { etag: '"v1,a"', 'last-modified': LAST_MODIFIED, 'cache-control': 'private' };
const representation = { ...always, ...validators, 'content-type': 'audio/mpeg', 'content-disposition': 'inline' };

function wire(content: Buffer, expected: Expected): WireAnswer {
  const size = content.length;
  if (Array.isArray(expected)) {
    const [first, last] = expected;
    const body = content.subarray(first, last + 1);
    const headers = {
      ...representation,
      'content-length': `${body.length}`,
      'content-range': `bytes ${first}-${last}/${size}`,
    };
    return { status: 206, headers, body };
  }
  const bare = { 'content-length': '0' };
  if (expected === 304) return { status: 304, headers: { ...always, ...validators }, body: Buffer.alloc(0) };
  if (expected === 412) return { status: 412, headers: { ...always, ...bare }, body: Buffer.alloc(0) };
  if (expected === 416)
    return { status: 416, headers: { ...always, ...bare, 'content-range': `bytes */${size}` }, body: Buffer.alloc(0) };
  return { status: 200, headers: { ...representation, 'content-length': `${size}` }, body: content };
}

/** Without what the server software adds of its own. */
function own({ status, headers, body }: WireAnswer): WireAnswer {
  const { date: _, connection: __, 'x-frame-options': ___, ...rest } = headers;
  return { status, headers: rest, body };
}

describe.each(Object.keys(servers) as (keyof typeof servers)[])('answerFile, stored bytes through %s', (name) => {
  let server: Bun.Server<unknown>;
  let port: number;
  beforeAll(() => {
    server = servers[name]();
    port = server.port as number;
  });
  afterAll(() => server.stop(true));

  test.each(conversations)('%s: %p is answered %p', async (_, fields, expected) => {
    expect(own(await exchange(port, 'GET', '/song', fields))).toEqual(wire(song.content, expected));
  });

  test.each(conversations)('HEAD · ignores the range and has no body: %s', async (_, fields, expected) => {
    const conditional = expected === 304 || expected === 412 ? expected : 200;
    const { status, headers } = wire(song.content, conditional);
    expect(own(await exchange(port, 'HEAD', '/song', fields))).toEqual({ status, headers, body: Buffer.alloc(0) });
  });

  test.each([
    ['no range', [], 200],
    ['an old tag', ['Range: bytes=5-', 'If-Range: "v0"'], 200],
    ['several ranges', ['Range: bytes=0-1,5-6'], 200],
    ['a large range', ['Range: bytes=1000001-2999999'], [1_000_001, 2_999_999]],
    ['a range just small enough to be read and written', ['Range: bytes=1-1048575'], [1, 1_048_575]],
    ['everything as a range', ['Range: bytes=0-'], [0, album.content.length - 1]],
  ] as [string, string[], Expected][])('a file of megabytes with %s arrives whole', async (_, fields, expected) => {
    expect(own(await exchange(port, 'GET', '/album', fields))).toEqual(wire(album.content, expected));
  });

  test.each([
    ['no range', [], 200],
    ['a range from its start', ['Range: bytes=0-'], 416],
    ['a suffix', ['Range: bytes=-5'], 200],
    ['an old tag', ['Range: bytes=0-', 'If-Range: "v0"'], 200],
    ['its tag', ['If-None-Match: "v1,a"'], 304],
  ] as [string, string[], Expected][])('an empty file with %s', async (_, fields, expected) => {
    expect(own(await exchange(port, 'GET', '/empty', fields))).toEqual(wire(empty.content, expected));
  });

  test('answers on one connection do not run into each other', async () => {
    const connection = await connect(port);
    const turns: [method: string, target: string, fields: string[], length: number, status: string][] = [
      ['HEAD', '/song', [], 0, '200'],
      ['GET', '/song', ['Range: bytes=0-1,5-6'], 1000, '200'],
      ['GET', '/song', ['If-None-Match: *'], 0, '304'],
      ['GET', '/album', ['Range: bytes=7-'], album.content.length - 7, '206'],
      ['GET', '/song', ['Range: bytes=1000-'], 0, '416'],
      ['GET', '/song', ['Range: bytes=-3', 'Connection: close'], 3, '206'],
    ];
    for (const [method, target, fields, length, status] of turns) {
      connection.send(method, target, fields);
      expect(await connection.take(length)).toStartWith(`HTTP/1.1 ${status} `);
    }
    expect(await connection.closed).toHaveLength(0);
  });

  test.skipIf(process.platform !== 'linux')('readers who hang up leave no descriptor open', async () => {
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === long.path;
        } catch {
          return false; // closed since it was listed
        }
      }).length;
    const long = store(`long-${name}`, 0);
    truncateSync(long.path, 64 * 1024 * 1024);
    files.long = { ...long, row: { ...long.row, size: 64 * 1024 * 1024 } };

    const readers = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const reader = await connect(port);
        reader.send('GET', '/long', [`Range: bytes=${index}-`]);
        await reader.take(1);
        reader.socket.pause();
        return reader.socket;
      }),
    );
    expect(open()).toBe(10);
    for (const reader of readers) reader.terminate();
    while (open() > 0) await Bun.sleep(1);
  });
});

test.each([
  ['bytes=2-3', 206, 'cd'],
  ['', 200, 'abcdef'],
])('filled · of an array Range: %s sends a copy, whatever is read there afterwards', async (range, status, text) => {
  const row = { name: 'V1StGXR8_Z5jdHi6B-myT.txt', type: 'text/plain', size: 6, createdAt: 0 };
  const request = new Request('http://localhost/', { headers: range === '' ? {} : { range } });
  const plan = planAnswer(request, row);
  const memory = new TextEncoder().encode('abcdefgh');
  const response = filled(plan, { bytes: memory.subarray(plan.start, plan.end), from: plan.start }, request);
  memory.fill(0);
  expect([response.status, await response.text()]).toEqual([status, text]);
});
