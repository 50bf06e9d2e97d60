import { reasonOf } from '../../db/loggable.ts';

/** A backup: a folder, or an archive of one. The message of what is wrong with it says what to do. */
export class BackupError extends Error {}

/**
 * An error as whoever makes or restores a backup is to read it: what the system, a store or the database says has no stack
 * trace then.
 * @param what cannot be done, with the thing that it is about
 */
export function explained(error: unknown, what: string): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (error instanceof BackupError || typeof code !== 'string') return error;
  return new BackupError(`${what}: ${reasonOf(error)}`);
}

/** A file of a backup. */
export interface BackupFile {
  /** From the folder of the backup: `albums/V1StGXR8_Z5jdHi6B-myT.mp3`. */
  path: string;
  size: number;
  /** Of the bytes, hexadecimal. */
  sha256: string;
}

/** What a backup consists of: its `manifest.json`, written last. */
export interface Manifest {
  format: typeof FORMAT;
  /** The version that made it, and the commit that this was built of. */
  tonearm: string;
  commit: string;
  /** The engine of the house that it was made of. Either can be restored from it. */
  engine: 'sqlite' | 'postgres';
  /** When, in the form of ISO 8601. */
  created: string;
  /** All other files, the database first. */
  files: BackupFile[];
}

export const FORMAT = 1;
export const MANIFEST = 'manifest.json';

/** What is wrong with a file. */
export interface Problem {
  path: string;
  problem: 'missing' | 'size' | 'hash';
}

/** Files and their bytes. */
export interface Amount {
  files: number;
  bytes: number;
}

/** Told how much is done, and of how much. Of an archive nobody knows how many files it has: 0. */
export type Report = (done: Amount, all: Amount) => void;

/** Whether a target or source is an archive, by its name. */
export const isArchive = (path: string): boolean => path.endsWith('.tar.zst');
