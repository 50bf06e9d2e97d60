import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileStore } from '../../../../src/domain/media/file-store.ts';
import { newName } from '../../../../src/lib/ids.ts';
import { pattern, put, sent } from '../../../support/stored.ts';

const MIB = 1024 * 1024;

/**
 * What may be relied on with every file store: tests, for the inside of a `describe`.
 * @param make gives one that is empty, with its data in a folder
 */
export function storeContract(make: (root: string) => FileStore | Promise<FileStore>): void {
  let root: string;
  let store: FileStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'file-store-'));
    store = await make(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

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

  test('local · gives the path of the whole file on this machine, if it is as large as its row says', async () => {
    const file = await put(store, root, 100);
    for (let times = 0; times < 2; times++)
      expect(await Bun.file((await store.local(file)) ?? '').bytes()).toEqual(pattern(100));
    expect(await store.local({ ...file, name: `${newName()}.mp3` })).toBeUndefined();
    expect(await store.local({ ...file, size: 99 })).toBeUndefined();
    await store.remove(file.place, file.name);
    expect(await store.local(file)).toBeUndefined();
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
    ['transcodes', `${'x'.repeat(21)}.mp3`],
    ['thumbs', `${'x'.repeat(21)}.mp3`],
    ['a/b', `${'x'.repeat(21)}.mp3`],
  ])('put, open, remove · refuse %j and %j', async (place, name) => {
    const refused = { kind: 'not_found' };
    expect(() => store.open({ place, name, size: 1, type: '' }, { start: 0, end: 1 })).toThrow(
      expect.objectContaining(refused),
    );
    await expect(store.remove(place, name)).rejects.toMatchObject(refused);
    await expect(store.put({ path: root, size: 1 }, place, name, '')).rejects.toMatchObject(refused);
  });
}
