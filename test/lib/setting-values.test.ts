import { expect, test } from 'bun:test';
import { readConfig } from '../../src/commands/settings.ts';
import { loginName } from '../../src/lib/setting-values.ts';

test.each([
  ['root', 'root'],
  [' Chef ', 'Chef'],
  ['Главный', 'Главный'],
])('ROOT_LOGIN · %j is %j', (text, name) => {
  expect(loginName(text)).toBe(name);
});

test.each([
  ['two words', 'ROOT_LOGIN must be 1 to 64 letters, digits, ".", "_" and "-"'],
  ['a@b', 'ROOT_LOGIN must be 1 to 64 letters, digits, ".", "_" and "-"'],
  ['ro\u034fot', 'ROOT_LOGIN must be 1 to 64 letters, digits, ".", "_" and "-"'],
  ['x'.repeat(65), 'ROOT_LOGIN must be 1 to 64 letters, digits, ".", "_" and "-"'],
  ['Login', 'ROOT_LOGIN is a reserved name, choose another'],
])('ROOT_LOGIN · %j is refused', (text, problem) => {
  expect(() => readConfig({ ROOT_LOGIN: text })).toThrow(problem);
});
