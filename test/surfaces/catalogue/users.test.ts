import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { atFullCost } from '../../support/passwords.ts';

onEachEngine('users of the catalogue', (house) => {
  test('POST /users · registering answers the document with a session token', async () => {
    const { status, body } = await house().call('POST', '/users', {
      body: { username: 'user7', password: 'password' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      username: 'user7',
      token: expect.stringMatching(/^[\w-]{21}$/),
      __v: 0,
    });
    const history = await house().call('GET', '/trackHistory', { token: body.token });
    expect(history.status).toBe(200);
    expect(history.body).toEqual([]);
  });

  test('POST /users/login · signing in gives a new token and ends the old one', async () => {
    const { name, token } = await house().member();
    const { status, body } = await house().call('POST', '/users/login', {
      body: { username: name, password: 'password' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({ token: expect.stringMatching(/^[\w-]{21}$/) });
    expect(await house().call('GET', '/trackHistory', { token })).toMatchObject({
      status: 401,
      body: { error: 'Wrong token: unauthorized' },
    });
    expect((await house().call('GET', '/trackHistory', { token: body.token })).status).toBe(200);
  });

  test('POST /users, /users/login · a name is taken and found without regard to case, in every script', async () => {
    await house().member('Ёлка');
    const again = await house().call('POST', '/users', { body: { username: 'ЁЛКА', password: 'password' } });
    expect(again).toMatchObject({ status: 400, body: { error: 'This user is already registered' } });
    const login = await house().call('POST', '/users/login', { body: { username: 'ёлка', password: 'password' } });
    expect(login.status).toBe(200);
  });

  test('POST /users · of twenty who register one name at once exactly one succeeds', async () => {
    const body = { username: 'contended', password: 'password' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => house().call('POST', '/users', { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)]);
  });

  test('POST /users/login · of two logins at once exactly one token lives', async () => {
    const { name } = await house().member();
    const login = () => house().call('POST', '/users/login', { body: { username: name, password: 'password' } });
    const tokens = (await Promise.all([login(), login()])).map(({ body }) => body.token);
    const statuses = await Promise.all(
      tokens.map(async (token) => (await house().call('GET', '/trackHistory', { token })).status),
    );
    expect(statuses.sort()).toEqual([200, 401]);
  });

  test.each([
    ['an unknown user', { username: 'nobody-here', password: 'password' }],
    ['a wrong password', { username: 'root', password: 'not-the-password' }],
    ['an overlong password', { username: 'root', password: 'x'.repeat(100_000) }],
  ])('POST /users/login · %s is refused alike', async (_, body) => {
    expect(await house().call('POST', '/users/login', { body })).toMatchObject({
      status: 400,
      body: { error: 'Wrong username or password' },
    });
  });

  test.each([
    [{ password: 'password' }, 'username is required'],
    [{ username: 'somebody' }, 'password is required'],
    [{ username: 'somebody', password: 'seven77' }, 'password must have at least 8 characters'],
    [{ username: 'somebody', password: 'x'.repeat(257) }, 'password must have at most 256 characters'],
    [
      { username: 7, password: 'password' },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [
      { username: 'some  body', password: 'password' },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [
      { username: 'x'.repeat(65), password: 'password' },
      'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them',
    ],
    [{ username: 'Login', password: 'password' }, 'username is reserved, choose another'],
    [{ username: '..', password: 'password' }, 'username is reserved, choose another'],
    [{ username: 'some\0body', password: 'password' }, 'username contains characters that cannot be stored'],
    [{ username: 'some\ud800body', password: 'password' }, 'username contains characters that cannot be stored'],
  ])('POST /users · %j is refused: %s', async (body, error) => {
    expect(await house().call('POST', '/users', { body })).toMatchObject({ status: 400, body: { error } });
  });

  test('POST /users · passwords and tokens are kept as hashes only', async () => {
    const { name, token } = await atFullCost(() => house().member());
    const { accounts, sessions } = house().db.tables;
    const rows = JSON.stringify([
      await house().db.read.select().from(accounts),
      await house().db.read.select().from(sessions),
    ]);
    expect(rows).toContain(name);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain('"password"');
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});
