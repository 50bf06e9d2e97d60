import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test';
import { newId } from '../../../src/lib/ids.ts';
import { House, onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { person } from '../../support/people.ts';

const RULE = 'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them';
const RUSSIAN = 'Поле login: от 1 до 64 букв, цифр, «.», «_» и «-», без пробелов';

/** Texts that pass for another's name, or for an address, once they are folded or shown. */
const FALSE_NAMES = [
  'victim\uff20example.com',
  'a\uff0fb',
  '\u2100',
  'ro\u034fot',
  '\u3164',
  'ro\u00adot',
  'root\u200f',
  'a\u202eb',
  'a\ufe0fb',
  'a\u3000b',
  'a  b',
  'J\u030c',
];

/** 160 KB whose folding took half a minute. */
const SLOW = `a${'\u0315'.repeat(40_000)}${'\u0300'.repeat(40_000)}`;

onEachEngine('names', (house) => {
  const post = (path: string, body: object, token?: string) =>
    house().call('POST', path, { body, ...(token === undefined ? {} : { token }) });

  test.each(FALSE_NAMES)(
    'POST /users, /user/register, /auth/register, /v1/auth/register, PUT /user/update · refuse %j',
    async (name) => {
      const password = 'password';
      expect(await post('/users', { username: name, password })).toMatchObject({ status: 400, body: { error: RULE } });
      const registration = { username: name, password, email: 'somebody@example.org' };
      expect(await post('/user/register', registration)).toMatchObject({ status: 400, body: { message: RULE } });
      expect(await post('/auth/register', registration)).toMatchObject({ status: 400, body: { error: RULE } });
      const hired = await post('/v1/auth/register', { login: name, password, role: 'artist' }, await house().root());
      expect(hired.status).toBe(400);
      expect(hired.body.message).toStartWith(RUSSIAN);
      const { token } = await house().member();
      const renamed = await house().call('PUT', '/user/update', { token, body: { username: name } });
      expect(renamed).toMatchObject({ status: 400, body: { message: RULE } });
    },
  );

  test('POST /users · white space at both ends is cut off, single spaces stay, and one signs in by either', async () => {
    const { body } = await post('/users', { username: ' \u00a0Mary Ann\u3000', password: 'password' });
    expect(body.username).toBe('Mary Ann');
    for (const username of ['mary ann', '  MARY ANN '])
      expect((await post('/users/login', { username, password: 'password' })).status).toBe(200);
    expect(await house().call('GET', '/users/username/mary%20ann')).toMatchObject({
      body: { data: { username: 'Mary Ann' } },
    });
  });

  test('PUT /user/update · who has a role at the label keeps to a login without spaces', async () => {
    const { token } = await hire(house(), 'artist');
    expect(await house().call('PUT', '/user/update', { token, body: { username: 'two words' } })).toMatchObject({
      status: 400,
      body: { message: 'username must be 1 to 64 letters, digits, ".", "_" and "-"' },
    });
  });

  test('POST /users · of twenty spellings of one name at once one is taken', async () => {
    const spellings = ['straße', 'STRASSE', 'ｓtrasse', '\u017ftrasse', 'strasse'];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) =>
        post('/users', { username: `${spellings[1 + (nth % 4)]}`, password: 'password' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)]);
    expect((await post('/users', { username: spellings[0] as string, password: 'password' })).status).toBe(200);
  });

  test.each([
    'a\uff20b@example.org',
    'a\u00adb@example.org',
    'a\u034fb@example.org',
    'a\u200bb@example.org',
    'victim\uff20example.com',
    'a@b@c',
    'a b@example.org',
    `${'x'.repeat(65)}@example.org`,
    `x@${'y'.repeat(190)}`,
    `${SLOW}@example.org`,
  ])('POST /auth/register, PUT /user/update, PUT /v1/auth/:id/email · refuse the address in case %#', async (email) => {
    const body = { username: 'somebody', password: 'password', email };
    expect(await post('/auth/register', body)).toMatchObject({ status: 400 });
    expect(await post('/user/register', body)).toMatchObject({
      status: 400,
      body: { message: 'email must be an e-mail address' },
    });
    const { token, id } = await hire(house(), 'artist');
    expect(await house().call('PUT', '/user/update', { token, body: { email } })).toMatchObject({ status: 400 });
    expect(await house().call('PUT', `/v1/auth/${id}/email`, { token, body: { email } })).toMatchObject({
      status: 400,
      body: { message: 'Поле email: адрес электронной почты' },
    });
  });
});

onEachEngine('names of before they were checked as they are compared', (house) => {
  const OLD = 'victim\uff20example.com';
  const login = async (username: string, password: string) =>
    (await house().call('POST', '/users/login', { body: { username, password } })).status;

  beforeAll(async () => {
    const { name } = await house().member();
    const { accounts } = house().db.tables;
    const [row] = (await house().db.read.select().from(accounts)).filter((other) => other.login === name);
    if (!row) throw new Error('nobody was registered');
    const old = { ...row, id: newId(), login: OLD, loginKey: 'victim@example.com' };
    await house().db.write(async (tx) => void (await tx.insert(accounts).values(old)));
  });

  test('POST /users/login · still signs in by the name as it was taken, and by its folded form', async () => {
    expect(await login(OLD, 'password')).toBe(200);
    expect(await login('VICTIM\uff20example.com', 'password')).toBe(200);
    expect(await login('victim@example.com', 'password')).toBe(200);
    expect((await house().services.accounts.byLogin(OLD))?.login).toBe(OLD);
  });

  test('PUT /user/update · the name stays as it is when it is sent along unchanged', async () => {
    const { body } = await house().call('POST', '/users/login', { body: { username: OLD, password: 'password' } });
    const update = (username: string) =>
      house().call('PUT', '/user/update', { token: body.token, body: { username, email: 'old@example.org' } });
    expect(await update(OLD)).toMatchObject({ status: 200, body: { username: OLD, email: 'old@example.org' } });
    expect((await update(`${OLD}x`)).status).toBe(400);
  });

  test('POST /auth/register · whose address it looks like registers it, and both sign in', async () => {
    const { answer } = await person(house(), { email: 'victim@example.com', password: 'the address is mine' });
    expect(answer.status).toBe(200);
    expect(await login('victim@example.com', 'the address is mine')).toBe(200);
    expect(await login('victim@example.com', 'password')).toBe(400);
    expect(await login(OLD, 'password')).toBe(200);
  });
});

describe('texts that are slow to fold', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open('sqlite');
  });
  afterAll(() => house.close());

  const password = 'password';
  const email = 'somebody@example.org';
  test.each<[string, string, object, number]>([
    ['POST', '/users', { username: SLOW, password }, 400],
    ['POST', '/users/login', { username: SLOW, password }, 400],
    ['POST', '/user/register', { username: SLOW, password, email }, 400],
    ['POST', '/user/register', { username: 'somebody', password, email: `${SLOW}@example.org` }, 400],
    ['POST', '/user/login', { username: SLOW, password }, 400],
    ['POST', '/auth/register', { username: SLOW, password, email }, 400],
    ['POST', '/auth/login', { email: SLOW, password }, 401],
    ['POST', '/v1/auth/login', { login: SLOW, password }, 400],
    ['PUT', '/user/update', { username: SLOW }, 400],
    ['PUT', '/user/update', { email: `${SLOW}@example.org` }, 400],
    ['POST', '/users', { username: 'somebody', password: SLOW.repeat(6) }, 400],
    ['POST', '/users/login', { username: 'root', password: SLOW.repeat(6) }, 400],
  ])('%s %s · are refused at once (%#)', async (method, path, body, status) => {
    const { token } = await house.member();
    const start = performance.now();
    expect((await house.call(method, path, { body, token })).status).toBe(status);
    expect(performance.now() - start).toBeLessThan(250);
  });

  test.each<[string, string, object]>([
    ['POST /users/login', '/users/login', { error: 'Wrong username or password' }],
    ['POST /v1/auth/login', '/v1/auth/login', { message: 'Неверный логин или пароль' }],
    ['POST /auth/login', '/auth/login', { success: false, error: 'Invalid credentials' }],
    ['POST /user/login', '/user/login', { message: 'username must have at most 256 characters', status: 400 }],
  ])('%s · answers a name that is too long as a wrong one, or says so', async (_, path, body) => {
    const name = 'x'.repeat(257);
    const credentials = { username: name, login: name, email: name, password };
    expect((await house.call('POST', path, { body: credentials })).body).toEqual(body);
  });

  test('GET /tracks?album, /albums?artist, /users/username/:name, /v1/artists?search · take no longer for them', async () => {
    const text = encodeURIComponent(`a${'\u0315'.repeat(600)}${'\u0300'.repeat(600)}`);
    const token = await house.root();
    for (const [path, status] of [
      [`/tracks?album=${text}`, 404],
      [`/albums?artist=${text}`, 404],
      [`/tracks/${text}`, 404],
      [`/users/username/${text}`, 404],
      [`/v1/artists?search=${text}`, 400],
    ] as const)
      expect((await house.call('GET', path, { token })).status).toBe(status);
  });

  test.each<[string, object, number]>([
    ['an unknown name', { username: 'nobody-here', password }, 1],
    ['a wrong password', { username: 'root', password }, 1],
    ['a password that is too long', { username: 'root', password: 'x'.repeat(257) }, 1],
    ['a password of a megabyte', { username: 'nobody-here', password: 'x'.repeat(1_000_000) }, 1],
    ['a name that is too long', { username: 'x'.repeat(257), password }, 0],
  ])('POST /users/login · %s costs as many hashes as it should', async (_, body, hashes) => {
    const verify = spyOn(Bun.password, 'verify');
    expect((await house.call('POST', '/users/login', { body })).status).toBe(400);
    expect(verify).toHaveBeenCalledTimes(hashes);
    verify.mockRestore();
  });

  test('POST /users/login · a password that only begins like the right one is wrong, however long both are', async () => {
    const longest = '🎵'.repeat(256);
    await house.call('POST', '/users', { body: { username: 'longest', password: longest } });
    const login = async (text: string) =>
      (await house.call('POST', '/users/login', { body: { username: 'longest', password: text } })).status;
    expect(await login(longest)).toBe(200);
    expect(await login(`${longest}x`)).toBe(400);
  });
});
