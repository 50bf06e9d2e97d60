import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../src/config.ts';
import { openDatabase } from '../../src/db/open.ts';
import { createBackup } from '../../src/domain/backup/create.ts';
import type { Manifest, Report } from '../../src/domain/backup/model.ts';
import { restoreBackup } from '../../src/domain/backup/restore.ts';
import { verifyBackup } from '../../src/domain/backup/verify.ts';
import { checkLedger } from '../../src/domain/booking/check.ts';
import { leaseService } from '../../src/domain/limits/leases.ts';
import { mediaService } from '../../src/domain/media/service.ts';
import type { House } from './house.ts';
import { person } from './people.ts';
import { uploaded } from './uploads.ts';

export const silent = () => {};

export const create = async ({ db, config }: House, target: string, report: Report = silent) => {
  const leases = leaseService(db);
  try {
    return await createBackup({ db, leases, settings: config, maker: { tonearm: '1', commit: 'c' } }, target, report);
  } finally {
    await leases.stop();
  }
};
export const manifestOf = (target: string): Promise<Manifest> => Bun.file(join(target, 'manifest.json')).json();
export const filesIn = async (target: string) =>
  (await readdir(target, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(target.length + 1))
    .sort();
export const problems = async (target: string) => (await verifyBackup(target, silent)).problems;

/** Somebody new with a song. @returns its path in a backup */
export async function song(house: House) {
  const owner = await person(house);
  const file = await uploaded(house, owner, 'track', 'cbr.mp3');
  const remove = () => house.call('DELETE', `/media/track/${file.fileId}`, { token: owner.token });
  return { path: `tracks/${file.fileName}`, remove };
}

export const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');

/** Restores, and gives what it said that it replaces, and what stays. */
export async function restore(config: Config, source: string, isForced = false, bringing: Report = silent) {
  const replaced: string[] = [];
  let kept = '';
  const replacing = (what: readonly string[], others: string) => {
    replaced.push(...what);
    kept = others;
  };
  const done = await restoreBackup(config, source, isForced, { verifying: silent, bringing, replacing });
  return { ...done, replaced, kept };
}

/** All rows of all tables, in one form for both engines. */
export async function rowsOf(config: Config) {
  const db = await openDatabase(config);
  try {
    const rows = await Promise.all(
      Object.entries(db.tables).map(async ([name, table]) => {
        const found: object[] = await db.read.select().from(table as never);
        return [name, found.map((row) => canonical(row)).sort()] as const;
      }),
    );
    return Object.fromEntries(rows.filter(([name]) => !['leases', 'looseFiles'].includes(name)));
  } finally {
    await db.close();
  }
}
/** PostgreSQL keeps the keys of JSON in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each && typeof each === 'object' && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each,
  );

/** Whether files, sums and ledger are right. */
export async function faults(config: Config) {
  const db = await openDatabase(config);
  try {
    const { orphans, missing, accounts } = await mediaService(db, { ...config, janitorAge: 0 }).compare();
    return [orphans, missing, accounts, await checkLedger(db)].flat();
  } finally {
    await db.close();
  }
}
