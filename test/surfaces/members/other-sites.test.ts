import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { person } from './browser.ts';

const OWN = 'https://music.example';
const TRUSTED = 'https://trusted.example';

/** What browsers say of the page that made the request. */
const FOREIGN: [string, Record<string, string>][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['another origin on the same host', { origin: 'http://music.example' }],
  ['an origin that begins alike', { origin: `${OWN}.evil.example` }],
  ['an opaque origin', { origin: 'null' }],
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another site, whatever origin it claims', { origin: OWN, 'sec-fetch-site': 'cross-site' }],
];

const WELCOME: [string, Record<string, string>][] = [
  ['no browser', {}],
  ['the own origin', { origin: OWN, 'sec-fetch-site': 'same-origin' }],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['a trusted origin', { origin: TRUSTED, 'sec-fetch-site': 'cross-site' }],
];

const WRITES: [string, string, object?][] = [
  ['POST', '/user/track/favorite', { track_id: 'x' }],
  ['DELETE', '/user/track/favorite', { track_id: 'x' }],
  ['PUT', '/user/update', {}],
  ['POST', '/trackHistory', { track: '0'.repeat(24) }],
  ['POST', '/user/refresh'],
  ['PUT', '/v1/users/0', {}],
  ['POST', '/social/follow/0', { followerId: '0' }],
  ['DELETE', '/user/delete'],
];
/** Those of them that a welcome page does not get done, all the same. */
const REFUSED: Record<string, number> = { '/trackHistory': 400, '/v1/users/0': 403, '/social/follow/0': 400 };

onEachEngine(
  'writes that are known by a cookie alone',
  (house) => {
    test.each(FOREIGN)('POST /user/track/favorite and its like · are refused from %s', async (_, headers) => {
      const { browser } = await person(house());
      for (const [method, path, body] of WRITES) {
        const answer = await browser.call(method, path, body, headers);
        expect(answer.status).toBe(403);
        expect(JSON.stringify(answer.body)).toContain('CORS_ORIGINS');
        expect(browser.received).toEqual([]);
      }
      expect((await browser.call('GET', '/user/get', undefined, headers)).status).toBe(200);
      expect((await browser.call('POST', '/user/refresh')).status).toBe(200);
    });

    test.each(WELCOME)('POST /user/track/favorite and its like · are welcome from %s', async (_, headers) => {
      const { browser } = await person(house());
      for (const [method, path, body] of WRITES) {
        const answer = await browser.call(method, path, body, headers);
        expect([path, answer.status]).toEqual([path, REFUSED[path] ?? 200]);
        expect(JSON.stringify(answer.body)).not.toContain('CORS_ORIGINS');
      }
    });

    test.each(['/user/refresh', '/user/logout'])(
      'POST %s · is refused from another site with its own cookie alone',
      async (path) => {
        const { browser } = await person(house());
        browser.cookies.delete('jwt-access');
        const foreign = { origin: 'https://evil.example' };
        expect(await browser.call('POST', path, undefined, foreign)).toMatchObject({
          status: 403,
          body: {
            message: 'Refused: the request comes from another site, and CORS_ORIGINS does not name it',
            status: 403,
          },
        });
        expect((await browser.call('POST', path)).status).toBe(200);
      },
    );

    test('POST /user/track/favorite · a token in a header is its own proof, whatever page sends it', async () => {
      const { token } = await person(house());
      for (const [, foreign] of FOREIGN) {
        for (const [header, value] of [
          ['token', token],
          ['authorization', `Bearer ${token}`],
        ] as const) {
          const headers = { ...foreign, [header]: value };
          const answer = await house().call('POST', '/user/track/favorite?track_id=x', { headers });
          expect(answer.status).toBe(200);
        }
      }
    });

    test('POST /user/login · cookies travel by https alone where the server is reached by it', async () => {
      const { browser, username } = await person(house());
      await browser.call('POST', '/user/login', { username, password: 'password' });
      expect(browser.received).toHaveLength(4);
      for (const cookie of browser.received) expect(cookie).toEndWith('; Secure; HttpOnly; SameSite=Lax');
    });
  },
  { PUBLIC_URL: OWN, CORS_ORIGINS: TRUSTED },
);
