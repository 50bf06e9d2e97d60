import { expect, test } from 'bun:test';
import type { SectionRow } from '../../../src/domain/booking/statements/model.ts';
import { type Share, sectionsOf, tally } from '../../../src/domain/booking/statements/sections.ts';
import { seeded } from '../../support/random.ts';

const HUNDREDTH = 10n ** 16n;
const store = (word: string, exact: bigint, quantity = 1): Share => ({
  by: 'store',
  word,
  releaseId: null,
  quantity,
  exact,
});
const stores = (shares: readonly Share[], earnings: bigint) =>
  sectionsOf(shares, earnings, ({ word }) => word.toUpperCase()).store.map(([key, , , amount]) => [key, amount]);
const half = HUNDREDTH / 2n;

test('sectionsOf · what is left over goes to the largest remainders, of equal ones to the first key', () => {
  const shares = [store('c', half), store('b', half), store('a', half), store('d', HUNDREDTH + half + 1n)];
  expect(stores(shares, 3n)).toEqual([
    ['d', 2],
    ['a', 1],
    ['b', 0],
    ['c', 0],
  ]);
  expect(sectionsOf(shares, 3n, ({ word }) => word.toUpperCase()).store[0]).toEqual(['d', 'D', 1, 2]);
});

test('sectionsOf · negative ones are rounded so that they come to the earnings', () => {
  expect(stores([store('a', -half), store('b', -half), store('c', -half)], -1n)).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', -1],
  ]);
});

test('sectionsOf · a sum of reports that were rounded apart may be more than a hundredth off: each row bears a part', () => {
  expect(stores([store('a', HUNDREDTH), store('b', HUNDREDTH)], 5n)).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
  expect(stores([store('a', HUNDREDTH), store('b', HUNDREDTH)], -1n)).toEqual([
    ['a', 0],
    ['b', -1],
  ]);
});

test('sectionsOf · rows that come to nothing are left out, others without an amount stay', () => {
  expect(stores([store('a', 0n, 0), store('b', 0n, 7)], 0n)).toEqual([['b', 0]]);
});

test('tally · shares of one key are added, those of a reversal taken away', () => {
  const { add, shares } = tally();
  add(store('a', 5n, 2), 1);
  add(store('a', 2n, 1), -1);
  add({ ...store('', 1n), by: 'track', releaseId: 'r1' }, 1);
  add({ ...store('', 1n), by: 'track', releaseId: 'r2' }, 1);
  expect(shares()).toEqual([
    store('a', 3n, 1),
    { ...store('', 1n), by: 'track', releaseId: 'r1' },
    { ...store('', 1n), by: 'track', releaseId: 'r2' },
  ]);
});

test('sectionsOf · 20,000 random tables come to the earnings, largest first, each row near its exact sum', () => {
  const { whole } = seeded(14);
  for (let round = 0; round < 20_000; round++) {
    const shares = Array.from({ length: whole(1, 8) }, (_, at) =>
      store(String(at), BigInt(whole(-(2 ** 49), 2 ** 49)) * 37n),
    );
    const exact = shares.reduce((sum, share) => sum + share.exact, 0n);
    const earnings = exact / HUNDREDTH + BigInt(whole(-1, 1));
    const rows: SectionRow[] = sectionsOf(shares, earnings, () => '').store;
    const amounts = rows.map(([, , , amount]) => BigInt(amount));
    expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(earnings);
    expect(amounts).toEqual(amounts.toSorted((one, other) => Number(other - one)));
    for (const [key, , , amount] of rows) {
      const off = BigInt(amount) * HUNDREDTH - (shares.find(({ word }) => word === key)?.exact ?? 0n);
      expect(off < 3n * HUNDREDTH && off > -3n * HUNDREDTH).toBe(true);
    }
  }
});
