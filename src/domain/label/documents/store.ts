import { and, eq, inArray } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/engines.ts';
import { isAmong } from '../../../db/json-list.ts';
import { idsOfPage, inOrder, type Listing } from '../../../db/list-query.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { DocumentKey, ListedDocument } from './model.ts';

/** Queries on artists' documents. */
export function documentStore({ engine, tables: { documents, files } }: Database) {
  const isIt = ({ artistId, type, documentId }: DocumentKey) =>
    and(eq(documents.artistId, artistId), eq(documents.type, type), eq(documents.documentId, documentId));
  const file = { file: documents.file };
  const { artistId, type, documentId } = documents;

  const list: Listing<'type' | 'documentId'> = {
    from: (on, fields) => on.select(fields).from(documents),
    // Each has a file of its own.
    id: documents.file,
    columns: { type, documentId },
    order: [
      { by: 'type', direction: 'asc' },
      { by: 'documentId', direction: 'asc' },
    ],
  };

  const newest: Listing<'createdAt'> = {
    from: (on, fields) => on.select(fields).from(documents).innerJoin(files, eq(files.name, documents.file)),
    id: documents.file,
    columns: { createdAt: files.createdAt },
    order: [{ by: 'createdAt', direction: 'desc' }],
  };

  const shown = async (on: Handle, { entries, total }: Listed<Id>): Promise<Listed<ListedDocument>> => {
    const rows = await on
      .select({ id: documents.file, artistId, type, documentId, size: files.size, createdAt: files.createdAt })
      .from(documents)
      .innerJoin(files, eq(files.name, documents.file))
      .where(inArray(documents.file, entries));
    return { entries: inOrder(entries, rows).map(({ id, ...document }) => document), total };
  };

  return {
    insert: async (tx: Handle, row: DocumentKey & { file: string }) => void (await tx.insert(documents).values(row)),

    /** @returns the name of its file, `undefined` when there is no such document */
    find: async (on: Handle, key: DocumentKey): Promise<string | undefined> =>
      (await on.select(file).from(documents).where(isIt(key)))[0]?.file,

    /** The same, locking the document until the transaction ends. */
    lock: async (tx: Handle, key: DocumentKey): Promise<string | undefined> =>
      (await forUpdate(engine, tx.select(file).from(documents).where(isIt(key))))[0]?.file,

    delete: async (tx: Handle, key: DocumentKey) => void (await tx.delete(documents).where(isIt(key))),

    /** By type and name. */
    list: async (on: Handle, artist: Id, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<ListedDocument>> =>
      shown(on, await idsOfPage(on, list, eq(artistId, artist), { ...page, sort: [] })),

    /** Newest first: of some artists, or of all. */
    newest: async (
      on: Handle,
      page: Pick<ListRequest, 'page' | 'limit'>,
      artists: readonly Id[] | undefined,
    ): Promise<Listed<ListedDocument>> => {
      const condition = artists && isAmong(engine, artistId, artists);
      return shown(on, await idsOfPage(on, newest, condition, { ...page, sort: [] }));
    },
  };
}
