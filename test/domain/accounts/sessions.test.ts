import { afterEach, expect, setSystemTime, test } from 'bun:test';
import { ACCESS_LIFETIME, type Account, type Identity, type SignInTerms } from '../../../src/domain/accounts/model.ts';
import { DomainError } from '../../../src/errors.ts';
import { toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { atFullCost } from '../../support/passwords.ts';

const DAY = 24 * 60 * 60 * 1000;
const TERMS: SignInTerms = { refreshLifetime: DAY, spell: toUuid };

/** The client's address. */
const HERE = '192.0.2.1';

let people = 0;

/** How a promise was refused; `undefined` when it was not. */
async function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error) => (error instanceof DomainError ? error.kind : error),
  );
}

afterEach(() => {
  setSystemTime();
});

onEachEngine('accounts, families of tokens', (house) => {
  const accounts = () => house().services.accounts;
  const person = (): Promise<Account> =>
    accounts().register({ login: `person${++people}`, password: 'password', role: 'listener' });
  const lives = async (token: string) => (await accounts().identify(token)) !== undefined;
  const signedIn = async () => {
    const account = await person();
    return { account, ...(await accounts().openFamily(account, TERMS)) };
  };
  const identity = async (token: string) => (await accounts().identify(token)) as Identity;

  test('identify · an access token says whose it is in the spelling of its dialect, and tells its account', async () => {
    const { account, accessToken } = await signedIn();
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] as string, 'base64url').toString());
    expect(claims).toEqual({
      sub: toUuid(account.id),
      role: 'listener',
      type: 'access',
      jti: expect.stringMatching(/^[0-9a-f]{24}\.[0-9a-f]{24}$/),
      iat: expect.any(Number),
      exp: claims.iat + ACCESS_LIFETIME,
    });
    expect(ACCESS_LIFETIME).toBe(900);
    expect(await identity(accessToken)).toEqual({ account, familyId: claims.jti.split('.')[0] });
  });

  test('identify · a refresh token is no access token', async () => {
    const { refreshToken } = await signedIn();
    expect(await accounts().identify(refreshToken)).toBeUndefined();
  });

  test('refresh · a refresh token gives new tokens, and the access tokens of its family live on', async () => {
    const { account, accessToken, refreshToken } = await signedIn();
    const { account: same, tokens } = await accounts().refresh(refreshToken, TERMS);
    expect(same).toEqual(account);
    expect(tokens.refreshToken).not.toBe(refreshToken);
    expect(await Promise.all([accessToken, tokens.accessToken].map(lives))).toEqual([true, true]);
    expect(await refusal(accounts().refresh(tokens.refreshToken, TERMS))).toBeUndefined();
  });

  test('refresh · for ten seconds a used token gives the same successor again, with an access token of its own', async () => {
    const { refreshToken, accessToken } = await signedIn();
    const start = Date.now();
    const first = (await accounts().refresh(refreshToken, TERMS)).tokens;
    setSystemTime(start + 9_900);
    const again = (await accounts().refresh(refreshToken, TERMS)).tokens;
    expect(again.refreshToken).toBe(first.refreshToken);
    expect(again.refreshToken).toMatch(/^[\w-]{43}$/);
    expect(again.accessToken).not.toBe(first.accessToken);
    expect(await Promise.all([accessToken, first.accessToken, again.accessToken].map(lives))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await refusal(accounts().refresh(again.refreshToken, TERMS))).toBeUndefined();
  });

  test('refresh · once the successor was used, its predecessor ends the family', async () => {
    const { refreshToken, accessToken } = await signedIn();
    const { tokens } = await accounts().refresh(refreshToken, TERMS);
    await accounts().refresh(tokens.refreshToken, TERMS);
    expect(await refusal(accounts().refresh(refreshToken, TERMS))).toBe('wrong_token');
    expect(await Promise.all([accessToken, tokens.accessToken].map(lives))).toEqual([false, false]);
  });

  test('refresh · a repeat is no way round a deactivation, a dialect that refuses, or the end of the family', async () => {
    const { account, refreshToken } = await signedIn();
    const { tokens } = await accounts().refresh(refreshToken, TERMS);
    const accepts = () => {
      throw new DomainError('forbidden', 'not here');
    };
    expect(await refusal(accounts().refresh(refreshToken, { ...TERMS, accepts }))).toBe('forbidden');
    await accounts().closeByRefresh(tokens.refreshToken);
    expect(await refusal(accounts().refresh(refreshToken, TERMS))).toBe('wrong_token');
    const other = await accounts().openFamily(account, TERMS);
    await accounts().refresh(other.refreshToken, TERMS);
    await accounts().setActive(account.id, false);
    expect(await refusal(accounts().refresh(other.refreshToken, TERMS))).toBe('wrong_token');
  });

  test('refresh · a use after ten seconds ends the family, and no other', async () => {
    const { account, accessToken, refreshToken } = await signedIn();
    const elsewhere = await accounts().openFamily(account, TERMS);
    const { tokens } = await accounts().refresh(refreshToken, TERMS);
    setSystemTime(Date.now() + 10_100);
    expect(await refusal(accounts().refresh(refreshToken, TERMS))).toBe('wrong_token');
    expect(await refusal(accounts().refresh(tokens.refreshToken, TERMS))).toBe('wrong_token');
    expect(await Promise.all([accessToken, tokens.accessToken, elsewhere.accessToken].map(lives))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('refresh · fifty uses at once have one successor', async () => {
    const { refreshToken, accessToken } = await signedIn();
    const uses = await Promise.all(Array.from({ length: 50 }, () => accounts().refresh(refreshToken, TERMS)));
    expect(new Set(uses.map(({ tokens }) => tokens.refreshToken)).size).toBe(1);
    expect(await Promise.all([accessToken, ...uses.map(({ tokens }) => tokens.accessToken)].map(lives))).toEqual(
      Array(51).fill(true),
    );
    const rows = await house().db.read.select().from(house().db.tables.refreshTokens);
    const { familyId } = await identity(accessToken);
    expect(rows.filter((row) => row.familyId === familyId)).toHaveLength(2);
  });

  test.each([
    ['nothing', ''],
    ['an unknown one', 'x'.repeat(43)],
    ['something beyond ASCII', 'é\ud800'],
  ])('refresh, closeByRefresh · %s is no refresh token', async (_, token) => {
    expect(await refusal(accounts().refresh(token, TERMS))).toBe('wrong_token');
    expect(await accounts().closeByRefresh(token)).toBe(false);
  });

  test('refresh · a refresh token ends with its lifetime, which each use begins anew', async () => {
    const { refreshToken } = await signedIn();
    const start = Date.now();
    setSystemTime(start + DAY - 1000);
    const { tokens } = await accounts().refresh(refreshToken, TERMS);
    setSystemTime(start + DAY * 2 - 2000);
    const { tokens: last } = await accounts().refresh(tokens.refreshToken, TERMS);
    setSystemTime(start + DAY * 3 - 1000);
    expect(await refusal(accounts().refresh(last.refreshToken, TERMS))).toBe('wrong_token');
  });

  test('refresh · used tokens of a family that goes on are forgotten once they would have expired', async () => {
    const { refreshToken, accessToken } = await signedIn();
    const { familyId } = await identity(accessToken);
    const start = Date.now();
    let newest = refreshToken;
    for (const day of [0.5, 1, 1.5, 2, 2.5]) {
      setSystemTime(start + day * DAY);
      newest = (await accounts().refresh(newest, TERMS)).tokens.refreshToken;
    }
    const rows = await house().db.read.select().from(house().db.tables.refreshTokens);
    const used = rows.filter((row) => row.familyId === familyId).map(({ usedAt }) => usedAt && (usedAt - start) / DAY);
    expect(used.sort()).toEqual([1.5, 2, 2.5, null]);
  });

  test('openFamily · families that have ended by themselves are forgotten at the next sign-in', async () => {
    await signedIn();
    setSystemTime(Date.now() + 10 * DAY);
    const { accessToken } = await signedIn();
    const { familyId } = await identity(accessToken);
    const { families, refreshTokens } = house().db.tables;
    expect(await house().db.read.select({ id: families.id }).from(families)).toEqual([{ id: familyId as string }]);
    expect(await house().db.read.select().from(refreshTokens)).toHaveLength(1);
  });

  test('close, closeByRefresh · signing out ends the family, by either token', async () => {
    const { account, accessToken } = await signedIn();
    const second = await accounts().openFamily(account, TERMS);
    const third = await accounts().openFamily(account, TERMS);
    await accounts().close(await identity(accessToken));
    expect(await accounts().closeByRefresh(second.refreshToken)).toBe(true);
    expect(await Promise.all([accessToken, second.accessToken, third.accessToken].map(lives))).toEqual([
      false,
      false,
      true,
    ]);
    expect(await accounts().closeByRefresh(second.refreshToken)).toBe(false);
    expect(await refusal(accounts().refresh(second.refreshToken, TERMS))).toBe('wrong_token');
  });

  test('update · a changed password ends all sessions but the one that changed it', async () => {
    const { account, accessToken } = await signedIn();
    const other = await accounts().openFamily(account, TERMS);
    const session = await accounts().signIn(account.login, 'password', HERE);
    await accounts().update(account.id, { password: 'another password' }, await identity(accessToken));
    expect(await Promise.all([accessToken, other.accessToken, session].map(lives))).toEqual([true, false, false]);
    expect(await refusal(accounts().refresh(other.refreshToken, TERMS))).toBe('wrong_token');
    expect(await refusal(accounts().authenticate(account.login, 'password', HERE))).toBe('wrong_login');
  });

  test("changePassword · the catalogue's session is kept when it changed the password itself", async () => {
    const { account, accessToken } = await signedIn();
    const session = await accounts().signIn(account.login, 'password', HERE);
    const change = { oldPassword: 'password', newPassword: 'another password' };
    await accounts().changePassword(account.id, change, HERE, await identity(session));
    expect(await Promise.all([accessToken, session].map(lives))).toEqual([false, true]);
  });

  test('update · a password that somebody else changed ends all sessions', async () => {
    const { account, accessToken } = await signedIn();
    const root = await identity(await house().root());
    const session = await accounts().signIn(account.login, 'password', HERE);
    await accounts().update(account.id, { password: 'another password' }, root);
    expect(await Promise.all([accessToken, session].map(lives))).toEqual([false, false]);
  });

  test('update · another name or address ends nothing', async () => {
    const { account, accessToken } = await signedIn();
    await accounts().update(account.id, { login: `${account.login}x`, email: `${account.login}@example.org` });
    expect((await identity(accessToken)).account.login).toBe(`${account.login}x`);
  });

  test('setActive · a deactivated account is refused at once, and its old tokens stay dead', async () => {
    const { account, accessToken, refreshToken } = await signedIn();
    const session = await accounts().signIn(account.login, 'password', HERE);
    await accounts().setActive(account.id, false);
    expect(await Promise.all([accessToken, session].map(lives))).toEqual([false, false]);
    expect(await refusal(accounts().refresh(refreshToken, TERMS))).toBe('wrong_token');
    await expect(accounts().authenticate(account.login, 'password', HERE)).rejects.toMatchObject({
      kind: 'wrong_login',
      detail: { subject: 'inactive' },
    });
    await accounts().setActive(account.id, true);
    expect(await Promise.all([accessToken, session].map(lives))).toEqual([false, false]);
    expect(await refusal(accounts().authenticate(account.login, 'password', HERE))).toBeUndefined();
  });

  test.each<[string, (id: string, login: string) => Promise<unknown>, [boolean, boolean]]>([
    ['nothing has changed', async () => {}, [true, true]],
    ['the password was changed', (id) => accounts().update(id, { password: 'another password' }), [false, false]],
    ['the account was deactivated', (id) => accounts().setActive(id, false), [false, false]],
    ['the account was deleted', (id) => accounts().remove(id), [false, false]],
    ['a session was opened anew', (_, login) => accounts().signIn(login, 'password', HERE), [true, false]],
  ])('identify · tokens that were used before %s are as they are now', async (_, change, expected) => {
    const { account, accessToken } = await signedIn();
    const session = await accounts().signIn(account.login, 'password', HERE);
    const tokens = [accessToken, session];
    for (const _ of [1, 2]) expect(await Promise.all(tokens.map(lives))).toEqual([true, true]);
    await change(account.id, account.login);
    for (const _ of [1, 2]) expect(await Promise.all(tokens.map(lives))).toEqual(expected);
  });

  test('identify · an account that was used before tells what it is now', async () => {
    const { account, accessToken } = await signedIn();
    for (const quota of [1, 2, null]) {
      await accounts().setQuota(account.id, quota);
      for (const _ of [1, 2]) expect((await identity(accessToken)).account.quota).toBe(quota);
    }
  });

  test('remove · a deleted account is refused at once', async () => {
    const { account, accessToken, refreshToken } = await signedIn();
    const session = await accounts().signIn(account.login, 'password', HERE);
    await accounts().remove(account.id);
    expect(await Promise.all([accessToken, session].map(lives))).toEqual([false, false]);
    expect(await refusal(accounts().refresh(refreshToken, TERMS))).toBe('wrong_token');
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['changed', (id) => accounts().update(id, { password: 'another password' })],
    ['deactivated', (id) => accounts().setActive(id, false)],
    ['deleted', (id) => accounts().remove(id)],
  ])(
    'openFamily · who proved the password before their account was %s gets no session afterwards',
    async (_, change) => {
      const { login } = await person();
      const proven = await accounts().authenticate(login, 'password', HERE);
      await change(proven.id);
      expect(await refusal(accounts().openFamily(proven, TERMS))).toBe('wrong_login');
    },
  );

  test('openFamily · who signs in and refreshes while the password changes has no session of the old one afterwards', async () => {
    const account = await person();
    let changed = false;
    const keepSigningIn = async () => {
      const outcomes: unknown[] = [];
      while (!changed) {
        const tokens = await accounts()
          .openFamily(account, TERMS)
          .catch((error) => error.kind);
        outcomes.push(tokens.refreshToken ? await refusal(accounts().refresh(tokens.refreshToken, TERMS)) : tokens);
      }
      return outcomes;
    };
    const others = Array.from({ length: 5 }, keepSigningIn);
    // Cheaply hashed it would be changed before anybody has signed in.
    await atFullCost(() => accounts().update(account.id, { password: 'another password' }));
    changed = true;
    const outcomes = new Set((await Promise.all(others)).flat());
    expect(outcomes.has(undefined)).toBe(true);
    expect([...outcomes].filter((kind) => !['wrong_login', 'wrong_token', undefined].includes(kind as string))).toEqual(
      [],
    );
    const rows = await house().db.read.select().from(house().db.tables.families);
    expect(rows.filter(({ accountId }) => accountId === account.id)).toEqual([]);
  });

  test('openFamily · no token is kept as it is', async () => {
    const { refreshToken, accessToken } = await signedIn();
    const { tokens } = await accounts().refresh(refreshToken, TERMS);
    const { families, refreshTokens, sessions } = house().db.tables;
    const kept = JSON.stringify([
      await house().db.read.select().from(families),
      await house().db.read.select().from(refreshTokens),
      await house().db.read.select().from(sessions),
    ]);
    for (const token of [refreshToken, accessToken, tokens.refreshToken, tokens.accessToken])
      expect(kept).not.toContain(token);
    expect(kept).toContain(new Bun.CryptoHasher('sha256').update(refreshToken).digest('hex'));
  });
});
