import { and, asc, eq, gt, like, lt } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { FileFacts, StoredFile } from './model.ts';

/** Queries on files whose bytes are read again. */
export function rereadStore({ tables: { files } }: Database) {
  return {
    /** Audio of tracks, by name, that came before a moment. */
    audioAfter: (on: Handle, after: string, before: number, most: number): Promise<StoredFile[]> =>
      on
        .select()
        .from(files)
        .where(
          and(
            gt(files.name, after),
            lt(files.createdAt, before),
            eq(files.place, 'tracks'),
            like(files.type, 'audio/%'),
          ),
        )
        .orderBy(asc(files.name))
        .limit(most),
    setFacts: async (tx: Handle, name: string, facts: FileFacts) =>
      void (await tx.update(files).set({ facts }).where(eq(files.name, name))),
  };
}
