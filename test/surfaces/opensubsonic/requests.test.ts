import { beforeAll, describe, expect, test } from 'bun:test';
import { gunzipSync } from 'node:zlib';
import { version } from '../../../src/version.ts';
import { onEachEngine } from '../../support/house.ts';
import { Player, query, type Told } from '../../support/player.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ABOUT = { version: '1.16.1', type: 'tonearm', serverVersion: version, openSubsonic: true };
const NO_ENDPOINT = { ...ABOUT, status: 'failed', error: { code: 0, message: 'There is no such endpoint' } };

onEachEngine('requests of players', (house) => {
  let player: Player;
  beforeAll(async () => {
    player = await Player.of(house());
  });
  const send = (path: string, init: RequestInit = {}) =>
    house().handle(new Request(`http://localhost${path}`, init)) as Promise<Response>;
  const keyed = (more = '') => `apiKey=${player.key}&f=json${more}`;
  const told = async (response: Response): Promise<Told> => ((await response.json()) as Told)['subsonic-response'];

  describe('GET /rest/ping', () => {
    test.each(['ping', 'ping.view', 'ping/', 'ping.view/'])('is answered at %s', async (name) => {
      expect(await told(await send(`/rest/${name}?${keyed()}`))).toEqual({ status: 'ok', ...ABOUT });
    });

    test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'REPORT'])(
      'is answered to %s, with all of it in the query',
      async (method) => {
        const response = await send(`/rest/ping?${keyed()}`, { method });
        expect([response.status, await told(response)]).toEqual([200, { status: 'ok', ...ABOUT }]);
      },
    );

    test.each([
      ['ping', 200],
      ['getAlbum', 200],
      ['pong', 404],
    ])('HEAD /rest/%s · has the headers and no body', async (name, status) => {
      const [head, get] = await Promise.all(
        ['HEAD', 'GET'].map((method) => send(`/rest/${name}?${keyed()}`, { method })),
      );
      expect([head?.status, await head?.text()]).toEqual([status, '']);
      expect(head?.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(head?.headers.get('content-length')).toBe(String((await get?.bytes())?.length));
    });

    test.each(['Ping', 'PING', 'ping.VIEW', 'ping.json', 'constructor', 'getpodcasts', ''])(
      'is not what %p is',
      async (name) => {
        const response = await send(`/rest/${name}?${keyed()}`);
        expect([response.status, await told(response)]).toEqual([404, NO_ENDPOINT]);
      },
    );

    test('is answered whatever the version and without a name', async () => {
      for (const more of ['', '&v=1.8.0', '&v=1.16.9', '&v=99', '&v=&c=', '&v=x&c=y'])
        expect(await told(await send(`/rest/ping?${keyed(more)}`))).toMatchObject({ status: 'ok' });
    });
  });

  describe('POST /rest/createBookmark', () => {
    const missing = async (response: Response) => (await told(response)).error?.message;
    const [NO_USER, NO_ID] = ['u', 'id'].map((name) => `Required parameter is missing: ${name}`);

    test.each([
      ['a form', FORM, NO_ID],
      ['a form by another spelling', { 'content-type': 'Application/X-WWW-Form-Urlencoded ; charset=UTF-8' }, NO_ID],
      ['a text', { 'content-type': 'text/plain' }, NO_USER],
      ['JSON', { 'content-type': 'application/json' }, NO_USER],
      ['another form', { 'content-type': 'multipart/form-data; boundary=x' }, NO_USER],
    ] as const)('parameters come in %s, or not', async (_, headers, message) => {
      const response = await send('/rest/createBookmark?f=json', { method: 'POST', headers, body: keyed() });
      expect(await missing(response)).toBe(message as string);
    });

    test('the query comes before the form', async () => {
      const body = query({ u: 'nobody', username: 'b' });
      const path = `/rest/getUser?${keyed(`&username=${encodeURIComponent(player.account.login.toUpperCase())}`)}`;
      const { user } = await told(
        await send(path, { method: 'POST', headers: FORM, body: body.replace('u=nobody&', '') }),
      );
      expect(user.username).toBe(player.account.login);
    });

    test.each([
      ['2 MiB', `x=${'a'.repeat(2 * 1024 * 1024 - 2)}`, 200],
      ['a byte more', `x=${'a'.repeat(2 * 1024 * 1024 - 1)}`, 413],
      ['20,000 pairs', 'a=1&'.repeat(19_998), 200],
      ['one more', 'a=1&'.repeat(19_999), 413],
    ])('a form of %s', async (_, body, status) => {
      const response = await send(`/rest/ping?${keyed()}`, { method: 'POST', headers: FORM, body });
      expect(response.status).toBe(status);
      expect(await told(response)).toMatchObject({
        ...ABOUT,
        ...(status === 200 ? { status: 'ok' } : { error: { code: 0 } }),
      });
    });

    test('too many pairs in the query are refused likewise', async () => {
      const response = await send(`/rest/ping?f=json&${'a=1&'.repeat(20_000)}`);
      expect([response.status, (await told(response)).error]).toEqual([
        413,
        { code: 0, message: 'There are too many parameters' },
      ]);
    });

    test('the form says in which format it is refused, too', async () => {
      const response = await send('/rest/pong', { method: 'POST', headers: FORM, body: 'f=json' });
      expect([response.status, await told(response)]).toEqual([404, NO_ENDPOINT]);
    });
  });

  describe('GET /rest/createPlaylist · encodings', () => {
    const nameOf = async (text: string) =>
      (await told(await send(`/rest/createPlaylist?${keyed()}&name=${text}`))).playlist?.name;
    test.each([
      ['a+b', 'a b'],
      ['a%2Bb', 'a+b'],
      ['%D0%B4%D0%B0', 'да'],
      ['a=b=c', 'a=b=c'],
      ['%F0%9F%93%BB', '📻'],
    ])('%p is %p', async (text, name) => {
      expect(await nameOf(text)).toBe(name);
    });
    test.each(['%zz', '%', '%FF'])('%p cannot be read', async (text) => {
      const { error } = await told(await send(`/rest/createPlaylist?${keyed()}&name=${text}`));
      expect(error).toEqual({ code: 10, message: 'Required parameter is missing: name' });
    });
  });

  describe('GET /rest/getOpenSubsonicExtensions', () => {
    const NAMES = [
      ...['apiKeyAuthentication', 'formPost', 'indexBasedQueue', 'songLyrics', 'topSongsByArtistId', 'transcodeOffset'],
      ...['playbackReport', 'transcoding'],
    ];
    test.each(['', 'u=x&p=y', 'u=x&t=y', 'apiKey=z&u=x&p=y&t=t&s=s', 'p=x&t=y', 'apiKey=%zz'])(
      'with %p',
      async (credentials) => {
        const answer = await told(await send(`/rest/getOpenSubsonicExtensions.view?f=json&${credentials}`));
        expect(answer).toEqual({
          status: 'ok',
          ...ABOUT,
          openSubsonicExtensions: NAMES.map((name) => ({ name, versions: [1] })),
        });
      },
    );
  });

  describe('GET /rest/getLicense · f and callback', () => {
    const get = async (more: string) => {
      const response = await send(`/rest/getLicense?apiKey=${player.key}${more}`);
      return [response.headers.get('content-type'), await response.text()] as const;
    };
    const JSON_TYPE = 'application/json; charset=utf-8';
    test('is XML, JSON or a call of a function', async () => {
      const [, json] = await get('&f=json');
      expect(await get('&f=jsonp&callback=jQuery12_3.then')).toEqual([
        'text/javascript; charset=utf-8',
        `jQuery12_3.then(${json});`,
      ]);
      const [type, xml] = await get('');
      expect(type).toBe('application/xml; charset=utf-8');
      expect(xml).toBe(
        `<?xml version="1.0" encoding="UTF-8"?>\n<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" version="1.16.1" type="tonearm" serverVersion="${version}" openSubsonic="true"><license valid="true" email="" licenseExpires="2099-12-31T00:00:00.000Z"/></subsonic-response>`,
      );
      for (const f of ['xml', 'yaml', 'JSON', '']) expect(await get(`&f=${f}`)).toEqual([type, xml]);
    });
    test.each([
      '',
      '&callback=',
      '&callback=alert(1)//',
      '&callback=a%20b',
      '&callback=1a',
      `&callback=${'a'.repeat(101)}`,
    ])('jsonp with %p', async (callback) => {
      const [type, text] = await get(`&f=jsonp${callback}`);
      expect([type, JSON.parse(text)['subsonic-response'].error]).toEqual([
        JSON_TYPE,
        { code: 10, message: 'callback must be the name of a function' },
      ]);
    });
  });

  describe('GET /rest/getAlbum · pages of other sites', () => {
    const EXPOSED =
      'X-Total-Count, Content-Length, Content-Range, Accept-Ranges, ETag, X-Content-Duration, Retry-After, X-Request-Id';
    test.each(['ping', 'getAlbum', 'stream', 'getCoverArt', 'pong', 'getOpenSubsonicExtensions'])(
      'read %s',
      async (name) => {
        for (const origin of ['https://player.example', undefined])
          for (const credentials of ['', keyed()]) {
            const { headers } = await send(`/rest/${name}?${credentials}`, {
              headers: origin === undefined ? {} : { origin },
            });
            expect(headers.get('access-control-allow-origin')).toBe('*');
            expect(headers.get('access-control-allow-credentials')).toBeNull();
            expect(headers.get('access-control-expose-headers')).toBe(EXPOSED);
            expect(headers.get('x-content-type-options')).toBe('nosniff');
            expect(headers.get('cache-control')).toBe('no-store');
            expect(headers.get('set-cookie')).toBeNull();
          }
      },
    );

    test.each(['ping', 'stream', 'nothing', ''])('OPTIONS /rest/%s · says what they may do', async (name) => {
      const asked = {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-a, content-type',
        origin: 'https://a.example',
      };
      const { status, headers } = await send(`/rest/${name}`, { method: 'OPTIONS', headers: asked });
      expect(status).toBe(204);
      expect(Object.fromEntries(headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE',
        'access-control-allow-headers': 'x-a, content-type',
        'access-control-max-age': '86400',
      });
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    });

    test('OPTIONS /rest/createPlaylist · does nothing', async () => {
      expect((await send(`/rest/createPlaylist?${keyed()}&name=Never`, { method: 'OPTIONS' })).status).toBe(204);
      const { playlist } = await player.get('getPlaylists');
      expect(playlist.map(({ name }: Told) => name)).not.toContain('Never');
    });
  });

  test('GET /rest/getPlaylists · is compressed as it is asked for', async () => {
    const long = await Promise.all([1, 2, 3].map(() => player.ask('createPlaylist', { name: 'x'.repeat(200) })));
    expect(long).toHaveLength(3);
    for (let more = 0; more < 40; more++) await player.ask('createPlaylist', { name: 'x'.repeat(200) });
    for (const f of ['json', 'xml']) {
      const plain = await player.fetch('getPlaylists', { f });
      const packed = await player.fetch('getPlaylists', { f }, { 'accept-encoding': 'gzip' });
      expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip']);
      expect(gunzipSync(await packed.bytes()).toString()).toBe(await plain.text());
    }
  });
});
