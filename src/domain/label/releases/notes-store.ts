import { eq, getTableColumns } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Notes } from './model.ts';

/** Queries on the notes to releases. Whoever changes any holds the release. */
export function releaseNoteStore({ tables: { releaseNotes } }: Database) {
  const shown = getTableColumns(releaseNotes);

  return {
    of: async (on: Handle, releaseId: Id): Promise<Notes | undefined> =>
      (await on.select(shown).from(releaseNotes).where(eq(releaseNotes.releaseId, releaseId)))[0],

    put: async (tx: Handle, notes: Notes) => {
      const { focusTracks, pitched, comment } = notes;
      const set = { focusTracks, pitched, comment };
      await tx.insert(releaseNotes).values(notes).onConflictDoUpdate({ target: releaseNotes.releaseId, set });
    },

    delete: async (tx: Handle, releaseId: Id) =>
      void (await tx.delete(releaseNotes).where(eq(releaseNotes.releaseId, releaseId))),
  };
}
