import { and, count, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { Place, StoredFile } from './model.ts';

/** Names in one statement. */
const AT_ONCE = 500;
/** Files that are found by their contents at once: anybody may upload one content any number of times. */
const MOST_ALIKE = 2_000;

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
    /**
     * Files of a place that have these contents.
     * @param createdBy of this account only; `undefined`: of all
     */
    byHash: async (on: Handle, place: Place, hashes: readonly string[], createdBy: string | undefined) =>
      on
        .select({ name: files.name, sha256: files.sha256 })
        .from(files)
        .where(
          and(
            inArray(files.sha256, [...hashes]),
            eq(files.place, place),
            createdBy === undefined ? undefined : eq(files.createdBy, createdBy),
          ),
        )
        .limit(MOST_ALIKE),
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
