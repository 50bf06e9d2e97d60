import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { appendFile, mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore } from '../../../src/domain/media/folder-store.ts';
import { type Staged, Staging } from '../../../src/domain/media/staging.ts';

const NAME = 'V1StGXR8_Z5jdHi6B-myT.mp3';

let root: string;
let staging: Staging;
let files: FolderStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'folder-store-'));
  staging = new Staging(root);
  await staging.sweep();
  files = new FolderStore(root);
});
afterEach(() => rm(root, { recursive: true }));

function staged(size: number): Promise<Staged> {
  async function* source() {
    yield new Uint8Array(size).fill(1);
  }
  return staging.stage(source(), size);
}

const put = async (size: number) => files.put(await staged(size), 'tracks', NAME);
const inTmp = () => readdir(join(root, 'tmp'));

describe('put', () => {
  test('moves a staged file to its place under its name', async () => {
    await put(10);
    expect(await files.open('tracks', NAME, 10)?.bytes()).toEqual(new Uint8Array(10).fill(1));
    expect(await readdir(join(root, 'tracks'))).toEqual([NAME]);
    expect(await inTmp()).toEqual([]);
  });

  test('leaves a stored file alone when the staged one is discarded afterwards', async () => {
    const one = await staged(10);
    await files.put(one, 'tracks', NAME);
    await staging.discard(one);
    expect(await readdir(join(root, 'tracks'))).toEqual([NAME]);
  });

  test('that fails leaves the staged file, and passes on what was wrong', async () => {
    const one = await staged(10);
    await writeFile(join(root, 'tracks'), '');
    await expect(files.put(one, 'tracks', NAME)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await inTmp()).toHaveLength(1);
  });
});

test('remove · can be repeated', async () => {
  await put(10);
  await files.remove('tracks', NAME);
  await files.remove('tracks', NAME);
  expect(await readdir(join(root, 'tracks'))).toEqual([]);
});

describe('open', () => {
  const open = (size: number) => files.open('tracks', NAME, size);

  test('reads of a slice what the slice has', async () => {
    await put(10);
    expect(await open(10)?.slice(2, 5).bytes()).toEqual(new Uint8Array(3).fill(1));
  });

  test.each([10, 0])('gives nothing for a missing file of %d bytes', (size) => {
    expect(open(size)).toBeUndefined();
  });

  test('gives nothing for a truncated or grown file', async () => {
    await put(10);
    await truncate(join(root, 'tracks', NAME), 9);
    expect(open(10)).toBeUndefined();
    await appendFile(join(root, 'tracks', NAME), 'ab');
    expect(open(10)).toBeUndefined();
  });

  test('gives nothing for a folder', async () => {
    await mkdir(join(root, 'tracks', NAME), { recursive: true });
    expect(open(1000)).toBeUndefined();
  });
});

test('list · names files written before a time, in pieces, and nothing foreign', async () => {
  const names = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(21)}.jpg`);
  for (const name of names) await files.put(await staged(1), 'albums', name);
  const pathOf = (name = '') => join(root, 'albums', name);
  await utimes(pathOf(names[3]), 2000, 2000);
  for (const name of names.slice(0, 3)) await utimes(pathOf(name), 1000, 1000);
  await writeFile(pathOf('notes.txt'), '');
  await writeFile(join(root, 'tonearm.db'), '');
  await writeFile(join(root, 'lock'), '');

  const listed = await Array.fromAsync(files.list(1_500_000, 2));
  expect(listed.map(({ place, names }) => [place, names.length])).toEqual([
    ['albums', 2],
    ['albums', 1],
  ]);
  expect(listed.flatMap(({ names }) => names).sort()).toEqual(names.slice(0, 3));
});

test.each([
  ['tracks', '../../etc/passwd'],
  ['tracks', '../V1StGXR8_Z5jdHi6B-m.mp3'],
  ['tracks', `${NAME}\0`],
  ['tracks', `${NAME}\n`],
  ['tracks', 'V1StGXR8_Z5jdHi6B-myT'],
  ['tracks', 'V1StGXR8_Z5jdHi6B-myT.mpeg3'],
  ['tracks', ''],
  ['..', NAME],
  ['tmp', NAME],
  ['a/b', NAME],
  ['', NAME],
])('put, open, remove · refuse %j and %j', async (place, name) => {
  const refused = { kind: 'not_found' };
  expect(() => files.open(place, name, 0)).toThrow(expect.objectContaining(refused));
  await expect(files.remove(place, name)).rejects.toMatchObject(refused);
  await expect(files.put({ path: join(root, 'nowhere') }, place, name)).rejects.toMatchObject(refused);
});
