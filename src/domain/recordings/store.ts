import { and, eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Recording, StoredRecording } from './model.ts';

/** Queries on recordings. */
export function recordingStore({ tables: { accessKeys, files, recordings } }: Database) {
  return {
    insert: async (tx: Handle, recording: Recording) => void (await tx.insert(recordings).values(recording)),

    /** The recording of that id, if its owner has that number. */
    byOwner: async (on: Handle, id: Id, number: number): Promise<StoredRecording | undefined> => {
      const [row] = await on
        .select({ recording: recordings, stored: files })
        .from(recordings)
        .innerJoin(accessKeys, and(eq(accessKeys.accountId, recordings.account), eq(accessKeys.number, number)))
        .innerJoin(files, eq(files.name, recordings.file))
        .where(eq(recordings.id, id));
      return row && { ...row.recording, stored: row.stored };
    },

    /** The names of the files of an account's recordings. */
    filesOf: async (tx: Handle, account: Id): Promise<string[]> => {
      const rows = await tx.select({ file: recordings.file }).from(recordings).where(eq(recordings.account, account));
      return rows.map(({ file }) => file);
    },
  };
}
