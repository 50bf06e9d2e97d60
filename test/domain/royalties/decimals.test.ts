import { describe, expect, test } from 'bun:test';
import { newDecimal, readDecimal, readWhole } from '../../../src/domain/royalties/reports/reading/decimals.ts';
import { RecordReader } from '../../../src/domain/royalties/reports/reading/records.ts';
import { foldTitle } from '../../../src/domain/royalties/reports/titles.ts';
import { showExact, unitsOf } from '../../../src/lib/exact.ts';

/** What an amount is read as; else why it is not. */
function read(text: string, separator?: '.' | ','): string {
  const into = newDecimal();
  const problem = readDecimal(text, separator, into);
  return problem ?? showExact(unitsOf(into.tenths, into.rest));
}

describe('readDecimal', () => {
  test.each([
    ...['', '-', '.', ',', '()', '1e', '1e9999', '1..2', '1,2,3', '1.2.3', '1.2,3.4', '(-1)', '1-', '--1', '1)', '(1'],
    ...['0x1', 'NaN', 'Infinity', '$1', '1'.repeat(65), '1.234,567.8'],
  ])('no amount: %j', (text) => expect(read(text)).toBe('amount'));

  test.each(['100000000', '99999999.99999999999', '1e8', '-100000000', '999999999999'])('too large: %s', (text) => {
    expect(read(text)).toBe('too_large');
  });

  test.each([
    ['1.234,5', ',', '1234.5'],
    ['1,234.5', '.', '1234.5'],
    ['1,234', '.', '1234'],
    ['1.234', ',', '1234'],
    ['12,34,567.8', undefined, '1234567.8'],
    ['1.05', ',', 'amount'],
    ['1e-11', undefined, '0'],
    ['5e-11', undefined, '0.0000000001'],
    ['1.5e3', undefined, '1500'],
    ['.5', undefined, '0.5'],
    ['5.', undefined, '5'],
    ['00000000001', undefined, '1'],
  ] as [string, '.' | ',' | undefined, string][])('%s with %s is %s', (text, separator, shown) => {
    expect(read(text, separator)).toBe(shown);
  });

  test('agrees with whole units for a thousand random amounts', () => {
    for (let n = 0; n < 1000; n++) {
      const units = BigInt(Math.floor(Math.random() * 2 ** 53)) * (n % 2 ? 1n : -1n) * BigInt(1 + (n % 100));
      expect(read(showExact(units))).toBe(showExact(units));
    }
  });

  test('readWhole takes whole numbers alone', () => {
    const given = ['12', '-3', '1 000', '5.00', '1,5', '1,234', 'x', '9'.repeat(20)];
    expect(given.map((text) => readWhole(text, undefined))).toEqual([12, -3, 1000, 5, ...Array(4).fill(undefined)]);
  });
});

describe('RecordReader', () => {
  /** Line numbers and cells, however the text is cut into pieces. */
  const records = (text: string, piece: number) => {
    const reader = new RecordReader(',');
    const found = [];
    for (let at = 0; at < text.length; at += piece) found.push(...reader.read(text.slice(at, at + piece)));
    return [...found, ...reader.end()].map(({ line, cells }) => [line, cells]);
  };

  test.each([
    [
      'a,b\n\nc,d',
      [
        [1, ['a', 'b']],
        [3, ['c', 'd']],
      ],
    ],
    [
      '"a\nb",c\r\nd,e',
      [
        [1, ['a\nb', 'c']],
        [3, ['d', 'e']],
      ],
    ],
    ['"a""b","",x', [[1, ['a"b', '', 'x']]]],
    ['12" mix,b', [[1, ['12" mix', 'b']]]],
    [
      '"open\na,b\n"c",d',
      [
        [1, undefined],
        [2, ['a', 'b']],
        [3, ['c', 'd']],
      ],
    ],
    ['x,"open', [[1, undefined]]],
    [
      '"a"b,c\nd,e',
      [
        [1, undefined],
        [2, ['d', 'e']],
      ],
    ],
  ] as [string, unknown[]][])('%j', (text, expected) => {
    for (const piece of [1, 2, 3, 100]) expect(records(text, piece) as unknown[]).toEqual(expected);
  });

  test('a quote that is never closed costs no more than its lines', () => {
    const text = `"open\n${'a,b\n'.repeat(400_000)}`;
    const found = records(text, 65_536);
    expect([found.length, found[0], found.at(-1)] as unknown[]).toEqual([
      400_001,
      [1, undefined],
      [400_001, ['a', 'b']],
    ]);
  });
});

test.each([
  ['Ночь (feat. Гость)', 'ночь'],
  ['НОЧЬ', 'ночь'],
  ['Ёлка [ft. X]', 'елка'],
  ['Song feat X', 'song'],
  ['Defeat', 'defeat'],
  ['Feather', 'feather'],
  ['5 ft high', '5fthigh'],
  ['Ａ-Ｂ', 'ab'],
  ['!!!', ''],
])('foldTitle(%j) is %j', (text, folded) => expect(foldTitle(text)).toBe(folded));
