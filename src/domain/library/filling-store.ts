import { eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';

/** What brings an older database up to date, each under its name. */
export type Work = 'index' | 'tags';

interface Progress {
  isDone: boolean;
  after: string;
  begun: number;
}

/** Queries on how far that work has come. */
export function fillingStore({ tables: { libraryState } }: Database) {
  const { after, changedAt, name, version } = libraryState;
  return {
    /** Notes that a work begins, unless it has begun before. @returns whether it begins now */
    begin: async (tx: Handle, work: Work): Promise<boolean> => {
      const row = { name: work, version: 0, changedAt: Date.now(), artists: 0, albums: 0, tracks: 0, after: '' };
      return (await tx.insert(libraryState).values(row).onConflictDoNothing().returning({ name })).length > 0;
    },
    /** `begun`: when, in milliseconds since the epoch. */
    progress: async (on: Handle, work: Work): Promise<Progress | undefined> => {
      const [row] = await on.select({ after, version, begun: changedAt }).from(libraryState).where(eq(name, work));
      return row && { isDone: row.version === 1, after: row.after ?? '', begun: row.begun };
    },
    set: async (tx: Handle, work: Work, to: { isDone: boolean; after: string }) =>
      void (await tx
        .update(libraryState)
        .set({ version: to.isDone ? 1 : 0, after: to.after })
        .where(eq(name, work))),
  };
}
