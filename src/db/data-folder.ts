import { Database } from 'bun:sqlite';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from './loggable.ts';

/** The data folder is in use by another process, or unusable. The message says what to do. */
export class DataFolderError extends Error {
  constructor(
    message: string,
    /** Whether another process has it. */
    readonly isTaken = false,
  ) {
    super(message);
  }
}

/** The data folder while this process owns it. */
export interface DataFolder {
  path: string;
  /** Problems with the folder's permissions for the operator, and what to do about them. */
  warnings: readonly string[];
  release(): void;
}

/** The names that this program creates in the folder, besides the folders of files. */
export const OWN =
  /^(?:tonearm\.db.*|lock|lock-journal|running|door|jwt-secret|tmp|cache|pieces|restoring|thumbs|transcodes)$/;

/**
 * Creates the folder if need be, locks it for this process, and makes it private: earlier versions left files readable by
 * others.
 *
 * The lock is an open exclusive transaction on an empty SQLite file: the system releases it when the process ends, however
 * it ends, so there is no stale lock.
 * @param folders the names of the folders in it that hold files
 * @param purpose only a restore takes one in which a restore was broken off
 * @throws DataFolderError
 */
export function takeDataFolder(
  path: string,
  folders: readonly string[],
  purpose: 'house' | 'restore' = 'house',
): DataFolder {
  const running = join(path, 'running');
  if (purpose === 'house' && existsSync(join(path, RESTORING)))
    throw new DataFolderError(
      `a restore into DATA_DIR ${path} was broken off; run "tonearm backup restore" again, which begins anew`,
    );
  let lock: Database | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = lockFile(path);
    writeFileSync(running, `${process.pid}\n`);
    const warnings = makePrivate(path, folders);
    const ownLock = lock;
    return {
      path,
      warnings,
      release: () => {
        rmSync(running, { force: true });
        ownLock.close();
      },
    };
  } catch (error) {
    lock?.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY')
      throw new DataFolderError(
        `DATA_DIR ${path} is in use by another tonearm; stop that one or give this one another folder`,
        true,
      );
    throw new DataFolderError(
      `DATA_DIR ${path} cannot be used: ${reasonOf(error)}; it must be a folder in which this account may write, on a disk with room`,
    );
  }
}

/** The folder in which a restore keeps what it has not put in place yet: while it is there, there is no whole house. */
export const RESTORING = 'restoring';

/** What lies in the folder, as far as this program has made it; and what else does. */
export function contentsOf(path: string, folders: readonly string[]): { own: string[]; others: string[] } {
  const ours = (name: string) => OWN.test(name) || folders.includes(name);
  const names = existsSync(path) ? readdirSync(path).sort() : [];
  return { own: names.filter(ours), others: names.filter((name) => !ours(name) && name !== 'lost+found') };
}

/**
 * An open exclusive transaction on an empty SQLite file in a folder: the system releases it when the process ends.
 * @throws with the code SQLITE_BUSY while another process has it
 */
export function lockFile(path: string): Database {
  const lock = new Database(join(path, 'lock'), { create: true, readwrite: true });
  try {
    lock.run('PRAGMA journal_mode = MEMORY');
    lock.run('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * Looks who has a folder, and changes nothing in it.
 * @returns the number of the process, 0 where that is not known; `undefined` when nobody has it
 * @throws when its lock is none, or may not be read
 */
export function ownerOf(path: string): number | undefined {
  if (!existsSync(join(path, 'lock'))) return undefined;
  const lock = new Database(join(path, 'lock'), { readonly: true });
  try {
    lock.query('select count(*) from sqlite_master').get();
    return undefined;
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    const running = join(path, 'running');
    return (existsSync(running) && Number.parseInt(readFileSync(running, 'utf8'), 10)) || 0;
  } finally {
    lock.close();
  }
}

/**
 * Removes the right of other users to read the program's files, and the folder itself unless other programs use it too.
 * @returns warnings about what could not be done
 */
function makePrivate(path: string, folders: readonly string[]): string[] {
  const entries = readdirSync(path);
  const own = entries.filter((name) => OWN.test(name) || folders.includes(name));
  const isShared = entries.some((name) => !own.includes(name) && name !== 'lost+found') || isSticky(path);
  const warnings = [...own.map((name) => join(path, name)), ...(isShared ? [] : [path])].flatMap(removeOthersRights);
  if (isShared && isOpen(path))
    warnings.push(`others on this machine can look into DATA_DIR ${path}: give tonearm a folder of its own, mode 0700`);
  return warnings;
}

function removeOthersRights(path: string): string[] {
  try {
    if (isOpen(path)) chmodSync(path, statSync(path).isDirectory() ? 0o700 : 0o600);
    return [];
  } catch (error) {
    return [
      `others on this machine can read ${path}: ${reasonOf(error)}; let its owner take that right away (chmod go=)`,
    ];
  }
}

const isOpen = (path: string) => (statSync(path).mode & 0o077) !== 0;
/** Whether the sticky bit is set, as on `/tmp`: a folder for all users. */
const isSticky = (path: string) => (statSync(path).mode & 0o1000) !== 0;

/**
 * The key of access tokens in the file where earlier versions kept it.
 * @returns the key, if it is usable, and `forget`, which deletes the file
 * @throws DataFolderError when the file cannot be read
 */
export function oldTokenKey(folder: string): { path: string; key?: string; warning?: string; forget(): void } {
  const file = join(folder, 'jwt-secret');
  const old = { path: file, forget: () => rmSync(file, { force: true }) };
  if (!existsSync(file)) return old;
  const key = readOld(file);
  if (key.length >= MIN_KEY_LENGTH) return { ...old, key };
  return {
    ...old,
    warning: `${file} holds no usable key and is ignored, the key of tokens lies in the database now; delete the file`,
  };
}

const MIN_KEY_LENGTH = 32;

function readOld(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new DataFolderError(
      `${file}, the key of tokens, cannot be read: ${reasonOf(error)}; let this account read it, or delete it (everybody signs in again)`,
    );
  }
}
