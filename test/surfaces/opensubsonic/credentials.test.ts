import { beforeAll, describe, expect, test } from 'bun:test';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import { requestLines } from '../../../src/commands/log.ts';
import { frontDoor } from '../../../src/http/server/front-door.ts';
import { observed } from '../../../src/http/server/observe.ts';
import { House, onEachEngine } from '../../support/house.ts';
import { Player, query, type Told } from '../../support/player.ts';

const md5 = (text: string) => Bun.CryptoHasher.hash('md5', text, 'hex');
const HELP = { helpUrl: 'http://localhost/app-keys' };
const WRONG = { code: 40, message: 'Wrong username or app key', ...HELP };
const NO_KEY = { code: 44, message: 'Invalid API key', ...HELP };
const CONFLICT = { code: 43, message: 'Multiple conflicting authentication mechanisms provided' };
const missing = (name: string) => ({ code: 10, message: `Required parameter is missing: ${name}` });

/** Asks for something with some credentials. */
async function told(house: House, params: Record<string, string>, more: RequestInit = {}, endpoint = 'ping') {
  const response = await house.handle(
    new Request(`http://localhost/rest/${endpoint}?${query({ f: 'json', ...params })}`, more),
  );
  const { 'subsonic-response': envelope } = (await response.json()) as Told;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ...envelope };
}

onEachEngine('credentials of players', (house) => {
  let me: Player;
  beforeAll(async () => {
    me = await Player.of(house());
  });
  const tokenOf = (salt: string, key = me.key) => ({ t: md5(key + salt), s: salt });
  const login = () => me.account.login;

  test.each<[string, () => Record<string, string>]>([
    ['the key', () => ({ apiKey: me.key })],
    ['login and key', () => ({ u: login(), p: me.key })],
    ['a login in capitals', () => ({ u: login().toUpperCase(), p: me.key })],
    ['the key in hexadecimal', () => ({ u: login(), p: `enc:${Buffer.from(me.key).toString('hex')}` })],
    ['the same in capitals', () => ({ u: login(), p: `enc:${Buffer.from(me.key).toString('hex').toUpperCase()}` })],
    ['a token', () => ({ u: login(), ...tokenOf('ab') })],
    ['a token in capitals', () => ({ u: login(), t: tokenOf('ab').t.toUpperCase(), s: 'ab' })],
    ['a salt of 100 characters', () => ({ u: login(), ...tokenOf('ä'.repeat(100)) })],
    ['empty ones beside it', () => ({ apiKey: me.key, u: '', p: '', t: '', s: '' })],
  ])('GET /rest/tokenInfo · by %s', async (_, credentials) => {
    expect(await told(house(), credentials(), {}, 'tokenInfo')).toMatchObject({
      status: 'ok',
      tokenInfo: { username: login() },
    });
  });

  test.each<[string, () => Record<string, string>, object]>([
    ['nothing', () => ({}), missing('u')],
    ['a login alone', () => ({ u: login() }), missing('t')],
    ['an empty key', () => ({ u: login(), p: '' }), missing('t')],
    ['an empty API key', () => ({ apiKey: '' }), missing('u')],
    ['a key without a login', () => ({ p: me.key }), missing('u')],
    ['a token without its salt', () => ({ u: login(), t: tokenOf('ab').t }), missing('s')],
    [
      'a salt of 101 characters',
      () => ({ u: login(), ...tokenOf('a'.repeat(101)) }),
      { code: 10, message: 's must have 1 to 100 characters' },
    ],
    ['an API key and a login', () => ({ apiKey: me.key, u: login() }), CONFLICT],
    ['an API key and a salt', () => ({ apiKey: me.key, s: 'x' }), CONFLICT],
    ['a key and a token', () => ({ u: login(), p: me.key, ...tokenOf('ab') }), CONFLICT],
    ['a key and a salt, without a login', () => ({ p: me.key, s: 'ab' }), CONFLICT],
    ['an unknown API key', () => ({ apiKey: 'x' }), NO_KEY],
    ['the password as an API key', () => ({ apiKey: 'password' }), NO_KEY],
    ['the password', () => ({ u: login(), p: 'password' }), WRONG],
    ['a token of the password', () => ({ u: login(), ...tokenOf('ab', 'password') }), WRONG],
    ['a token of nothing', () => ({ u: login(), ...tokenOf('ab', '') }), WRONG],
    ['a token of nothing for nobody', () => ({ u: 'nobody-there-is', ...tokenOf('ab', '') }), WRONG],
    ['the key of somebody else', () => ({ u: 'root', p: me.key }), WRONG],
    ['what is no token', () => ({ u: login(), t: 'x', s: 'ab' }), WRONG],
    ['what is no hexadecimal', () => ({ u: login(), p: 'enc:xyz' }), WRONG],
  ])('GET /rest/getAlbum · %s is refused before anything else is looked at', async (_, credentials, error) => {
    const answer = await told(house(), credentials(), {}, 'getAlbum');
    expect(answer).toEqual({ ...answer, status: 'failed', type: 'tonearm', openSubsonic: true, error });
    expect(Object.keys(answer).filter((name) => name !== 'retryAfter')).toEqual([
      'status',
      'version',
      'type',
      'serverVersion',
      'openSubsonic',
      'error',
    ]);
  });

  test('GET /rest/ping · nothing but parameters is looked at', async () => {
    const { accessToken } = await house().services.accounts.openFamily(me.account, {
      refreshLifetime: 60_000,
      spell: (id) => id,
    });
    const basic = `Basic ${Buffer.from(`${login()}:${me.key}`).toString('base64')}`;
    for (const headers of [
      { token: accessToken },
      { authorization: `Bearer ${accessToken}` },
      { authorization: basic },
      { cookie: `jwt-access=${accessToken}` },
    ] as Record<string, string>[]) {
      expect((await told(house(), {}, { headers })).error).toEqual(missing('u'));
      expect(
        (
          await told(
            house(),
            { apiKey: me.key },
            { headers: { ...headers, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } },
          )
        ).error,
      ).toBeUndefined();
    }
  });

  test('GET /rest/ping · the log holds no key, token or salt, whatever happens', async () => {
    const lines: string[] = [];
    const to = { write: (line: string) => void lines.push(line) };
    const log = pino({ level: 'trace' }, to);
    const { services, config, readiness } = house();
    const observers = [requestLines('debug', to, 'json') ?? (() => {})];
    const nobody = { requestIP: () => null };
    const app = observed(frontDoor(createApp(services, readiness, '0.0.0', log), config), observers, () => {});
    const { t, s } = tokenOf('a-salt-of-its-own');
    const secrets = [me.key, t, s, 'not-a-key'];
    const ways = [{ apiKey: me.key }, { u: login(), p: me.key }, { u: login(), t, s }, { u: login(), p: 'not-a-key' }];
    for (const way of ways)
      for (const endpoint of ['ping', 'getAlbum', 'stream', 'nothing', 'getSongsByGenre'])
        await app(
          new Request(`http://localhost/rest/${endpoint}?${query({ ...way, id: 'x', genre: 'a\0b' })}`),
          nobody,
        );
    await Bun.sleep(20);
    expect(lines.length).toBeGreaterThan(10);
    for (const secret of secrets) expect(lines.join('')).not.toContain(secret);
  });

  test('GET /rest/ping · what is wrong with the callback is told to those who are known', async () => {
    expect((await told(house(), { apiKey: 'x', f: 'jsonp' })).error).toEqual(NO_KEY);
    expect((await told(house(), { apiKey: me.key, f: 'jsonp' })).error.code).toBe(10);
  });
});

describe('GET /rest/ping · limits on wrong credentials', () => {
  test('20 in a minute from an address, 10 for a name; right ones are free, and what is public stays so', async () => {
    const house = await House.open('sqlite', { RATE_LIMIT: 'on', TRUST_PROXY: 'on' });
    try {
      const me = await Player.of(house);
      const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
      const statuses = async (times: number, params: Record<string, string>, address: string) => {
        const found: number[] = [];
        for (let time = 0; time < times; time++)
          found.push((await told(house, params, from(address))).error?.code ?? 1);
        return found;
      };
      expect(await statuses(30, { apiKey: me.key }, '192.0.2.1')).toEqual(Array(30).fill(1));
      expect(await statuses(10, { u: me.account.login, p: 'x' }, '192.0.2.2')).toEqual(Array(10).fill(40));
      const refused = await told(house, { u: me.account.login, p: 'x' }, from('192.0.2.2'));
      expect(refused).toMatchObject({ status: 'failed', error: { code: 0 }, type: 'tonearm' });
      expect(Number(refused.retryAfter)).toBeGreaterThan(0);
      expect((await told(house, { u: me.account.login, p: me.key }, from('192.0.2.3'))).error).toBeUndefined();
      expect(await statuses(20, { apiKey: 'x' }, '192.0.2.4')).toEqual(Array(20).fill(44));
      const response = await house.handle(new Request('http://localhost/rest/ping?apiKey=x', from('192.0.2.4')));
      expect([
        response.status,
        response.headers.get('content-type'),
        response.headers.get('access-control-allow-origin'),
      ]).toEqual([429, 'application/xml; charset=utf-8', '*']);
      const open = await told(house, { apiKey: 'x' }, from('192.0.2.4'), 'getOpenSubsonicExtensions');
      expect(open.openSubsonicExtensions).toHaveLength(8);
    } finally {
      await house.close();
    }
  }, 20_000);

  test('SUBSONIC_TOKENS=off · tokens are refused so that players ask for the key', async () => {
    const house = await House.open('sqlite', { SUBSONIC_TOKENS: 'off' });
    try {
      const me = await Player.of(house);
      const u = me.account.login;
      const error = { code: 41, message: 'Token authentication is not possible for this account' };
      expect((await told(house, { u, t: md5(`${me.key}ab`), s: 'ab' })).error).toEqual(error);
      expect((await told(house, { u, p: me.key })).error).toBeUndefined();
    } finally {
      await house.close();
    }
  });
});
