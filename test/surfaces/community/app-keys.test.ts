import { describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { parseId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { MOMENT, UUID } from '../../support/shapes.ts';
import { Browser, type Person as SignedIn, person as signedIn } from '../members/browser.ts';

const PASSWORD = 'password123';
const KEY = /^[0-9a-hjkmnp-tv-z]{26}$/;
const UNKNOWN = '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000';
const refusal = (status: number, error: string) => ({ status, body: { success: false, error } });

onEachEngine('app keys of community', (house) => {
  const make = ({ token }: Person, body: object = {}) =>
    house().call('POST', '/auth/app-keys', { token, body: { name: 'Phone', password: PASSWORD, ...body } });
  const list = async ({ token }: Person) => (await house().call('GET', '/auth/app-keys', { token })).body.appKeys;
  const reveal = (token: string, id: string, password = PASSWORD) =>
    house().call('POST', `/auth/app-keys/${id}/reveal`, { token, body: { password } });
  const revoke = (token: string, id: string) => house().call('DELETE', `/auth/app-keys/${id}`, { token });
  const opens = (apiKey: string) =>
    house()
      .services.accounts.appKeys.identify({ apiKey }, '192.0.2.1')
      .then(
        () => true,
        () => false,
      );

  test('POST /auth/app-keys · a key is shown once, and listed without it', async () => {
    const somebody = await person(house());
    const made = await make(somebody, { name: '  Радио на кухне 📻 ' });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.body).toEqual({
      success: true,
      appKey: { id: UUID, name: 'Радио на кухне 📻', key: expect.stringMatching(KEY), createdAt: MOMENT },
    });
    const { key, ...shown } = made.body.appKey;
    const second = (await make(somebody)).body.appKey;
    expect(await list(somebody)).toEqual([
      { ...second, key: undefined, hint: second.key.slice(-4), lastUsedAt: null, lastClient: null },
      { ...shown, hint: key.slice(-4), lastUsedAt: null, lastClient: null },
    ]);
    expect(await list(await person(house()))).toEqual([]);
  });

  test.each([
    [{ name: undefined }, 400, 'name is required'],
    [{ name: '' }, 400, 'name must be a text of 1 to 100 characters'],
    [{ name: ' \t ' }, 400, 'name must be a text of 1 to 100 characters'],
    [{ name: '📻'.repeat(101) }, 400, 'name must be a text of 1 to 100 characters'],
    [{ name: 7 }, 400, 'name must be a text of 1 to 100 characters'],
    [{ name: 'nul\0' }, 400, 'name contains characters that cannot be stored'],
    [{ password: undefined }, 400, 'password is required'],
    [{ password: 'not the one' }, 401, 'Invalid credentials'],
    [{ password: '' }, 401, 'Invalid credentials'],
    [{ password: 'x'.repeat(300) }, 401, 'Invalid credentials'],
  ])('POST /auth/app-keys · %j is refused and makes nothing', async (more, status, error) => {
    const somebody = await person(house());
    expect(await make(somebody, more)).toMatchObject(refusal(status, error));
    expect(await list(somebody)).toEqual([]);
  });

  test('POST /auth/app-keys · a name of 100 characters is taken', async () => {
    const name = '📻'.repeat(100);
    expect((await make(await person(house()), { name })).body.appKey.name).toBe(name);
  });

  test('POST /auth/app-keys · of 25 at once 20 are made, and one more after one is revoked', async () => {
    const somebody = await person(house());
    const answers = await Promise.all(Array.from({ length: 25 }, () => make(somebody)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(20).fill(201), ...Array(5).fill(409)]);
    expect(await make(somebody)).toMatchObject(refusal(409, 'You have 20 app keys already: revoke one first'));
    const [first] = await list(somebody);
    expect((await revoke(somebody.token, first.id)).status).toBe(204);
    const pair = await Promise.all([make(somebody), make(somebody)]);
    expect(pair.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await list(somebody)).toHaveLength(20);
  });

  test('POST /auth/app-keys · somebody who has no password makes none', async () => {
    const { body } = await house().call('POST', '/register', { body: { user_name: 'visitor' } });
    const answer = await make({ token: body.user_access_token } as Person, { password: '' });
    expect(answer).toMatchObject(refusal(401, 'Invalid credentials'));
  });

  test('POST /auth/app-keys · the old password makes none while it is changed', async () => {
    const somebody = await person(house());
    const change = { userId: somebody.id, oldPassword: PASSWORD, newPassword: 'password456' };
    const [changed, ...made] = await Promise.all([
      house().call('POST', '/auth/change_pass', { token: somebody.token, body: { ...change, revokeAppKeys: true } }),
      ...Array.from({ length: 4 }, () => make(somebody)),
    ]);
    expect(changed.status).toBe(200);
    const granted = made.filter(({ status }) => status === 201).map(({ body }) => body.appKey.key);
    // Those that were faster than the change were revoked by it.
    expect(await Promise.all(granted.map(opens))).toEqual(granted.map(() => false));
    expect(await list(somebody)).toEqual([]);
  });

  describe('POST /auth/app-keys/recent', () => {
    const recent = (headers: Record<string, string>, name = 'Phone') =>
      house().call('POST', '/auth/app-keys/recent', { headers, body: { name } });
    const ofRefresh = (token: string) => ({ authorization: `Bearer ${token}` });
    const needsPassword = async ({ browser }: SignedIn) =>
      (await browser.call('GET', '/auth/app-keys')).body.needsPassword;
    const make = ({ browser }: SignedIn, name = 'Phone') => browser.call('POST', '/auth/app-keys/recent', { name });
    const keysOf = async ({ token }: SignedIn) => list({ token } as Person);
    /** Says that sign-ins were so many minutes earlier. */
    const age = (id: string, minutes: number) =>
      house().db.write(async (tx) => {
        const { families } = house().db.tables;
        const [accountId, createdAt] = [parseId(id) ?? '', Date.now() - minutes * 60_000];
        await tx.update(families).set({ createdAt }).where(eq(families.accountId, accountId));
      });

    test('makes a key for half an hour after the sign-in, by its refresh token in a cookie or a header', async () => {
      const somebody = await signedIn(house());
      const shown = ofRefresh(somebody.browser.cookie('jwt-refresh'));
      await age(somebody.id, 29);
      expect(await needsPassword(somebody)).toBe(false);
      for (const made of [await make(somebody, ' Phone '), await recent(shown, ' Phone ')]) {
        expect([made.status, made.headers.get('cache-control'), made.body.appKey.name]).toEqual([
          ...[201, 'no-store', 'Phone'],
        ]);
        expect(await opens(made.body.appKey.key)).toBe(true);
      }
      await somebody.browser.call('POST', '/user/refresh');
      expect(await needsPassword(somebody)).toBe(false);
      expect((await make(somebody)).status).toBe(201);
      await age(somebody.id, 30);
      expect(await needsPassword(somebody)).toBe(true);
      expect(await make(somebody)).toMatchObject(refusal(401, 'Invalid credentials'));
      expect(await keysOf(somebody)).toHaveLength(3);
    });

    test('makes none by an access token, a session token, or a refresh token that is used or has ended', async () => {
      const somebody = await signedIn(house());
      const { body } = await house().call('POST', '/users/login', {
        body: { username: somebody.username, password: 'password' },
      });
      const used = somebody.browser.cookie('jwt-refresh');
      await somebody.browser.call('POST', '/user/refresh');
      const access = somebody.browser.cookie('jwt-access');
      const ended = somebody.browser.cookie('jwt-refresh');
      const needs = await house().call('GET', '/auth/app-keys', { token: access });
      expect([needs.status, needs.body.needsPassword]).toEqual([200, true]);
      await somebody.browser.call('POST', '/user/logout');
      for (const token of [access, body.token, used, ended, 'x', 'x'.repeat(10_000)])
        expect([token.slice(0, 50), (await recent(ofRefresh(token))).status]).toEqual([token.slice(0, 50), 401]);
      const shown: Record<string, string>[] = [{ token: access }, { cookie: `jwt-access=${access}` }];
      for (const headers of [...shown, {}, { cookie: 'jwt-refresh-keys=' }])
        expect([headers, (await recent(headers)).status]).toEqual([headers, 401]);
      expect(await keysOf({ ...somebody, token: body.token })).toEqual([]);
    });

    test('is told to need the password by the cookie of somebody else, and refused to the page of another site', async () => {
      const [somebody, other] = [await signedIn(house()), await signedIn(house())];
      const keys = `jwt-refresh-keys=${other.browser.cookie('jwt-refresh')}`;
      const headers = { authorization: `Bearer ${somebody.token}`, cookie: keys };
      expect((await house().call('GET', '/auth/app-keys', { headers })).body.needsPassword).toBe(true);
      const foreign = { cookie: keys, origin: 'https://other.example', 'sec-fetch-site': 'cross-site' };
      expect((await recent(foreign)).status).toBe(403);
      expect(await keysOf(other)).toEqual([]);
    });

    test('is refused with a bad name, and when there are 20', async () => {
      const somebody = await signedIn(house());
      expect(await make(somebody, ' ')).toMatchObject(refusal(400, 'name must be a text of 1 to 100 characters'));
      const made = await Promise.all(Array.from({ length: 22 }, () => make(somebody)));
      expect(made.map(({ status }) => status).sort()).toEqual([...Array(20).fill(201), 409, 409]);
    });

    test('makes none that outlives a change of the password with all keys', async () => {
      const somebody = await signedIn(house());
      const other = new Browser(house());
      await other.call('POST', '/user/login', { username: somebody.username, password: 'password' });
      const change = { userId: somebody.id, oldPassword: 'password', newPassword: 'password456', revokeAppKeys: true };
      await Promise.all([
        house().call('POST', '/auth/change_pass', { token: somebody.token, body: change }),
        ...Array.from({ length: 4 }, () => make({ ...somebody, browser: other })),
      ]);
      expect((await make({ ...somebody, browser: other })).status).toBe(401);
      expect(await keysOf(somebody)).toEqual([]);
    });
  });

  test.each([
    ['POST', '/auth/app-keys', { name: 'Phone', password: PASSWORD }],
    ['GET', '/auth/app-keys', undefined],
    ['POST', `/auth/app-keys/${UNKNOWN}/reveal`, { password: PASSWORD }],
    ['DELETE', `/auth/app-keys/${UNKNOWN}`, undefined],
  ] as const)('%s %s · needs a token, and a key is none', async (method, path, body) => {
    const somebody = await person(house());
    const { key } = (await make(somebody)).body.appKey;
    const options = body === undefined ? {} : { body };
    const answers = [
      await house().call(method, path, options),
      await house().call(method, path, { ...options, token: key }),
      await house().call(method, path, { ...options, headers: { authorization: `Bearer ${key}` } }),
      await house().call(method, path, { ...options, headers: { cookie: `jwt-access=${key}` } }),
      await house().call(method, `${path}?apiKey=${key}&u=${somebody.name}&p=${key}`, options),
    ];
    for (const answer of answers) expect(answer).toMatchObject(refusal(401, 'Unauthorized'));
  });

  test('GET /auth/app-keys · root lists those of anybody, others their own alone', async () => {
    const [somebody, other] = [await person(house()), await person(house())];
    const { id } = (await make(somebody)).body.appKey;
    const of = async (token: string, userId: string) =>
      house().call('GET', `/auth/app-keys?userId=${userId}`, { token });
    const root = await house().root();
    expect((await of(root, somebody.id)).body.appKeys).toMatchObject([{ id }]);
    expect((await of(root, parseId(somebody.id) as string)).body.appKeys).toMatchObject([{ id }]);
    expect((await of(somebody.token, somebody.id)).body.appKeys).toMatchObject([{ id }]);
    expect((await of(somebody.token, '')).body.appKeys).toMatchObject([{ id }]);
    expect(await of(other.token, somebody.id)).toMatchObject(refusal(403, 'userId must be your own'));
    expect(await of(root, UNKNOWN)).toMatchObject(refusal(404, 'User not found'));
    expect(await of(root, 'x')).toMatchObject(refusal(400, 'userId must be the id of a user'));
  });

  test('POST /auth/app-keys/:id/reveal · the owner sees the key again, with the password', async () => {
    const [somebody, other] = [await person(house()), await person(house())];
    const { id, key } = (await make(somebody)).body.appKey;
    const shown = await reveal(somebody.token, id);
    expect({ status: shown.status, body: shown.body }).toEqual({ status: 200, body: { success: true, key } });
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect((await reveal(somebody.token, parseId(id) as string)).status).toBe(200);
    expect(await reveal(somebody.token, id, 'not the one')).toMatchObject(refusal(401, 'Invalid credentials'));
    expect(await reveal(other.token, id)).toMatchObject(refusal(404, 'App key not found'));
    expect(await reveal(await house().root(), id, 'root-password')).toMatchObject(
      refusal(403, 'An app key is shown to nobody but its owner'),
    );
    for (const unknown of [UNKNOWN, 'x'])
      for (const token of [somebody.token, await house().root()])
        expect(await reveal(token, unknown)).toMatchObject(refusal(404, 'App key not found'));
  });

  test('POST /auth/app-keys/:id/reveal · a key that was sealed by another secret works, and is not shown', async () => {
    const somebody = await person(house());
    const [one, two] = [(await make(somebody)).body.appKey, (await make(somebody)).body.appKey];
    const { db } = house();
    const rows = await db.read.select().from(db.tables.appKeys);
    const sealed = rows.find(({ id }) => id === parseId(two.id))?.sealed as string;
    // Nor is one that stands in the row of another.
    const stored = db.tables.appKeys;
    await db.write((tx) =>
      tx
        .update(stored)
        .set({ sealed })
        .where(eq(stored.id, parseId(one.id) as string)),
    );
    expect(await reveal(somebody.token, one.id)).toMatchObject(
      refusal(409, 'This app key cannot be shown any more, though it works: make a new one'),
    );
    expect(await Promise.all([one.key, two.key].map(opens))).toEqual([true, true]);
  });

  test('DELETE /auth/app-keys/:id · a key ends at once, for its owner and root alone', async () => {
    const [somebody, other] = [await person(house()), await person(house())];
    const [one, two] = [(await make(somebody)).body.appKey, (await make(somebody)).body.appKey];
    expect(await revoke(other.token, one.id)).toMatchObject(refusal(404, 'App key not found'));
    expect(await opens(one.key)).toBe(true);
    expect((await revoke(somebody.token, one.id)).status).toBe(204);
    expect(await Promise.all([one.key, two.key].map(opens))).toEqual([false, true]);
    for (const gone of [one.id, UNKNOWN, 'x'])
      expect(await revoke(somebody.token, gone)).toMatchObject(refusal(404, 'App key not found'));
    expect((await revoke(await house().root(), two.id)).status).toBe(204);
    expect(await opens(two.key)).toBe(false);
  });

  test('DELETE /auth/app-keys/:id · of four at once one does it', async () => {
    const somebody = await person(house());
    const { id } = (await make(somebody)).body.appKey;
    const answers = await Promise.all(Array.from({ length: 4 }, () => revoke(somebody.token, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404]);
  });

  test.each([
    [{}, 2],
    [{ revokeAppKeys: false }, 2],
    [{ revokeAppKeys: null }, 2],
    [{ revokeAppKeys: true }, 0],
  ])('POST /auth/change_pass · with %j %i app keys are left', async (more, left) => {
    const somebody = await person(house());
    const keys = [(await make(somebody)).body.appKey.key, (await make(somebody)).body.appKey.key];
    const body = { userId: somebody.id, oldPassword: PASSWORD, newPassword: 'password456', ...more };
    const refused = { ...body, oldPassword: 'not the one' };
    expect((await house().call('POST', '/auth/change_pass', { body: refused })).status).toBe(401);
    expect(await Promise.all(keys.map(opens))).toEqual([true, true]);
    const answer = await house().call('POST', '/auth/change_pass', { body });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { success: true, appKeys: left },
    });
    expect(await Promise.all(keys.map(opens))).toEqual(keys.map(() => left > 0));
  });

  test('POST /auth/change_pass · revokeAppKeys is true or false', async () => {
    const { id } = await person(house());
    const body = { userId: id, oldPassword: PASSWORD, newPassword: 'password456', revokeAppKeys: 'perhaps' };
    expect(await house().call('POST', '/auth/change_pass', { body })).toMatchObject(
      refusal(400, 'revokeAppKeys must be true or false'),
    );
  });

  test.each([
    [{ password: 'password456' }, { appKeys: 1 }, true],
    [{ password: 'password456', revokeAppKeys: true }, { appKeys: 0 }, false],
    [{ revokeAppKeys: true }, {}, true],
  ])('PUT /user/update · %j answers %j more', async (body, more, stays) => {
    const somebody = await person(house());
    const { key } = (await make(somebody)).body.appKey;
    const answer = await house().call('PUT', '/user/update', { token: somebody.token, body });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      response: { message: 'success', status: 200 },
      ...{ username: somebody.name, email: somebody.email, id: somebody.id, role: 'user' },
      ...more,
    });
    expect(await opens(key)).toBe(stays);
  });

  test('setActive, remove · deactivating ends the keys at once, activating brings them back; deleting ends them', async () => {
    const somebody = await person(house());
    const { key } = (await make(somebody)).body.appKey;
    const { accounts } = house().services;
    const id = parseId(somebody.id) as string;
    await accounts.setActive(id, false);
    expect(await opens(key)).toBe(false);
    await accounts.setActive(id, true);
    expect(await opens(key)).toBe(true);
    await accounts.remove(id);
    expect(await opens(key)).toBe(false);
  });
});

onEachEngine(
  'wrong passwords of app keys',
  (house) => {
    test('POST /auth/app-keys, /auth/app-keys/:id/reveal · wrong ones count together, and as those of signing in', async () => {
      const headers = { 'x-forwarded-for': '192.0.2.77' };
      const { id, token, email } = await person(house(), {}, headers);
      const made = await house().call('POST', '/auth/app-keys', {
        ...{ token, headers, body: { name: 'Phone', password: PASSWORD } },
      });
      const keyId = made.body.appKey.id;
      const attempts = [
        () => house().call('POST', '/auth/app-keys', { token, headers, body: { name: 'x', password: 'wrong' } }),
        () => house().call('POST', `/auth/app-keys/${keyId}/reveal`, { token, headers, body: { password: 'wrong' } }),
      ];
      for (let times = 0; times < 10; times++) expect((await attempts[times % 2]?.())?.status).toBe(401);
      for (const attempt of attempts) {
        const answer = await attempt();
        expect(answer).toMatchObject(refusal(429, 'Too many requests, try again later'));
        expect(Number(answer.headers.get('retry-after'))).toBeWithin(230, 301);
      }
      const login = { email, password: PASSWORD };
      expect((await house().call('POST', '/auth/login', { body: login, headers })).status).toBe(429);
      expect(parseId(id)).toBeDefined();
    });
  },
  { RATE_LIMIT: 'on', TRUST_PROXY: 'on' },
);
