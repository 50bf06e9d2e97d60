import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeS3, startFakeS3 } from '../../../support/fake-s3.ts';
import { fakeSettings } from '../../../support/s3-settings.ts';

const SIZE = 300 * 1024 * 1024;

let fake: FakeS3;
let root: string;
beforeAll(async () => {
  fake = await startFakeS3();
  root = await mkdtemp(join(tmpdir(), 's3-memory-'));
});
afterAll(async () => {
  await fake.leave();
  await rm(root, { recursive: true });
});

test('put, open · hold little of a large file in memory', async () => {
  await Bun.write(join(root, 'staged'), Buffer.alloc(SIZE, 'a large file '));
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'memory-child.ts'), join(root, 'staged')], {
    env: {
      ...process.env,
      SETTINGS: JSON.stringify(['one', 'two'].map((name) => fakeSettings(join(root, name), fake))),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { before, put, filled, isSame } = await child.stdout.json();
  expect(isSame).toBe(true);
  expect(Math.max(put, filled) - before).toBeLessThan(90);
}, 60_000);
