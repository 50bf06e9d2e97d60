import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import type { Exchange } from '../../../src/http/server/exchange.ts';
import { type Listeners, listen } from '../../../src/http/server/listen.ts';
import { onEachEngine } from '../../support/house.ts';
import { CODINGS, chunk, format, riff } from '../../support/wave.ts';

/** More than the system's buffers take: ten megabytes of silence. */
const SOUND = format({ coding: CODINGS.s16, rate: 44_100, channels: 2, seconds: 60 } as never);
const LONG = new File([riff([SOUND, chunk('data', Buffer.alloc(44_100 * 4 * 60))])], 'Silence.wav');

/** Milliseconds. */
const PATIENCE = 5_000;

onEachEngine('an exchange, as observers are told of it', (house) => {
  const told: Exchange[] = [];
  let listeners: Listeners;
  let origin: string;
  let member: { id: string; token: string };
  let artist: string;
  let track: string;

  beforeAll(async () => {
    const { services, readiness, config } = house();
    listeners = listen(
      { ...config, ports: [0], host: '127.0.0.1' },
      { observers: [(exchange) => told.push({ ...exchange })], failed: () => {} },
    );
    listeners.open(createApp(services, readiness, '0.0.0', pino({ level: 'silent' })));
    origin = listeners.urls[0] as string;
    member = await house().member();
    const { token } = member;
    const info = 'ля '.repeat(6000);
    artist = (await house().call('POST', '/artists', { token, body: { name: 'Артист', info } })).body._id;
    const album = (await house().call('POST', '/albums', { token, body: { name: 'Album', artist, year: '1999' } })).body
      ._id;
    const form = new FormData();
    for (const [name, value] of Object.entries({ name: 'Track', album })) form.set(name, value);
    form.set('audio', LONG);
    track = (await house().call('POST', '/tracks', { token, body: form })).body._id;
  });
  afterAll(() => listeners.stop(1000));

  /** The exchange of one request, once it is told. */
  async function ofRequest(id: string): Promise<Exchange> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = told.find((exchange) => exchange.id === id);
      if (found) return found;
      if (Date.now() > end) throw new Error(`nothing was told of ${id}`);
      await Bun.sleep(5);
    }
  }

  let asked = 0;
  async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
    const id = `request.${++asked}_${method}`;
    const response = await fetch(origin + path, {
      method,
      headers: { 'x-request-id': id, ...headers },
      body,
      decompress: false,
      redirect: 'manual',
    });
    const { length } = await response.bytes();
    return { response, length, exchange: await ofRequest(response.headers.get('x-request-id') ?? '') };
  }

  interface Case {
    method?: string;
    path: string;
    route: string;
    status?: number;
    headers?: Record<string, string>;
    body?: string;
  }
  const JSON_BODY = { 'content-type': 'application/json' };
  const PAGE = { origin: 'https://elsewhere.example' };

  test.each<Case>([
    { path: '/artists/ID?token=secret', route: '/artists/:id', headers: { 'accept-encoding': 'identity' } },
    { path: '/artists/ID', route: '/artists/:id', headers: { 'accept-encoding': 'gzip' } },
    { path: '/artists', route: '/artists', headers: { 'accept-encoding': 'zstd', ...PAGE } },
    { path: '/artists/none', route: '/artists/:id', status: 404 },
    { path: '/albums', route: '/albums', headers: PAGE },
    { method: 'POST', path: '/artists', route: '/artists', status: 401, headers: JSON_BODY, body: '{"name":"x"}' },
    { method: 'POST', path: '/users', route: '/users', status: 400, headers: JSON_BODY, body: '{' },
    { method: 'PUT', path: '/artists', route: 'unknown', status: 405 },
    { method: 'OPTIONS', path: '/artists', route: 'unknown', status: 204 },
    { path: '/no/such/path', route: 'unknown', status: 404 },
    { path: '/v1/releases', route: '/v1/releases', status: 401 },
    { path: '/rest/ping', route: '/rest/ping' },
    { path: '/rest/ping.view', route: '/rest/ping' },
    { path: '/rest/none.view', route: '/rest/*', status: 404 },
    { path: '/', route: '/' },
    { path: '/icon.svg', route: '/icon.svg', headers: { 'accept-encoding': 'gzip' } },
    { path: '/icon.svg', route: '/icon.svg', headers: { 'accept-encoding': 'identity' } },
    { path: '/swagger', route: '/swagger' },
    { path: '/swagger/json', route: '/swagger/json', headers: { 'accept-encoding': 'gzip' } },
    { path: '/app-keys', route: '/app-keys' },
    { path: '/s/none', route: '/s/:id', status: 404 },
    { path: '/livez', route: '/livez' },
    { path: '/readyz', route: '/readyz' },
    { path: '/media/track/TRACK', route: '/media/track/:trackId' },
    { path: '/media/track/TRACK', route: '/media/track/:trackId', status: 206, headers: { range: 'bytes=100-299' } },
    {
      path: '/media/track/TRACK',
      route: '/media/track/:trackId',
      status: 206,
      headers: { range: 'bytes=-7', ...PAGE },
    },
    { path: '/media/track/TRACK', route: '/media/track/:trackId', status: 416, headers: { range: 'bytes=999999999-' } },
    { method: 'HEAD', path: '/media/track/TRACK', route: '/media/track/:trackId' },
    { method: 'HEAD', path: '/artists/ID', route: '/artists/:id' },
  ])('$path · is told with its pattern $route, its status and the bytes of its body', async (one) => {
    const { method = 'GET', path, route, status = 200, headers, body } = one;
    const address = path.replace('ID', artist).replace('TRACK', track);
    const { response, length, exchange } = await ask(method, address, headers, body);
    const { body: _body, isShared: _isShared, again: _again, ...told } = exchange;
    expect(told).toEqual({
      ...{ id: response.headers.get('x-request-id') as string, start: expect.any(Number) as number },
      ...{ method, route, status, bytes: length, milliseconds: expect.any(Number) as number },
      ...{ account: undefined, isAborted: false },
    });
    expect(exchange.milliseconds).toBeWithin(0, 5_000);
    // What is whole has its length, and does not come in chunks.
    if (status !== 204 && status !== 416) expect(response.headers.get('content-length')).not.toBeNull();
  });

  test('GET /trackHistory · is told with the account', async () => {
    const { exchange } = await ask('GET', '/trackHistory', { token: member.token });
    expect([exchange.status, exchange.account]).toEqual([200, member.id]);
    expect((await ask('HEAD', '/trackHistory', { token: member.token })).exchange.account).toBe(member.id);
    expect((await ask('GET', '/trackHistory', { token: 'wrong' })).exchange.account).toBeUndefined();
  });

  test.each(['a', `${'Aa0._-'.repeat(21)}xy`])('X-Request-Id: %s · is kept', async (id) => {
    const { headers } = await fetch(`${origin}/livez`, { headers: { 'x-request-id': id } });
    expect(headers.get('x-request-id')).toBe(id);
  });

  test.each(['', 'a b', 'a/b', 'é', `${'x'.repeat(129)}`, '{"a":1}', 'a,b'])(
    'X-Request-Id: %j · is replaced',
    async (id) => {
      const ids = new Set<string>();
      for (const path of ['/livez', '/albums', '/nowhere', '/albums/none'])
        ids.add((await fetch(origin + path, { headers: { 'x-request-id': id } })).headers.get('x-request-id') ?? '');
      expect(ids.size).toBe(4);
      for (const one of ids) expect(one).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
    },
  );

  test('GET /media/track/:trackId · of a client that goes away is told as aborted, and no byte is claimed', async () => {
    const { port, hostname } = new URL(origin);
    const path = `/media/track/${track}`;
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: leaver\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    socket.destroy();
    const exchange = await ofRequest('leaver');
    expect([exchange.isAborted, exchange.bytes, exchange.status]).toEqual([true, 0, 200]);
  });
});

describe('listen', () => {
  const told: Exchange[] = [];
  let endless: Listeners;
  beforeAll(() => {
    endless = listen(
      {
        ...{ ports: [0], host: '127.0.0.1', corsOrigins: [], publicUrl: undefined, trustProxy: false },
        ...{ maxTrackBytes: 1, maxCoverBytes: 1, maxAvatarBytes: 1 },
      },
      { observers: [(exchange) => told.push({ ...exchange })], failed: () => {} },
    );
  });
  afterAll(() => endless.stop(0));

  test('GET /livez, GET /readyz, all else · before the app, each with its request id', async () => {
    const [origin] = endless.urls;
    const answers = await Promise.all(['/livez', '/readyz', '/albums'].map((path) => fetch(origin + path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503]);
    for (const { headers } of answers) expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
    for (const { headers } of answers.slice(1)) expect(headers.get('retry-after')).toBe('2');
    expect(told.map(({ route, status }) => [route, status]).sort()).toEqual([
      ['/livez', 200],
      ['/readyz', 503],
      ['unknown', 503],
    ]);
  });
});
