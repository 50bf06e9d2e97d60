import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Staging } from '../../../src/domain/media/staging.ts';
import { DomainError } from '../../../src/errors.ts';
import { StagedUpload } from '../../../src/http/body/arriving-file.ts';
import { type Seen, Strangers } from '../../../src/http/body/gate.ts';
import { type Body, discardStaged, receiveBody } from '../../../src/http/body/receive.ts';
import { Arriving, part } from '../../support/arriving.ts';
import { openFiles } from '../../support/open-files.ts';

const PLAN = { files: { image: 5000, audio: 1_000_000 } };
/** Of requests to `/gated`: the key has to be right. */
const GATE = {
  fields: ['key', 'audio'],
  strangers: new Strangers({ bytes: 400_000, uploads: 2 }),
  check: async ({ key }: Seen) => {
    if (key !== 'right') throw new DomainError('invalid', 'key is wrong');
  },
  owner: async () => '',
};

let root: string;
let staging: Staging;
let server: ReturnType<typeof serve>;
/** Ends with the outcome of the next request that the server receives. */
let received = Promise.withResolvers<Body | DomainError>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'receive-'));
  staging = new Staging(root, 0);
  await staging.sweep();
  server = serve();
});
afterAll(async () => {
  await server.stop(true);
  await rm(root, { recursive: true });
});
afterEach(async () => {
  expect(await readdir(join(root, 'tmp'))).toEqual([]);
});

/** Answers with what it received, files as their name and content. */
function serve() {
  return Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      try {
        const isGated = new URL(request.url).pathname === '/gated';
        const body = await receiveBody(request, isGated ? { ...PLAN, gate: GATE } : PLAN, staging);
        const shown = await Promise.all(Object.entries(body).map(async ([name, value]) => [name, await show(value)]));
        await discardStaged(body, staging);
        received.resolve(body);
        return Response.json(Object.fromEntries(shown));
      } catch (error) {
        received.resolve(error as DomainError);
        if (!(error instanceof DomainError)) return new Response(String(error), { status: 500 });
        return Response.json(
          { kind: error.kind, message: error.message },
          { status: error.kind === 'too_large' ? 413 : 400 },
        );
      }
    },
  });
}

async function show(value: unknown): Promise<unknown> {
  if (!(value instanceof StagedUpload)) return value;
  const content = await readFile(value.staged.path, 'latin1');
  return { name: value.originalName, size: value.staged.size, content: content.slice(0, 20) };
}

type Sent = NonNullable<RequestInit['body']>;

async function send(type: string | undefined, body: Sent | undefined): Promise<unknown> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  return (await fetch(server.url, { method: 'POST', headers, body })).json();
}

const json = (body: Sent) => send('application/json', body);
const form = (body: Sent) => send('multipart/form-data; boundary=b', body);
const whole = (...parts: string[]) => `${parts.join('')}--b--\r\n`;
const invalid = (message: string) => ({ kind: 'invalid', message });
const MALFORMED = invalid('body is not a complete, well-formed form');

/** A body without a length, in chunks. */
function chunks(...pieces: (string | Uint8Array)[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? Buffer.from(piece) : piece);
      controller.close();
    },
  });
}

describe('receiveBody, JSON', () => {
  test.each([
    [
      'an object',
      '{"name":"Утро","tags":["a",{"b":null}],"year":1999}',
      { name: 'Утро', tags: ['a', { b: null }], year: 1999 },
    ],
    ['nothing', '', {}],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['an escaped emoji', '{"a":"\\ud83c\\udfb5"}', { a: '🎵' }],
    ['32 levels', `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`, JSON.parse(`${'{"a":'.repeat(32)}1${'}'.repeat(32)}`)],
  ])('is taken: %s', async (_what, body, expected) => {
    expect(await json(body)).toEqual(expected);
  });

  test.each([
    ['text', 'hello', 'body is not valid JSON in UTF-8'],
    ['half an object', '{"a":', 'body is not valid JSON in UTF-8'],
    ['Latin-1', Buffer.from('{"a":"\xe9"}', 'latin1'), 'body is not valid JSON in UTF-8'],
    ['a million brackets', '['.repeat(1_000_000), 'body is not valid JSON in UTF-8'],
    ['a list', '[]', 'body must be a JSON object'],
    ['null', 'null', 'body must be a JSON object'],
    ['a number', '7', 'body must be a JSON object'],
    ['a NUL', '{"name":"a\\u0000"}', 'name contains characters that cannot be stored'],
    ['half an emoji', '{"a":{"b":["x","\\ud83c"]}}', 'a.b[1] contains characters that cannot be stored'],
    ['a key with a NUL', '{"a":{"b\\u0000":1}}', 'a has a key with characters that cannot be stored'],
    ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'body is nested more than 32 deep'],
  ])('is refused: %s', async (_what, body, message) => {
    expect(await json(body)).toEqual(invalid(message));
  });

  test('loses __proto__, at every level', async () => {
    received = Promise.withResolvers();
    expect(await json('{"__proto__":{"isRoot":true},"a":{"__proto__":{"isRoot":true},"b":1}}')).toEqual({
      a: { b: 1 },
    });
    const body = (await received.promise) as { a: object; isRoot?: boolean };
    expect([Object.keys(body), Object.keys(body.a), body.isRoot]).toEqual([['a'], ['b'], undefined]);
  });

  test('is counted up to one MiB, with and without a length', async () => {
    const exact = `{"a":"${'x'.repeat(1024 * 1024 - 8)}"}`;
    expect(await json(exact)).toEqual({ a: 'x'.repeat(1024 * 1024 - 8) });
    const tooLarge = { kind: 'too_large', message: 'body is larger than 1048576 bytes' };
    expect(await json(`${exact} `)).toEqual(tooLarge);
    expect(await json(chunks(exact, ' '))).toEqual(tooLarge);
  });
});

describe('receiveBody, the type of content', () => {
  test.each([
    ['application/json; charset=utf-8', '{"a":1}', { a: 1 }],
    ['Application/JSON', '{"a":1}', { a: 1 }],
    ['application/merge-patch+json', '{"a":1}', { a: 1 }],
    ['application/x-www-form-urlencoded', 'a=1&b=%D0%B0+b', { a: '1', b: 'а b' }],
    ['text/plain', '', {}],
    [undefined, undefined, {}],
  ])('%s is taken', async (type, body, expected) => {
    expect(await send(type, body)).toEqual(expected);
  });

  test.each(['text/plain', 'application/xml', 'application/octet-stream', 'application/jsonp'])(
    '%s is not',
    async (type) => {
      expect(await send(type, '{}')).toMatchObject({ kind: 'unsupported' });
    },
  );
});

describe('receiveBody, a form', () => {
  test('brings texts and files', async () => {
    const data = new FormData();
    data.set('name', 'Утро');
    data.set('image', new File(['picture'], 'Обложка 1.png', { type: 'image/png' }));
    data.set('audio', new File(['x'.repeat(900_000)], 'a.mp3'));
    expect(await send(undefined, data)).toEqual({
      name: 'Утро',
      image: { name: 'Обложка 1.png', size: 7, content: 'picture' },
      audio: { name: 'a.mp3', size: 900_000, content: 'x'.repeat(20) },
    });
  });

  test.each([
    ['a file input left empty', part('name="image"; filename=""\r\nContent-Type: application/octet-stream'), {}],
    [
      'one in a field that takes no file',
      part('name="photo"; filename=""\r\nContent-Type: application/octet-stream'),
      {},
    ],
    ['an empty text where a file may be', part('name="image"'), {}],
    ['an empty text', part('name="a"'), { a: '' }],
    ['an empty file', part('name="image"; filename="a.png"'), { image: { name: 'a.png', size: 0, content: '' } }],
    ['a text where a file may be', part('name="image"', 'a.png'), { image: 'a.png' }],
    ['a field of 64 KB', part('name="a"', 'x'.repeat(65_536)), { a: 'x'.repeat(65_536) }],
    [
      'a file that looks like a boundary',
      part('name="image"; filename="a"', '\r\n--\r\n--x\r\n'),
      { image: { name: 'a', size: 11, content: '\r\n--\r\n--x\r\n' } },
    ],
    ['a field named __proto__', part('name="__proto__"', 'x'), {}],
  ])('may have %s', async (_what, body, expected) => {
    expect(await form(whole(body))).toEqual(expected);
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\song.mp3', 'song.mp3'],
    ['..', 'file'],
    [' a\tb .mp3 ', 'ab .mp3'],
    ['say %22hi%22.mp3', 'say "hi".mp3'],
    [`${'я'.repeat(300)}.mp3`, `${'я'.repeat(251)}.mp3`],
  ])('with a file named %j shows it as %j', async (filename, shown) => {
    expect(await form(whole(part(`name="image"; filename="${filename}"`, 'x')))).toMatchObject({
      image: { name: shown },
    });
  });

  test.each([
    ['a file where none may be', whole(part('name="photo"; filename="a.png"', 'x')), invalid('photo takes no file')],
    [
      'a file in a field that only prototypes have',
      whole(part('name="toString"; filename="a"', 'x')),
      invalid('toString takes no file'),
    ],
    ['a text twice', whole(part('name="a"', '1'), part('name="a"', '2')), invalid('a is given more than once')],
    [
      'a file twice',
      whole(part('name="image"; filename="a"', '1'), part('name="image"; filename="a"', '2')),
      invalid('image is given more than once'),
    ],
    ['a NUL', whole(part('name="a"', 'x\0')), invalid('a contains characters that cannot be stored')],
    [
      'an unknown charset',
      whole(part('name="a"\r\nContent-Type: text/plain; charset=none', 'x')),
      invalid('a contains characters that cannot be stored'),
    ],
    ['a part without a name', whole(part('x="a"', 'x')), invalid('body has a field without a usable name')],
    ['a part header of 20 KB', whole(part(`name="a"; x="${'x'.repeat(20_000)}"`, 'x')), MALFORMED],
    ['no end', part('name="a"', 'x'), MALFORMED],
    ['no end in a file', part('name="audio"; filename="a"', 'x'.repeat(200_000)), MALFORMED],
    ['no parts', 'hello', MALFORMED],
  ])('is refused with %s', async (_what, body, expected) => {
    expect(await form(body)).toEqual(expected);
  });

  test('is refused when a text is not UTF-8', async () => {
    const body = Buffer.from(whole(part('name="a"', '\xe9')), 'latin1');
    expect(await form(body)).toEqual(invalid('a contains characters that cannot be stored'));
    expect(await send('application/x-www-form-urlencoded', 'a=%E9')).toEqual(
      invalid('a contains characters that cannot be stored'),
    );
  });

  test('is refused when its boundary is missing', async () => {
    expect(await send('multipart/form-data', whole())).toEqual(invalid('body is a form without a boundary'));
  });

  const many = (head: (i: number) => string) => whole(...Array.from({ length: 3000 }, (_, i) => part(head(i), 'x')));
  test.each([
    ['fields', many((i) => `name="f${i}"`)],
    [
      'files',
      many((i) => `name="f${i}"; filename=""\r\nContent-Type: application/octet-stream`).replaceAll('\nx\r', '\n\r'),
    ],
    ['parts of no use', many(() => 'x').replaceAll('Content-Disposition', 'X-Other')],
  ])('is refused with thousands of %s', async (_what, body) => {
    expect(await form(body)).toEqual({ kind: 'too_large', message: 'body has too many fields' });
  });

  /** Milliseconds of processor time, of the best of three runs: others share the machine. */
  async function leastWork(run: () => Promise<void>): Promise<number> {
    const spent: number[] = [];
    for (let at = 0; at < 3; at++) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) / 1000);
    }
    return Math.min(...spent);
  }
  function* repeated(piece: string, times: number) {
    for (let at = 0; at < times; at += 1000) yield piece.repeat(1000);
  }
  test.each([
    ['empty parts', '--b\r\n'],
    ['parts without a name', '--b\r\nX: y\r\n\r\n\r\n'],
    ['fields of one name', part('name="a"')],
    ['files left empty', part('name="photo"; filename=""\r\nContent-Type: application/octet-stream')],
  ])('with a hundred thousand %s is refused by its beginning', async (_what, piece) => {
    const work = await leastWork(async () => {
      const arriving = new Arriving('/', repeated(piece, 100_000));
      expect(await receiveBody(arriving.request, PLAN, staging).catch(String)).toMatch(
        /too many|more than once|well-formed/,
      );
      expect(arriving.read).toBeLessThanOrEqual(3000 * piece.length);
    });
    expect(work).toBeLessThan(50);
  });

  test('with a hundred thousand parts in one piece is not parsed to its end', async () => {
    const work = await leastWork(async () => {
      const { request } = new Arriving('/', ['--b\r\n'.repeat(300_000)]);
      expect(await receiveBody(request, PLAN, staging).catch(String)).toBe('DomainError: body has too many fields');
    });
    expect(work).toBeLessThan(50);
  });

  test.each([
    ['of 100 bytes is taken', 'n'.repeat(100), { ['n'.repeat(100)]: 'x' }],
    ['of 101 bytes is not', 'n'.repeat(101), invalid('body has a field without a usable name')],
    ['of 51 letters of two bytes is not', 'я'.repeat(51), invalid('body has a field without a usable name')],
  ])('with a field whose name is %s', async (_what, name, expected) => {
    expect(await form(whole(part(`name="${name}"`, 'x')))).toEqual(expected);
    expect(await send('application/x-www-form-urlencoded', `${encodeURIComponent(name)}=x`)).toEqual(expected);
  });

  test.each([
    [70, { a: 'x' }],
    [200, { a: 'x' }],
    [300, invalid('body is a form with a content type of more than 256 characters')],
    [8000, invalid('body is a form with a content type of more than 256 characters')],
  ])('with a boundary of %d characters', async (length, expected) => {
    const boundary = 'b'.repeat(length);
    const body = whole(part('name="a"', 'x')).replaceAll('--b', `--${boundary}`);
    expect(await send(`multipart/form-data; boundary=${boundary}`, body)).toEqual(expected);
  });

  test('is refused when a file or a text is larger than its field takes', async () => {
    const tooLarge = (message: string) => ({ kind: 'too_large', message });
    const image = (size: number) => whole(part('name="a"', '1'), part('name="image"; filename="a"', 'x'.repeat(size)));
    expect(await form(image(5000))).toMatchObject({ image: { size: 5000 } });
    expect(await form(image(5001))).toEqual(tooLarge('image is larger than 5000 bytes'));
    expect(await form(chunks(image(600_000)))).toEqual(tooLarge('image is larger than 5000 bytes'));
    expect(await form(whole(part('name="a"', 'x'.repeat(65_537))))).toEqual(tooLarge('a is longer than 65536 bytes'));
  });

  test('leaves nothing of a file that was complete when a later one is refused', async () => {
    const parts = [part('name="audio"; filename="a"', 'x'.repeat(500_000)), part('name="photo"; filename="a"', 'x')];
    expect(await form(whole(...parts))).toEqual(invalid('photo takes no file'));
  });
});

/** Speaks HTTP by hand: sends what is given and hands out the connection. */
async function speak(head: string, body: string | Buffer = '', path = '/') {
  received = Promise.withResolvers();
  const socket = connect(server.port ?? 0, '127.0.0.1');
  await new Promise<void>((resolve) =>
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n`, () => resolve()),
  );
  await new Promise<void>((resolve) => socket.write(body, () => resolve()));
  return socket;
}

const FORM = 'Content-Type: multipart/form-data; boundary=b';

describe('receiveBody, a client', () => {
  test('that announces too much is answered before it sends anything', async () => {
    const socket = await speak(`${FORM}\r\nContent-Length: 3000000`);
    const [answer] = await Array.fromAsync(socket.take(1));
    expect(String(answer)).toContain('HTTP/1.1 413');
    expect(String(answer)).toContain('body is larger than 2053576 bytes');
    socket.destroy();
  });

  test('that waits in the middle of a refused body is answered', async () => {
    const socket = await speak(
      `${FORM}\r\nContent-Length: 100000`,
      part('name="photo"; filename="a"', 'x'.repeat(1000)),
    );
    const [answer] = await Array.fromAsync(socket.take(1));
    expect(String(answer)).toContain('photo takes no file');
    socket.destroy();
  });

  test('that sends all of a refused body before it reads sees the answer, and the connection serves the next request', async () => {
    const body = whole(part('name="photo"; filename="a"', 'x'.repeat(1_500_000)));
    const next = `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}`;
    const socket = await speak(`${FORM}\r\nContent-Length: ${body.length}`, body);
    socket.write(next);
    const answers = Buffer.concat(await Array.fromAsync(socket)).toString();
    expect(answers).toContain('photo takes no file');
    expect(answers).toEndWith('{"a":1}');
  });

  test('that hangs up while its file waits for a field gives the place back', async () => {
    const half = part('name="audio"; filename="a"', 'a'.repeat(100_000));
    const open = () => speak(`${FORM}\r\nContent-Length: 300000`, half, '/gated');
    const sent = (...parts: string[]) =>
      fetch(new URL('/gated', server.url), {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body: whole(...parts),
      });
    for (let round = 0; round < 5; round++) {
      const sockets = [await open(), await open()];
      while ((await readdir(join(root, 'tmp'))).length < 2) await Bun.sleep(2);
      expect(await (await sent(half, part('name="key"', 'right'))).json()).toMatchObject({ kind: 'busy' });
      expect(await (await sent(part('name="key"', 'right'), half)).json()).toMatchObject({ audio: { size: 100_000 } });
      for (const socket of sockets) socket.destroy();
      while ((await readdir(join(root, 'tmp'))).length > 0) await Bun.sleep(2);
    }
    expect(await (await sent(half, part('name="key"', 'right'))).json()).toMatchObject({ audio: { size: 100_000 } });
  });

  test.each(['length', 'chunks'])('that hangs up at any byte of a body with %s leaves nothing', async (how) => {
    const files = [
      part('name="image"; filename="i"', 'i'.repeat(4000)),
      part('name="audio"; filename="a"', 'a'.repeat(300_000)),
    ];
    const body = whole(part('name="a"', 'x'), ...files);
    const [head, start] =
      how === 'length'
        ? [`Content-Length: ${body.length}`, '']
        : ['Transfer-Encoding: chunked', `${body.length.toString(16)}\r\n`];
    // Every byte of the first part and of the second's header, then coarsely through the files.
    const places = [...Array(250).keys(), ...Array.from({ length: 50 }, (_, i) => 250 + i * 6000)];
    for (const place of places) {
      const socket = await speak(`${FORM}\r\n${head}`, start + body.slice(0, place));
      socket.destroy();
      expect(await received.promise).toMatchObject({ kind: 'invalid', message: 'body ends before it is complete' });
    }
    expect((await openFiles()).filter((file) => file.startsWith(root))).toEqual([]);
  });
});
