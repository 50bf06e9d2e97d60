import { Database as Connection } from 'bun:sqlite';
import { writeFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { flush } from '../lib/flush.ts';
import type { Database, Handle } from './database.ts';
import { clientOf } from './drizzle-internals.ts';
import type { StoreName } from './schema/media.ts';
import { exportPostgres, importIntoPostgres } from './snapshot-postgres.ts';
import { migrateFile } from './sqlite.ts';

/** What only holds for the processes of the moment: who leads, whom limits stop, what is arriving. */
const TRANSIENT = ['leases', 'rate_limits', 'recent_plays', 'loose_files', 'upload_pieces', 'resumable_uploads'];

/** A stored file, as its row in a snapshot says. */
export interface SnapshotRow {
  place: string;
  name: string;
  size: number;
  type: string;
  store: StoreName;
  sha256: string | null;
}

const COLUMNS = 'select place, name, size, type, store, sha256 from files';

/**
 * Writes what a database of this version holds at one moment into a new SQLite file, whatever its engine, beside a running server. Left
 * out are leases, limits and unfinished uploads.
 * @param path of the new file
 * @throws the engine's error
 */
export async function takeSnapshot(db: Database, path: string): Promise<void> {
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  if (db.engine === 'sqlite') copySqlite(clientOf<Connection>(db.read).filename, path);
  else await fromPostgres(db, path);
  const snapshot = new Connection(path, { readwrite: true });
  try {
    for (const table of TRANSIENT) snapshot.run(`delete from ${table}`);
    snapshot.run('update accounts set reserved = 0 where reserved <> 0');
  } finally {
    snapshot.close();
  }
  await flush(path);
}

function copySqlite(from: string, path: string): void {
  const connection = new Connection(from, { readwrite: true });
  try {
    connection.run('PRAGMA busy_timeout = 5000');
    connection.prepare('VACUUM INTO ?').run(path);
  } finally {
    connection.close();
  }
}

async function fromPostgres(db: Database, path: string): Promise<void> {
  await migrateFile(path);
  const snapshot = new Connection(path, { readwrite: true });
  try {
    // Of the file that is being made nothing is to be kept when the process dies.
    for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -65536'])
      snapshot.run(`PRAGMA ${pragma}`);
    await exportPostgres(clientOf<Sql>(db.read), snapshot);
  } finally {
    snapshot.close();
  }
}

/**
 * Makes of the copy of a snapshot the database of a house of this version.
 * @param store where its files will lie
 * @throws when a newer version has made it
 */
export async function prepareSnapshot(path: string, store: StoreName): Promise<void> {
  await migrateFile(path);
  const connection = new Connection(path, { readwrite: true });
  try {
    connection.prepare('update files set store = ? where store <> ?').run(store, store);
  } finally {
    connection.close();
  }
  await flush(path);
}

/** A snapshot that is read. */
export class SnapshotFile {
  readonly #connection: Connection;

  /** @throws when the file is no database */
  constructor(path: string) {
    this.#connection = new Connection(path, { readonly: true });
  }

  /** The stored files, and the bytes of all of them. */
  totals(): { files: number; bytes: number } {
    const sums = this.#connection.query<{ files: number; bytes: number }, []>(
      'select count(*) as files, coalesce(sum(size), 0) as bytes from files',
    );
    return sums.get() as { files: number; bytes: number };
  }

  /** All stored files, one after another. */
  *files(): Generator<SnapshotRow> {
    for (let last = ''; ; ) {
      const some = this.#connection
        .query<SnapshotRow, [string]>(`${COLUMNS} where name > ? order by name limit 500`)
        .all(last);
      yield* some;
      if (some.length < 500) return;
      last = some.at(-1)?.name ?? '';
    }
  }

  find(place: string, name: string): SnapshotRow | undefined {
    const row = this.#connection.query<SnapshotRow, [string]>(`${COLUMNS} where name = ?`).get(name);
    return row?.place === place ? row : undefined;
  }

  close(): void {
    this.#connection.close();
  }
}

/** The names of all tables that lie in the schema where those of this program belong. Of a PostgreSQL database. */
export async function tableNames({ read }: Database): Promise<string[]> {
  const rows = await read.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema in ('public', 'drizzle')`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Replaces all that a PostgreSQL database holds by a snapshot that has been prepared, in one transaction.
 * @param check looks, and throws, once no server can start any more
 */
export async function loadIntoPostgres(
  db: Database,
  path: string,
  check: (tx: Handle) => Promise<void>,
): Promise<void> {
  const file = new Connection(path, { readonly: true });
  try {
    await db.migrate(async (tx) => {
      await check(tx);
      await importIntoPostgres(tx, file);
    });
  } finally {
    file.close();
  }
}

/** Writes what stands in the log of a SQLite file into the file, if that can be read at all. */
export function emptyLog(path: string): void {
  try {
    const connection = new Connection(path, { readwrite: true });
    try {
      connection.run('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      connection.close();
    }
  } catch {
    // It is replaced, perhaps because it is broken.
  }
}
