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

test.each([
  [undefined, [60_000, 300_000, 1_800_000, 7_200_000, 43_200_000]],
  ['1, 2.5', [1000, 2500]],
])('WEBHOOKS_RETRY · %j is %j', (text, pauses) => {
  expect(readConfig(text === undefined ? {} : { WEBHOOKS_RETRY: text }).webhooksRetry).toEqual(pauses);
});

test.each([
  ['soon', 'WEBHOOKS_RETRY must be a number'],
  ['60,,5', 'WEBHOOKS_RETRY must be a number'],
  ['60,-1', 'WEBHOOKS_RETRY must be a number'],
  [Array(21).fill(1).join(), 'WEBHOOKS_RETRY must be at most 20 numbers'],
])('WEBHOOKS_RETRY · %j is refused', (text, problem) => {
  expect(() => readConfig({ WEBHOOKS_RETRY: text })).toThrow(problem);
});
