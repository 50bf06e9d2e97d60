import { expect, test } from 'bun:test';
import { formatExact, parseExact } from '../../src/lib/decimal.ts';

test.each([
  ['0', 0n, '0'],
  ['-0', 0n, '0'],
  ['-0.00412345', -41_234_500n, '-0.00412345'],
  ['+1.50', 15_000_000_000n, '1.5'],
  ['.5', 5_000_000_000n, '0.5'],
  ['5.', 50_000_000_000n, '5'],
  ['007', 70_000_000_000n, '7'],
  ['1.2E-05', 120_000n, '0.000012'],
  ['1e3', 10_000_000_000_000n, '1000'],
  ['-99999999.9999999999', -999_999_999_999_999_999n, '-99999999.9999999999'],
  ['9007199254740993', 90_071_992_547_409_930_000_000_000n, '9007199254740993'],
  ['0.00000000010000', 1n, '0.0000000001'],
])('parseExact, formatExact · %s', (text, units, shown) => {
  expect(parseExact(text)).toEqual({ units, rounded: false });
  expect(formatExact(units)).toBe(shown);
});

test.each([
  ['0.00000000005', 1n],
  ['-0.00000000005', -1n],
  ['0.000000000049999', 0n],
  ['-1.99999999999', -20_000_000_000n],
  ['1e-300', 0n],
  ['6e-11', 1n],
])('parseExact · %s has more decimals than are kept', (text, units) => {
  expect(parseExact(text)).toEqual({ units, rounded: true });
});

test.each([
  '',
  '.',
  '-',
  '1,5',
  '1 000',
  '1.2.3',
  '0x10',
  'NaN',
  'Infinity',
  '1e',
  '1e1000',
  '--1',
  '١',
  `0.${'0'.repeat(99)}`,
])('parseExact · %p is no decimal', (text) => {
  expect(parseExact(text)).toBeUndefined();
});

test('parseExact · with fewer decimals, as a rate or money has them', () => {
  expect(parseExact('92.5', 8)).toEqual({ units: 9_250_000_000n, rounded: false });
  expect(parseExact('-2.345', 2)).toEqual({ units: -235n, rounded: true });
  expect(formatExact(-235n, 2)).toBe('-2.35');
  expect(formatExact(7n, 0)).toBe('7');
});
