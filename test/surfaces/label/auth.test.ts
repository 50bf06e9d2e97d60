import { afterEach, expect, setSystemTime, test } from 'bun:test';
import { parseId, toUuid } from '../../../src/lib/ids.ts';
import { type Answer, type House, onEachEngine } from '../../support/house.ts';
import { hire, signIn } from '../../support/label.ts';

const HEX = /^[0-9a-f]{24}$/;
const STRANGER = { status: 401, body: { message: 'Пользователь не авторизован' } };
const FOREIGN = {
  status: 403,
  body: { message: 'Доступ запрещен: запрос пришел с другого сайта, которого нет в CORS_ORIGINS' },
};
const REFUSED = { status: 403, body: { message: 'Доступ запрещен' } };
const UNKNOWN = { status: 404, body: { message: 'Пользователь не найден' } };
const NOBODY = '0'.repeat(24);

const register = async (house: House, body: object) =>
  house.call('POST', '/v1/auth/register', { token: await house.root(), body });
const login = (house: House, name: string, password = 'password') =>
  house.call('POST', '/v1/auth/login', { body: { login: name, password } });
const cookieOf = (headers: Headers) => (headers.get('set-cookie') ?? '').split(';')[0] as string;
const refresh = (house: House, cookie: string, headers: Record<string, string> = {}) =>
  house.call('GET', '/v1/auth/refresh', { headers: { cookie, ...headers } });
const isLetIn = async (house: House, id: string, token: string) =>
  (await house.call('GET', `/v1/users/${id}`, { token })).status;

afterEach(() => {
  setSystemTime();
});

onEachEngine('POST /v1/auth/register', (house) => {
  test.each(['root', 'manager', 'artist'])('root registers somebody as %s', async (role) => {
    const { status, body } = await register(house(), { login: `new-${role}`, password: 'password', role });
    expect(status).toBe(201);
    expect(body).toEqual({ user: { id: expect.stringMatching(HEX), login: `new-${role}`, role } });
    expect((await login(house(), `new-${role}`)).status).toBe(200);
  });

  test('an artist has a place on the roster, under the login, as soon as they are registered', async () => {
    const artist = await hire(house(), 'artist', 'Звезда');
    const { body } = await house().call('GET', `/v1/artists/${artist.id}`, { token: artist.token });
    expect(body).toMatchObject([{ id: artist.id, stage_name: 'Звезда', manager: { surname: '', contact: '' } }]);
    const [known] = await house().services.roster.artists([artist.id]);
    expect(known).toMatchObject({ stageName: 'Звезда', managerId: null });
  });

  test('an address may be given, absent, null or empty', async () => {
    const person = { password: 'password', role: 'artist' };
    const given = await register(house(), { ...person, login: 'addressed', email: 'A@label.example' });
    expect(given.status).toBe(201);
    expect((await login(house(), 'a@LABEL.example')).status).toBe(200);
    expect((await register(house(), { ...person, login: 'unaddressed1', email: null })).status).toBe(201);
    expect((await register(house(), { ...person, login: 'unaddressed2', email: '' })).status).toBe(201);
    expect(await register(house(), { ...person, login: 'other', email: 'a@label.example' })).toMatchObject({
      status: 400,
      body: { message: 'Пользователь с email a@label.example уже существует' },
    });
  });

  test('a login that is taken is refused by name, whatever its case and wherever it was registered', async () => {
    await hire(house(), 'artist', 'Ёж');
    const { name } = await house().member();
    for (const taken of ['ёЖ', name])
      expect(await register(house(), { login: taken, password: 'password', role: 'artist' })).toMatchObject({
        status: 400,
        body: { message: `Пользователь с логином ${taken} уже существует` },
      });
  });

  test('of twenty who register one login at once exactly one succeeds, and the roster has one of the name', async () => {
    const token = await house().root();
    const body = { login: 'contended', password: 'password', role: 'artist' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => house().call('POST', '/v1/auth/register', { token, body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(400)]);
    const lost = answers.filter(({ status }) => status === 400).map(({ body }) => body.message);
    expect(new Set(lost)).toEqual(new Set(['Пользователь с логином contended уже существует']));
    const list = await house().call('GET', '/v1/artists?search=contended', { token });
    expect(list.body.pagination.total).toBe(1);
  });

  const good = { login: 'somebody', password: 'password', role: 'artist' };
  test.each([
    [{ ...good, login: undefined }, 'Отсутствует обязательное поле: login'],
    [{ ...good, password: undefined }, 'Отсутствует обязательное поле: password'],
    [{ ...good, role: undefined }, 'Отсутствует обязательное поле: role'],
    [{ ...good, role: 'listener' }, 'Поле role: одно из значений root, manager, artist'],
    [{ ...good, role: ['root'] }, 'Поле role: одно из значений root, manager, artist'],
    [{ ...good, password: 'seven77' }, 'Поле password: минимум 8 символов, максимум 256'],
    [{ ...good, password: 'x'.repeat(257) }, 'Поле password: минимум 8 символов, максимум 256'],
    [{ ...good, password: 12345678 }, 'Поле password: строка'],
    [{ ...good, email: 'no address' }, 'Поле email: адрес электронной почты'],
    [{ ...good, email: 7 }, 'Поле email: адрес электронной почты'],
    ...['two words', '', 'x'.repeat(65), 'a@b', 'Login', 'nul\0', 'lone\ud800', 7].map((name) => [
      { ...good, login: name },
      'Поле login: от 1 до 64 букв, цифр, «.», «_» и «-», без пробелов',
    ]),
  ] as [object, string][])('%j is refused: %s', async (body, message) => {
    const answer = await register(house(), body);
    expect({ status: answer.status, message: answer.body.message }).toEqual({
      status: 400,
      message: expect.stringContaining(message),
    });
    expect((await login(house(), 'somebody')).status).toBe(400);
  });
});

onEachEngine('POST /v1/auth/login', (house) => {
  test('answers both tokens and who it is, and sets the cookie for the chapter’s own paths', async () => {
    const artist = await hire(house(), 'artist');
    const { status, body, headers } = await login(house(), artist.login);
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      user: { id: artist.id, login: artist.login, role: 'artist' },
    });
    expect(headers.get('set-cookie')).toBe(
      `refreshToken=${body.refreshToken}; Path=/v1/auth; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['an unknown login', { login: 'nobody-here', password: 'password' }],
    ['a wrong password', { login: 'root', password: 'not-the-password' }],
    ['an overlong password', { login: 'root', password: 'x'.repeat(100_000) }],
    ['an empty login', { login: '', password: 'password' }],
  ])('%s is refused alike', async (_, body) => {
    expect(await house().call('POST', '/v1/auth/login', { body })).toMatchObject({
      status: 400,
      body: { message: 'Неверный логин или пароль' },
    });
  });

  test('a deactivated account is told so, but only to whom knows its password', async () => {
    const { id, login: name } = await hire(house(), 'manager');
    await house().call('POST', `/v1/auth/${id}/deactivate`, { token: await house().root() });
    expect(await login(house(), name)).toMatchObject({ status: 400, body: { message: 'Ваш аккаунт заблокирован' } });
    expect(await login(house(), name, 'wrong-password')).toMatchObject({
      status: 400,
      body: { message: 'Неверный логин или пароль' },
    });
  });

  test('an account without a place at the label can’t sign in here, and gets no cookie', async () => {
    const { name } = await house().member();
    const answer = await login(house(), name);
    expect(answer).toMatchObject(REFUSED);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('the session token of another surface is as good', async () => {
    const artist = await hire(house(), 'artist');
    const { body } = await house().call('POST', '/users/login', {
      body: { username: artist.login, password: 'password' },
    });
    expect(await isLetIn(house(), artist.id, body.token)).toBe(200);
  });
});

onEachEngine('GET /v1/auth/refresh, POST /v1/auth/logout', (house) => {
  test('GET /v1/auth/refresh · gives new tokens and a new cookie', async () => {
    const artist = await hire(house(), 'artist');
    const first = await login(house(), artist.login);
    const { status, body, headers } = await refresh(house(), cookieOf(first.headers));
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      user: { id: artist.id, login: artist.login, role: 'artist' },
    });
    expect(body.refreshToken).not.toBe(first.body.refreshToken);
    expect(cookieOf(headers)).toBe(`refreshToken=${body.refreshToken}`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await isLetIn(house(), artist.id, body.accessToken)).toBe(200);
  });

  test('GET /v1/auth/refresh · three tabs that refresh at once have tokens that work', async () => {
    const artist = await hire(house(), 'artist');
    const first = await login(house(), artist.login);
    const answers = await Promise.all([1, 2, 3].map(() => refresh(house(), cookieOf(first.headers))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ headers }) => cookieOf(headers))).size).toBe(1);
    for (const { body } of answers) expect(await isLetIn(house(), artist.id, body.accessToken)).toBe(200);
    expect((await refresh(house(), cookieOf((answers[0] as Answer).headers))).status).toBe(200);
  });

  test('GET /v1/auth/refresh · shown again after ten seconds it ends everything that has come of it', async () => {
    const artist = await hire(house(), 'artist');
    const first = await login(house(), artist.login);
    const second = await refresh(house(), cookieOf(first.headers));
    setSystemTime(Date.now() + 11_000);
    expect(await refresh(house(), cookieOf(first.headers))).toMatchObject(STRANGER);
    expect(await refresh(house(), cookieOf(second.headers))).toMatchObject(STRANGER);
    expect(await isLetIn(house(), artist.id, second.body.accessToken)).toBe(401);
  });

  test.each([
    ['no cookie', ''],
    ['an empty one', 'refreshToken='],
    ['one made up', 'refreshToken=made-up'],
    ['one of another name', 'jwt-refresh=made-up'],
  ])('GET /v1/auth/refresh, POST /v1/auth/logout · %s neither refreshes nor signs out', async (_, cookie) => {
    expect(await refresh(house(), cookie)).toMatchObject(STRANGER);
    expect(await house().call('POST', '/v1/auth/logout', { headers: { cookie } })).toMatchObject(STRANGER);
  });

  test('GET /v1/auth/refresh · an access token is no refresh token, nor the other way round', async () => {
    const artist = await hire(house(), 'artist');
    const { body } = await login(house(), artist.login);
    expect(await refresh(house(), `refreshToken=${body.accessToken}`)).toMatchObject(STRANGER);
    expect(await isLetIn(house(), artist.id, body.refreshToken)).toBe(401);
  });

  test('POST /v1/auth/logout · signing out ends it and the access token, and takes the cookie away', async () => {
    const artist = await hire(house(), 'artist');
    const { body, headers } = await login(house(), artist.login);
    const cookie = cookieOf(headers);
    const answer = await house().call('POST', '/v1/auth/logout', { headers: { cookie } });
    expect(answer).toMatchObject({ status: 200, body: { message: 'Токен успешно удален' } });
    expect(answer.headers.get('set-cookie')).toBe('refreshToken=; Path=/v1/auth; Max-Age=0; HttpOnly; SameSite=Lax');
    expect(await refresh(house(), cookie)).toMatchObject(STRANGER);
    expect(await isLetIn(house(), artist.id, body.accessToken)).toBe(401);
    expect(await house().call('POST', '/v1/auth/logout', { headers: { cookie } })).toMatchObject(STRANGER);
  });

  test.each([
    ['by its fetch metadata', { 'sec-fetch-site': 'cross-site' }],
    ['by its origin', { origin: 'https://elsewhere.example' }],
  ])(
    'GET /v1/auth/refresh, POST /v1/auth/logout · another site, known %s, can neither use it up nor sign out, not even by a link',
    async (_, foreign) => {
      const { headers } = await login(house(), (await hire(house(), 'artist')).login);
      const cookie = cookieOf(headers);
      expect(await refresh(house(), cookie, foreign)).toMatchObject(FOREIGN);
      const logout = await house().call('POST', '/v1/auth/logout', { headers: { cookie, ...foreign } });
      expect(logout).toMatchObject(FOREIGN);
      expect((await refresh(house(), cookie, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    },
  );
});

onEachEngine('accounts of the label', (house) => {
  const act = async (id: string, what: string, token?: string) =>
    house().call('POST', `/v1/auth/${id}/${what}`, { token: token ?? (await house().root()) });

  test('POST /v1/auth/:id/deactivate, /v1/auth/:id/unblock · deactivating is in force at the next request, and unblocking lets in again', async () => {
    const artist = await hire(house(), 'artist');
    const { headers } = await login(house(), artist.login);
    expect(await act(toUuid(parseId(artist.id) as string), 'deactivate')).toMatchObject({
      status: 200,
      body: { message: `Аккаунт пользователя ${artist.id} деактивирован` },
    });
    expect(await isLetIn(house(), artist.id, artist.token)).toBe(401);
    expect(await refresh(house(), cookieOf(headers))).toMatchObject(STRANGER);
    expect(await act(artist.id, 'unblock')).toMatchObject({
      status: 200,
      body: { message: `Аккаунт пользователя ${artist.id} разблокирован` },
    });
    expect(await isLetIn(house(), artist.id, await signIn(house(), artist.login))).toBe(200);
  });

  test.each(['deactivate', 'unblock'])(
    'POST /v1/auth/:id/%s · somebody who is not there, or no id: 404',
    async (what) => {
      for (const id of [NOBODY, 'no-id', 'nul%00', `${NOBODY},${NOBODY}`])
        expect(await act(id, what)).toMatchObject(UNKNOWN);
    },
  );

  test('POST /v1/auth/:id/deactivate · the last active root cannot be deactivated, be there as many others as may', async () => {
    const others = [await hire(house(), 'root'), await hire(house(), 'root')] as const;
    const first = await house().call('GET', '/v1/users?filter[role]=root&limit=50', { token: others[0].token });
    const ids: string[] = first.body.data.map(({ id }: { id: string }) => id);
    for (const id of ids.filter((id) => id !== others[0].id))
      expect((await act(id, 'deactivate', others[0].token)).status).toBe(200);
    expect(await act(others[0].id, 'deactivate', others[0].token)).toMatchObject({
      status: 400,
      body: { message: 'Нельзя деактивировать последнего активного пользователя с ролью root' },
    });
    for (const id of ids) await act(id, 'unblock', others[0].token);
    expect((await act(others[0].id, 'deactivate', others[0].token)).status).toBe(200);
    await act(others[0].id, 'unblock');
  });

  test('POST /v1/auth/:id/deactivate · two roots who deactivate each other at once don’t lock everybody out', async () => {
    const [one, other] = [await hire(house(), 'root'), await hire(house(), 'root')];
    const list = await house().call('GET', '/v1/users?filter[role]=root&limit=50', { token: one.token });
    const rest = list.body.data
      .map(({ id }: { id: string }) => id)
      .filter((id: string) => ![one.id, other.id].includes(id));
    for (const id of rest) await act(id, 'deactivate', one.token);
    await Promise.all([act(one.id, 'deactivate', other.token), act(other.id, 'deactivate', one.token)]);
    const left = [await login(house(), one.login), await login(house(), other.login)];
    expect(left.map(({ status }) => status).sort()).toEqual([200, 400]);
    const token = left.find(({ status }) => status === 200)?.body.accessToken;
    for (const id of [...rest, one.id, other.id]) await act(id, 'unblock', token);
  });

  test('PUT /v1/auth/:id/password · a changed password is the only one that counts, and ends the other sessions', async () => {
    const artist = await hire(house(), 'artist');
    const elsewhere = await signIn(house(), artist.login);
    const change = (token: string, body: object) =>
      house().call('PUT', `/v1/auth/${artist.id}/password`, { token, body });
    expect(await change(artist.token, { password: 'next-password', login: 'renamed', role: 'root' })).toMatchObject({
      status: 200,
      body: { message: 'Пароль успешно изменен' },
    });
    expect(await isLetIn(house(), artist.id, artist.token)).toBe(200);
    expect(await isLetIn(house(), artist.id, elsewhere)).toBe(401);
    expect((await login(house(), artist.login)).status).toBe(400);
    expect((await login(house(), artist.login, 'next-password')).body.user).toEqual({
      id: artist.id,
      login: artist.login,
      role: 'artist',
    });
    expect((await change(await house().root(), { password: 'third-password' })).status).toBe(200);
    expect(await isLetIn(house(), artist.id, artist.token)).toBe(401);
  });

  test.each([
    [{}, 'Отсутствует обязательное поле: password'],
    [{ password: 'seven77' }, 'Поле password: минимум 8 символов, максимум 256'],
    [{ password: null }, 'Поле password: строка, минимум 8 символов'],
    [{ password: 'nul\0nul\0' }, 'Поле password: минимум 8 символов, максимум 256'],
  ])('PUT /v1/auth/:id/password · %j is refused: %s', async (body, message) => {
    const artist = await hire(house(), 'artist');
    const answer = await house().call('PUT', `/v1/auth/${artist.id}/password`, { token: artist.token, body });
    expect(answer).toMatchObject({ status: 400, body: { message } });
    expect((await login(house(), artist.login)).status).toBe(200);
  });

  test('PUT /v1/auth/:id/email · an address is changed, and then one can sign in by it', async () => {
    const artist = await hire(house(), 'artist');
    const change = (body: object) => house().call('PUT', `/v1/auth/${artist.id}/email`, { token: artist.token, body });
    expect(await change({ email: 'Новый@label.example' })).toMatchObject({
      status: 200,
      body: { message: 'Email успешно изменен' },
    });
    expect((await login(house(), 'новый@label.example')).status).toBe(200);
    expect((await change({ email: 'НОВЫЙ@label.example' })).status).toBe(200);
    expect(await change({})).toMatchObject({ status: 400, body: { message: 'Отсутствует обязательное поле: email' } });
    for (const email of ['', 'no address', null, 7, 'x@\0'])
      expect(await change({ email })).toMatchObject({
        status: 400,
        body: { message: 'Поле email: адрес электронной почты' },
      });
    const other = await hire(house(), 'artist');
    const taken = await house().call('PUT', `/v1/auth/${other.id}/email`, {
      token: other.token,
      body: { email: 'новый@label.example' },
    });
    expect(taken).toMatchObject({
      status: 400,
      body: { message: 'Пользователь с email новый@label.example уже существует' },
    });
  });

  test.each([
    ['password', { password: 'password' }],
    ['email', { email: 'nobody@label.example' }],
  ])('PUT /v1/auth/:id/%s · root changes that of nobody: 404', async (what, body) => {
    for (const id of [NOBODY, 'no-id'])
      expect(await house().call('PUT', `/v1/auth/${id}/${what}`, { token: await house().root(), body })).toMatchObject(
        UNKNOWN,
      );
  });
});
