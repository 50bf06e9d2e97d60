import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Disk } from '../../../src/domain/media/disk.ts';
import { DomainError } from '../../../src/errors.ts';

const NAME = 'V1StGXR8_Z5jdHi6B-myT.mp3';

let root: string;
let disk: Disk;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk-'));
  disk = new Disk(root);
  await disk.sweep();
});
afterEach(() => rm(root, { recursive: true }));

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield new Uint8Array(size).fill(i + 1);
}

const inTmp = () => readdir(join(root, 'tmp'));

describe('staging', () => {
  test('writes all pieces in order and shows size and head', async () => {
    const staged = await disk.stage(pieces(3000, 3000, 70_000), 76_000);
    const bytes = await readFile(staged.path);
    expect(staged.size).toBe(76_000);
    expect(bytes).toEqual(Buffer.concat([Buffer.alloc(3000, 1), Buffer.alloc(3000, 2), Buffer.alloc(70_000, 3)]));
    expect(staged.head).toEqual(new Uint8Array(bytes.subarray(0, 4096)));
  });

  test('shows a head no longer than the file', async () => {
    expect((await disk.stage(pieces(5), 10)).head).toEqual(new Uint8Array(5).fill(1));
    expect((await disk.stage(pieces(), 10)).head).toEqual(new Uint8Array());
  });

  test('stops at the limit, closes the source and leaves nothing', async () => {
    let isClosed = false;
    async function* endless() {
      try {
        while (true) yield new Uint8Array(1000);
      } finally {
        isClosed = true;
      }
    }
    const error = await disk.stage(endless(), 5500, 'cover').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      kind: 'too_large',
      message: 'cover is larger than 5500 bytes',
      detail: { field: 'cover' },
    });
    expect(isClosed).toBe(true);
    expect(await inTmp()).toEqual([]);
  });

  test('passes on what the source throws and leaves nothing', async () => {
    const broken = new Error('gone');
    async function* breaking() {
      yield new Uint8Array(1000);
      throw broken;
    }
    expect(await disk.stage(breaking(), 5500).catch((thrown) => thrown)).toBe(broken);
    expect(await inTmp()).toEqual([]);
  });

  test('calls a disk that takes no more busy and leaves nothing', async () => {
    // The shell's limit on file sizes makes the kernel refuse the write, as a full disk does.
    const program = `
      import { Disk } from '${join(import.meta.dir, '../../../src/domain/media/disk.ts')}';
      async function* source() { for (let i = 0; i < 100; i++) yield new Uint8Array(100_000); }
      const error = await new Disk('${root}').stage(source(), 1e9).catch((thrown) => thrown);
      console.log(error.kind, error.detail.retryAfter);`;
    await writeFile(join(root, 'program.ts'), program);
    const shell = [
      'sh',
      '-c',
      'trap "" XFSZ; ulimit -f 1000; exec "$0" "$1"',
      process.execPath,
      join(root, 'program.ts'),
    ];
    const { stdout, stderr } = Bun.spawnSync(shell);
    expect(stdout.toString() + stderr.toString()).toBe('busy 60\n');
    expect(await inTmp()).toEqual([]);
  });
});

describe('keeping', () => {
  test('moves a staged file to its place under its name', async () => {
    const staged = await disk.stage(pieces(10), 10);
    await disk.keep(staged, 'tracks', NAME);
    expect(await readFile(disk.path('tracks', NAME))).toEqual(Buffer.alloc(10, 1));
    expect(disk.path('tracks', NAME)).toBe(join(root, 'tracks', NAME));
    expect(await inTmp()).toEqual([]);
  });

  test('leaves a kept file alone when it is discarded afterwards', async () => {
    const staged = await disk.stage(pieces(10), 10);
    await disk.keep(staged, 'tracks', NAME);
    await disk.discard(staged);
    expect(await readdir(join(root, 'tracks'))).toEqual([NAME]);
  });

  test('discarding and removing can be repeated', async () => {
    const staged = await disk.stage(pieces(10), 10);
    await disk.discard(staged);
    await disk.discard(staged);
    expect(await inTmp()).toEqual([]);

    await disk.keep(await disk.stage(pieces(10), 10), 'tracks', NAME);
    await disk.remove('tracks', NAME);
    await disk.remove('tracks', NAME);
    expect(await readdir(join(root, 'tracks'))).toEqual([]);
  });

  test('sweeping empties tmp and nothing else', async () => {
    await disk.keep(await disk.stage(pieces(10), 10), 'tracks', NAME);
    await disk.stage(pieces(10), 10);
    await disk.sweep();
    expect(await inTmp()).toEqual([]);
    expect(await readdir(join(root, 'tracks'))).toEqual([NAME]);
  });

  test('lists kept files written before a time, in pieces, and nothing foreign', async () => {
    const names = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(21)}.jpg`);
    for (const name of names) await disk.keep(await disk.stage(pieces(1), 1), 'albums', name);
    await utimes(disk.path('albums', names[3] ?? ''), 2000, 2000);
    for (const name of names.slice(0, 3)) await utimes(disk.path('albums', name), 1000, 1000);
    await writeFile(join(root, 'albums', 'notes.txt'), '');
    await writeFile(join(root, 'tonearm.db'), '');
    await writeFile(join(root, 'lock'), '');

    const listed = await Array.fromAsync(disk.list(1_500_000, 2));
    expect(listed.map(({ place, names }) => [place, names.length])).toEqual([
      ['albums', 2],
      ['albums', 1],
    ]);
    expect(listed.flatMap(({ names }) => names).sort()).toEqual(names.slice(0, 3));
  });
});

describe('a path', () => {
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
  ])('is refused for %j and %j', async (place, name) => {
    expect(() => disk.path(place, name)).toThrow(expect.objectContaining({ kind: 'not_found' }));
    await expect(disk.remove(place, name)).rejects.toMatchObject({ kind: 'not_found' });
  });
});
