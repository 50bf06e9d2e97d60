import { and, eq } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { FileSize } from './model.ts';

/** A file of a release: the name and size that clients know, and the stored file that it is. */
export interface ReleaseFile {
  name: string;
  size: FileSize;
  file: string;
}

/** Queries on the files of releases. */
export function releaseFileStore({ tables: { releaseFiles } }: Database) {
  const shown = { name: releaseFiles.name, size: releaseFiles.size, file: releaseFiles.file };
  const named = (releaseId: Id, name: string) =>
    and(eq(releaseFiles.releaseId, releaseId), eq(releaseFiles.name, name));

  return {
    insert: async (tx: Handle, releaseId: Id, files: readonly ReleaseFile[]) =>
      void (await tx.insert(releaseFiles).values(files.map((file) => ({ ...file, releaseId })))),

    find: async (on: Handle, releaseId: Id, name: string, size: FileSize): Promise<string | undefined> =>
      (
        await on
          .select(shown)
          .from(releaseFiles)
          .where(and(named(releaseId, name), eq(releaseFiles.size, size)))
      )[0]?.file,

    of: async (on: Handle, releaseId: Id): Promise<ReleaseFile[]> =>
      on.select(shown).from(releaseFiles).where(eq(releaseFiles.releaseId, releaseId)),

    /** Deletes the sizes of one file, or all files. @returns the stored files that they were */
    delete: async (tx: Handle, releaseId: Id, name?: string): Promise<string[]> => {
      const which = name === undefined ? eq(releaseFiles.releaseId, releaseId) : named(releaseId, name);
      return (await tx.delete(releaseFiles).where(which).returning(shown)).map(({ file }) => file);
    },
  };
}
