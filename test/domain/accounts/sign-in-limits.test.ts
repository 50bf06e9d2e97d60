import { afterEach, describe, expect, setSystemTime, spyOn, test } from 'bun:test';
import { type Answer, House, onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';

const LIMITED = { RATE_LIMIT: 'on', TRUST_PROXY: 'on' };
let addresses = 0;
/** Headers of a client that was never heard of. */
const somewhere = () => ({ 'x-forwarded-for': `192.0.2.${++addresses}` });

const WRONG = 'not the password';
type Try = (house: House, login: string, password: string, headers: Record<string, string>) => Promise<Answer>;

/** Where a password is asked, and what a wrong one is answered. */
const SIGN_INS: [string, Try, object, object][] = [
  [
    'POST /users/login',
    (house, username, password, headers) =>
      house.call('POST', '/users/login', { body: { username, password }, headers }),
    { status: 400, body: { error: 'Wrong username or password' } },
    { status: 429, body: { error: 'Too many requests, try again later' } },
  ],
  [
    'POST /user/login',
    (house, username, password, headers) =>
      house.call('POST', '/user/login', { body: { username, password }, headers }),
    { status: 401, body: { message: 'Wrong password', status: 401 } },
    { status: 429, body: { message: 'Too many requests, try again later', status: 429 } },
  ],
  [
    'POST /v1/auth/login',
    (house, login, password, headers) => house.call('POST', '/v1/auth/login', { body: { login, password }, headers }),
    { status: 400, body: { message: 'Неверный логин или пароль' } },
    { status: 429, body: { message: 'Слишком много запросов, попробуйте позже' } },
  ],
  [
    'POST /auth/change_pass',
    async (house, login, oldPassword, headers) => {
      const userId = (await house.services.accounts.byLogin(login))?.id;
      const body = { userId, oldPassword, newPassword: 'root-password' };
      return house.call('POST', '/auth/change_pass', { body, headers });
    },
    { status: 401, body: { success: false, error: 'Invalid credentials' } },
    { status: 429, body: { success: false, error: 'Too many requests, try again later' } },
  ],
];

afterEach(() => {
  setSystemTime();
});

onEachEngine(
  'wrong passwords',
  (house) => {
    const hashes = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
      const verify = spyOn(Bun.password, 'verify');
      try {
        return [await work(), verify.mock.calls.length];
      } finally {
        verify.mockRestore();
      }
    };

    test.each(SIGN_INS)(
      '%s · the eleventh for one account from one address is refused before any hashing, a right one too',
      async (_, attempt, wrong, limited) => {
        const headers = somewhere();
        for (let times = 0; times < 10; times++)
          expect(await attempt(house(), 'root', WRONG, headers)).toMatchObject(wrong);
        const [answers, hashed] = await hashes(() =>
          Promise.all(['root-password', WRONG].map((password) => attempt(house(), 'root', password, headers))),
        );
        for (const answer of answers) {
          expect(answer).toMatchObject(limited);
          expect(Number(answer.headers.get('retry-after'))).toBeWithin(230, 301);
        }
        expect(hashed).toBe(0);
        expect((await attempt(house(), 'root', 'root-password', somewhere())).status).toBe(200);
      },
    );

    test.each(SIGN_INS.slice(0, 3))('%s · of fifty wrong ones at once ten are hashed', async (_, attempt, wrong) => {
      const headers = somewhere();
      const [answers, hashed] = await hashes(() =>
        Promise.all(Array.from({ length: 50 }, () => attempt(house(), 'root', WRONG, headers))),
      );
      const { status } = wrong as Answer;
      expect(answers.map((answer) => answer.status).sort()).toEqual([
        ...Array(10).fill(status),
        ...Array(40).fill(429),
      ]);
      expect(hashed).toBe(10);
    });

    test('POST /users/login, /user/login, /auth/change_pass · all dialects and both names of an account share a count', async () => {
      const { name, email } = await person(house(), {});
      const headers = somewhere();
      const [catalogue, members, , change] = SIGN_INS.map(([, attempt]) => attempt) as [Try, Try, Try, Try];
      for (let times = 0; times < 3; times++)
        for (const attempt of [catalogue, members, change]) await attempt(house(), name, WRONG, headers);
      expect((await catalogue(house(), email, WRONG, headers)).status).toBe(400);
      expect((await members(house(), email.toUpperCase(), 'password123', headers)).status).toBe(429);
      // Another account has a count of its own, up to that of the address.
      for (let times = 0; times < 10; times++)
        expect((await members(house(), `nobody-${times}`, WRONG, headers)).status).toBe(404);
      const answer = await members(house(), 'root', 'root-password', headers);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeWithin(30, 61);
      setSystemTime(Date.now() + 61_000);
      expect((await members(house(), 'root', 'root-password', headers)).status).toBe(200);
      expect((await members(house(), name, 'password123', headers)).status).toBe(429);
      setSystemTime(Date.now() + 240_000);
      expect((await members(house(), name, 'password123', headers)).status).toBe(200);
    });

    test('POST /users/login · right ones are free, however many come at once', async () => {
      const headers = somewhere();
      const attempt = SIGN_INS[0]?.[1] as Try;
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => attempt(house(), 'root', 'root-password', headers)),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
      expect((await attempt(house(), 'root', WRONG, headers)).status).toBe(400);
    });

    test('POST /users/login · what was refused is kept neither as a name nor as a password', async () => {
      const attempt = SIGN_INS[0]?.[1] as Try;
      await attempt(house(), 'a-name-to-be-found', WRONG, somewhere());
      const rows = JSON.stringify(await house().db.read.select().from(house().db.tables.rateLimits));
      expect(rows).not.toContain('a-name-to-be-found');
    });
  },
  LIMITED,
);

onEachEngine(
  'new accounts',
  (house) => {
    let people = 0;
    const register = async (nth: number, headers: Record<string, string>) => {
      const username = `newcomer${++people}`;
      const registration = { username, password: 'password', email: `${username}@example.org` };
      const [path, body] = [
        ['/users', registration],
        ['/user/register', registration],
        ['/register', { user_name: username }],
      ][nth % 3] as [string, object];
      return (await house().call('POST', path, { body, headers })).status;
    };

    test('POST /users, /user/register, /auth/register, /register · the thirty-first in an hour from one address is refused, on all dialects together', async () => {
      const headers = somewhere();
      for (let nth = 0; nth < 29; nth++) expect(await register(nth, headers)).toBeLessThan(202);
      // What is not made does not count.
      for (let times = 0; times < 5; times++)
        expect(
          (await house().call('POST', '/users', { body: { username: 'root', password: 'password' }, headers })).status,
        ).toBe(400);
      expect((await person(house(), {}, headers)).answer.status).toBe(200);
      for (let nth = 0; nth < 3; nth++) expect(await register(nth, headers)).toBe(429);
      expect((await person(house(), {}, headers)).answer.status).toBe(429);
      const refusal = await house().call('POST', '/register', { body: { user_name: 'x' }, headers });
      expect(refusal.body).toEqual({ status: 'error', message: 'Too many requests, try again later' });
      expect(Number(refusal.headers.get('retry-after'))).toBeWithin(3500, 3601);
      expect(await register(0, somewhere())).toBe(200);
      setSystemTime(Date.now() + 3_601_000);
      expect(await register(0, headers)).toBe(200);
    });

    test('POST /users · of fifty at once thirty are made', async () => {
      const headers = somewhere();
      const statuses = await Promise.all(Array.from({ length: 50 }, () => register(0, headers)));
      expect(statuses.sort()).toEqual([...Array(30).fill(200), ...Array(20).fill(429)]);
    });

    test('POST /v1/auth/register · root, who is signed in, makes as many as they like', async () => {
      const headers = somewhere();
      const token = await house().root();
      for (let nth = 0; nth < 32; nth++) {
        const body = { login: `hired${nth}`, password: 'password', role: 'manager' };
        expect((await house().call('POST', '/v1/auth/register', { token, body, headers })).status).toBe(201);
      }
    });
  },
  LIMITED,
);

describe('a flood of sign-ins', () => {
  test('POST /users/login · three hundred connections of one client do not make another wait', async () => {
    const house = await House.open('sqlite', { TRUST_PROXY: 'on' });
    const body = { username: 'root', password: WRONG };
    const flooder = somewhere();
    // Wrong too: it is answered as soon as it is hashed, while a session would wait for the disk first.
    const other = () => house.call('POST', '/users/login', { body, headers: somewhere() });
    // Once before: what is compiled at its first use would take as long as many hashes.
    await other();
    let hashed = 0;
    const flood = Array.from({ length: 300 }, async () => {
      const { status } = await house.call('POST', '/users/login', { body, headers: flooder });
      if (status === 400) hashed++;
      return status;
    });
    while (hashed === 0) await Bun.sleep(1);
    const before = hashed;
    expect((await other()).status).toBe(400);
    // Behind all that wait in the flood's lane there would be more than a hundred.
    expect(hashed - before).toBeLessThan(50);
    expect(new Set(await Promise.all(flood))).toEqual(new Set([400, 503]));
    await house.close();
  });
});
