import { afterAll, beforeAll, beforeEach, describe, expect, spyOn, test } from 'bun:test';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { FolderStore } from '../../../src/domain/media/folder-store.ts';
import { Pictures } from '../../../src/domain/media/pictures.ts';
import { SharpMissing } from '../../../src/domain/media/sharp.ts';
import { Thumbs } from '../../../src/domain/media/thumbs.ts';

let folder: string;
let thumbs: Thumbs;
let pictures: Pictures;
let store: FolderStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thumbs-'));
  await mkdir(join(folder, 'albums'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  pictures = new Pictures();
  store = new FolderStore(folder);
  thumbs = new Thumbs({ dataDir: folder, minFreeBytes: 0 }, () => store, pictures);
});

let files = 0;

/** A stored picture. */
async function picture(width: number, height: number, extension: 'png' | 'jpeg' | 'webp' = 'png', alpha = 1) {
  const background = { r: 200, g: 30, b: 30, alpha };
  const drawn = sharp({ create: { width, height, channels: 4, background } });
  const bytes = await drawn.toFormat(extension).toBuffer();
  const name = `${String(++files).padStart(21, '0')}.${extension}`;
  await writeFile(join(folder, 'albums', name), bytes);
  return { place: 'albums', name, size: bytes.length, type: `image/${extension}`, store: 'folder' } as const;
}

type Picture = Awaited<ReturnType<typeof picture>>;

async function measured(source: Picture, side: number) {
  const made = await thumbs.open(source, side);
  if (!made) return undefined;
  const bytes = await made.opened.bytes.bytes();
  expect([made.type, made.size]).toEqual(['image/jpeg', bytes.length]);
  const { width, height, format } = await sharp(bytes).metadata();
  return `${format} ${width}x${height}`;
}

const kept = async () =>
  (await readdir(join(folder, 'thumbs'), { recursive: true })).filter((name) => /\.jpg$/.test(name));

describe('open, a picture of 1500 by 1000', () => {
  test.each([
    [1, 64],
    [64, 64],
    [65, 128],
    [200, 256],
    [257, 300],
    [301, 500],
    [501, 600],
    [601, 1200],
    [1200, 1200],
  ])('asked for at %d pixels is %d long', async (asked, side) => {
    expect(await measured(await picture(1500, 1000), asked)).toBe(`jpeg ${side}x${Math.round((side * 2) / 3)}`);
  });

  test.each([[0], [-1], [1201], [5000], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    'at %p is as it is',
    async (asked) => {
      expect(await measured(await picture(1500, 1000), asked)).toBeUndefined();
    },
  );
});

describe('open', () => {
  test.each([
    ['png', 40, 30, 300, '40x30'],
    ['webp', 300, 900, 600, '200x600'],
    ['jpeg', 3000, 1, 64, '64x1'],
  ] as const)('fits a %s of %d by %d into %d: %s', async (extension, width, height, side, size) => {
    expect(await measured(await picture(width, height, extension), side)).toBe(`jpeg ${size}`);
  });

  test('draws what lets shine through on white', async () => {
    const made = await thumbs.open(await picture(100, 100, 'png', 0), 64);
    const { data } = await sharp(await made?.opened.bytes.bytes())
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data.every((value) => value > 250)).toBe(true);
  });

  test('makes one once, however many ask, and finds it then', async () => {
    const made = spyOn(pictures, 'shrink');
    const source = await picture(800, 800);
    const all = await Promise.all(Array.from({ length: 100 }, () => thumbs.open(source, 300)));
    expect(new Set(all.map((one) => one?.name)).size).toBe(1);
    await thumbs.open(source, 290);
    expect(made).toHaveBeenCalledTimes(1);
  });

  test('takes a grid of 500 at once, and finds what is there without waiting', async () => {
    const there = await picture(100, 100);
    await thumbs.open(there, 64);
    const sources = await Promise.all(Array.from({ length: 500 }, () => picture(20, 20)));
    let isDone = false;
    const grid = Promise.all(sources.map((source) => thumbs.open(source, 64)));
    void grid.then(() => {
      isDone = true;
    });
    expect(await thumbs.open(there, 64)).toBeDefined();
    expect(isDone).toBe(false);
    expect((await grid).every((one) => one?.size)).toBe(true);
  }, 30_000);

  test('gives the picture as it is where none can be made', async () => {
    spyOn(pictures, 'shrink').mockImplementation(async () => {
      throw new SharpMissing('none');
    });
    expect(await thumbs.open(await picture(100, 100), 64)).toBeUndefined();
  });

  test('does not find a picture that is not there', async () => {
    const source = await picture(100, 100);
    await store.remove(source.place, source.name);
    await expect(thumbs.open(source, 64)).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('forget', () => {
  test('deletes all sizes of a picture', async () => {
    const [source, other] = [await picture(800, 800), await picture(800, 800)];
    for (const side of [64, 300, 1200]) await thumbs.open(source, side);
    await thumbs.open(other, 64);
    const before = await kept();
    await thumbs.forget(source.name);
    expect(before.filter((name) => name.startsWith(source.name.slice(0, 21))).length).toBe(3);
    expect((await kept()).length).toBe(before.length - 3);
  });

  test('leaves nothing of one that is being made, at whatever moment', async () => {
    const before = await kept();
    for (let moment = 0; moment < 15; moment++) {
      const source = await picture(600, 600);
      const made = thumbs.open(source, 500).catch((error) => expect(error).toMatchObject({ kind: 'not_found' }));
      await Bun.sleep(moment * 2);
      await store.remove(source.place, source.name);
      await thumbs.forget(source.name);
      await made;
    }
    expect(await kept()).toEqual(before);
  }, 20_000);
});

test('open · keeps so many bytes at most, once they were not asked for for 10 s', async () => {
  const small = new Thumbs({ dataDir: join(folder, 'small'), minFreeBytes: 0 }, () => store, pictures, 1);
  await small.open(await picture(100, 100), 64);
  expect((await readdir(join(folder, 'small/thumbs'))).filter((name) => name.endsWith('.jpg')).length).toBe(1);
});
