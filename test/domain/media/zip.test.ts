import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore } from '../../../src/domain/media/folder-store.ts';
import { zipOf } from '../../../src/domain/media/zip/archive.ts';
import { directory, memberHeader } from '../../../src/domain/media/zip/format.ts';
import { openFiles } from '../../support/open-files.ts';
import { unpack } from '../../support/zip.ts';

let folder: string;
let store: FolderStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'));
  await mkdir(join(folder, 'tracks'));
  store = new FolderStore(folder);
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;

async function entry(path: string, bytes: Uint8Array) {
  const name = `${String(++files).padStart(21, '0')}.mp3`;
  await writeFile(join(folder, 'tracks', name), bytes);
  const createdAt = Date.UTC(2024, 5, 6, 7, 8, 10);
  return {
    path,
    file: { place: 'tracks', name, size: bytes.length, type: 'audio/mpeg', store: 'folder', createdAt },
  } as const;
}

async function zipped(entries: Parameters<typeof zipOf>[0]): Promise<Map<string, Buffer>> {
  const { size, body } = zipOf(entries, () => store);
  const bytes = Buffer.from(await new Response(body).bytes());
  expect(bytes.length).toBe(size);
  return unpack(bytes);
}

describe('zipOf', () => {
  test('holds all files as they are, in their order', async () => {
    const music = Buffer.alloc(3_000_000, 'music');
    const files = [
      await entry('A/B/01 - One.mp3', music),
      await entry('A/B/02 - Two.mp3', Buffer.from('two')),
      await entry('empty.mp3', Buffer.alloc(0)),
    ];
    const found = await zipped(files);
    expect([...found.keys()]).toEqual(files.map(({ path }) => path));
    expect([...found.values()].map((bytes) => bytes.length)).toEqual([3_000_000, 3, 0]);
    expect(found.get('A/B/01 - One.mp3')?.equals(music)).toBe(true);
  });

  test('is an archive of nothing where there is nothing', async () => {
    expect((await zipped([])).size).toBe(0);
  });

  test.each([
    ['Кино/Группа крови/01 - Звезда.mp3', 'Кино/Группа крови/01 - Звезда.mp3'],
    ['日本/🎵.mp3', '日本/🎵.mp3'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['a//b/./c', 'a/b/c'],
    ['C:\\Windows\\x.mp3', 'C__Windows_x.mp3'],
    ['a\0b\n/c\u202etxt', 'a_b_/c_txt'],
    ['What? "Why*" <now> |.mp3', 'What_ _Why__ _now_ _.mp3'],
    ['dots.../space /x.mp3', 'dots/space/x.mp3'],
    ['', '_'],
    ['///', '_'],
    ['half \ud800 pair', 'half \ufffd pair'],
    [`${'x'.repeat(500)}.flac`, `${'x'.repeat(75)}.flac`],
  ])('makes the name %j safe', async (path, name) => {
    expect([...(await zipped([await entry(path, Buffer.from('x'))])).keys()]).toEqual([name]);
  });

  test('tells apart what has the same name, in whatever case', async () => {
    const entries = await Promise.all(
      ['a/x.mp3', 'a/X.mp3', 'a/x.mp3', 'a/x (2).mp3', 'none', 'none'].map((path) => entry(path, Buffer.from(path))),
    );
    expect([...(await zipped(entries)).keys()]).toEqual([
      'a/x.mp3',
      'a/X (2).mp3',
      'a/x (3).mp3',
      'a/x (2) (2).mp3',
      'none',
      'none (2)',
    ]);
  });

  test('fails when a file is not there', async () => {
    const files = [await entry('a', Buffer.from('a')), await entry('b', Buffer.from('b'))] as const;
    await store.remove('tracks', files[1].file.name);
    const outcome = new Response(zipOf(files, () => store).body).bytes();
    await expect(outcome).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('reads no further than it is read, and closes its file when the reader leaves', async () => {
    const big = Buffer.alloc(20_000_000, 'x');
    const files = [await entry('a', big), await entry('b', big)];
    const reader = zipOf(files, () => store).body.getReader();
    let read = 0;
    while (read < 1_000_000) read += (await reader.read()).value?.length ?? 0;
    await reader.cancel();
    for (let tries = 0; tries < 100; tries++) {
      if (!(await openFiles()).some((path) => path.startsWith(folder))) return;
      await Bun.sleep(10);
    }
    throw new Error('the file stays open');
  });
});

describe('directory, memberHeader · of what four bytes do not hold', () => {
  const GIB = 2 ** 30;
  const member = { name: Buffer.from('a'), size: 5 * GIB, crc: 7, modified: 0, offset: 6 * GIB };

  test('a large file has its size in eight bytes', () => {
    const header = memberHeader(member);
    expect([header.readUInt32LE(18), header.readUInt32LE(22), header.readUInt16LE(28)]).toEqual([
      ...[0xffffffff, 0xffffffff, 20],
    ]);
    expect([header.readBigUInt64LE(35), header.readBigUInt64LE(43)]).toEqual([BigInt(5 * GIB), BigInt(5 * GIB)]);
  });

  test('a large archive has its end twice', () => {
    const list = directory([{ ...member, size: 9 }], 6 * GIB + 1);
    const end = list.length - 22;
    expect([list.readUInt32LE(24), list.readUInt32LE(42)]).toEqual([9, 0xffffffff]);
    expect(list.readBigUInt64LE(46 + 1 + 4)).toBe(BigInt(6 * GIB));
    expect([list.readUInt32LE(end - 76), list.readUInt32LE(end - 20), list.readUInt32LE(end + 16)]).toEqual([
      ...[0x06064b50, 0x07064b50, 0xffffffff],
    ]);
    expect(list.readBigUInt64LE(end - 76 + 48)).toBe(BigInt(6 * GIB + 1));
    expect(list.readBigUInt64LE(end - 12)).toBe(BigInt(6 * GIB + 1 + 46 + 1 + 12));
  });

  test('65,535 files are counted in eight bytes', () => {
    const list = directory(
      Array.from({ length: 65_535 }, () => ({ ...member, size: 1, offset: 0 })),
      100,
    );
    const end = list.length - 22;
    expect([list.readUInt16LE(end + 10), list.readBigUInt64LE(end - 76 + 32)]).toEqual([0xffff, 65_535n]);
  });
});
