import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Staging } from '../../../src/domain/media/staging.ts';
import { DomainError } from '../../../src/errors.ts';

let root: string;
let staging: Staging;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'staging-'));
  staging = new Staging(root, 0);
  await staging.sweep();
});
afterEach(() => rm(root, { recursive: true }));

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield new Uint8Array(size).fill(i + 1);
}

const inTmp = () => readdir(join(root, 'tmp'));

describe('stage', () => {
  test('writes all pieces in order and shows size and head', async () => {
    const staged = await staging.stage(pieces(3000, 3000, 70_000), 76_000);
    const bytes = await readFile(staged.path);
    expect(staged.size).toBe(76_000);
    expect(bytes).toEqual(Buffer.concat([Buffer.alloc(3000, 1), Buffer.alloc(3000, 2), Buffer.alloc(70_000, 3)]));
    expect(staged.head).toEqual(new Uint8Array(bytes.subarray(0, 4096)));
  });

  test('shows a head no longer than the file', async () => {
    expect((await staging.stage(pieces(5), 10)).head).toEqual(new Uint8Array(5).fill(1));
    expect((await staging.stage(pieces(), 10)).head).toEqual(new Uint8Array());
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
    const error = await staging.stage(endless(), 5500, 'cover').catch((thrown) => thrown);
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
    expect(await staging.stage(breaking(), 5500).catch((thrown) => thrown)).toBe(broken);
    expect(await inTmp()).toEqual([]);
  });

  test('calls a disk that takes no more busy and leaves nothing', async () => {
    // The shell's limit on file sizes makes the kernel refuse the write, as a full disk does.
    const program = `
      import { Staging } from '${join(import.meta.dir, '../../../src/domain/media/staging.ts')}';
      async function* source() { for (let i = 0; i < 100; i++) yield new Uint8Array(100_000); }
      const error = await new Staging('${root}').stage(source(), 1e9).catch((thrown) => thrown);
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

describe('discard, sweep', () => {
  test('discard · can be repeated', async () => {
    const staged = await staging.stage(pieces(10), 10);
    await staging.discard(staged);
    await staging.discard(staged);
    expect(await inTmp()).toEqual([]);
  });

  test('sweep · empties tmp and nothing else', async () => {
    await mkdir(join(root, 'tracks'));
    await writeFile(join(root, 'tracks', 'V1StGXR8_Z5jdHi6B-myT.mp3'), '');
    await staging.stage(pieces(10), 10);
    await staging.sweep();
    expect(await inTmp()).toEqual([]);
    expect(await readdir(join(root, 'tracks'))).toEqual(['V1StGXR8_Z5jdHi6B-myT.mp3']);
  });
});
