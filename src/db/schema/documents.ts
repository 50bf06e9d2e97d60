import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { mediaTables } from './media.ts';

/** Artists' documents, each a stored PDF. An account that has any cannot be deleted. */
export function documentTables(
  c: Columns,
  { accounts, files }: ReturnType<typeof accountTables> & ReturnType<typeof mediaTables>,
) {
  const documents = c.table(
    'documents',
    {
      artistId: c
        .id()
        .notNull()
        .references(() => accounts.id),
      type: c.text().$type<DocumentType>().notNull(),
      /** The name that the client chose. */
      documentId: c.text().notNull(),
      file: c
        .text()
        .notNull()
        .references(() => files.name),
    },
    (t) => [c.primaryKey({ columns: [t.artistId, t.type, t.documentId] }), c.uniqueIndex('documents_file').on(t.file)],
  );
  return { documents };
}

export type DocumentType = 'contract' | 'receipt';
