import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyBackup } from '../../../src/domain/backup/verify.ts';
import { create, filesIn, problems, sha256, silent, song } from '../../support/backups.ts';
import { onEachEngine } from '../../support/house.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonearm-verify-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('backup verify', () => {
  const sound = (files: object[]) => ({
    ...{ format: 1, tonearm: '1', commit: 'c', engine: 'sqlite', created: '2026-01-01T00:00:00.000Z' },
    files: [entry('database-1.db'), ...files],
  });
  const entry = (path: unknown, more = {}) => ({ path, size: 3, sha256: sha256(Buffer.from('abc')), ...more });
  const NAME = 'tracks/aaaaaaaaaaaaaaaaaaaaa.mp3';

  async function backup(manifest: unknown) {
    const target = join(folder, 'backup');
    await mkdir(join(target, 'tracks'), { recursive: true });
    await writeFile(join(target, 'database-1.db'), 'abc');
    await writeFile(join(target, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
    return target;
  }

  test('says what is missing, of another size, or changed', async () => {
    const [missing, short, changed] = ['a', 'b', 'c'].map((letter) => `tracks/${letter.repeat(21)}.mp3`);
    const target = await backup(sound([missing, short, changed].map((path) => entry(path))));
    await writeFile(join(target, short as string), 'ab');
    await writeFile(join(target, changed as string), 'abd');
    expect(await problems(target)).toEqual([
      { path: missing as string, problem: 'missing' },
      { path: short as string, problem: 'size' },
      { path: changed as string, problem: 'hash' },
    ]);
  });

  test('follows no symbolic link, neither of a file nor of a folder', async () => {
    const target = await backup(sound([entry(NAME), entry(NAME.replace('tracks', 'albums'))]));
    await writeFile(join(folder, 'secret'), 'abc');
    await symlink(join(folder, 'secret'), join(target, NAME));
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere', NAME.slice(7)), 'abc');
    await symlink(join(folder, 'elsewhere'), join(target, 'albums'));
    expect((await problems(target)).map(({ problem }) => problem)).toEqual(['missing', 'missing']);
  });

  test.each<[what: string, manifest: () => unknown]>([
    ['no JSON', () => '{'],
    ['another format', () => ({ ...sound([]), format: 2 })],
    ['no files', () => ({ ...sound([]), files: undefined })],
    ['no database', () => ({ ...sound([]), files: [] })],
    ['two databases', () => sound([entry('database-2.db')])],
    ['a path that climbs out', () => sound([entry('../secret')])],
    ['a path that climbs out of a place', () => sound([entry('tracks/../../secret')])],
    ['an absolute path', () => sound([entry('/etc/passwd')])],
    ['a path of its own manifest', () => sound([entry('manifest.json')])],
    ['a path of pieces', () => sound([entry('pieces/aaaaaaaaaaaaaaaaaaaaa-0-aaaaaaaaaaaaaaaaaaaaa')])],
    ['a path twice', () => sound([entry(NAME), entry(NAME)])],
    ['a path that is no text', () => sound([entry(7)])],
    ['a negative size', () => sound([entry(NAME, { size: -1 })])],
    ['a hash that is none', () => sound([entry(NAME, { sha256: 'x' })])],
  ])('refuses a manifest with %s', async (_, manifest) => {
    await expect(problems(await backup(manifest()))).rejects.toThrow(/not as "tonearm backup create" writes it/);
  });

  test('refuses a manifest that is too large to be read, and what is no backup', async () => {
    const target = await backup('');
    await truncate(join(target, 'manifest.json'), 257 * 1024 * 1024);
    await expect(problems(target)).rejects.toThrow(/too large/);
    await rm(join(target, 'manifest.json'));
    await expect(problems(target)).rejects.toThrow(/no backup/);
    await expect(problems(join(folder, 'nowhere'))).rejects.toThrow(/no backup/);
    await expect(problems(join(folder, 'nowhere.tar.zst'))).rejects.toThrow(/no backup/);
  });

  test.each<[what: string, make: (at: string) => Promise<unknown>]>([
    ['is no archive', (at) => writeFile(at, 'hello')],
    ['is empty', (at) => writeFile(at, '')],
    ['holds other files', (at) => tarOf(at, (root) => writeFile(join(root, 'notes.txt'), 'x'))],
    ['holds a symbolic link', (at) => tarOf(at, (root) => symlink('/etc/passwd', join(root, 'database-1.db')))],
    ['has no manifest', (at) => tarOf(at, (root) => writeFile(join(root, 'database-1.db'), 'abc'))],
    ['is cut off', (at) => cutAt(at, 30_000, 60_000)],
    ['is cut off within a file that is being read', (at) => cutAt(at, 3_000_000, 6_000_000)],
  ])('refuses an archive that %s', async (_, make) => {
    const at = join(folder, 'b.tar.zst');
    await make(at);
    await expect(problems(at)).rejects.toThrow(/use another backup/);
  });

  async function cutAt(at: string, kept: number, size: number): Promise<void> {
    const noise = Buffer.alloc(size);
    for (let done = 0; done < size; done += 60_000) crypto.getRandomValues(noise.subarray(done, done + 60_000));
    await tarOf(at, (root) => writeFile(join(root, 'database-1.db'), noise));
    await truncate(at, kept);
  }

  async function tarOf(at: string, fill: (root: string) => Promise<unknown>): Promise<void> {
    const root = join(folder, 'tar');
    await mkdir(root);
    await fill(root);
    const tar = Bun.spawn(['tar', '--create', '--directory', root, '.'], { stdout: 'pipe' });
    await writeFile(at, await Bun.zstdCompress(await tar.stdout.bytes()));
  }
});

onEachEngine('backup verify', (house) => {
  test('takes an archive that other programs have made of the folder of a backup, and the other way round', async () => {
    const { path } = await song(house());
    const target = join(folder, 'backup');
    await create(house(), target);
    const tar = Bun.spawn(['tar', '--create', '--directory', target, '.'], { stdout: 'pipe' });
    const archive = join(folder, 'other.tar.zst');
    await writeFile(archive, await Bun.zstdCompress(await tar.stdout.bytes()));
    expect((await verifyBackup(archive, silent)).problems).toEqual([]);

    const own = join(folder, 'own.tar.zst');
    await create(house(), own);
    const unpacked = join(folder, 'unpacked');
    await mkdir(unpacked);
    await writeFile(join(folder, 'own.tar'), await Bun.zstdDecompress(await Bun.file(own).bytes()));
    await Bun.spawn(['tar', '--extract', '--directory', unpacked, '--file', join(folder, 'own.tar')]).exited;
    expect((await verifyBackup(unpacked, silent)).problems).toEqual([]);
    expect(await filesIn(unpacked)).toContain(path);
  });
});
