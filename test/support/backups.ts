import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createBackup } from '../../src/domain/backup/create.ts';
import type { Manifest, Report } from '../../src/domain/backup/model.ts';
import { verifyBackup } from '../../src/domain/backup/verify.ts';
import { leaseService } from '../../src/domain/limits/leases.ts';
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
