import { expect, test } from 'bun:test';
import { isLoginName } from '../../src/lib/login-names.ts';
import { fold, isLongerThan } from '../../src/lib/text.ts';

test.each<[string, number, boolean]>([
  ['', 0, false],
  ['abc', 3, false],
  ['abcd', 3, true],
  ['🎵🎵🎵', 3, false],
  ['🎵🎵🎵🎵', 3, true],
  ['🎵🎵a', 3, false],
  ['x'.repeat(1_000_000), 256, true],
])('isLongerThan · %#', (text, most, expected) => {
  expect(isLongerThan(text, most)).toBe(expected);
});

test('fold · takes no text of more than 300 characters', () => {
  expect(fold('x'.repeat(300))).toHaveLength(300);
  expect(() => fold('x'.repeat(301))).toThrow('must have at most 300 characters');
});

test('fold · the worst marks that are taken cost less than a millisecond', () => {
  for (const marks of [
    '\u0315'.repeat(128) + '\u0300'.repeat(128),
    '\u0315'.repeat(128) + '\u0f73'.repeat(128),
    '\u{1d165}'.repeat(256),
    '\ufdfa'.repeat(256),
    '\u0344'.repeat(256),
  ]) {
    // The least of many: others may use the processor as well.
    const times = Array.from({ length: 50 }, () => {
      const start = performance.now();
      fold(marks);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(1);
  }
});

test.each<[string, boolean]>([
  ['anna', true],
  ['Анна', true],
  ['anna maria', true],
  ['a.b_c-1', true],
  ['e\u0301', true],
  ['नमस्ते', true],
  ['x'.repeat(64), true],
  ['𝔞'.repeat(64), true],
  ['recorder-V1StGXR8_Z5jdHi6B-myT', true],
  ['x'.repeat(65), false],
  ['', false],
  [' a', false],
  ['a ', false],
  ['a  b', false],
  ['a\u00a0b', false],
  ['a\u3000b', false],
  ['a\tb', false],
  ['a@b', false],
  ['a/b', false],
  ['victim\uff20example.com', false],
  ['a\uff0fb', false],
  ['\u2100', false],
  ['ro\u034fot', false],
  ['\u3164', false],
  ['\uffa0', false],
  ['\u115f', false],
  ['a\u00adb', false],
  ['a\u200db', false],
  ['a\u202eb', false],
  ['a\ufe0fb', false],
  ['a\u{e0041}b', false],
  ['a\0b', false],
  ['a\ud800b', false],
  ['\ufdfa'.repeat(8), false],
  ['J\u030c', false],
  ['a\u037ab', true],
])('isLoginName · %j: %p', (text, expected) => {
  expect(isLoginName(text, true)).toBe(expected);
  expect(isLoginName(text, false)).toBe(expected && !fold(text).includes(' '));
});
