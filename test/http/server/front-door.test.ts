import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { House } from '../../support/house.ts';

const TRUSTED = 'https://music.example';
const STRANGE = 'https://elsewhere.example';

let house: House;
let artist: string;
let token: string;

beforeAll(async () => {
  house = await House.open('sqlite', { CORS_ORIGINS: TRUSTED });
  ({ token } = await house.member());
  const name = 'An artist with a long biography';
  artist = (await house.call('POST', '/artists', { token, body: { name, info: 'la '.repeat(6000) } })).body._id;
});
afterAll(() => house.close());

describe('GET /artists/:id, long JSON', () => {
  const UNPACK: Record<string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array> = {
    gzip: Bun.gunzipSync,
    zstd: Bun.zstdDecompressSync,
  };

  test.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['GZIP;q=0.5', 'gzip'],
    ['zstd;q=0, gzip', 'gzip'],
  ])('is compressed for a client that takes %s', async (accepted, coding) => {
    const plain = await (await house.fetch('GET', `/artists/${artist}`)).text();
    const answer = await house.fetch('GET', `/artists/${artist}`, { headers: { 'accept-encoding': accepted } });
    const { headers } = answer;
    expect([answer.status, headers.get('content-encoding'), headers.get('vary')]).toEqual([
      200,
      coding,
      'Authorization, Cookie, Token, Accept-Encoding',
    ]);
    expect(headers.get('content-type')).toBe('application/json;charset=utf-8');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBeLessThan(1000);
    expect(new TextDecoder().decode(UNPACK[coding]?.(bytes))).toBe(plain);
  });

  test.each([undefined, 'identity', 'br', 'gzip;q=0', 'zstd; q=0.000, gzip;q=0', 'x-gzip'])(
    'is sent as it is to a client that takes %s',
    async (accepted) => {
      const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-encoding': accepted };
      const answer = await house.fetch('GET', `/artists/${artist}`, { headers });
      expect(answer.headers.get('content-encoding')).toBeNull();
      expect(await answer.json()).toMatchObject({ _id: artist });
    },
  );

  test('has the same length for HEAD as for GET', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const head = await house.fetch('HEAD', `/artists/${artist}`, { headers });
    const get = await house.fetch('GET', `/artists/${artist}`, { headers });
    expect(head.headers.get('content-encoding')).toBe('gzip');
    expect(Number(head.headers.get('content-length'))).toBe((await get.bytes()).length);
  });
});

test.each([
  ['/albums', 200, []],
  ['/albums/none', 404, { error: 'Not found' }],
])('GET %s · short JSON is not compressed', async (path, status, body) => {
  const answer = await house.fetch('GET', path, { headers: { 'accept-encoding': 'gzip' } });
  expect([answer.status, answer.headers.get('content-encoding')]).toEqual([status, null]);
  expect(await answer.json()).toEqual(body);
});

describe('frontDoor, a page of another origin', () => {
  const allowed = ({ headers }: Response) =>
    ['origin', 'credentials', 'methods'].map((what) => headers.get(`access-control-allow-${what}`));

  test.each([
    [STRANGE, null],
    [TRUSTED, 'true'],
  ])('GET /albums · may read answers, refusals too, from %s with credentials: %s', async (origin, credentials) => {
    for (const path of ['/albums', '/albums/none', '/nowhere']) {
      const answer = await house.fetch('GET', path, { headers: { origin } });
      expect(allowed(answer).slice(0, 2)).toEqual([origin, credentials]);
      expect(answer.headers.get('vary')).toContain('Origin');
      expect(answer.headers.get('access-control-expose-headers')).toContain('link');
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
    }
  });

  test.each([
    [STRANGE, null],
    [TRUSTED, 'true'],
  ])('OPTIONS / · may ask beforehand, from %s with credentials: %s', async (origin, credentials) => {
    const headers = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'token' };
    for (const path of ['/', '/albums/none']) {
      const answer = await house.fetch('OPTIONS', path, { headers });
      expect([answer.status, ...allowed(answer)]).toEqual([
        204,
        origin,
        credentials,
        'GET, HEAD, POST, PUT, PATCH, DELETE',
      ]);
      expect(answer.headers.get('access-control-allow-headers')).toContain('token');
    }
  });

  test('POST /artists · may write with a token', async () => {
    const headers = { origin: STRANGE };
    const answer = await house.call('POST', '/artists', { token, headers, body: { name: 'From a page' } });
    expect([answer.status, answer.body.name]).toEqual([200, 'From a page']);
  });

  test('GET /artists/:id · gets long JSON compressed, and a Vary that names both', async () => {
    const headers = { origin: STRANGE, 'accept-encoding': 'gzip' };
    const answer = await house.fetch('GET', `/artists/${artist}`, { headers });
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([
      'gzip',
      'Authorization, Cookie, Token, Origin, Accept-Encoding',
    ]);
  });
});

test('GET /albums · what no page asks for carries no headers for pages', async () => {
  const answer = await house.fetch('GET', '/albums');
  expect([...answer.headers.keys()]).toEqual(['content-type', 'x-content-type-options', 'x-request-id']);
});

test.each(['/livez', '/readyz', '/swagger/json', '/albums', '/nowhere', '/v1/users'])(
  'GET %s · no browser may take its JSON for something else',
  async (path) => {
    const answer = await house.fetch('GET', path);
    expect(answer.headers.get('content-type')).toStartWith('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  },
);
