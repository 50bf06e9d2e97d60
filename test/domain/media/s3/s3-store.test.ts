import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileStore } from '../../../../src/domain/media/file-store.ts';
import { FolderStore } from '../../../../src/domain/media/folder-store.ts';
import { S3Store } from '../../../../src/domain/media/s3/s3-store.ts';
import { newName } from '../../../../src/lib/ids.ts';
import { type FakeS3, startFakeS3 } from '../../../support/fake-s3.ts';
import { fakeSettings, s3Settings } from '../../../support/s3-settings.ts';
import { pattern, put, sent } from '../../../support/stored.ts';
import { hasSwift, swift } from '../../../support/swift.ts';

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

const STORES: [string, () => FileStore | Promise<FileStore>][] = [
  ['folder', () => new FolderStore(root)],
  ['S3, with copies', () => owned(fakeSettings(root, fake))],
  ['S3, without copies', () => new S3Store(fakeSettings(root, fake))],
];
if (hasSwift('the contract of file stores on a real S3 store'))
  STORES.push(['Swift, without copies', async () => new S3Store(s3Settings(root, await swift()))]);

describe.each(STORES)('%s', (name, make) => {
  let store: FileStore;
  beforeAll(async () => {
    if (name.startsWith('Swift')) await swift();
  }, 90_000);
  beforeEach(async () => {
    store = await make();
  });

  test.each([1, 100_000, 4 * MIB + 1])(
    'put, open · gives the bytes of a file of %d bytes, whole and in part',
    async (size) => {
      const file = await put(store, root, size);
      const bytes = pattern(size);
      for (const [start, end] of [
        [0, size],
        [0, 1],
        [size - 1, size],
        [size >> 1, Math.min(size, (size >> 1) + 70_000)],
      ] as const)
        expect(await sent(store.open(file, { start, end }), start, end)).toEqual(bytes.slice(start, end));
      await store.remove(file.place, file.name);
    },
  );

  test('put · takes a piece of an upload', async () => {
    const name = `${newName()}-0-${newName()}`;
    await Bun.write(join(root, 'piece'), 'abc');
    await store.put({ path: join(root, 'piece'), size: 3 }, 'pieces', name, 'application/octet-stream');
    const piece = { place: 'pieces', name, size: 3, type: 'application/octet-stream' };
    expect(await sent(store.open(piece, { start: 0, end: 3 }), 0, 3)).toEqual(new Uint8Array([97, 98, 99]));
    await store.remove('pieces', name);
  });

  test('open · gives nothing for a missing file, and for one of another size', async () => {
    const file = await put(store, root, 100);
    const wanted = { start: 0, end: 50 };
    expect(await store.open({ ...file, name: `${newName()}.mp3` }, wanted)).toBeUndefined();
    expect(await store.open({ ...file, size: 99 }, wanted)).toBeUndefined();
    expect(await store.open({ ...file, size: 101 }, wanted)).toBeUndefined();
    expect(await sent(store.open(file, wanted), 0, 50)).toEqual(pattern(50));
    await store.remove(file.place, file.name);
  });

  test('remove · can be repeated, and the file cannot be opened any more', async () => {
    const file = await put(store, root, 100);
    await store.remove(file.place, file.name);
    await store.remove(file.place, file.name);
    expect(await store.open(file, { start: 0, end: 100 })).toBeUndefined();
  });

  test('list · names all files with size and time', async () => {
    const files = [
      await put(store, root, 10, 'albums'),
      await put(store, root, 20, 'tracks'),
      await put(store, root, 30, 'tracks'),
    ];
    const listed = (await Array.fromAsync(store.list())).flat();
    expect(listed.map(({ place, name, size }) => ({ place, name, size })).sort((a, b) => a.size - b.size)).toEqual(
      files.map(({ place, name, size }) => ({ place, name, size })),
    );
    for (const { modified } of listed) expect(Math.abs(Date.now() - modified)).toBeLessThan(30_000);
    for (const { place, name } of files) await store.remove(place, name);
    expect((await Array.fromAsync(store.list())).flat()).toEqual([]);
  });

  test.each([
    ['tracks', '../../etc/passwd'],
    ['tmp', `${'x'.repeat(21)}.mp3`],
    ['cache', `${'x'.repeat(21)}.mp3`],
    ['a/b', `${'x'.repeat(21)}.mp3`],
  ])('put, open, remove · refuse %j and %j', async (place, name) => {
    const refused = { kind: 'not_found' };
    expect(() => store.open({ place, name, size: 1, type: '' }, { start: 0, end: 1 })).toThrow(
      expect.objectContaining(refused),
    );
    await expect(store.remove(place, name)).rejects.toMatchObject(refused);
    await expect(store.put({ path: root, size: 1 }, place, name, '')).rejects.toMatchObject(refused);
  });
});

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
