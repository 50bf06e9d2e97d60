import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';

const OWN = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
const FOREIGN = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' };

onEachEngine('POST /auth/login, /user/login, /v1/auth/login', (house) => {
  test.each([
    ['/auth/login', { email: 'root', password: 'root-password' }, 'accessToken', 1],
    ['/user/login', { username: 'root', password: 'root-password' }, 'token', 4],
    ['/v1/auth/login', { login: 'root', password: 'root-password' }, 'accessToken', 1],
  ])(
    'POST %s · sets no cookie for a page of another site, which has the tokens in the body',
    async (path, body, token, count) => {
      for (const [headers, cookies] of [
        [{}, count],
        [OWN, count],
        [FOREIGN, 0],
      ] as const) {
        const answer = await house().call('POST', path, { body, headers: { ...headers } });
        expect([answer.status, typeof answer.body[token]]).toEqual([200, 'string']);
        expect(answer.headers.getSetCookie()).toHaveLength(cookies);
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    },
  );
});

onEachEngine(
  'POST /auth/login from a trusted origin',
  (house) => {
    test('sets the cookie', async () => {
      const body = { email: 'root', password: 'root-password' };
      const answer = await house().call('POST', '/auth/login', { body, headers: FOREIGN });
      expect(answer.headers.getSetCookie()).toHaveLength(1);
    });
  },
  { CORS_ORIGINS: 'https://other.example' },
);
