import { afterEach, beforeEach, expect, test } from 'bun:test';
import { lstat, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaseService } from '../../../src/domain/limits/leases.ts';
import { create, filesIn, manifestOf, problems, sha256, song } from '../../support/backups.ts';
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
    await writeFile(join(target, 'unfinished/lock'), '');
    await rm(join(target, 'manifest.json'));
    await truncate(join(target, path), 10);
    expect(await create(house(), target)).toMatchObject({ copied: 1, problems: [] });
    expect(await problems(target)).toEqual([]);
    expect(await filesIn(target)).not.toContain('unfinished/half');
  });

  test('takes no folder in which something else is unfinished for a backup that was cut off', async () => {
    for (const [name, other] of [
      ['songs', 'unfinished/demo.wav'],
      ['notes', 'lyrics.txt'],
    ] as const) {
      const target = join(folder, name);
      await mkdir(join(target, 'unfinished'), { recursive: true });
      await writeFile(join(target, other), 'mine');
      await expect(create(house(), target)).rejects.toThrow(/neither empty nor a backup/);
      expect(await filesIn(target)).toEqual([other]);
    }
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
