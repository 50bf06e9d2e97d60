import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmod, cp, lstat, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyBackup } from '../../../src/domain/backup/verify.ts';
import { leaseService } from '../../../src/domain/limits/leases.ts';
import { create, filesIn, manifestOf, problems, silent, song } from '../../support/backups.ts';
import { onEachEngine } from '../../support/house.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonearm-backup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

onEachEngine('backup create', (house) => {
  test('writes a folder that only the owner may read, whose manifest names every other file', async () => {
    const target = join(folder, 'a', 'backup');
    const { path } = await song(house());
    const made = await create(house(), target);
    const manifest = await manifestOf(target);
    expect(manifest).toEqual({
      ...{ format: 1, tonearm: '1', commit: 'c', engine: house().db.engine, created: expect.any(String) },
      files: expect.any(Array),
    });
    const paths = manifest.files.map((file) => file.path);
    expect([...paths, 'manifest.json'].sort()).toEqual(await filesIn(target));
    expect(paths).toContain(path);
    for (const name of ['', ...paths, 'manifest.json', 'tracks']) {
      const found = await lstat(join(target, name));
      expect([name, found.mode & 0o777]).toEqual([name, found.isDirectory() ? 0o700 : 0o600]);
    }
    for (const file of manifest.files) {
      const bytes = await Bun.file(join(target, file.path)).bytes();
      expect(file).toEqual({ path: file.path, size: bytes.length, sha256: sha256(bytes) });
    }
    const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
    expect(made).toEqual({ files: paths.length, copied: paths.length - 1, bytes, problems: [] });
    expect(await Bun.file(join(house().config.dataDir, path)).bytes()).toEqual(
      await Bun.file(join(target, path)).bytes(),
    );
  });

  test('brings only what is new to an earlier backup, and takes out what is no more', async () => {
    const target = join(folder, 'backup');
    const [kept, gone] = [await song(house()), await song(house())];
    await create(house(), target);
    const before = await lstat(join(target, kept.path));
    const added = await song(house());
    await gone.remove();
    expect(await create(house(), target)).toMatchObject({ copied: 1 });
    expect((await lstat(join(target, kept.path))).mtimeMs).toBe(before.mtimeMs);
    const paths = (await manifestOf(target)).files.map((file) => file.path);
    expect([paths.includes(added.path), paths.includes(gone.path)]).toEqual([true, false]);
    expect([...paths, 'manifest.json'].sort()).toEqual(await filesIn(target));
    expect(await problems(target)).toEqual([]);
  });

  test('begins anew in what a backup that was cut off has left, and brings what is not whole there', async () => {
    const target = join(folder, 'backup');
    const { path } = await song(house());
    await create(house(), target);
    await mkdir(join(target, 'unfinished'));
    await writeFile(join(target, 'unfinished/half'), 'half');
    await rm(join(target, 'manifest.json'));
    await truncate(join(target, path), 10);
    expect(await create(house(), target)).toMatchObject({ copied: 1, problems: [] });
    expect(await problems(target)).toEqual([]);
    expect(await filesIn(target)).not.toContain('unfinished/half');
  });

  test('that fails leaves the earlier backup whole', async () => {
    const target = join(folder, 'backup');
    await song(house());
    await create(house(), target);
    const [before, names] = [await manifestOf(target), await filesIn(target)];
    await song(house());
    const stop = () => {
      throw new Error('enough');
    };
    await expect(create(house(), target, stop)).rejects.toThrow('enough');
    expect(await manifestOf(target)).toEqual(before);
    expect(await filesIn(target)).toEqual(expect.arrayContaining(names));
    expect(await problems(target)).toEqual([]);
    expect(await create(house(), target)).toMatchObject({ problems: [] });
    expect((await filesIn(target)).some((name) => name.startsWith('unfinished'))).toBe(false);
  });

  test('lists files that are not as their rows say, and keeps all others', async () => {
    const [missing, short, changed] = [await song(house()), await song(house()), await song(house())];
    const at = ({ path }: { path: string }) => join(house().config.dataDir, path);
    await rm(at(missing));
    await truncate(at(short), 10);
    const bytes = await Bun.file(at(changed)).bytes();
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(at(changed), bytes);
    const target = join(folder, 'b.tar.zst');
    const made = await create(house(), target);
    const listed = [
      { path: missing.path, problem: 'missing' },
      { path: short.path, problem: 'size' },
      { path: changed.path, problem: 'hash' },
    ];
    expect(made.problems.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual(
      listed.toSorted((a, b) => a.path.localeCompare(b.path)) as never,
    );
    expect(await problems(target)).toEqual([]);
    for (const each of [missing, short, changed]) await each.remove();
  });

  test('keeps what is deleted meanwhile until it is there: erasures wait, the janitor too', async () => {
    const { media } = house().services;
    const { path, remove } = await song(house());
    const leases = leaseService(house().db);
    const original = join(house().config.dataDir, path);
    await leases.whilePresent('backup', 60_000, async () => {
      await remove();
      expect(await media.eraseLeft(Date.now() + 1)).toBe(0);
      expect(await Bun.file(original).exists()).toBe(true);
    });
    await leases.stop();
    expect(await media.eraseLeft(Date.now() + 1)).toBe(1);
    expect(await Bun.file(original).exists()).toBe(false);
  });

  test('has what its snapshot names, though it is deleted before it is copied', async () => {
    const songs: Awaited<ReturnType<typeof song>>[] = [];
    for (let n = 0; n < 10; n++) songs.push(await song(house()));
    // Files are copied in the order of their names.
    const { path, remove } = songs.toSorted((a, b) => (a.path < b.path ? 1 : -1))[0] as (typeof songs)[number];
    const target = join(folder, 'backup');
    let removing: Promise<unknown> | undefined;
    await create(house(), target, () => {
      // The snapshot has been taken.
      removing ??= remove();
    });
    await removing;
    expect((await manifestOf(target)).files.map((file) => file.path)).toContain(path);
    expect(await problems(target)).toEqual([]);
  });

  test.each([
    ['a folder with something else in it', async (at: string) => void (await writeFile(join(at, 'notes.txt'), 'x'))],
    [
      'a folder whose manifest is not ours',
      async (at: string) => void (await writeFile(join(at, 'manifest.json'), '{}')),
    ],
  ])('refuses %s, and leaves it as it is', async (_, make) => {
    const target = join(folder, 'backup');
    await mkdir(target);
    await make(target);
    const before = await filesIn(target);
    await expect(create(house(), target)).rejects.toThrow(/name another|not as "tonearm backup create" writes it/);
    expect(await filesIn(target)).toEqual(before);
  });

  test('refuses to overwrite a file that is no archive, and a folder that is called like one', async () => {
    const target = join(folder, 'b.tar.zst');
    await writeFile(target, 'my notes');
    await expect(create(house(), target)).rejects.toThrow(/no archive/);
    expect(await Bun.file(target).text()).toBe('my notes');
    await mkdir(join(folder, 'c.tar.zst'));
    await expect(create(house(), join(folder, 'c.tar.zst'))).rejects.toThrow(/no archive/);
  });

  test('of two at once into one place one is refused', async () => {
    const target = join(folder, 'backup');
    const outcomes = await Promise.allSettled([create(house(), target), create(house(), target)]);
    const refused = outcomes.filter((one) => one.status === 'rejected').map((one) => String(one.reason.message));
    expect(refused.length).toBeLessThanOrEqual(1);
    if (refused.length === 1) expect(refused[0]).toMatch(/another backup is being made/);
    expect(await problems(target)).toEqual([]);
  });
});

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
    [
      'is cut off',
      async (at) => {
        await tarOf(at, async (root) =>
          writeFile(join(root, 'database-1.db'), crypto.getRandomValues(Buffer.alloc(60_000))),
        );
        await truncate(at, 30_000);
      },
    ],
  ])('refuses an archive that %s', async (_, make) => {
    const at = join(folder, 'b.tar.zst');
    await make(at);
    await expect(problems(at)).rejects.toThrow(/use another backup/);
  });

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
    await chmod(unpacked, 0o700);
    await cp(unpacked, join(folder, 'copy'), { recursive: true });
  });
});

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
