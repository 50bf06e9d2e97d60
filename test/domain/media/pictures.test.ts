import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pictures } from '../../../src/domain/media/pictures.ts';
import { loadSharp } from '../../../src/domain/media/sharp.ts';
import { sniff } from '../../../src/domain/media/sniff.ts';
import { fixture, fixturePath } from '../../support/fixtures.ts';
import { openFiles } from '../../support/open-files.ts';

const pictures = new Pictures();
const sharp = await loadSharp();
const check = async (path: string, field?: string) => pictures.check(path, sniff(await readFile(path)), field);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** An empty picture of one colour: small as a file, whatever its size in pixels. */
async function blank(width: number, height: number): Promise<string> {
  const options = { create: { width, height, channels: 3 as const, background: '#345' }, limitInputPixels: false };
  return put(`${width}x${height}.png`, await sharp(options).png().toBuffer());
}

describe('Pictures.check', () => {
  test.each([
    ['turned.jpg', { width: 48, height: 64, format: 'jpeg' }],
    ['small.png', { width: 64, height: 48, format: 'png' }],
    ['small.webp', { width: 64, height: 48, format: 'webp' }],
  ] as const)('measures %s upright', async (name, picture) => {
    expect(await check(fixturePath(name))).toEqual(picture);
  });

  test.each(['turned.jpg', 'small.png', 'small.webp'])('refuses %s without its last part', async (name) => {
    const whole = await fixture(name);
    const cut = await put(`cut-${name}`, whole.subarray(0, whole.length - 40));
    await expect(check(cut, 'cover')).rejects.toMatchObject({
      kind: 'invalid',
      message: 'cover is not a readable JPEG, PNG or WebP picture',
      detail: { field: 'cover' },
    });
  });

  test.each([
    ['text', 'hello'],
    ['a page', '<html></html>'],
    ['a PNG header with nothing behind it', '\x89PNG\r\n\x1a\n'],
    ['a JPEG header and noise', '\xff\xd8\xff\xe0 noise noise noise'],
    ['an SVG picture', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ])('refuses %s', async (_what, text) => {
    const path = await put('wrong.png', Buffer.from(text, 'latin1'));
    await expect(check(path)).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'image' } });
  });

  test('refuses more pixels than it would decode, going by the header', async () => {
    const tooMany = { kind: 'too_large', detail: { field: 'image' } };
    await expect(check(await blank(7100, 7100))).rejects.toMatchObject(tooMany);
    await expect(check(await blank(16_385, 4))).rejects.toMatchObject(tooMany);
    expect(await check(await blank(16_384, 4))).toEqual({ width: 16_384, height: 4, format: 'png' });
  });

  test('sends away who comes when the queue is full', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => check(fixturePath('small.png'))));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBe(50 - 1 - 32);
    for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'busy', detail: { retryAfter: 5 } });
  });

  test('leaves no file open', async () => {
    const cut = await put('open.webp', (await fixture('small.webp')).subarray(0, 200));
    await check(cut).catch(() => {});
    await check(fixturePath('small.png'));
    expect((await openFiles()).filter((file) => /\.(png|webp|jpg)$/.test(file))).toEqual([]);
  });
});

describe('Pictures.render, a picture drawn anew', () => {
  const AVATAR = { width: 500, height: 500, fit: 'cover' } as const;
  const COVER = { width: 1200, height: 1200, fit: 'inside' } as const;
  const render = async (path: string, frame: typeof AVATAR | typeof COVER) => {
    const { bytes, ...size } = await pictures.render(path, await check(path), frame);
    const found = await sharp(bytes).metadata();
    expect([found.format, found.width, found.height]).toEqual(['jpeg', size.width, size.height]);
    expect([found.exif, found.icc, found.xmp, found.orientation]).toEqual(Array(4).fill(undefined));
    return size;
  };

  // Those of one pixel would take gigabytes if they were enlarged before they are cut.
  test.each([
    [2400, 600, [1200, 300]],
    [600, 2400, [300, 1200]],
    [16_384, 1, [1200, 1]],
    [1, 16_384, [1, 1200]],
    [1, 1, [1, 1]],
    [501, 499, [501, 499]],
  ])('of %d by %d pixels', async (width, height, inside) => {
    const path = await blank(width, height);
    expect(await render(path, AVATAR)).toEqual({ width: 500, height: 500 });
    expect(Object.values(await render(path, COVER))).toEqual(inside);
  });

  test('cuts out the middle', async () => {
    // A stripe of red, one of green, one of blue.
    const stripe = (background: string) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer();
    const [left, right] = [await stripe('#f00'), await stripe('#00f')];
    const stripes = await sharp({ create: { width: 120, height: 40, channels: 3, background: '#0f0' } })
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: 80, top: 0 },
      ])
      .png()
      .toBuffer();
    const path = await put('stripes.png', stripes);
    const { bytes } = await pictures.render(path, await check(path), AVATAR);
    const { channels } = await sharp(bytes).stats();
    expect(channels.map(({ mean }) => Math.round(mean / 64))).toEqual([0, 4, 0]);
  });

  test('puts what lets shine through on white', async () => {
    const path = await put(
      'clear.png',
      await sharp({ create: { width: 50, height: 50, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
        .png()
        .toBuffer(),
    );
    const { bytes } = await pictures.render(path, await check(path), AVATAR);
    const { channels } = await sharp(bytes).stats();
    expect(channels.map(({ min }) => min)).toEqual([255, 255, 255]);
  });
});

test('Pictures.check · whoever has many of them leaves others their turn', async () => {
  const path = await blank(300, 300);
  const type = sniff(await Bun.file(path).bytes());
  const done: string[] = [];
  const one = (lane: string) =>
    pictures.check(path, type, 'image', lane).then(
      () => done.push(lane),
      ({ kind }) => done.push(kind),
    );
  const many = Array.from({ length: 40 }, () => one('greedy'));
  await one('modest');
  expect(done.filter((entry) => entry === 'greedy').length).toBeLessThanOrEqual(3);
  await Promise.all(many);
  // One at work and 32 waiting were taken, of whom the last made room.
  expect([done.filter((entry) => entry === 'busy').length, done.length]).toEqual([8, 41]);
});
