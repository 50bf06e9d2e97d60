import { Database as Connection } from 'bun:sqlite';
import { type FileHandle, open } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { sqliteColumns } from './columns.ts';
import type { Database } from './database.ts';
import { handleOf } from './drizzle-internals.ts';
import { GroupCommit } from './group-commit.ts';
import { migrateSqlite, refuseNewerSqlite } from './migrate.ts';
import { sqliteMigrations } from './migrations.ts' with { type: 'macro' };
import { defineTables } from './schema/tables.ts';

const tables = defineTables(sqliteColumns);

/**
 * Opens (and makes, if need be) the SQLite database in the file. One writer behind a queue, one reader beside it.
 * @param broken see `GroupCommit`
 * @throws when the file is no database, or one of a newer version: that is left as it is
 */
export function openSqlite(path: string, broken: (error: unknown) => void): Database {
  const migrations = sqliteMigrations();
  refuseNewerSqlite(path, migrations);
  const writer = connect(path);
  // The journal mode is kept in the file. FULL would wait for the disk at each commit, and all others with it.
  writer.run('PRAGMA journal_mode = WAL');
  writer.run('PRAGMA synchronous = NORMAL');
  const reader = connect(path);
  reader.run('PRAGMA query_only = ON');

  const handle = (connection: Connection) => handleOf(drizzle(connection, { casing: 'snake_case' }));
  const log = new WriteAheadLog(path);
  const commits = new GroupCommit(writer, handle(writer), () => log.flush(), broken);
  return {
    engine: 'sqlite',
    tables,
    read: handle(reader),
    write: (work) => commits.write(work),
    migrate: () => migrateSqlite(writer, path, migrations),
    ping: async () => void reader.query('SELECT 1').get(),
    close: async () => {
      await commits.idle();
      reader.close();
      try {
        // Leaves one tidy file behind, so that a copy of it is a whole backup.
        writer.run('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        writer.close();
        await log.close();
      }
    },
  };
}

/**
 * The log that commits go to. To flush it is what `synchronous = FULL` does after each, but off the thread that serves
 * requests: 0.2 ms on a good disk, 10 ms on a slow one.
 */
class WriteAheadLog {
  readonly #path: string;
  #file: FileHandle | undefined;

  constructor(databasePath: string) {
    this.#path = `${databasePath}-wal`;
  }

  /** Resolves when all that was committed before is on disk. */
  async flush(): Promise<void> {
    // SQLite makes the file with the first commit and keeps it as long as it is open.
    this.#file ??= await open(this.#path);
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

/** Without `mmap_size`: the reader would map the file anew after each commit, which costs more than mapping saves. */
function connect(path: string): Connection {
  const connection = new Connection(path, { create: true, readwrite: true });
  connection.run('PRAGMA busy_timeout = 5000');
  connection.run('PRAGMA foreign_keys = ON');
  connection.run('PRAGMA cache_size = -16384');
  connection.run('PRAGMA temp_store = MEMORY');
  return connection;
}
