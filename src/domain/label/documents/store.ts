import { and, eq } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import type { DocumentKey } from './model.ts';

/** Queries on artists' papers. */
export function documentStore({ tables: { documents } }: Database) {
  const isIt = ({ artistId, type, documentId }: DocumentKey) =>
    and(eq(documents.artistId, artistId), eq(documents.type, type), eq(documents.documentId, documentId));
  const file = { file: documents.file };

  return {
    insert: async (tx: Handle, row: DocumentKey & { file: string }) => void (await tx.insert(documents).values(row)),

    /** @returns the name of its file, `undefined` when there is no such document */
    find: async (on: Handle, key: DocumentKey): Promise<string | undefined> =>
      (await on.select(file).from(documents).where(isIt(key)))[0]?.file,

    /** @returns the name of the deleted document's file, `undefined` when there was none */
    delete: async (tx: Handle, key: DocumentKey): Promise<string | undefined> =>
      (await tx.delete(documents).where(isIt(key)).returning(file))[0]?.file,
  };
}
