import { expect, test } from 'bun:test';
import { csvFile, csvLine, figure } from '../../src/lib/csv-out.ts';

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['Ёлка, 7"', '"Ёлка, 7"""'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['=cmd|calc', "'=cmd|calc"],
  ['+7 900', "'+7 900"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
  ["'=1", "'=1"],
  ['a=b', 'a=b'],
])('csvLine · %j', (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});

test('csvLine · a figure stays a figure, also below 0', () => {
  expect(csvLine(['x', figure('-0.50')])).toBe('x,-0.50\r\n');
});

test('csvFile · has a byte order mark and its header', () => {
  expect(csvFile(['a', 'b'], [['1', '2']])).toBe('\ufeffa,b\r\n1,2\r\n');
  expect(csvFile(['a'], [])).toBe('\ufeffa\r\n');
});
