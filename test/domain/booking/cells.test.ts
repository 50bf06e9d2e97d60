import { expect, test } from 'bun:test';
import { type Cell, OWN_RATE, rateUnits, toHundredths } from '../../../src/domain/booking/cells.ts';
import { divide, weightsOf } from '../../../src/domain/booking/line.ts';
import { units } from '../../support/exact.ts';
import { seeded } from '../../support/random.ts';

const own = (payeeId: string | null, text: string, releaseId: string | null = 'r'): Cell => ({
  ...{ payeeId, releaseId: payeeId === null ? null : releaseId },
  exact: units(text) * OWN_RATE,
});

test('toHundredths · 0.05 among three: 2, 1 and 2', () => {
  const [, ...parties] = divide(units('0.05'), weightsOf(10_000, [3333, 3333, 3334]));
  const cells = parties.map((part, at) => ({ payeeId: `p${at}`, releaseId: 'r', exact: part * OWN_RATE }));
  const { total, cells: rounded } = toHundredths(cells.toReversed());
  expect([total, ...rounded.map(({ amount }) => amount)]).toEqual([5n, 2n, 1n, 2n]);
});

test('toHundredths · ties go to the label, then by the id of the payee and of the release', () => {
  const half = '0.005';
  const cells = [own('b', half, 'r2'), own('b', half, 'r1'), own('a', half), own(null, half)];
  const { total, cells: rounded } = toHundredths(cells);
  expect(total).toBe(2n);
  expect(rounded.map(({ payeeId, releaseId, amount }) => [payeeId, releaseId, amount])).toEqual([
    [null, null, 1n],
    ['a', 'r', 1n],
    ['b', 'r1', 0n],
    ['b', 'r2', 0n],
  ]);
});

test.each([
  ['0.005', 1n],
  ['-0.005', -1n],
  ['0.0049999999', 0n],
  ['-1.004', -100n],
  ['-1.0050000001', -101n],
])('toHundredths · the whole of %s is rounded half away from zero', (text, amount) => {
  expect(toHundredths([own('a', text)])).toMatchObject({ total: amount, cells: [{ amount }] });
});

test.each([
  ['92.5', 9_250_000_000n],
  ['101', 10_100_000_000n],
  ['0.00000001', 1n],
])('rateUnits · %s', (text, rate) => expect(rateUnits(text)).toBe(rate));

test('toHundredths · 20,000 random reports: the cells are the whole, each within a hundredth', () => {
  const random = seeded(2);
  for (let at = 0; at < 20_000; at++) {
    const cells = Array.from({ length: random.whole(1, 12) }, (_, cell) => ({
      payeeId: cell === 0 ? null : `p${random.whole(0, 3)}`,
      releaseId: cell === 0 ? null : `r${cell}`,
      exact: random.amount(24),
    }));
    const { total, cells: rounded } = toHundredths(cells);
    const exact = cells.reduce((sum, cell) => sum + cell.exact, 0n);
    const off = total * 10n ** 16n - exact;
    const isNearest = off * 2n <= 10n ** 16n && off * -2n <= 10n ** 16n;
    const isWhole = rounded.reduce((sum, { amount }) => sum + amount, 0n) === total;
    const isClose = rounded.every(({ amount, exact }) => {
      const over = amount * 10n ** 16n - exact;
      return over > -(10n ** 16n) && over < 10n ** 16n;
    });
    if (!isNearest || !isWhole || !isClose) throw new Error(JSON.stringify(rounded, (_, value) => String(value)));
  }
}, 20_000);
