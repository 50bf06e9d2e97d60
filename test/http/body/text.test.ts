import { expect, test } from 'bun:test';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Text } from '../../../src/http/body/text-schema.ts';

const short = TypeCompiler.Compile(Text({ minLength: 2, maxLength: 3, pattern: '\\S' }));

test.each([
  ['ab', true],
  ['abc', true],
  ['🎵🎵🎵', true],
  ['a', false],
  ['🎵', false],
  ['🎵🎵🎵🎵', false],
  ['abcd', false],
  ['   ', false],
  ['x'.repeat(1_000_000), false],
  [7, false],
  [null, false],
  [['ab'], false],
])('Text · of two to three characters: %p is one: %p', (value, isOne) => {
  expect(short.Check(value)).toBe(isOne);
});

test('Text · is documented as JSON Schema', () => {
  expect(JSON.parse(JSON.stringify(Text({ maxLength: 5, description: 'short' })))).toEqual({
    type: 'string',
    maxLength: 5,
    description: 'short',
  });
});
