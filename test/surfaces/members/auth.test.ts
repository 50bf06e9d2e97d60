import { afterEach, expect, setSystemTime, test } from 'bun:test';
import { parseId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { UUID } from '../../support/shapes.ts';
import { Browser, person } from './browser.ts';

const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}$/;
const unauthorized = (message: string) => ({ status: 401, body: { message: `Unauthorized: ${message}`, status: 401 } });
const NO_TOKEN = unauthorized('no valid token was presented');
const WRONG_TOKEN = unauthorized('the token is wrong or has ended');

afterEach(() => {
  setSystemTime();
});

onEachEngine('POST /user/register', (house) => {
  const register = (body: object | string) =>
    house().call('POST', '/user/register', { body, headers: { 'content-type': 'application/json' } });

  test('answers as the document shows', async () => {
    const body = { username: 'Anna', password: 'password', email: 'Anna@example.org' };
    expect(await register(body)).toMatchObject({
      status: 200,
      body: {
        response: { message: 'success login', status: 200 },
        username: 'Anna',
        email: 'Anna@example.org',
        id: UUID,
      },
    });
  });

  test('makes an account of every dialect', async () => {
    await register({ username: 'everywhere', password: 'password', email: 'everywhere@example.org' });
    for (const username of ['everywhere', 'EVERYWHERE', 'everywhere@example.org']) {
      const login = await house().call('POST', '/users/login', { body: { username, password: 'password' } });
      expect(login.status).toBe(200);
    }
  });

  const whole = { username: 'somebody', password: 'password', email: 'somebody@example.org' };
  test.each<[object | string, string]>([
    [{ ...whole, username: 'ROOT' }, 'username is already taken'],
    [{ ...whole, username: undefined }, 'username is required'],
    [{ ...whole, password: undefined }, 'password is required'],
    [{ ...whole, email: undefined }, 'email is required'],
    [
      { ...whole, username: 7 },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [
      { ...whole, username: '' },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [
      { ...whole, username: 'a  b' },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [{ ...whole, username: 'a\0b' }, 'username contains characters that cannot be stored'],
    [{ ...whole, password: 'seven77' }, 'password must have at least 8 characters'],
    [{ ...whole, password: 'x'.repeat(257) }, 'password must have at most 256 characters'],
    [{ ...whole, password: [] }, 'password must be a text of 8 to 256 characters'],
    [{ ...whole, email: 'nowhere' }, 'email must be an e-mail address'],
    [{ ...whole, email: '' }, 'email must be an e-mail address'],
    [{ ...whole, email: null }, 'email must be an e-mail address'],
    ['{"username":', 'body is not valid JSON in UTF-8'],
    ['[]', 'body must be a JSON object'],
    ['"text"', 'body must be a JSON object'],
    ['', 'username is required'],
  ])('%j is refused: %s', async (body, message) => {
    expect(await register(body)).toMatchObject({ status: 400, body: { message, status: 400 } });
    expect(await house().services.accounts.byLogin('somebody')).toBeUndefined();
  });

  test('an address that is taken is refused, whatever its case', async () => {
    const { email } = await person(house());
    const answer = await register({ username: 'another', password: 'password', email: email.toUpperCase() });
    expect(answer).toMatchObject({ status: 400, body: { message: 'email is already taken', status: 400 } });
  });

  test('of twenty who register one name or address at once exactly one succeeds', async () => {
    for (const key of ['username', 'email']) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          register({
            username: `race${key}${at}`,
            password: 'password',
            email: `race${key}${at}@example.org`,
            [key]: key === 'email' ? 'race@example.org' : 'race',
          }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)]);
      expect(answers.find(({ status }) => status === 400)?.body.message).toBe(`${key} is already taken`);
    }
  });

  test('nobody gives themselves an id or a role', async () => {
    const { body } = await register({
      ...whole,
      username: 'humble',
      email: 'humble@example.org',
      role: 'admin',
      id: '1',
    });
    expect(body).toMatchObject({ role: 'user', id: UUID });
    expect((await house().services.accounts.byLogin('humble'))?.role).toBe('listener');
  });
});

onEachEngine('POST /user/login', (house) => {
  const login = (body: object | string, headers: Record<string, string> = {}) =>
    house().call('POST', '/user/login', { body, headers: { 'content-type': 'application/json', ...headers } });

  test('answers a token and sets its cookies', async () => {
    const { username, id } = await person(house());
    const answer = await login({ username, password: 'password' });
    const { token } = answer.body;
    expect(answer.status).toBe(200);
    expect(token).toMatch(JWT);
    expect(answer.body).toEqual({ response: { message: 'success login', status: 200 }, token, id });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const refresh = Bun.Cookie.parse(answer.headers.getSetCookie()[1] as string).value;
    expect(refresh).toMatch(/^[\w-]{43}$/);
    expect(answer.headers.getSetCookie()).toEqual([
      `jwt-access=${token}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax`,
      `jwt-refresh=${refresh}; Path=/user/refresh; Max-Age=86400; HttpOnly; SameSite=Lax`,
      `jwt-refresh-logout=${refresh}; Path=/user/logout; Max-Age=86400; HttpOnly; SameSite=Lax`,
      `jwt-refresh-keys=${refresh}; Path=/auth/app-keys; Max-Age=86400; HttpOnly; SameSite=Lax`,
    ]);
  });

  test('the token names the account as this dialect does', async () => {
    const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
    const { id, token } = await person(house());
    expect(claimsOf(token)).toMatchObject({ sub: id, role: 'user', type: 'access' });
    const root = await login({ username: 'root', password: 'root-password' });
    expect(claimsOf(root.body.token)).toMatchObject({ sub: root.body.id, role: 'admin' });
  });

  test('works by e-mail address, and for accounts of other dialects', async () => {
    const { email } = await person(house());
    expect((await login({ username: email.toUpperCase(), password: 'password' })).status).toBe(200);
    const { name } = await house().member();
    expect((await login({ username: name, password: 'password' })).status).toBe(200);
  });

  test.each<[object | string, number, string]>([
    [{ username: 'nobody-here', password: 'password' }, 404, 'User not found'],
    [{ username: 'a\ud800', password: 'password' }, 400, 'username contains characters that cannot be stored'],
    [{ username: 'root', password: 'not-the-password' }, 401, 'Wrong password'],
    [{ username: 'root', password: 'x'.repeat(100_000) }, 401, 'Wrong password'],
    [{ username: 'root', password: 'seven77' }, 401, 'Wrong password'],
    [{ password: 'password' }, 400, 'username is required'],
    [{ username: 'root' }, 400, 'password is required'],
    [{ username: '', password: 'password' }, 400, 'username must be a user name or e-mail address'],
    [{ username: 'root', password: '' }, 400, 'password must be a text of 8 to 256 characters'],
    [{ username: ['root'], password: 'password' }, 400, 'username must be a user name or e-mail address'],
    [{ username: 'root', password: 12345678 }, 400, 'password must be a text of 8 to 256 characters'],
    ['{', 400, 'body is not valid JSON in UTF-8'],
    ['null', 400, 'body must be a JSON object'],
  ])('%j is refused with %i: %s', async (body, status, message) => {
    const answer = await login(body);
    expect(answer).toMatchObject({ status, body: { message, status } });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('a deactivated account is refused, and its token at its next request', async () => {
    const { browser, username, id } = await person(house());
    await house().services.accounts.setActive(parseId(id) as string, false);
    expect(await browser.call('GET', '/user/get')).toMatchObject(WRONG_TOKEN);
    expect(await login({ username, password: 'password' })).toMatchObject({
      status: 401,
      body: { message: 'This account is deactivated', status: 401 },
    });
    expect(await login({ username, password: 'passwords' })).toMatchObject({
      status: 401,
      body: { message: 'Wrong password', status: 401 },
    });
  });

  test('an account that is reached by its token alone has no password', async () => {
    await house().services.accounts.register({ login: 'without', role: 'listener' });
    for (const password of ['', 'null', 'undefined', 'password'])
      expect((await login({ username: 'without', password })).status).toBeGreaterThanOrEqual(400);
  });
});

/** The token with another first character of its signature. */
const edited = (token: string) =>
  token.replace(/\.(.)([^.]*)$/, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`);

onEachEngine('access tokens on members', (house) => {
  const ADDRESSES = ['/user/get', '/user/track/favorite', '/trackHistory'];

  test('GET /user/get, /user/track/favorite, /trackHistory · are taken in either header or as a cookie, on every dialect', async () => {
    const { token } = await person(house());
    for (const path of ADDRESSES) {
      for (const [header, value] of [
        ['authorization', `Bearer ${token}`],
        ['token', token],
        ['cookie', `jwt-access=${token}`],
      ] as const)
        expect((await house().call('GET', path, { headers: { [header]: value } })).status).toBe(200);
    }
  });

  test("GET /user/get · the catalogue's session token is taken too", async () => {
    const { token, name } = await house().member();
    expect((await house().call('GET', '/user/get', { token })).body).toMatchObject({ username: name, email: '' });
  });

  test.each<[string, (token: string, refresh: string) => Record<string, string>, object]>([
    ['none', () => ({}), NO_TOKEN],
    ['another scheme', (token) => ({ authorization: `Basic ${token}` }), NO_TOKEN],
    ['an edited one', (token) => ({ authorization: `Bearer ${edited(token)}` }), WRONG_TOKEN],
    ['one without its signature', (token) => ({ authorization: `Bearer ${token.replace(/[^.]+$/, '')}` }), WRONG_TOKEN],
    ['a refresh token', (_, refresh) => ({ authorization: `Bearer ${refresh}` }), WRONG_TOKEN],
    ['a refresh token as a cookie', (_, refresh) => ({ cookie: `jwt-access=${refresh}` }), WRONG_TOKEN],
    ['an empty cookie', () => ({ cookie: 'jwt-access=' }), WRONG_TOKEN],
    ['a broken cookie', () => ({ cookie: 'jwt-access=%E0%A4%A; =;;' }), WRONG_TOKEN],
    ['a NUL', () => ({ cookie: 'jwt-access=%00' }), WRONG_TOKEN],
  ])('GET /user/get and its like · %s is refused', async (_, headers, refusal) => {
    const { token, browser } = await person(house());
    const shown = headers(token, browser.cookie('jwt-refresh'));
    for (const [method, path] of [
      ['GET', '/user/get'],
      ['GET', '/user/all'],
      ['PUT', '/user/update'],
      ['DELETE', '/user/delete'],
      ['GET', '/user/track/favorite'],
      ['POST', '/user/track/favorite'],
      ['DELETE', '/user/track/favorite?track_id=x'],
    ] as const)
      expect(await house().call(method, path, { headers: shown })).toMatchObject(refusal);
  });
});

onEachEngine('POST /user/refresh', (house) => {
  test('come as cookies, and the old refresh token has ended', async () => {
    const { browser, token } = await person(house());
    const before = browser.cookie('jwt-refresh');
    const answer = await browser.call('POST', '/user/refresh');
    expect(answer).toMatchObject({ status: 200, body: { message: 'success', status: 200 } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(browser.received.map((text) => text.replace(/=[^;]+/, '='))).toEqual([
      'jwt-access=; Path=/; Max-Age=900; HttpOnly; SameSite=Lax',
      'jwt-refresh=; Path=/user/refresh; Max-Age=86400; HttpOnly; SameSite=Lax',
      'jwt-refresh-logout=; Path=/user/logout; Max-Age=86400; HttpOnly; SameSite=Lax',
      'jwt-refresh-keys=; Path=/auth/app-keys; Max-Age=86400; HttpOnly; SameSite=Lax',
    ]);
    expect(browser.cookie('jwt-refresh')).not.toBe(before);
    expect(browser.cookie('jwt-access')).not.toBe(token);
    expect((await browser.call('GET', '/user/get')).status).toBe(200);
    expect((await browser.call('POST', '/user/refresh')).status).toBe(200);
  });

  test('a refresh token is also taken as a bearer token, and a cookie even beside an access token', async () => {
    const { browser, token } = await person(house());
    const bearer = { authorization: `Bearer ${browser.cookie('jwt-refresh')}` };
    const answer = await house().call('POST', '/user/refresh', { headers: bearer });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.getSetCookie()[1]?.split(';')[0] as string;
    const both = { cookie, authorization: `Bearer ${token}` };
    expect((await house().call('POST', '/user/refresh', { headers: both })).status).toBe(200);
  });

  test('a second use after ten seconds ends every session of the family', async () => {
    const { browser } = await person(house());
    const stolen = { cookie: `jwt-refresh=${browser.cookie('jwt-refresh')}` };
    await browser.call('POST', '/user/refresh');
    setSystemTime(Date.now() + 11_000);
    const again = await house().call('POST', '/user/refresh', { headers: stolen });
    expect(again).toMatchObject(WRONG_TOKEN);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await browser.call('GET', '/user/get')).toMatchObject(WRONG_TOKEN);
    expect(await browser.call('POST', '/user/refresh')).toMatchObject(WRONG_TOKEN);
  });

  test('three tabs that refresh at once go on with one refresh token', async () => {
    const { browser } = await person(house());
    const headers = { cookie: `jwt-refresh=${browser.cookie('jwt-refresh')}` };
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => house().call('POST', '/user/refresh', { headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const cookies = answers.map((answer) => answer.headers.getSetCookie().map((text) => text.split(';')[0] as string));
    expect(new Set(cookies.map((tokens) => tokens[1])).size).toBe(1);
    for (const tokens of cookies)
      expect((await house().call('GET', '/user/get', { headers: { cookie: tokens.join('; ') } })).status).toBe(200);
    const next = { cookie: cookies[0]?.[1] as string };
    expect((await house().call('POST', '/user/refresh', { headers: next })).status).toBe(200);
  });

  test.each<[string, Record<string, string>, object]>([
    ['nothing', {}, NO_TOKEN],
    ['an empty cookie', { cookie: 'jwt-refresh=' }, WRONG_TOKEN],
    ['an unknown token', { cookie: `jwt-refresh=${'x'.repeat(43)}` }, WRONG_TOKEN],
    ['the cookie of another address', { cookie: `jwt-refresh-logout=${'x'.repeat(43)}` }, NO_TOKEN],
  ])('%s gives none', async (_, headers, refusal) => {
    expect(await house().call('POST', '/user/refresh', { headers })).toMatchObject(refusal);
  });

  test('an access token gives none', async () => {
    const { token } = await person(house());
    const headers = { authorization: `Bearer ${token}` };
    expect(await house().call('POST', '/user/refresh', { headers })).toMatchObject(WRONG_TOKEN);
  });

  test.each(['', '{', '{"token":1}'])('whatever body comes along (%j) makes no difference', async (body) => {
    const { browser } = await person(house());
    const headers = { cookie: `jwt-refresh=${browser.cookie('jwt-refresh')}`, 'content-type': 'application/json' };
    expect((await house().call('POST', '/user/refresh', { body, headers })).status).toBe(200);
  });
});

onEachEngine('POST /user/logout', (house) => {
  const CLEARED = [
    'jwt-access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
    'jwt-refresh=; Path=/user/refresh; Max-Age=0; HttpOnly; SameSite=Lax',
    'jwt-refresh-logout=; Path=/user/logout; Max-Age=0; HttpOnly; SameSite=Lax',
    'jwt-refresh-keys=; Path=/auth/app-keys; Max-Age=0; HttpOnly; SameSite=Lax',
  ];

  test('ends the session and takes the cookies away', async () => {
    const { browser, token } = await person(house());
    const refresh = browser.cookie('jwt-refresh');
    expect(await browser.call('POST', '/user/logout')).toMatchObject({
      status: 200,
      body: { message: 'success', status: 200 },
    });
    expect(browser.received).toEqual(CLEARED);
    expect(browser.cookies.size).toBe(0);
    expect(await house().call('GET', '/user/get', { token })).toMatchObject(WRONG_TOKEN);
    const headers = { cookie: `jwt-refresh=${refresh}` };
    expect(await house().call('POST', '/user/refresh', { headers })).toMatchObject(WRONG_TOKEN);
  });

  test.each<[string, (token: string, refresh: string) => Record<string, string>]>([
    ['the access token alone', (token) => ({ authorization: `Bearer ${token}` })],
    ['the refresh cookie alone', (_, refresh) => ({ cookie: `jwt-refresh-logout=${refresh}` })],
    [
      'the refresh cookie beside an access token that has ended',
      (_, refresh) => ({ cookie: `jwt-access=x; jwt-refresh-logout=${refresh}` }),
    ],
  ])('%s is enough', async (_, headers) => {
    const { browser, token } = await person(house());
    const shown = headers(token, browser.cookie('jwt-refresh-logout'));
    const answer = await house().call('POST', '/user/logout', { headers: shown });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual(CLEARED);
    expect((await browser.call('GET', '/user/get')).status).toBe(401);
    expect((await browser.call('POST', '/user/refresh')).status).toBe(401);
  });

  test("other sign-ins of the account live on, and the catalogue's session is ended by itself", async () => {
    const { browser, username } = await person(house());
    const other = new Browser(house());
    await other.call('POST', '/user/login', { username, password: 'password' });
    const credentials = { username, password: 'password' };
    const { token } = (await house().call('POST', '/users/login', { body: credentials })).body;
    await browser.call('POST', '/user/logout');
    expect((await other.call('GET', '/user/get')).status).toBe(200);
    expect((await house().call('POST', '/user/logout', { token })).status).toBe(200);
    expect((await house().call('GET', '/user/get', { token })).status).toBe(401);
    expect((await other.call('GET', '/user/get')).status).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['an unknown token', { cookie: `jwt-access=x; jwt-refresh-logout=${'x'.repeat(43)}` }],
  ])('%s signs nobody out', async (_, headers) => {
    const answer = await house().call('POST', '/user/logout', { headers });
    expect(answer).toMatchObject(NO_TOKEN);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('twice is once too often', async () => {
    const { browser } = await person(house());
    const headers = { cookie: `jwt-refresh-logout=${browser.cookie('jwt-refresh-logout')}` };
    expect((await house().call('POST', '/user/logout', { headers })).status).toBe(200);
    expect((await house().call('POST', '/user/logout', { headers })).status).toBe(401);
  });

  test('/all · ends every session of the account and nobody else’s, takes the cookies away, and leaves app keys', async () => {
    const { browser, token, username } = await person(house());
    const stranger = await person(house());
    const credentials = { username, password: 'password' };
    const other = new Browser(house());
    await other.call('POST', '/user/login', { ...credentials });
    const session = (await house().call('POST', '/users/login', { body: credentials })).body.token;
    const made = await house().call('POST', '/auth/app-keys', { token, body: { name: 'Phone', password: 'password' } });
    expect(await browser.call('POST', '/user/logout/all')).toMatchObject({
      status: 200,
      body: { message: 'success', status: 200 },
    });
    expect(browser.received).toEqual(CLEARED);
    for (const ended of [token, session])
      expect(await house().call('GET', '/user/get', { token: ended })).toMatchObject(WRONG_TOKEN);
    expect((await other.call('GET', '/user/get')).status).toBe(401);
    expect((await other.call('POST', '/user/refresh')).status).toBe(401);
    expect((await stranger.browser.call('GET', '/user/get')).status).toBe(200);
    const ping = await house().call('GET', `/rest/ping?apiKey=${made.body.appKey.key}&f=json`);
    expect(ping.body['subsonic-response'].status).toBe('ok');
    await browser.call('POST', '/user/login', { ...credentials });
    expect((await browser.call('GET', '/user/get')).status).toBe(200);
  });

  test('/all · strangers are refused', async () => {
    expect((await house().call('POST', '/user/logout/all')).status).toBe(401);
  });
});
