import { Database } from 'bun:sqlite';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder is another process's, or can't be used. The message says what to do. */
export class DataFolderError extends Error {}

/** The data folder while this process owns it. */
export interface DataFolder {
  path: string;
  /** Whether the owner before ended without `release`: killed, or the power failed. */
  wasAbandoned: boolean;
  /** A secret that is made once and kept, readable by this account only. */
  secret(name: string): string;
  release(): void;
}

/**
 * Makes the folder if need be and takes it for this process alone.
 *
 * The lock is an open exclusive transaction on an empty SQLite file: the system gives it up when the process ends,
 * however it ends, so there is no stale lock to clear away.
 * @throws DataFolderError
 */
export function takeDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataFolderError(`DATA_DIR ${path} cannot be made: ${(error as Error).message}`);
  }
  const lock = lockFile(path);
  const running = join(path, 'running');
  const wasAbandoned = existsSync(running);
  writeFileSync(running, `${process.pid}\n`);
  return {
    path,
    wasAbandoned,
    secret: (name) => keptSecret(join(path, name)),
    release: () => {
      rmSync(running, { force: true });
      lock.close();
    },
  };
}

function lockFile(path: string): Database {
  try {
    const lock = new Database(join(path, 'lock'), { create: true, readwrite: true });
    lock.run('PRAGMA journal_mode = MEMORY');
    lock.run('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY')
      throw new DataFolderError(
        `DATA_DIR ${path} is in use by another tonearm; stop that one or give this one another folder`,
      );
    throw new DataFolderError(`DATA_DIR ${path} cannot be used: ${(error as Error).message}`);
  }
}

function keptSecret(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const secret = crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: 'base64url', omitPadding: true });
  writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
  return secret;
}
