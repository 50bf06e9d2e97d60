import { expect, test } from 'bun:test';
import { parseRange } from '../../../src/http/files/range.ts';

const DIGITS_20 = '99999999999999999999';
const DIGITS_400 = '9'.repeat(400);

// of 1000 bytes: [first, last], 'unsatisfiable' or null for a field that is ignored
const fields: [string, [number, number] | 'unsatisfiable' | null][] = [
  ['bytes=0-0', [0, 0]],
  ['bytes=0-499', [0, 499]],
  ['bytes=500-', [500, 999]],
  ['bytes=0-', [0, 999]],
  ['bytes=999-', [999, 999]],
  ['bytes=990-2000', [990, 999]],
  ['bytes=007-0008', [7, 8]],
  [`bytes=5-${DIGITS_20}`, [5, 999]],
  [`bytes=5-${DIGITS_400}`, [5, 999]],
  ['bytes=-1', [999, 999]],
  ['bytes=-1000', [0, 999]],
  ['bytes=-1001', [0, 999]],
  [`bytes=-${DIGITS_20}`, [0, 999]],
  ['BYTES=0-1', [0, 1]],
  ['bytes= 0-1', [0, 1]],
  ['bytes=0-1\t', [0, 1]],
  ['bytes=, 0-1 ,', [0, 1]],

  ['bytes=1000-', 'unsatisfiable'],
  ['bytes=1000-1001', 'unsatisfiable'],
  [`bytes=${DIGITS_20}-`, 'unsatisfiable'],
  [`bytes=${DIGITS_400}-`, 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],

  ['bytes=0-1,5-6', null],
  ['bytes=0-1,0-1', null],
  ['bytes=2000-,3000-', null],
  ['bytes=5-4', null],
  ['bytes=2000-1999', null],
  ['bytes=', null],
  ['bytes=-', null],
  ['bytes=,', null],
  ['bytes=--1', null],
  ['bytes=1--2', null],
  ['bytes=+1-2', null],
  ['bytes=0x1-2', null],
  ['bytes=1e2-', null],
  ['bytes=1.0-2', null],
  ['bytes=0 - 1', null],
  ['bytes=a-b', null],
  ['bytes =0-1', null],
  ['bytes:0-1', null],
  ['bytes 0-1', null],
  ['0-1', null],
  ['seconds=0-1', null],
  ['xbytes=0-1', null],
];

test.each(fields)('parseRange · of 1000 bytes, "%s" is %p', (field, expected) => {
  expect(parseRange(field, 1000)).toEqual(
    Array.isArray(expected) ? { first: expected[0], last: expected[1] } : expected,
  );
});

test.each([
  ['bytes=0-', 'unsatisfiable'],
  ['bytes=0-0', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=-5', null],
] as const)('parseRange · of an empty file, "%s" is %p', (field, expected) => {
  expect(parseRange(field, 0)).toBe(expected);
});

test('parseRange · beyond four gigabytes every byte still counts', () => {
  expect(parseRange('bytes=5000000000-5000000001', 6_000_000_000)).toEqual({
    first: 5_000_000_000,
    last: 5_000_000_001,
  });
});
