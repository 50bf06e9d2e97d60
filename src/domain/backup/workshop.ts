import type { Database } from 'bun:sqlite';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFile } from '../../db/data-folder.ts';
import { BackupError } from './model.ts';

/** The folder of a backup that is being made: one process at a time has it, and what an earlier one left goes. */
export interface Workshop {
  path: string;
  /** Removes the folder. */
  close(): Promise<void>;
  /** Leaves the folder, which says that a backup has been begun here, and what is in it to the next. */
  leave(): void;
}

/** @throws BackupError while another process makes a backup there */
export async function openWorkshop(path: string): Promise<Workshop> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const lock = await locked(path);
  for (const name of await readdir(path))
    if (!name.startsWith('lock')) await rm(join(path, name), { recursive: true, force: true });
  return {
    path,
    close: async () => {
      await rm(path, { recursive: true, force: true });
      lock.close();
    },
    leave: () => lock.close(),
  };
}

async function locked(path: string): Promise<Database> {
  try {
    const lock = lockFile(path);
    // Whoever had it may have removed it between our opening and our locking it.
    if (await stat(join(path, 'lock')).catch(() => undefined)) return lock;
    lock.close();
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
  }
  throw new BackupError(`another backup is being made in ${path}; wait until it is done`);
}
