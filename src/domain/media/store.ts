import { count, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { StoredFile } from './model.ts';

/** Names in one statement. */
const AT_ONCE = 500;

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
    isAnyInS3: async (on: Handle): Promise<boolean> =>
      // The condition is the index's.
      (await on.select({ name: files.name }).from(files).where(sql`store = 's3'`).limit(1)).length > 0,
    count: async (on: Handle): Promise<number> => (await on.select({ all: count() }).from(files))[0]?.all ?? 0,
    insert: async (tx: Handle, file: StoredFile) => void (await tx.insert(files).values(file)),
    /** @returns the deleted rows: what had none is left out */
    delete: async (tx: Handle, names: readonly string[]): Promise<StoredFile[]> => {
      const deleted: StoredFile[] = [];
      for (let at = 0; at < names.length; at += AT_ONCE) {
        const some = inArray(files.name, names.slice(at, at + AT_ONCE));
        deleted.push(...(await tx.delete(files).where(some).returning()));
      }
      return deleted;
    },
  };
}
