import { Database as Connection } from 'bun:sqlite';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { sqliteColumns } from './columns.ts';
import type { Database, Handle } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { migrateSqlite } from './migrate.ts';
import { sqliteMigrations } from './migrations.ts' with { type: 'macro' };
import { defineTables } from './schema/tables.ts';

const tables = defineTables(sqliteColumns);

/** Opens (and makes, if need be) the SQLite database in the file. One writer behind a queue, one reader beside it. */
export function openSqlite(path: string): Database {
  const writer = connect(path);
  // The journal mode is kept in the file; FULL makes each commit reach the disk before it is answered.
  writer.run('PRAGMA journal_mode = WAL');
  writer.run('PRAGMA synchronous = FULL');
  const reader = connect(path);
  reader.run('PRAGMA query_only = ON');

  const handle = (connection: Connection) => drizzle(connection, { casing: 'snake_case' }) as unknown as Handle;
  const commits = new GroupCommit(writer, handle(writer));
  return {
    engine: 'sqlite',
    tables,
    read: handle(reader),
    write: (work) => commits.write(work),
    migrate: async () => migrateSqlite(writer, sqliteMigrations() as never),
    ping: async () => void reader.query('SELECT 1').get(),
    close: async () => {
      await commits.idle();
      reader.close();
      // Leaves one tidy file behind, so that a copy of it is a whole backup.
      writer.run('PRAGMA wal_checkpoint(TRUNCATE)');
      writer.close();
    },
  };
}

function connect(path: string): Connection {
  const connection = new Connection(path, { create: true, readwrite: true });
  connection.run('PRAGMA busy_timeout = 5000');
  connection.run('PRAGMA foreign_keys = ON');
  connection.run('PRAGMA cache_size = -65536');
  connection.run('PRAGMA mmap_size = 268435456');
  connection.run('PRAGMA temp_store = MEMORY');
  return connection;
}
