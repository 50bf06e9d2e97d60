import { expect, test } from 'bun:test';
import { fromMinor, toMinor } from '../../src/lib/money.ts';

test.each([
  ['10.1', 1010],
  ['0.01', 1],
  ['0.1', 10],
  ['1e2', 10_000],
  ['1.10', 110],
  ['1.005e3', 100_500],
  ['-0', 0],
  ['70368744177663.99', 7_036_874_417_766_399],
  ['90071992547409.9', Number.MAX_SAFE_INTEGER - 1],
])('toMinor · %s is read as %i minor units', (json, minor) => {
  expect(toMinor(JSON.parse(json))).toBe(minor);
});

test.each(['1.005', '0.001', '1e-7', '-1', '-0.01', '90071992547409.93', '1e15', '1e21', '1e400', '-1e400'])(
  'toMinor · %s is not an amount',
  (json) => {
    expect(toMinor(JSON.parse(json))).toBeUndefined();
  },
);

test('toMinor · what is no number is not an amount', () => {
  expect(toMinor(Number.NaN)).toBeUndefined();
});

test('fromMinor · an amount is shown as it was given, and prints with two decimals at most', () => {
  for (let minor = 1; minor < 7_036_874_417_766_399; minor = minor * 3 + 1) {
    const shown = fromMinor(minor);
    expect(toMinor(shown)).toBe(minor);
    expect(String(shown)).toMatch(/^\d+(\.\d{1,2})?$/);
  }
  expect(fromMinor((toMinor(0.1) ?? 0) + (toMinor(0.2) ?? 0))).toBe(0.3);
  expect(String(fromMinor(Number.MAX_SAFE_INTEGER))).toBe('90071992547409.9');
});
