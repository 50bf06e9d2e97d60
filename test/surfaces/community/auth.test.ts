import { afterEach, expect, setSystemTime, test } from 'bun:test';
import { parseId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { UUID } from '../../support/shapes.ts';

/** The cookie as a browser would send it back. */
const cookieOf = (headers: Headers) => headers.get('set-cookie')?.split(';')[0] ?? '';

afterEach(() => {
  setSystemTime();
});

onEachEngine('auth of community', (house) => {
  const signedInAs = async (headers: Record<string, string>) =>
    (await house().call('GET', '/trackHistory', { headers })).status === 200;

  test('POST /auth/register · registering answers the user, tokens and the cookie, and nothing of the password', async () => {
    const { name, answer } = await person(house(), { role: 'musician' });
    const { accessToken } = answer.body;
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      user: { id: UUID, email: `${name}@example.com`, username: name, role: 'musician' },
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
    });
    expect(answer.headers.get('set-cookie')).toBe(
      `jwt-access=${accessToken}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax`,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each([[{}], [{ role: null }], [{ role: '' }]])('POST /auth/register · %j makes a listener', async (more) => {
    expect((await person(house(), more)).answer.body.user.role).toBe('listener');
  });

  test('POST /auth/register · the access token says who, as a UUID, and opens the other dialects', async () => {
    const { id, answer } = await person(house());
    const claims = JSON.parse(Buffer.from(answer.body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ sub: id, role: 'listener', type: 'access', jti: expect.any(String) });
    expect(await signedInAs({ authorization: `Bearer ${answer.body.accessToken}` })).toBe(true);
    expect(await signedInAs({ cookie: cookieOf(answer.headers) })).toBe(true);
    expect(await signedInAs({ authorization: `Bearer ${answer.body.refreshToken}` })).toBe(false);
  });

  test.each([
    [{ email: undefined }, 'email is required'],
    [{ username: undefined }, 'username is required'],
    [{ password: undefined }, 'password is required'],
    [{ email: 'somebody' }, 'email must be an e-mail address'],
    [{ email: '' }, 'email must be an e-mail address'],
    [{ email: 7 }, 'email must be an e-mail address'],
    [{ email: `${'x'.repeat(64)}@${'y'.repeat(200)}` }, 'email must be an e-mail address'],
    [{ username: null }, 'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them'],
    [
      { username: 'two  words' },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [{ username: 'Username' }, 'username is reserved, choose another'],
    [{ password: 'seven77' }, 'password must have at least 8 characters'],
    [{ password: { $gt: '' } }, 'password must be a text of 8 to 256 characters'],
    [{ role: 'admin' }, 'role must be "musician" or "listener"'],
    [{ role: 'artist' }, 'role must be "musician" or "listener"'],
    [{ username: 'nul\0' }, 'username contains characters that cannot be stored'],
    [{ email: 'half\ud800@example.com' }, 'email contains characters that cannot be stored'],
  ])('POST /auth/register · %j is refused: %s', async (more, error) => {
    const { answer } = await person(house(), more);
    expect(answer).toMatchObject({ status: 400, body: { success: false, error } });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('POST /auth/register · a body that is no JSON is refused', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await house().call('POST', '/auth/register', { body: '{"email":', headers })).toMatchObject({
      status: 400,
      body: { success: false, error: 'body is not valid JSON in UTF-8' },
    });
  });

  test('POST /auth/register · a taken name or address is refused, whatever its case', async () => {
    const { name, email } = await person(house());
    expect((await person(house(), { username: name.toUpperCase() })).answer).toMatchObject({
      status: 409,
      body: { success: false, error: 'Username already exists' },
    });
    expect((await person(house(), { email: email.toUpperCase() })).answer).toMatchObject({
      status: 409,
      body: { success: false, error: 'Email already exists' },
    });
  });

  test('POST /auth/register · of ten who register one address at once exactly one succeeds', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => person(house(), { email: 'contended@example.com' })),
    );
    expect(answers.map(({ answer }) => answer.status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  test.each([
    ['by address', (email: string) => email.toUpperCase()],
    ['by user name', (email: string) => email.split('@')[0] as string],
  ])('POST /auth/login · signing in %s answers as registering does', async (_, spelled) => {
    const { email, answer: first } = await person(house());
    const { status, body, headers } = await house().call('POST', '/auth/login', {
      body: { email: spelled(email), password: 'password123' },
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['success', 'user', 'accessToken', 'refreshToken']);
    expect(body.user).toEqual(first.body.user);
    expect(await signedInAs({ cookie: cookieOf(headers) })).toBe(true);
    // Another device: the first one stays signed in.
    expect(await signedInAs({ cookie: cookieOf(first.headers) })).toBe(true);
  });

  test('POST /auth/login · answers an empty text for who has no address', async () => {
    const { name } = await house().member();
    const body = { email: name, password: 'password' };
    expect((await house().call('POST', '/auth/login', { body })).body.user).toEqual({
      id: UUID,
      email: '',
      username: name,
      role: 'listener',
    });
  });

  test.each([
    ['an unknown address', { email: 'nobody@example.com', password: 'password123' }],
    ['a wrong password', { email: 'root', password: 'password123' }],
    ['an empty password', { email: 'root', password: '' }],
  ])('POST /auth/login · %s is refused alike', async (_, body) => {
    const answer = await house().call('POST', '/auth/login', { body });
    expect(answer).toMatchObject({ status: 401, body: { success: false, error: 'Invalid credentials' } });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('POST /auth/login, /auth/refresh, /auth/change_pass · a deactivated account is refused everywhere', async () => {
    const { id, email, answer } = await person(house());
    await house().services.accounts.setActive(parseId(id) as string, false);
    const login = { email, password: 'password123' };
    expect((await house().call('POST', '/auth/login', { body: login })).status).toBe(401);
    const { refreshToken, accessToken } = answer.body;
    expect((await house().call('POST', '/auth/refresh', { body: { refreshToken } })).status).toBe(401);
    expect(await signedInAs({ authorization: `Bearer ${accessToken}` })).toBe(false);
    const change = { userId: id, oldPassword: 'password123', newPassword: 'password456' };
    expect((await house().call('POST', '/auth/change_pass', { body: change })).status).toBe(401);
  });

  test('POST /auth/refresh · a refresh token is good for one new pair', async () => {
    const { answer } = await person(house());
    const { refreshToken } = answer.body;
    const refresh = (token: string) => house().call('POST', '/auth/refresh', { body: { refreshToken: token } });
    const { status, body, headers } = await refresh(refreshToken);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      user: answer.body.user,
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
    });
    expect(body.refreshToken).not.toBe(refreshToken);
    expect(await signedInAs({ cookie: cookieOf(headers) })).toBe(true);
    // Shown again later it must have been stolen: all that came of it ends.
    setSystemTime(Date.now() + 11_000);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { success: false, error: 'Unauthorized' } });
    expect((await refresh(body.refreshToken)).status).toBe(401);
    expect(await signedInAs({ cookie: cookieOf(headers) })).toBe(false);
  });

  test('POST /auth/refresh · three tabs that refresh at once, and one that lost its answer, have tokens that work', async () => {
    const { refreshToken } = (await person(house())).answer.body;
    const refresh = (token: string) => house().call('POST', '/auth/refresh', { body: { refreshToken: token } });
    const answers = await Promise.all([1, 2, 3].map(() => refresh(refreshToken)));
    answers.push(await refresh(refreshToken));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    for (const { body, headers } of answers) {
      expect(await signedInAs({ cookie: cookieOf(headers) })).toBe(true);
      expect(await signedInAs({ authorization: `Bearer ${body.accessToken}` })).toBe(true);
    }
    expect((await refresh(answers[0]?.body.refreshToken)).status).toBe(200);
  });

  test.each([
    ['nothing', {}, 400, 'refreshToken is required'],
    ['a number', { refreshToken: 7 }, 400, 'refreshToken must be a token'],
    ['an empty one', { refreshToken: '' }, 400, 'refreshToken must be a token'],
    ['nobody’s', { refreshToken: 'nobody' }, 401, 'Unauthorized'],
  ])('POST /auth/refresh · %s is refused', async (_, body, status, error) => {
    expect(await house().call('POST', '/auth/refresh', { body })).toMatchObject({
      status,
      body: { success: false, error },
    });
  });

  test('POST /auth/logout · signing out ends the tokens and the cookie, and may be done again', async () => {
    const { answer } = await person(house());
    const { refreshToken } = answer.body;
    for (let times = 0; times < 2; times++) {
      const { status, body, headers } = await house().call('POST', '/auth/logout', { body: { refreshToken } });
      expect({ status, body }).toEqual({ status: 200, body: { success: true } });
      expect(headers.get('set-cookie')).toStartWith('jwt-access=; Path=/; Max-Age=0');
    }
    expect(await signedInAs({ cookie: cookieOf(answer.headers) })).toBe(false);
    expect((await house().call('POST', '/auth/refresh', { body: { refreshToken } })).status).toBe(401);
    expect((await house().call('POST', '/auth/logout', { body: {} })).status).toBe(400);
  });

  test('POST /auth/change_pass · a changed password ends the other sessions and keeps the one that changed it', async () => {
    const { id, email, answer } = await person(house());
    const other = await house().call('POST', '/auth/login', { body: { email, password: 'password123' } });
    const { status, body } = await house().call('POST', '/auth/change_pass', {
      headers: { cookie: cookieOf(answer.headers) },
      body: { userId: id, oldPassword: 'password123', newPassword: 'password456' },
    });
    expect({ status, body }).toEqual({ status: 200, body: { success: true, appKeys: 0 } });
    expect(await signedInAs({ cookie: cookieOf(answer.headers) })).toBe(true);
    expect(await signedInAs({ cookie: cookieOf(other.headers) })).toBe(false);
    const login = async (password: string) =>
      (await house().call('POST', '/auth/login', { body: { email, password } })).status;
    expect(await login('password123')).toBe(401);
    expect(await login('password456')).toBe(200);
  });

  test('POST /auth/change_pass · changing a password needs no token, as the old password is the proof', async () => {
    const { id, answer } = await person(house());
    const body = { userId: id, oldPassword: 'password123', newPassword: 'password456' };
    expect((await house().call('POST', '/auth/change_pass', { body })).status).toBe(200);
    expect(await signedInAs({ cookie: cookieOf(answer.headers) })).toBe(false);
  });

  test('POST /auth/change_pass · a token shown when changing a password must be one’s own, or root’s', async () => {
    const { id } = await person(house());
    const other = await person(house());
    const body = { userId: id, oldPassword: 'password123', newPassword: 'password456' };
    const token = other.answer.body.accessToken;
    expect(await house().call('POST', '/auth/change_pass', { body, token })).toMatchObject({
      status: 403,
      body: { success: false, error: 'userId must be your own' },
    });
    expect((await house().call('POST', '/auth/change_pass', { body, token: await house().root() })).status).toBe(200);
  });

  test.each([
    [{ oldPassword: 'not the one' }, 401, 'Invalid credentials'],
    [{ userId: '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000' }, 401, 'Invalid credentials'],
    [{ userId: 'nobody' }, 400, 'userId must be the id of a user'],
    [{ userId: undefined }, 400, 'userId is required'],
    [{ oldPassword: undefined }, 400, 'oldPassword is required'],
    [{ newPassword: 'short' }, 400, 'newPassword must have at least 8 characters'],
    [{ newPassword: 'x'.repeat(257) }, 400, 'newPassword must have at most 256 characters'],
  ])('POST /auth/change_pass · %j is refused and changes nothing', async (more, status, error) => {
    const { id, email } = await person(house());
    const body = { userId: id, oldPassword: 'password123', newPassword: 'password456', ...more };
    expect(await house().call('POST', '/auth/change_pass', { body })).toMatchObject({
      status,
      body: { success: false, error },
    });
    const login = { email, password: 'password123' };
    expect((await house().call('POST', '/auth/login', { body: login })).status).toBe(200);
  });

  test('POST /auth/change_pass · of six who change the password by the old one at once exactly one does, and theirs is the new one', async () => {
    const name = `racer${Math.random().toString(36).slice(2)}`;
    const registration = { email: `${name}@example.com`, username: name, password: 'password-0' };
    const { body } = await house().call('POST', '/auth/register', { body: registration });
    const wanted = Array.from({ length: 6 }, (_, n) => `password-${n + 1}`);
    const statuses = await Promise.all(
      wanted.map(async (newPassword) => {
        const change = { userId: body.user.id, oldPassword: 'password-0', newPassword };
        return (await house().call('POST', '/auth/change_pass', { body: change })).status;
      }),
    );
    expect(statuses.toSorted()).toEqual([200, 401, 401, 401, 401, 401]);
    const password = wanted[statuses.indexOf(200)];
    const login = { email: registration.email, password };
    expect((await house().call('POST', '/auth/login', { body: login })).status).toBe(200);
  });
});
