import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { SnapshotFile, type SnapshotRow, takeSnapshot } from '../../db/snapshot.ts';
import type { Leases } from '../limits/service.ts';
import { storesOf } from '../media/service.ts';
import { openArchiveTarget } from './archive-target.ts';
import { openFolderTarget } from './folder-target.ts';
import {
  BackupError,
  type BackupFile,
  explained,
  FORMAT,
  isArchive,
  type Manifest,
  type Problem,
  type Report,
} from './model.ts';
import type { Target } from './target.ts';

/** Files that are fetched from their store beside each other. */
const AT_ONCE = 4;
/** Milliseconds for which nothing is erased after a process that made a backup has died. */
const LEASE = 60_000;
/** Bytes of a SQLite database that are copied in a millisecond, at least: this thread renews no lease meanwhile. */
const BYTES_COPIED = 5_000;

type Settings = Parameters<typeof storesOf>[0] & Pick<Config, 'dataDir' | 'databaseUrl'>;

/** What made a backup: the version, and the commit that it was built of. */
type Maker = Pick<Manifest, 'tonearm' | 'commit'>;

/** What has become of a backup. */
export interface Created {
  /** Files of the backup, and their bytes. */
  files: number;
  bytes: number;
  /** Stored files that were brought this time: the others were there. */
  copied: number;
  /** Stored files that are not in the store as their rows say. Of `hash` the bytes that are there are in the backup. */
  problems: Problem[];
}

/**
 * Makes a backup, beside a running server that goes on writing: the database at one moment, and every file that it names.
 * Until it is complete there is none, or the one that was there before.
 * @param path `….tar.zst` for an archive, else a folder, which is made if need be
 * @throws BackupError when nothing may be written there; what the database, a store or the disk says
 */
export async function createBackup(
  { db, leases, settings, maker }: { db: Database; leases: Leases; settings: Settings; maker: Maker },
  path: string,
  report: Report,
): Promise<Created> {
  const opening = isArchive(path) ? openArchiveTarget(path) : openFolderTarget(path);
  const target = await opening.catch((error) => {
    throw explained(error, `${path} cannot be written`);
  });
  try {
    const lease = LEASE + Math.round((await databaseSize(settings)) / BYTES_COPIED);
    // Before the snapshot: from now on no file is erased that it may name.
    return await leases.whilePresent('backup', lease, async (signal) => {
      const { files, ...created } = await bring(db, settings, target, report, signal);
      await target.finish({ format: FORMAT, ...maker, engine: db.engine, created: new Date().toISOString(), files });
      return { ...created, files: files.length };
    });
  } catch (error) {
    await target.abandon();
    throw explained(error, `${path} cannot be made`);
  }
}

async function databaseSize({ databaseUrl, dataDir }: Settings): Promise<number> {
  return databaseUrl === undefined ? (await stat(join(dataDir, 'tonearm.db'))).size : 0;
}

async function bring(db: Database, settings: Settings, target: Target, report: Report, signal: AbortSignal) {
  const path = `database-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}.db`;
  const from = join(target.workshop, path);
  await takeSnapshot(db, from);
  const snapshot = new SnapshotFile(from);
  try {
    const database = { path, ...(await target.add(path, from, (await stat(from)).size)) };
    const totals = snapshot.totals();
    const all = { files: totals.files + 1, bytes: totals.bytes + database.size };
    const files: BackupFile[] = [database];
    const problems: Problem[] = [];
    let copied = 0;
    let bytes = database.size;
    report({ files: 1, bytes }, all);
    const stores = storesOf(settings);
    const look = (row: SnapshotRow) => find(stores, target, row);
    for await (const { row, path, kept, local, problem } of inOrder(snapshot.files(), look, AT_ONCE)) {
      refuseLate(signal);
      const file = kept ?? (local && { path, ...(await target.add(path, local, row.size)) });
      if (problem) problems.push({ path, problem });
      if (file && row.sha256 !== null && file.sha256 !== row.sha256) problems.push({ path, problem: 'hash' });
      if (local?.startsWith(target.workshop)) await rm(local, { force: true });
      if (file) files.push(file);
      if (file && !kept) copied++;
      bytes += row.size;
      report({ files: files.length, bytes }, all);
    }
    refuseLate(signal);
    return { files, copied, problems, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  } finally {
    snapshot.close();
  }
}

/** @throws BackupError when others may not have known of the backup for a while, and have erased what it names */
function refuseLate({ aborted }: AbortSignal): void {
  if (aborted) throw new BackupError('it was held up for so long that files may have been erased; run it again');
}

interface Found {
  row: SnapshotRow;
  path: string;
  kept?: BackupFile | undefined;
  /** Where it can be read on this machine. */
  local?: string | undefined;
  problem?: 'missing' | 'size';
}

/** Finds a stored file in the target, or fetches it from its store. */
async function find(stores: ReturnType<typeof storesOf>, target: Target, row: SnapshotRow): Promise<Found> {
  const path = `${row.place}/${row.name}`;
  const kept = await target.kept(path, row.size, row.sha256);
  if (kept) return { row, path, kept };
  const local = await stores.fetch(row, join(target.workshop, nanoid()));
  if (local) return { row, path, local };
  const size = await stores.of(row.store).sizeOf(row.place, row.name);
  if (size === row.size) throw new BackupError(`${path} could not be read; run this again`);
  return { row, path, problem: size === undefined ? 'missing' : 'size' };
}

/** Does the work of items beside each other, and gives the results in the order of the items. */
async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  most: number,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  const begin = (item: Item) => {
    const result = work(item);
    // It is thrown when its turn comes; by then nobody may ask any more.
    result.catch(() => {});
    underWay.push(result);
  };
  try {
    for (const item of items) {
      begin(item);
      if (underWay.length >= most) yield await (underWay.shift() as Promise<Result>);
    }
    for (const result of underWay.splice(0)) yield await result;
  } finally {
    await Promise.allSettled(underWay);
  }
}
