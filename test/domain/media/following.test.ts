import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { following } from '../../../src/domain/media/following.ts';
import type { StoreName } from '../../../src/domain/media/model.ts';
import { fileStores } from '../../../src/domain/media/stores.ts';
import { type FakeS3, startFakeS3 } from '../../support/fake-s3.ts';
import { fakeSettings } from '../../support/s3-settings.ts';
import { pattern, put, sent } from '../../support/stored.ts';

let root: string;
let fake: FakeS3;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'following-'));
  fake = await startFakeS3();
});
afterAll(async () => {
  await fake.leave();
  await rm(root, { recursive: true });
});

const MOVES: [from: StoreName, to: StoreName][] = [
  ['folder', 's3'],
  ['s3', 'folder'],
];

test.each(MOVES)(
  'open, local · what has been moved from %s to %s since its row was read is had there',
  async (from, to) => {
    const stores = fileStores(fakeSettings(root, fake));
    const file = await put(stores.of(to), root, 1000);
    const row = { name: file.name, place: file.place };
    const part = { start: 100, end: 300 };
    // A part that was read where the file lay before it was moved makes no difference.
    await put(stores.of(from), root, 1000, 'tracks', file.name);
    expect(await sent(stores.of(from).open(file, part), 100, 300)).toEqual(pattern(1000).subarray(100, 300));
    await stores.of(from).remove(file.place, file.name);
    const reading = following(stores.of, async () => ({ ...row, store: to }))(from);
    expect(await sent(reading.open(file, { start: 0, end: 1000 }), 0, 1000)).toEqual(pattern(1000));
    expect(await sent(reading.open(file, part), 100, 300)).toEqual(pattern(1000).subarray(100, 300));
    const path = await reading.local(file);
    expect(new Uint8Array(await Bun.file(path ?? '').arrayBuffer())).toEqual(pattern(1000));
  },
);

test('open, local · what is gone where its row says, or has no row any more, is not there', async () => {
  const stores = fileStores(fakeSettings(root, fake));
  const file = await put(stores.of('folder'), root, 1000);
  await stores.of('folder').remove(file.place, file.name);
  const wanted = { start: 0, end: 1000 };
  for (const now of [undefined, { ...file, store: 'folder' as const }]) {
    const reading = following(stores.of, async () => now)('folder');
    expect([await reading.open(file, wanted), await reading.local(file)]).toEqual([undefined, undefined]);
  }
});
