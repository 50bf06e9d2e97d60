import { describe, expect, test } from 'bun:test';
import { newId, newName, parseId, toUuid, withFixed } from '../../src/lib/ids.ts';

test('newId · an id is its second and 64 random bits, as 24 hexadecimal digits', () => {
  const id = newId(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  expect(id).toMatch(/^[0-9a-f]{24}$/);
  expect(Number.parseInt(id.slice(0, 8), 16) * 1000).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
  expect(new Set(Array.from({ length: 1000 }, () => newId(0))).size).toBe(1000);
});

test('newId · ids of one second ascend in the order of their making, by steps that nobody guesses', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const ids = Array.from({ length: 10_000 }, () => newId(now));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  const steps = ids.slice(1).map((id, at) => BigInt(`0x${id}`) - BigInt(`0x${ids[at]}`));
  expect(steps.filter((step) => step < 2 ** 24).length).toBeLessThan(10);
  expect(newId(now + 1000).slice(8, 16)).not.toBe(newId(now + 2000).slice(8, 16));
});

test('toUuid · the UUID spelling is of version 8 and leads back', () => {
  expect(toUuid('0123456789abcdef01234567')).toBe('01234567-89ab-8cde-8f01-234567000000');
  for (let n = 0; n < 1000; n++) {
    const id = newId();
    expect(toUuid(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{6}000000$/);
    expect(parseId(toUuid(id))).toBe(id);
    expect(parseId(toUuid(id).toUpperCase())).toBe(id);
    expect(parseId(id.toUpperCase())).toBe(id);
  }
});

test.each([
  '',
  '0123456789abcdef0123456',
  '0123456789abcdef012345678',
  '0123456789abcdef0123456g',
  ' 0123456789abcdef01234567',
  '0123456789abcdef01234567\n',
  '01234567-89ab-4cde-8f01-234567000000',
  '01234567-89ab-8cde-9f01-234567000000',
  '01234567-89ab-8cde-8f01-234567000001',
  '0123456789ab8cde8f01234567000000',
])('parseId · %j is no id', (text) => {
  expect(parseId(text)).toBeUndefined();
});

describe('withFixed', () => {
  const [one, two] = ['5eed00000000000000000001', '5eed00000000000000000002'];

  test('gives the ids and names in their order, then new ones', async () => {
    const given = await withFixed({ ids: [one, two], names: ['a-name'] }, async () => [newId(), newName(), newId()]);
    expect(given).toEqual([one, 'a-name', two]);
    expect(newId()).not.toStartWith('5eed');
    expect(newName()).toMatch(/^[\w-]{21}$/);
  });

  test('says what was not taken, and nobody gets it later', async () => {
    expect(withFixed({ ids: [one, two] }, async () => newId())).rejects.toThrow(`these were not taken: ${two}`);
    const failing = async () => Promise.reject(new Error('why'));
    expect(withFixed({ ids: [one] }, failing)).rejects.toThrow('why');
    await Bun.sleep(0);
    expect(newId()).not.toBe(one);
  });
});
