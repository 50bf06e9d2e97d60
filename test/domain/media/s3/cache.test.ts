import { afterEach, beforeEach, expect, setSystemTime, test } from 'bun:test';
import { mkdir, mkdtemp, readdir, rm, stat, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCache } from '../../../../src/domain/media/s3/cache.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'cache-')), 'cache');
});
afterEach(async () => {
  setSystemTime();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

/** What was fetched, in this order. */
let fetched: string[];
const write = async (key: string, size: number, path: string) => {
  fetched.push(key);
  await Bun.write(path, key.slice(-1).repeat(size));
};
beforeEach(() => {
  fetched = [];
});

async function cacheOf(most: number, leastFree = 0, fetch = write): Promise<FileCache> {
  const cache = new FileCache(folder, { most, leastFree }, fetch);
  await cache.rebuild();
  return cache;
}

const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
const later = (seconds: number) => setSystemTime(Date.now() + seconds * 1000);
/** What is done beside answers has been done. */
const settled = () => Bun.sleep(30);
const text = async (path: string | undefined) => path && Bun.file(path).text();

test('fill · copies a file once, however many ask, and find has it then', async () => {
  const cache = await cacheOf(1000);
  expect(cache.find('t/a', 3)).toBeUndefined();
  const filled = await Promise.all(Array.from({ length: 100 }, () => cache.fill('t/a', 3)));
  for (const one of filled) expect(await text(one)).toBe('aaa');
  expect(await text(cache.find('t/a', 3))).toBe('aaa');
  expect([fetched, cache.bytes, cache.hits]).toEqual([['t/a'], 3, 1]);
});

test('fill · keeps nothing of what fails, and works the next time', async () => {
  let fails = true;
  const cache = await cacheOf(1000, 0, async (key, size, path) => {
    if (fails) throw new Error('broken');
    await write(key, size, path);
  });
  await expect(cache.fill('t/a', 3)).rejects.toThrow('broken');
  fails = false;
  expect(await text(await cache.fill('t/a', 3))).toBe('aaa');
  expect(await files()).toEqual(['a']);
});

test('fill · also gives a file when the folder was emptied while it was fetched', async () => {
  const cache = await cacheOf(1000, 0, async (key, size, path) => {
    await write(key, size, path);
    if (fetched.length === 1) await rm(folder, { recursive: true });
  });
  expect(await text(await cache.fill('t/a', 3))).toBe('aaa');
  expect([fetched, await files()]).toEqual([['t/a', 't/a'], ['a']]);
});

test('fill · deletes what was not used for longest, once it was not used for 10 s', async () => {
  const cache = await cacheOf(10);
  for (const key of ['t/a', 't/b', 't/c']) await cache.fill(key, 3);
  later(11);
  cache.find('t/a', 3);
  await cache.fill('t/d', 3);
  await settled();
  expect(await files()).toEqual(['a', 'c', 'd']);
  // Above the bound, as all were used just now.
  later(11);
  for (const key of ['t/a', 't/c', 't/d']) cache.find(key, 3);
  await cache.fill('t/e', 3);
  await settled();
  expect([await files(), cache.bytes]).toEqual([['a', 'c', 'd', 'e'], 12]);
});

test('fill · leaves the disk what is to stay free of it', async () => {
  const cache = await cacheOf(1000, Number.MAX_SAFE_INTEGER);
  await cache.fill('t/a', 3);
  later(11);
  await cache.fill('t/b', 3);
  await settled();
  expect(await files()).toEqual(['b']);
});

test('find · refuses a copy of another size, and fill replaces it', async () => {
  const cache = await cacheOf(1000);
  await cache.fill('t/a', 3);
  await truncate(join(folder, 't/a'), 2);
  expect(cache.find('t/a', 3)).toBeUndefined();
  expect(await text(await cache.fill('t/a', 3))).toBe('aaa');
  expect(cache.bytes).toBe(3);
});

test('adopt · moves a file there, and does without when it cannot', async () => {
  const cache = await cacheOf(1000);
  await Bun.write(join(folder, '../staged'), 'xyz');
  await cache.adopt(join(folder, '../staged'), 't/a');
  await cache.adopt(join(folder, '../nowhere'), 't/b');
  expect(await text(cache.find('t/a', 3))).toBe('xyz');
  expect(await readdir(join(folder, '..'))).toEqual(['cache']);
});

test('remove · deletes a copy, also one that is on its way', async () => {
  const arrived = Promise.withResolvers<void>();
  const cache = await cacheOf(1000, 0, async (key, size, path) => {
    await arrived.promise;
    await write(key, size, path);
  });
  const filling = cache.fill('t/a', 3);
  await cache.remove('t/a');
  arrived.resolve();
  expect(await filling).toBeUndefined();
  await cache.fill('t/b', 3);
  await cache.remove('t/b');
  await cache.remove('t/b');
  expect([await files(), cache.bytes]).toEqual([[], 0]);
});

test('rebuild · knows the copies of an earlier run, the oldest first, and throws away what was not whole', async () => {
  const before = await cacheOf(1000);
  for (const key of ['t/a', 't/b', 'u/c']) await before.fill(key, 3);
  await Promise.all(
    [
      ['t/a', 3000],
      ['t/b', 1000],
      ['u/c', 2000],
    ].map(([key, at]) => utimes(join(folder, String(key)), Number(at), Number(at))),
  );
  await mkdir(join(folder, 'tmp-earlier'));
  await Bun.write(join(folder, 'tmp-earlier/x'), 'half');
  const cache = await cacheOf(9);
  expect([cache.bytes, await files()]).toEqual([9, ['a', 'b', 'c']]);
  await cache.fill('t/d', 3);
  await settled();
  expect(await files()).toEqual(['a', 'c', 'd']);
  expect((await readdir(folder)).filter((name) => name === 'tmp-earlier')).toEqual([]);
});

test('rebuild · does not keep open from finding copies', async () => {
  await (await cacheOf(1000)).fill('t/a', 3);
  const cache = new FileCache(folder, { most: 1000, leastFree: 0 }, write);
  expect(await text(cache.find('t/a', 3))).toBe('aaa');
  const rebuilt = cache.rebuild();
  expect(await text(cache.find('t/a', 3))).toBe('aaa');
  await rebuilt;
  expect(cache.bytes).toBe(3);
});

test('rebuild, fill · make folders that nobody else may look into', async () => {
  const cache = await cacheOf(1000);
  await cache.fill('t/a', 3);
  for (const path of [folder, join(folder, 't')]) expect((await stat(path)).mode & 0o777).toBe(0o700);
});
