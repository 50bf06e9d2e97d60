import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileStore } from '../../../../src/domain/media/file-store.ts';
import { FolderStore } from '../../../../src/domain/media/folder-store.ts';
import { S3Store } from '../../../../src/domain/media/s3/s3-store.ts';
import { newName } from '../../../../src/lib/ids.ts';
import { type FakeS3, startFakeS3 } from '../../../support/fake-s3.ts';
import { fakeSettings } from '../../../support/s3-settings.ts';
import { pattern, put, sent } from '../../../support/stored.ts';
import { storeContract } from './store-contract.ts';

const MIB = 1024 * 1024;

let root: string;
let fake: FakeS3;
beforeAll(async () => {
  fake = await startFakeS3();
});
afterAll(() => fake.leave());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 's3-store-'));
});
afterEach(async () => {
  fake.heal();
  fake.requests.length = 0;
  fake.bucket.objects.clear();
  await rm(root, { recursive: true, force: true });
});

async function owned(settings: ConstructorParameters<typeof S3Store>[0]): Promise<S3Store> {
  const store = new S3Store(settings);
  await store.ownCache();
  return store;
}

describe.each<[string, (root: string) => FileStore | Promise<FileStore>]>([
  ['folder', (root) => new FolderStore(root)],
  ['S3, with copies', (root) => owned(fakeSettings(root, fake))],
  ['S3, without copies', (root) => new S3Store(fakeSettings(root, fake))],
])('%s', (_name, make) => storeContract(make));

describe('copies', () => {
  let store: S3Store;
  beforeEach(async () => {
    store = await owned(fakeSettings(root, fake));
  });
  const another = () => owned(fakeSettings(join(root, 'another'), fake));

  test('put · keeps the file as the copy, so that open asks nobody, and waits for nothing', async () => {
    const file = await put(store, root, 100);
    fake.requests.length = 0;
    const opened = store.open(file, { start: 0, end: 100 });
    expect(opened).not.toBeInstanceOf(Promise);
    expect(await sent(opened, 0, 100)).toEqual(pattern(100));
    expect(fake.requests).toEqual([]);
    expect(store.metrics).toEqual({ cacheBytes: 100, hits: 1, misses: 0 });
    expect((await readdir(root)).sort()).toEqual(['cache']);
  });

  test('put · leaves the file where it is when the copies are not its own', async () => {
    const beside = new S3Store(fakeSettings(root, fake));
    await Bun.write(join(root, 'staged'), 'abc');
    await beside.put({ path: join(root, 'staged'), size: 3 }, 'tracks', `${newName()}.mp3`, 'audio/mpeg');
    expect(await Bun.file(join(root, 'staged')).text()).toBe('abc');
  });

  test('open · asks nobody when nothing is wanted', async () => {
    const file = await put(store, root, 100);
    const other = await another();
    fake.requests.length = 0;
    const opened = other.open(file, { start: 0, end: 0 });
    expect(opened).toEqual({ bytes: expect.any(Blob), from: 0 });
    expect(fake.requests).toEqual([]);
  });

  test('open · 100 at once fetch a file once', async () => {
    const file = await put(store, root, 50_000);
    const other = await another();
    fake.requests.length = 0;
    const opened = await Promise.all(Array.from({ length: 100 }, () => other.open(file, { start: 0, end: 50_000 })));
    for (const one of opened) expect(await one?.bytes.bytes()).toEqual(pattern(50_000));
    expect(fake.requests).toHaveLength(1);
    expect(other.metrics).toEqual({ cacheBytes: 50_000, hits: 0, misses: 100 });
  });

  test('open · gives a range of a large file from the store, while the whole of it is fetched', async () => {
    const file = await put(store, root, 6 * MIB);
    const key = `a/b/tracks/${file.name}`;
    const other = await another();
    fake.requests.length = 0;
    const opened = await other.open(file, { start: 5 * MIB, end: 6 * MIB });
    expect([opened?.from, opened?.bytes.size]).toEqual([5 * MIB, MIB]);
    expect(await opened?.bytes.bytes()).toEqual(pattern(6 * MIB).slice(5 * MIB));
    while (other.metrics.cacheBytes < 6 * MIB) await Bun.sleep(5);
    expect(fake.requests.sort()).toEqual([`GET ${key}`, `GET ${key} bytes=${5 * MIB}-${6 * MIB - 1}`]);
    expect(other.open(file, { start: 5 * MIB, end: 6 * MIB })).not.toBeInstanceOf(Promise);
  });

  test('open · serves what is there when the store is away, and says of the rest that it is busy', async () => {
    const [here, there] = [await put(store, root, 100), await put(await another(), root, 100)];
    await fake.leave();
    expect(await sent(store.open(here, { start: 0, end: 100 }), 0, 100)).toEqual(pattern(100));
    await expect(store.open(there, { start: 0, end: 100 })).rejects.toMatchObject({
      kind: 'busy',
      detail: { retryAfter: 5 },
    });
    await fake.come();
    expect(await sent(store.open(there, { start: 0, end: 100 }), 0, 100)).toEqual(pattern(100));
  });

  test('open · says within 3 s of 60 ranges of large files that the store is away, however many wait', async () => {
    const files = await Promise.all(Array.from({ length: 60 }, () => put(store, root, 4 * MIB + 1)));
    const other = await another();
    fake.fail({ how: 'hang' });
    const begun = performance.now();
    const refused = await Promise.all(
      files.map(async (file) => {
        const outcome = await Promise.try(() => other.open(file, { start: 10, end: 20 })).catch((error) => error);
        return [outcome.kind, performance.now() - begun < 3_000];
      }),
    );
    expect(refused).toEqual(files.map(() => ['busy', true]));
  }, 20_000);

  test('addressOf · begins with the public endpoint, and gives the file as its row says', async () => {
    const file = await put(store, root, 100);
    const open = new S3Store({ ...fakeSettings(root, fake), s3PublicEndpoint: fake.namedEndpoint });
    const address = await open.addressOf({ ...file, type: 'audio/flac' }, 'inline; filename="a.flac"');
    expect(address).toStartWith(`${fake.namedEndpoint}/music/a/b/tracks/${file.name}?`);
    expect(new URL(address).searchParams.get('X-Amz-Expires')).toBe('300');
    const answer = await fetch(address);
    expect(await answer.bytes()).toEqual(pattern(100));
    expect(answer.headers.get('content-type')).toBe('audio/flac');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="a.flac"');
  });
});
