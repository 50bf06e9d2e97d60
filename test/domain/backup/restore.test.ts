import { Database as Connection } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../src/config.ts';
import { takeDataFolder } from '../../../src/db/data-folder.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { leaseService } from '../../../src/domain/limits/leases.ts';
import { openServices } from '../../../src/domain/services.ts';
import { create, faults, manifestOf, restore, rowsOf, song } from '../../support/backups.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { dropDatabase, freshDatabase } from '../../support/postgres.ts';
import { ENGINES } from '../../support/programs.ts';
import { music } from '../../support/songs.ts';

let folder: string;
const databases: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonearm-restore-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const url of databases.splice(0)) await dropDatabase(url);
});

/** Settings of an empty target. */
async function target(engine: string, { config }: House): Promise<Config> {
  const databaseUrl = engine === 'postgres' ? await freshDatabase() : undefined;
  if (databaseUrl) databases.push(databaseUrl);
  return { ...config, dataDir: join(folder, 'data'), databaseUrl };
}

onEachEngine('backup restore', (house) => {
  test('onto either engine · gives every row and every file, and what is made next has new numbers', async () => {
    const source = join(folder, 'backup.tar.zst');
    await song(house());
    const { favourites, deferredTasks, accounts, accessKeys } = house().db.tables;
    const text = 'ключ \' " \\ \t \n 😀 {"a":[1,null]} ,';
    await house().db.write(async (tx) => {
      const [account] = await tx.select().from(accounts).limit(1);
      const id = account?.id as string;
      await tx.insert(favourites).values({ account: id, track: text, createdAt: Number.MAX_SAFE_INTEGER });
      const { royaltyAccounts, royaltyEntries } = house().db.tables;
      const sums = { active: 100, total: 100, entries: 1, blocked: false };
      await tx.delete(royaltyAccounts);
      await tx.insert(royaltyAccounts).values({ payeeId: id, ...sums });
      const by = { madeBy: id, madeByLogin: 'x', madeAt: 1 };
      await tx.insert(royaltyEntries).values({ payeeId: id, number: 1, type: 'income', amount: 100, ...by });
      const task = { topic: 'none', lane: text, dueAt: 1e15, createdAt: 0 };
      await tx.insert(deferredTasks).values([
        { ...task, data: { a: [1, 'b\\n', null, { c: 1.5 }] } },
        { ...task, data: [] },
      ]);
      await tx.delete(accessKeys);
      const made = await tx.insert(accessKeys).values({ accountId: id, name: text, keyHash: 'x' }).returning();
      await tx.delete(accessKeys);
      expect(made).toHaveLength(1);
    });
    const number = (await last(house().db)).number;
    await create(house(), source);
    const before = await rowsOf(house().config);

    for (const engine of ENGINES) {
      const config = { ...(await target(engine, house())), dataDir: join(folder, engine) };
      const { replaced, files, problems } = await restore(config, source);
      expect([replaced, files, problems]).toEqual([[], 1, []]);
      expect(await rowsOf(config)).toEqual(before);
      expect(await faults(config)).toEqual([]);
      const db = await openDatabase(config);
      expect((await last(db)).number).toBe(number + 1);
      const { royaltyEntries } = db.tables;
      await expect(db.write(async (tx) => void (await tx.update(royaltyEntries).set({ amount: 1 })))).rejects.toThrow();
      await expect(db.write(async (tx) => void (await tx.delete(royaltyEntries)))).rejects.toThrow();
      await db.close();
      expect((await readdir(config.dataDir)).filter((name) => /restoring|running/.test(name))).toEqual([]);
    }

    /** Gives an access key a number, and takes it back. */
    async function last(db: House['db']) {
      return db.write(async (tx) => {
        const [account] = await tx.select().from(db.tables.accounts).limit(1);
        const row = { accountId: account?.id as string, name: 'x', keyHash: 'y' };
        const [made] = await tx.insert(db.tables.accessKeys).values(row).returning();
        await tx.delete(db.tables.accessKeys);
        return made as { number: number };
      });
    }
  });

  test('leaves out unfinished uploads, what they reserve, leases and limits', async () => {
    const { token } = await house().member();
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '100' };
    expect((await house().fetch('POST', '/uploads', { token, headers })).status).toBe(201);
    const source = join(folder, 'backup');
    await create(house(), source);
    const config = await target(house().db.engine, house());
    await restore(config, source);
    const rows = await rowsOf(config);
    expect([rows.resumableUploads, rows.uploadPieces, rows.rateLimits]).toEqual([[], [], []]);
    expect(await faults(config)).toEqual([]);
  });

  test('refuses what is not empty, names it, and replaces it with --force by exactly the backup', async () => {
    const source = join(folder, 'backup');
    const { path } = await song(house());
    await create(house(), source);
    const config = await target(house().db.engine, house());
    await restore(config, source);
    const before = await rowsOf(config);
    const db = await openDatabase(config);
    await db.write(async (tx) => {
      await tx.insert(db.tables.secrets).values({ name: 'new', value: 'x', createdAt: 1 });
      await tx.insert(db.tables.leases).values({ name: 'janitor', holder: 'x', until: 1 });
    });
    await db.close();
    await writeFile(join(config.dataDir, 'tracks/aaaaaaaaaaaaaaaaaaaaa.mp3'), 'orphan');
    await rm(join(config.dataDir, path));
    await mkdir(join(config.dataDir, 'cache'));
    await writeFile(join(config.dataDir, 'jwt-secret'), 'old');
    await writeFile(join(config.dataDir, 'mine.txt'), 'not of this program');

    await expect(restore(config, source)).rejects.toThrow(new RegExp(`${config.dataDir} .*tracks.*mine.txt.*--force`));
    expect((await rowsOf(config)).secrets).not.toEqual(before.secrets);
    const { replaced, kept } = await restore(config, source, true);
    expect([kept, replaced.join()]).toEqual(['mine.txt', expect.not.stringContaining('mine.txt')]);
    expect(replaced[0]).toContain(config.dataDir);
    expect(replaced).toHaveLength(config.databaseUrl ? 2 : 1);
    expect(replaced.join()).not.toContain('password');
    expect(await rowsOf(config)).toEqual(before);
    expect(await faults(config)).toEqual([]);
    const left = await readdir(config.dataDir);
    expect(left).toContain('mine.txt');
    expect(left.filter((name) => /jwt-secret|cache|restoring|running/.test(name))).toEqual([]);
  });

  test('verifies first, and changes nothing for a backup that is not whole', async () => {
    const source = join(folder, 'backup');
    const { path } = await song(house());
    await create(house(), source);
    await truncate(join(source, path), 10);
    const config = await target(house().db.engine, house());
    expect((await restore(config, source, true)).problems).toEqual([{ path, problem: 'size' }]);
    expect(await Bun.file(join(config.dataDir, 'lock')).exists()).toBe(false);
  });

  test('refuses a backup of a newer version', async () => {
    const source = join(folder, 'backup');
    await create(house(), source);
    const { files } = await manifestOf(source);
    const file = files[0]?.path as string;
    const connection = new Connection(join(source, file));
    connection.run("insert into __drizzle_migrations (hash, created_at) values ('of tomorrow', 99999999999999)");
    connection.close();
    const bytes = await Bun.file(join(source, file)).bytes();
    const manifest = await manifestOf(source);
    Object.assign(manifest.files[0] as object, {
      size: bytes.length,
      sha256: new Bun.CryptoHasher('sha256').update(bytes).digest('hex'),
    });
    await writeFile(join(source, 'manifest.json'), JSON.stringify(manifest));
    const config = await target(house().db.engine, house());
    await expect(restore(config, source)).rejects.toThrow(/newer version/);
    expect(() => takeDataFolder(config.dataDir, []).release()).not.toThrow();
  });

  test('that is broken off leaves no house that starts, and the next one needs no --force', async () => {
    const source = join(folder, 'backup');
    await song(house());
    await create(house(), source);
    const config = await target(house().db.engine, house());
    const cut = () => {
      throw new Error('cut');
    };
    await expect(restore(config, source, false, cut)).rejects.toThrow('cut');
    expect(() => takeDataFolder(config.dataDir, [])).toThrow(/backup restore/);
    await restore(config, source);
    expect(await faults(config)).toEqual([]);
    takeDataFolder(config.dataDir, []).release();
  });

  test('that fails over a house leaves that as it was', async () => {
    const source = join(folder, 'backup');
    await create(house(), source);
    const config = await target(house().db.engine, house());
    await restore(config, source);
    const before = await rowsOf(config);
    await song(house());
    await create(house(), source);
    const cut = () => {
      throw new Error('cut');
    };
    await expect(restore(config, source, true, cut)).rejects.toThrow('cut');
    expect(await rowsOf(config)).toEqual(before);
    takeDataFolder(config.dataDir, []).release();
    await expect(restore(config, source)).rejects.toThrow(/--force/);
  });

  test('refuses beside a process that has the folder, and beside one that serves the database', async () => {
    const source = join(folder, 'backup');
    await create(house(), source);
    const config = await target(house().db.engine, house());
    const taken = takeDataFolder(config.dataDir, []);
    await expect(restore(config, source, true)).rejects.toThrow(/in use/);
    taken.release();
    if (house().db.engine === 'sqlite') return;
    const leases = leaseService(house().db);
    await leases.announceServer(30_000);
    const served = { ...config, databaseUrl: house().config.databaseUrl };
    await expect(restore(served, source, true)).rejects.toThrow(/serves this database/);
    await leases.stop();
  });
});

onEachEngine('backup restore', (house) => {
  test('finds by search what the house before it found, on either engine', async () => {
    const source = join(folder, 'backup');
    const { id } = await music(house(), undefined, 1).then(({ artist }) => ({ id: artist }));
    const { artists, albums, tracks } = house().db.tables;
    await house().db.write(async (tx) => {
      await tx.update(artists).set({ name: 'Ёлка Quintessential' });
      const ids = async (table: typeof artists) => (await tx.select({ id: table.id }).from(table)).map((row) => row.id);
      const changes = {
        artists: await ids(artists),
        albums: await ids(albums as never),
        tracks: await ids(tracks as never),
      };
      await house().services.library.index(tx, changes);
    });
    const parts = { artists: { size: 9, offset: 0 }, albums: { size: 9, offset: 0 }, tracks: { size: 9, offset: 0 } };
    const found = await house().services.library.search('елка quint', parts);
    expect(found.artists).toContain(id);
    expect(found.tracks.length).toBeGreaterThan(0);
    await create(house(), source);
    for (const engine of ENGINES) {
      const config = { ...(await target(engine, house())), dataDir: join(folder, engine) };
      await restore(config, source);
      const db = await openDatabase(config);
      const keys = { signer: {} as never, refreshKey: '', appKeySecret: '' };
      expect([engine, await openServices(db, config, keys).library.search('елка quint', parts)]).toEqual([
        engine,
        found,
      ]);
      await db.close();
    }
  });
});
