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
  staging = new Staging(root, 0);
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
const open = (size: number, place = 'tracks', name = NAME) => files.open({ place, name, size, type: '' })?.bytes;
const inTmp = () => readdir(join(root, 'tmp'));

describe('put', () => {
  test('moves a staged file to its place under its name', async () => {
    await put(10);
    expect(await open(10)?.bytes()).toEqual(new Uint8Array(10).fill(1));
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

test('list · names all files with their sizes and times, and nothing foreign', async () => {
  const names = ['a', 'b'].map((letter) => `${letter.repeat(21)}.jpg`);
  const piece = `${'c'.repeat(21)}-0-${'d'.repeat(21)}`;
  for (const [at, name] of names.entries()) await files.put(await staged(at), 'albums', name);
  await files.put(await staged(5), 'pieces', piece);
  for (const path of [`albums/${names[0]}`, `albums/${names[1]}`, `pieces/${piece}`])
    await utimes(join(root, path), 1000, 1000);
  await writeFile(join(root, 'albums', 'notes.txt'), '');
  await writeFile(join(root, 'albums', piece), '');
  await mkdir(join(root, 'cache'));
  await writeFile(join(root, 'cache', names[0] ?? ''), '');
  await writeFile(join(root, 'tonearm.db'), '');

  const listed = (await Array.fromAsync(files.list())).flat();
  expect(listed.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { place: 'albums', name: names[0] ?? '', size: 0, modified: 1_000_000 },
    { place: 'albums', name: names[1] ?? '', size: 1, modified: 1_000_000 },
    { place: 'pieces', name: piece, size: 5, modified: 1_000_000 },
  ]);
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
  ['cache', NAME],
  ['pieces', NAME],
  ['tracks', 'V1StGXR8_Z5jdHi6B-myT-0-V1StGXR8_Z5jdHi6B-myT'],
])('put, open, remove · refuse %j and %j', async (place, name) => {
  const refused = { kind: 'not_found' };
  expect(() => open(0, place, name)).toThrow(expect.objectContaining(refused));
  await expect(files.remove(place, name)).rejects.toMatchObject(refused);
  await expect(files.put({ path: join(root, 'nowhere') }, place, name)).rejects.toMatchObject(refused);
});
