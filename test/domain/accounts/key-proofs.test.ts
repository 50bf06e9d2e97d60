import { afterEach, describe, expect, setSystemTime, spyOn, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { KeyProof } from '../../../src/domain/accounts/model.ts';
import { openServices } from '../../../src/domain/services.ts';
import { accessTokens } from '../../../src/http/identity/access-tokens.ts';
import { parseId } from '../../../src/lib/ids.ts';
import { House, onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';

const HOUR = 60 * 60 * 1000;
const md5 = (text: string) => Bun.CryptoHasher.hash('md5', text, 'hex');

let addresses = 0;
const somewhere = () => `192.0.2.${++addresses}`;

afterEach(() => {
  setSystemTime();
});

/** Somebody with an app key. */
async function keyed(house: House, more: object = {}) {
  const somebody = await person(house, more);
  const account = parseId(somebody.id) as string;
  const made = await house.services.accounts.appKeys.make(account, 'Phone', 'password123', somewhere());
  return { ...somebody, account, keyId: made.id, key: made.key };
}

type Keyed = Awaited<ReturnType<typeof keyed>>;
/** What the key of somebody's is told by, or the kind of the refusal. */
async function identified(house: House, proof: KeyProof, from = somewhere()): Promise<string> {
  return house.services.accounts.appKeys.identify(proof, from).then(
    ({ account, keyId }) => `${account.login} ${keyId}`,
    (error) => error.kind ?? error,
  );
}

const WAYS: [string, (someone: { name: string; key: string }) => KeyProof][] = [
  ['apiKey', ({ key }) => ({ apiKey: key })],
  ['name and key', ({ name, key }) => ({ login: name, key })],
  ['name, token and salt', ({ name, key }) => ({ login: name, token: md5(`${key}salt`), salt: 'salt' })],
];

const tokenOf = ({ name, key }: Keyed, salt: string, token = md5(key + salt)): KeyProof => ({
  login: name,
  token,
  salt,
});

onEachEngine('app keys', (house) => {
  describe.each(WAYS)('identify by %s', (_, prove) => {
    test('gives the account and the key, one of several', async () => {
      const somebody = await keyed(house());
      const made = await house().services.accounts.appKeys.make(somebody.account, 'x', 'password123', somewhere());
      expect(await identified(house(), prove(somebody))).toBe(`${somebody.name} ${somebody.keyId}`);
      expect(await identified(house(), prove({ ...somebody, key: made.key }))).toBe(`${somebody.name} ${made.id}`);
    });

    test('gives an account as it is, without its password', async () => {
      const somebody = await keyed(house());
      const { account } = await house().services.accounts.appKeys.identify(prove(somebody), somewhere());
      expect(account).toEqual((await house().services.accounts.byId(somebody.account)) as typeof account);
    });

    test('a revoked key, and one of a deactivated account, are refused at the next request', async () => {
      const { accounts } = house().services;
      const somebody = await keyed(house());
      await identified(house(), prove(somebody));
      await accounts.setActive(somebody.account, false);
      expect(await identified(house(), prove(somebody))).toBe('wrong_login');
      await accounts.setActive(somebody.account, true);
      expect(await identified(house(), prove(somebody))).toStartWith(somebody.name);
      const account = await accounts.byId(somebody.account);
      await accounts.appKeys.revoke(account as NonNullable<typeof account>, somebody.keyId);
      expect(await identified(house(), prove(somebody))).toBe(
        'apiKey' in prove(somebody) ? 'wrong_token' : 'wrong_login',
      );
    });

    test('a key that another replica revoked is refused at the next request', async () => {
      const { db, config } = house();
      const keys = { signer: accessTokens('x'.repeat(32)), refreshKey: 'y', appKeySecret: 'z' };
      const other = openServices(db, config, keys).accounts;
      const somebody = await keyed(house());
      await identified(house(), prove(somebody));
      const account = await other.byId(somebody.account);
      await other.appKeys.revoke(account as NonNullable<typeof account>, somebody.keyId);
      expect(await identified(house(), prove(somebody))).toStartWith('wrong_');
    });

    test('a key that is revoked while it is used works to its end, and not after', async () => {
      const somebody = await keyed(house());
      const { accounts } = house().services;
      const account = await accounts.byId(somebody.account);
      const before = Array.from({ length: 10 }, () => identified(house(), prove(somebody)));
      const revoked = accounts.appKeys.revoke(account as NonNullable<typeof account>, somebody.keyId);
      for (const answer of await Promise.all(before)) expect(answer).toMatch(/^(person|wrong_)/);
      await revoked;
      expect(await identified(house(), prove(somebody))).toStartWith('wrong_');
    });
  });

  test.each<[string, (one: Keyed, other: Keyed) => KeyProof]>([
    ['the name in capitals', ({ name, key }) => ({ login: name.toUpperCase(), key })],
    ['white space around it', ({ name, key }) => ({ login: ` ${name} `, key })],
    ['the address', ({ email, key }) => ({ login: email, key })],
    ['the address in capitals, and a token', (one) => ({ ...tokenOf(one, 's'), login: one.email.toUpperCase() })],
    ['a token in capitals', (one) => tokenOf(one, 's', md5(`${one.key}s`).toUpperCase())],
    ['a salt of 100 characters', (one) => tokenOf(one, '\u{1f511}'.repeat(100))],
    ['a salt with an umlaut', (one) => tokenOf(one, 'ö ')],
  ])('identify · %s is taken', async (_, prove) => {
    const [one, other] = [await keyed(house()), await keyed(house())];
    expect(await identified(house(), prove(one, other))).toBe(`${one.name} ${one.keyId}`);
  });

  test.each<[string, string, (one: Keyed, other: Keyed) => KeyProof]>([
    ['wrong_token', 'an unknown key', () => ({ apiKey: '0'.repeat(26) })],
    ['wrong_token', 'an empty key', () => ({ apiKey: '' })],
    ['wrong_token', 'a key in capitals', ({ key }) => ({ apiKey: key.toUpperCase() })],
    ['wrong_token', 'a key and more', ({ key }) => ({ apiKey: key.padEnd(1000, '0') })],
    ['wrong_login', "another's key", ({ name }, { key }) => ({ login: name, key })],
    ['wrong_login', 'the password', ({ name }) => ({ login: name, key: 'password123' })],
    ['wrong_login', 'a token of the password', ({ name }) => ({ login: name, token: md5('password123s'), salt: 's' })],
    ['wrong_login', 'an empty key by name', ({ name }) => ({ login: name, key: '' })],
    ['wrong_login', 'an empty name', ({ key }) => ({ login: '', key })],
    ['wrong_login', 'an unknown name', ({ key }) => ({ login: 'nobody', key })],
    ['wrong_login', 'a name with NUL', ({ name, key }) => ({ login: `${name}\0`, key })],
    ['wrong_login', 'a name with half a character', ({ key }) => ({ login: '\ud800', key })],
    ['wrong_login', 'a name that is too long', ({ name, key }) => ({ login: name.padStart(2_000_000), key })],
    ['wrong_login', 'a token of the empty text', (one) => tokenOf(one, 's', md5('s'))],
    ['wrong_login', 'that for nobody', () => ({ login: 'nobody', token: md5('s'), salt: 's' })],
    ['wrong_login', "another's token", (one, other) => tokenOf(one, 's', md5(`${other.key}s`))],
    ['wrong_login', 'a token of another salt', (one) => tokenOf(one, 's', md5(`${one.key}t`))],
    ['wrong_login', 'half a token', (one) => tokenOf(one, 's', md5(`${one.key}s`).slice(0, 16))],
    ['wrong_login', 'no hexadecimal digits', (one) => tokenOf(one, 's', 'x'.repeat(32))],
    ['wrong_login', 'an empty salt', (one) => tokenOf(one, '')],
    ['wrong_login', 'a salt of 101 characters', (one) => tokenOf(one, 's'.repeat(101))],
    ['wrong_login', 'a salt of a megabyte', (one) => tokenOf(one, 's'.repeat(1_000_000))],
  ])('identify · %s for %s', async (kind, _, prove) => {
    const [one, other] = [await keyed(house()), await keyed(house())];
    expect(await identified(house(), prove(one, other))).toBe(kind);
  });

  test('identify · a token of the empty text opens no account without keys', async () => {
    const { name } = await person(house());
    expect(await identified(house(), { login: name, token: md5('s'), salt: 's' })).toBe('wrong_login');
    expect(await identified(house(), { login: name, key: '' })).toBe('wrong_login');
  });

  test('identify · an unknown name and a wrong key are refused by the same words', async () => {
    const { name } = await keyed(house());
    const said = await Promise.all(
      [name, 'nobody'].map((login) =>
        house()
          .services.accounts.appKeys.identify({ login, key: 'wrong' }, somewhere())
          .catch(({ message, detail }) => ({ message, detail })),
      ),
    );
    expect(said[0] as unknown).toEqual(said[1]);
    expect(said[0] as unknown).toMatchObject({ message: 'Wrong username or app key' });
  });

  test('identify · twenty digests are made whoever is named', async () => {
    const full = await keyed(house());
    for (let more = 1; more < 20; more++)
      await house().services.accounts.appKeys.make(full.account, `${more}`, 'password123', somewhere());
    const digests = async (login: string) => {
      const update = spyOn(Bun.CryptoHasher.prototype, 'digest');
      try {
        await identified(house(), { login, token: md5('x'), salt: 's' });
        return update.mock.calls.length;
      } finally {
        update.mockRestore();
      }
    };
    const counts = [await digests('nobody'), await digests((await keyed(house())).name), await digests(full.name)];
    expect(counts).toEqual([20, 20, 20]);
  });

  test('identify · a key that cannot be unsealed works where it comes itself, and by no token', async () => {
    const { db } = house();
    const somebody = await keyed(house());
    const { appKeys } = db.tables;
    for (const sealed of ['', 'AAAA', 'A'.repeat(72)]) {
      await db.write((tx) => tx.update(appKeys).set({ sealed }).where(eq(appKeys.id, somebody.keyId)));
      const answers = await Promise.all(WAYS.map(([, prove]) => identified(house(), prove(somebody))));
      const found = `${somebody.name} ${somebody.keyId}`;
      expect(answers).toEqual([found, found, 'wrong_login']);
    }
  });

  test('identify · notes a use once an hour, with what the player calls itself', async () => {
    const { accounts } = house().services;
    const somebody = await keyed(house());
    const use = (client: string) => accounts.appKeys.identify({ apiKey: somebody.key }, somewhere(), client);
    const noted = async () => {
      const [{ lastUsedAt, lastClient } = { lastUsedAt: 0, lastClient: '' }] = await accounts.appKeys.list(
        somebody.account,
      );
      return { lastUsedAt, lastClient };
    };
    const now = Date.now();
    setSystemTime(now);
    await use(`Fei\0shin${'\u{1f3b5}'.repeat(200)}`);
    while ((await noted()).lastUsedAt === null) await Bun.sleep(5);
    const first = { lastUsedAt: now, lastClient: `Feishin${'\u{1f3b5}'.repeat(93)}` };
    expect(await noted()).toEqual(first);
    setSystemTime(now + HOUR - 1000);
    await use('another');
    await Bun.sleep(50);
    expect(await noted()).toEqual(first);
    setSystemTime(now + HOUR + 1000);
    await use('');
    while ((await noted()).lastUsedAt === now) await Bun.sleep(5);
    expect(await noted()).toEqual({ lastUsedAt: now + HOUR + 1000, lastClient: null });
  });

  test('identify · costs no write', async () => {
    const somebody = await keyed(house());
    for (const [, prove] of WAYS) await identified(house(), prove(somebody));
    await Bun.sleep(50);
    const write = spyOn(house().db, 'write');
    for (const [, prove] of WAYS) await identified(house(), prove(somebody));
    expect(write.mock.calls.length).toBe(0);
    write.mockRestore();
  });

  test('reveal, identify · a key sealed by another secret is not shown, and works but by tokens', async () => {
    const { db, config } = house();
    const keys = { signer: accessTokens('x'.repeat(32)), refreshKey: 'y', appKeySecret: 'another secret' };
    const { appKeys, byId } = openServices(db, config, keys).accounts;
    const somebody = await keyed(house());
    const account = await byId(somebody.account);
    const shown = appKeys.reveal(account as NonNullable<typeof account>, somebody.keyId, 'password123', somewhere());
    expect(await shown.catch(({ kind }) => kind)).toBe('conflict');
    const outcomes = WAYS.map(([, prove]) =>
      appKeys.identify(prove(somebody), somewhere()).then(
        () => true,
        () => false,
      ),
    );
    expect(await Promise.all(outcomes)).toEqual([true, true, false]);
  });

  test('make · the database has neither the key nor the password, and each key another nonce', async () => {
    const somebody = await keyed(house());
    const { db } = house();
    const rows = await db.read.select().from(db.tables.appKeys);
    expect(JSON.stringify(rows)).not.toContain(somebody.key);
    const nonces = rows.map(({ sealed }) => sealed.slice(0, 16));
    expect(new Set(nonces).size).toBe(nonces.length);
    const mine = rows.find(({ id }) => id === somebody.keyId);
    expect(mine?.hash).toBe(Bun.CryptoHasher.hash('sha256', somebody.key, 'hex'));
    expect(Buffer.from(mine?.sealed ?? '', 'base64').length).toBe(12 + 26 + 16);
  });
});

onEachEngine(
  'wrong app keys',
  (house) => {
    const wrong = (login: string, from: string) => identified(house(), { login, key: 'wrong' }, from);
    const wrongKey = (from: string) => identified(house(), { apiKey: 'wrong' }, from);
    const all = (times: number, attempt: () => Promise<string>) =>
      Promise.all(Array.from({ length: times }, attempt)).then((kinds) => kinds.sort());

    test('identify · the eleventh in 5 minutes of an address and name is limited, whatever is shown', async () => {
      const somebody = await keyed(house());
      const from = somewhere();
      for (let times = 0; times < 10; times++) expect(await wrong(somebody.name, from)).toBe('wrong_login');
      expect(await wrong(somebody.name.toUpperCase(), from)).toBe('limited');
      for (const [, prove] of WAYS.slice(1)) expect(await identified(house(), prove(somebody), from)).toBe('limited');
      const error = await house()
        .services.accounts.appKeys.identify({ login: somebody.name, key: somebody.key }, from)
        .catch(({ detail }) => detail);
      expect((error as { retryAfter: number }).retryAfter).toBeWithin(230, 301);
      // Others from there, the same key without a name, and the same name from elsewhere are not.
      expect(await wrong('nobody-else', from)).toBe('wrong_login');
      expect(await identified(house(), { apiKey: somebody.key }, from)).toStartWith(somebody.name);
      expect(await identified(house(), { login: somebody.name, key: somebody.key })).toStartWith(somebody.name);
      setSystemTime(Date.now() + 301_000);
      expect(await identified(house(), { login: somebody.name, key: somebody.key }, from)).toStartWith(somebody.name);
    });

    test('identify · the twenty-first in a minute of an address is limited, by whatever way', async () => {
      const somebody = await keyed(house());
      const from = somewhere();
      for (let times = 0; times < 10; times++) expect(await wrongKey(from)).toBe('wrong_token');
      for (let times = 0; times < 10; times++) expect(await wrong(`nobody-${times}`, from)).toBe('wrong_login');
      for (const [, prove] of WAYS) expect(await identified(house(), prove(somebody), from)).toBe('limited');
      setSystemTime(Date.now() + 61_000);
      for (const [, prove] of WAYS) expect(await identified(house(), prove(somebody), from)).toStartWith(somebody.name);
    });

    test('identify · of fifty wrong ones at once no more than the limit are told that they are wrong', async () => {
      expect(
        await all(
          50,
          (
            (from) => () =>
              wrongKey(from)
          )(somewhere()),
        ),
      ).toEqual([...Array(30).fill('limited'), ...Array(20).fill('wrong_token')]);
      expect(
        await all(
          50,
          (
            (from) => () =>
              wrong('nobody', from)
          )(somewhere()),
        ),
      ).toEqual([...Array(40).fill('limited'), ...Array(10).fill('wrong_login')]);
    });

    test('identify · right ones are free, however many come at once', async () => {
      const somebody = await keyed(house());
      const from = somewhere();
      for (const [, prove] of WAYS) {
        const found = await all(60, () => identified(house(), prove(somebody), from));
        expect(new Set(found)).toEqual(new Set([`${somebody.name} ${somebody.keyId}`]));
      }
      expect(await all(20, () => wrongKey(from))).toEqual(Array(20).fill('wrong_token'));
    });

    test('POST /auth/login · wrong app keys do not keep their owner from signing in', async () => {
      const { email } = await keyed(house());
      const from = somewhere();
      await all(25, () => wrong(email, from));
      const body = { email, password: 'password123' };
      const answer = await house().call('POST', '/auth/login', { body, headers: { 'x-forwarded-for': from } });
      expect(answer.status).toBe(200);
    });

    test('identify · what was refused is kept neither as a name nor as a key', async () => {
      await wrong('a-name-to-be-found', somewhere());
      const rows = JSON.stringify(await house().db.read.select().from(house().db.tables.rateLimits));
      expect(rows).not.toContain('a-name-to-be-found');
    });
  },
  { RATE_LIMIT: 'on', TRUST_PROXY: 'on' },
);

test('identify · wrong app keys that one replica counted are counted by the others', async () => {
  const house = await House.open('postgres', { RATE_LIMIT: 'on' });
  try {
    const keys = {
      signer: accessTokens('x'.repeat(32)),
      refreshKey: 'y',
      appKeySecret: 'a third secret for tests only',
    };
    const replicas = [house.services, ...[1, 2].map(() => openServices(house.db, house.config, keys))];
    const somebody = await keyed(house);
    const from = somewhere();
    const attempt = (nth: number, key: string) =>
      replicas[nth % 3]?.accounts.appKeys.identify({ login: somebody.name, key }, from).then(
        () => 'found',
        ({ kind }) => kind,
      );
    for (let nth = 0; nth < 10; nth++) expect(await attempt(nth, 'wrong')).toBe('wrong_login');
    for (let nth = 0; nth < 3; nth++) expect(await attempt(nth, somebody.key)).toBe('limited');
  } finally {
    await house.close();
  }
}, 60_000);
