import { eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { StoredFile } from './model.ts';

/** Queries on the rows of stored files. */
export function mediaStore({ tables: { files } }: Database) {
  const byName = prepared<StoredFile[]>((on) =>
    on
      .select()
      .from(files)
      .where(inArray(files.name, [sql.placeholder('name')])),
  );
  return {
    byName: async (on: Handle, name: string) => (await byName(on, { name }))[0],
    insert: async (tx: Handle, file: StoredFile) => void (await tx.insert(files).values(file)),
    /** @returns the deleted row, `undefined` when there was none */
    delete: async (tx: Handle, name: string): Promise<StoredFile | undefined> =>
      (await tx.delete(files).where(eq(files.name, name)).returning())[0],
    /** Those of the names that have a row. */
    known: async (on: Handle, names: string[]): Promise<Set<string>> => {
      const rows = await on.select({ name: files.name }).from(files).where(inArray(files.name, names));
      return new Set(rows.map(({ name }) => name));
    },
  };
}
