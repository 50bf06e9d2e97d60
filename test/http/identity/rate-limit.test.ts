import { describe, expect, test } from 'bun:test';
import { openDatabase } from '../../../src/db/open.ts';
import { limitService } from '../../../src/domain/limits/service.ts';
import { House, onEachEngine } from '../../support/house.ts';

const LIMITED = { RATE_LIMIT: 'on', TRUST_PROXY: 'on' };
const from = (address: string) => ({ 'x-forwarded-for': address });
const wrong = { email: 'nobody', password: 'not the password' };
const limitHeaders = (headers: Headers) =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'].map((name) => headers.get(name));

onEachEngine(
  'POST /auth/login, /auth/register, their limits',
  (house) => {
    test('POST /auth/login · the sixth in a minute is refused until the minute is over, and each answer says how many are left', async () => {
      const login = (body: object) => house().call('POST', '/auth/login', { body, headers: from('192.0.2.1') });
      const right = { email: 'root', password: 'root-password' };
      for (const left of ['4', '3', '2', '1', '0']) {
        const { status, headers } = await login(left === '4' ? right : wrong);
        expect(status).toBe(left === '4' ? 200 : 401);
        expect(limitHeaders(headers)).toEqual(['5', left, expect.stringMatching(/^([1-9]|[1-5]\d|60)$/), null]);
      }
      const { status, body, headers } = await login(right);
      expect(status).toBe(429);
      expect(body).toEqual({ success: false, error: 'Too many requests, try again later' });
      const [limit, left, reset, retryAfter] = limitHeaders(headers);
      expect([limit, left]).toEqual(['5', '0']);
      expect(retryAfter).toMatch(/^([1-9]|[1-5]\d|60)$/);
      expect(reset).toBe(retryAfter as string);
      expect(headers.get('set-cookie')).toBeNull();
    });

    test('POST /auth/login, /auth/register · another address and another limit have counts of their own', async () => {
      const statuses = async (path: string, address: string) => {
        const answers = Array.from({ length: 6 }, () =>
          house().call('POST', path, { body: wrong, headers: from(address) }),
        );
        return (await Promise.all(answers)).map(({ status }) => status).sort();
      };
      expect(await statuses('/auth/login', '192.0.2.2')).toEqual([401, 401, 401, 401, 401, 429]);
      expect(await statuses('/auth/login', '192.0.2.3')).toEqual([401, 401, 401, 401, 401, 429]);
      expect(await statuses('/auth/register', '192.0.2.2')).toEqual([400, 400, 400, 400, 400, 429]);
    });

    test('POST /auth/login · an address that the client itself writes before the proxy’s does not help', async () => {
      const statuses: number[] = [];
      for (let at = 0; at < 6; at++) {
        const headers = from(`198.51.100.${at}, 192.0.2.4`);
        statuses.push((await house().call('POST', '/auth/login', { body: wrong, headers })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    });

    test('POST /auth/login · hosts of one IPv6 network share a count', async () => {
      const statuses: number[] = [];
      for (let at = 0; at < 6; at++)
        statuses.push(
          (await house().call('POST', '/auth/login', { body: wrong, headers: from(`2001:db8::${at}`) })).status,
        );
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    });

    test('POST /auth/register · a refused request is refused before its body is read and its token looked at', async () => {
      const headers = { ...from('192.0.2.5'), 'content-type': 'application/json' };
      for (let at = 0; at < 5; at++)
        expect((await house().call('POST', '/auth/register', { body: 'no JSON', headers })).status).toBe(400);
      expect((await house().call('POST', '/auth/register', { body: 'no JSON', headers })).status).toBe(429);
      expect((await house().call('POST', '/auth/register', { headers: from('192.0.2.5') })).status).toBe(429);
    });
  },
  LIMITED,
);

test('POST /auth/login · switched off, nothing is counted', async () => {
  const house = await House.open('sqlite');
  for (let at = 0; at < 7; at++) {
    const { status, headers } = await house.call('POST', '/auth/login', { body: wrong });
    expect([status, ...limitHeaders(headers)]).toEqual([401, null, null, null, null]);
  }
  await house.close();
});

describe('processes on one PostgreSQL', () => {
  test('spend · counts what all of them spend', async () => {
    const house = await House.open('postgres', LIMITED);
    const other = await openDatabase(house.config);
    const limit = { name: 'shared', points: 10, seconds: 60 };
    const processes = [house.services.limits, limitService(other, house.config)];
    const allowances = await Promise.all(
      Array.from({ length: 30 }, (_, at) => processes[at % 2]?.spend(limit, '192.0.2.1')),
    );
    expect(allowances.filter((allowance) => allowance?.granted).length).toBe(10);
    await other.close();
    await house.close();
  });
});
