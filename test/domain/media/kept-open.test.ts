import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { link, mkdir, mkdtemp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Known } from '../../../src/domain/media/file-store.ts';
import { FolderStore } from '../../../src/domain/media/folder-store.ts';
import { FilesKeptOpen } from '../../../src/domain/media/kept-open.ts';
import type { Opened, Wanted } from '../../../src/domain/media/model.ts';
import { mostKeptOpen } from '../../../src/lib/descriptor-limit.ts';
import { openFiles } from '../../support/open-files.ts';
import { pattern, put, sent } from '../../support/stored.ts';

const SIZE = 300_000;
const KIB = 1024;

let root: string;
let store: FolderStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kept-open-'));
  store = new FolderStore(root);
});
afterEach(() => rm(root, { recursive: true }));

const open = async () => (await openFiles()).filter((path) => path.startsWith(root)).length;
/** As an answer has them, which copies an array at once. */
const openAtOnce = (file: Known, wanted: Wanted): Opened | undefined => {
  const opened = store.openAtOnce(file, wanted);
  return opened && { ...opened, bytes: new Blob([opened.bytes]) };
};
const other = () => pattern(SIZE).map((byte) => byte ^ 255);
const part = { start: 1000, end: 1000 + 64 * KIB };

test.each([
  [0, 1],
  [1, 64 * KIB],
  [SIZE - 64 * KIB, SIZE],
  [7, 7 + 128 * KIB],
  [7, 8 + 128 * KIB],
  [0, SIZE],
])('open · the part from %d to %d has its own bytes, whatever is read meanwhile', async (start, end) => {
  const file = await put(store, root, SIZE);
  const [first, second] = [openAtOnce(file, { start, end }), openAtOnce(file, part)];
  expect(await sent(first, start, end)).toEqual(pattern(SIZE).subarray(start, end));
  expect(await sent(second, part.start, part.end)).toEqual(pattern(SIZE).subarray(part.start, part.end));
});

describe('open, after a part was read', () => {
  test.each<[string, (path: string) => Promise<unknown>, 'its bytes' | 'the new bytes' | 'nothing']>([
    ['nothing happened to', async () => {}, 'its bytes'],
    ['was deleted', (path) => rm(path), 'nothing'],
    ['was deleted and lives on by another link', (path) => link(path, `${path}.old`).then(() => rm(path)), 'nothing'],
    ['was moved away', (path) => rename(path, `${path}.old`), 'nothing'],
    ['was cut short', (path) => truncate(path, SIZE - 1), 'nothing'],
    ['has got a second link', (path) => link(path, `${path}.old`), 'its bytes'],
    ['was written anew', (path) => writeFile(path, other()), 'the new bytes'],
    [
      'was replaced by one of the same size',
      (path) => writeFile(`${path}.new`, other()).then(() => rename(`${path}.new`, path)),
      'the new bytes',
    ],
  ])('a file that %s is answered with %s', async (_, happens, expected) => {
    const file = await put(store, root, SIZE);
    for (let i = 0; i < 2; i++) openAtOnce(file, part);
    await happens(join(root, file.place, file.name));
    const opened = openAtOnce(file, part);
    const bytes = expected === 'its bytes' ? pattern(SIZE) : other();
    if (expected === 'nothing') expect(opened).toBeUndefined();
    else expect(await sent(opened, part.start, part.end)).toEqual(bytes.subarray(part.start, part.end));
  });

  test('a file that cannot be read fails as it does when its bytes are sent', async () => {
    const file = await put(store, root, SIZE);
    openAtOnce(file, part);
    const path = join(root, file.place, file.name);
    await rm(path);
    await mkdir(path);
    const { size } = await stat(path);
    const opened = openAtOnce({ ...file, size }, { start: 0, end: 10 });
    if (size > 0) await expect(sent(opened, 0, 10)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await open()).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')('a file that is removed is closed at once', async () => {
    const file = await put(store, root, SIZE);
    openAtOnce(file, part);
    expect(await open()).toBe(1);
    await store.remove(file.place, file.name);
    expect(await open()).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('FilesKeptOpen', () => {
  const written = async (name: string) => {
    const path = join(root, name);
    await writeFile(path, pattern(SIZE));
    return path;
  };

  test('read · no more files are open than may be, and those that nobody reads are closed', async () => {
    const kept = new FilesKeptOpen(3, () => performance.now(), 5);
    const paths = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(written));
    for (const path of paths) expect(kept.read(path, SIZE, part)?.length).toBe(64 * KIB);
    expect(await open()).toBeLessThanOrEqual(3);
    while ((await open()) > 0) await Bun.sleep(1);
    expect(kept.read(paths[0] as string, SIZE, part)?.length).toBe(64 * KIB);
  });

  test('read · after three slow reads in a row nobody waits for the disk for a second', async () => {
    let [time, pace] = [0, 3];
    const kept = new FilesKeptOpen(3, () => (time += pace));
    const path = await written('a');
    const isRead = () => kept.read(path, SIZE, part) !== undefined;
    expect([isRead(), isRead(), isRead(), isRead()]).toEqual([true, true, true, false]);
    time += 1_000;
    pace = 0;
    expect(isRead()).toBe(true);
    for (const [paced, expected] of [
      [3, true],
      [3, true],
      [1, true],
      [3, true],
    ] as const) {
      pace = paced;
      expect(isRead()).toBe(expected);
    }
  });
});

test.each([
  [20_000, 256],
  [1024, 64],
  [64, 4],
  [8, 1],
])('mostKeptOpen · of %d descriptors it is %d', (limit, most) => {
  expect(mostKeptOpen(limit)).toBe(most);
});
