import { Database, type Statement } from 'bun:sqlite';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../settings.ts';
import type { Found } from './walk.ts';

/** What is remembered of files that have been imported, so that they need not be read again. */
export interface Journal {
  /** The SHA-256 of a file that has not changed since it was imported, hexadecimal. */
  hashOf(file: Found): string | undefined;
  /** Notes that a file is there, with all that belongs to it. */
  note(file: Found, sha256: string): void;
  close(): void;
}

const NONE: Journal = { hashOf: () => undefined, note: () => {}, close: () => {} };

/** Where programs of this user keep what they can do without (https://specifications.freedesktop.org/basedir). */
function cacheFolder(env: Environment): string {
  const { XDG_CACHE_HOME: given, HOME: home = homedir() } = env;
  return join(given && isAbsolute(given) ? given : join(home, '.cache'), 'tonearm');
}

/**
 * Opens the journal of a server. It saves time only: where it cannot be kept, each file is read again.
 * @param isKept `false`: it is looked into if it is there, and nothing is written
 * @param complain is told why it cannot be kept
 */
export function openJournal(
  server: string,
  env: Environment,
  isKept: boolean,
  complain: (reason: string) => void,
): Journal {
  const folder = cacheFolder(env);
  const path = join(folder, 'import.db');
  if (!isKept && !existsSync(path)) return NONE;
  try {
    if (isKept) mkdirSync(folder, { recursive: true, mode: 0o700 });
    return opened(path, server, isKept);
  } catch (error) {
    if (!isKept) return NONE;
    try {
      // Not a database, or of a version that is not understood.
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
      return opened(path, server, isKept);
    } catch {
      complain((error as Error).message);
      return NONE;
    }
  }
}

function opened(path: string, server: string, isKept: boolean): Journal {
  const db = new Database(path, isKept ? { create: true } : { readonly: true });
  db.run('PRAGMA busy_timeout = 5000');
  if (isKept) {
    db.run('PRAGMA journal_mode = WAL');
    db.run('PRAGMA synchronous = NORMAL');
    db.run(`CREATE TABLE IF NOT EXISTS files (server TEXT NOT NULL, path BLOB NOT NULL, size INTEGER NOT NULL,
      modified REAL NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (server, path)) WITHOUT ROWID`);
  }
  const find = db.query<{ sha256: string }, [string, Buffer, number, number]>(
    'SELECT sha256 FROM files WHERE server = ? AND path = ? AND size = ? AND modified = ?',
  );
  const note: Statement | undefined = isKept
    ? db.prepare('INSERT OR REPLACE INTO files (server, path, size, modified, sha256) VALUES (?, ?, ?, ?, ?)')
    : undefined;
  return {
    hashOf: ({ bytes, size, modified }) => find.get(server, bytes, size, modified)?.sha256,
    note: ({ bytes, size, modified }, sha256) => void note?.run(server, bytes, size, modified, sha256),
    close: () => db.close(),
  };
}
