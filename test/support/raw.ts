import { Database as Connection } from 'bun:sqlite';
import { join } from 'node:path';
import postgres from 'postgres';

type Row = Record<string, unknown>;

/** The database of these settings, by hand: as an accident, or somebody with a console, changes it. */
export async function raw(settings: Record<string, string>, ...statements: string[]): Promise<Row[]> {
  const { DATABASE_URL, DATA_DIR = '' } = settings;
  if (DATABASE_URL === undefined) {
    const connection = new Connection(join(DATA_DIR, 'tonearm.db'), { readwrite: true });
    try {
      const rows = statements.map((statement) => connection.query<Row, []>(statement).all());
      // So that no log of it is left.
      connection.run('PRAGMA wal_checkpoint(TRUNCATE)');
      return rows.at(-1) ?? [];
    } finally {
      connection.close(true);
    }
  }
  const client = postgres(DATABASE_URL, { max: 1, onnotice: () => {} });
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = [...(await client.unsafe<Row[]>(statement))];
    return rows;
  } finally {
    await client.end();
  }
}
