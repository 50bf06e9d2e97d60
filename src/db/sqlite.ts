import { Database as Connection } from 'bun:sqlite';
import { type FileHandle, open } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { sqliteColumns } from './columns-sqlite.ts';
import type { Counted, Database } from './database.ts';
import { handleOf } from './drizzle-internals.ts';
import { GroupCommit } from './group-commit.ts';
import { LastSteps } from './last-step.ts';
import { ageOfSqlite, migrateSqlite, refuseNewerSqlite } from './migrate-sqlite.ts';
import { sqliteMigrations } from './migrations.ts' with { type: 'macro' };
import { defineTables } from './schema/tables.ts';
import { type CountedTables, TableChanges } from './table-changes.ts';
import { watching } from './watching.ts';
import { defineWordTables } from './words.ts';

const tables = defineTables(sqliteColumns);
const wordTables = defineWordTables(sqliteColumns);
const migrations = sqliteMigrations();
/** What is kept in memory until its tables change. No answer for everybody shows how often a track was played. */
const COUNTED: Record<Counted, CountedTables> = {
  catalogue: { artists: [], albums: [], tracks: ['plays'] },
  callers: { accounts: [], sessions: [], token_families: [] },
};

/**
 * Opens the SQLite database in a file, which is created if need be: one connection for writing, behind a queue, and one for
 * reading.
 * @param broken see `GroupCommit`
 * @throws when the file is no database, or one of a newer version; then it is left unchanged
 */
export function openSqlite(path: string, broken: (error: unknown) => void): Database {
  refuseNewerSqlite(path, migrations);
  const writer = connect(path);
  // The journal mode is stored in the file. With `synchronous = FULL` each commit would block the thread until it is on
  // disk; `GroupCommit` flushes the log off the thread instead.
  writer.run('PRAGMA journal_mode = WAL');
  writer.run('PRAGMA synchronous = NORMAL');
  const reader = connectReader(path);
  // Pages of players' lists lie all over a large library: with so much of it at hand they cost a quarter less.
  reader.run('PRAGMA cache_size = -32768');

  const handle = (connection: Connection) => handleOf(drizzle(connection, { casing: 'snake_case' }));
  const log = new WriteAheadLog(path);
  const { watch, noteFailure, noting, committed } = watching();
  const changes = new TableChanges(writer, COUNTED);
  const afterCommit = (pieces: number) => {
    changes.committed();
    committed(pieces);
  };
  const commits = new GroupCommit(writer, handle(writer), () => log.flush(), broken, afterCommit);
  const last = new LastSteps();
  return {
    engine: 'sqlite',
    tables,
    wordTables,
    read: handle(reader),
    readAsOne: (work) =>
      noting(async () => {
        // In a transaction of `reader` all others would see what is out of date.
        const own = connectReader(path);
        try {
          own.run('BEGIN');
          return await work(handle(own));
        } finally {
          own.close();
        }
      }),
    write: (work) => noting(() => commits.write(last.around(work))),
    version: (of) => changes.version(of),
    watch,
    noteFailure,
    atEnd: (tx, step) => last.notes(tx, step),
    age: async () => ageOfSqlite(reader, migrations),
    migrate: async (then) => {
      await migrateSqlite(writer, path, migrations);
      changes.begin();
      if (then) await commits.write(then);
    },
    ping: () => noting(async () => void reader.query('SELECT 1').get()),
    close: async () => {
      await commits.idle();
      reader.close();
      try {
        // Empties the log, so that a copy of the one file is a complete backup.
        writer.run('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        writer.close();
        await log.close();
      }
    },
  };
}

/**
 * Gives a SQLite file, which is made if need be, the tables of this version. Nobody else may use it, and it has no log.
 * @throws when a newer version has made it
 */
export async function migrateFile(path: string): Promise<void> {
  refuseNewerSqlite(path, migrations);
  const connection = new Connection(path, { create: true, readwrite: true });
  try {
    await migrateSqlite(connection, path, migrations);
  } finally {
    connection.close();
  }
}

/**
 * The file that commits are written to. Flushing it is what `synchronous = FULL` does after each commit (0.2 ms on a good
 * disk, 10 ms on a slow one), but off the thread that serves requests.
 */
class WriteAheadLog {
  readonly #path: string;
  #file: FileHandle | undefined;

  constructor(databasePath: string) {
    this.#path = `${databasePath}-wal`;
  }

  /** Resolves when all that was committed before is on disk. */
  async flush(): Promise<void> {
    // SQLite creates the file with the first commit and keeps it while the database is open.
    this.#file ??= await open(this.#path);
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

function connectReader(path: string): Connection {
  const connection = connect(path);
  connection.run('PRAGMA query_only = ON');
  return connection;
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
