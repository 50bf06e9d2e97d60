import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { catalogueTables } from './catalogue.ts';
import type { mediaTables } from './media.ts';

export type UploadKind = 'avatar' | 'track' | 'cover' | 'other';

/** Users' uploads, each one stored file. */
export function uploadTables(
  c: Columns,
  {
    accounts,
    files,
    tracks,
  }: ReturnType<typeof accountTables> & ReturnType<typeof mediaTables> & ReturnType<typeof catalogueTables>,
) {
  const uploads = c.table(
    'uploads',
    {
      id: c.id().primaryKey(),
      owner: c
        .id()
        .notNull()
        .references(() => accounts.id),
      kind: c.text().$type<UploadKind>().notNull(),
      /** Deleting the file deletes the upload. */
      file: c
        .text()
        .notNull()
        .references(() => files.name, { onDelete: 'cascade' }),
      /** The track of the catalogue that it is (the ids are the same), or whose cover it is. */
      track: c.id().references(() => tracks.id, { onDelete: 'cascade' }),
      createdAt: c.moment().notNull(),
      updatedAt: c.moment().notNull(),
    },
    (t) => [
      c.index('uploads_newest').on(t.owner, t.createdAt, t.id),
      c.uniqueIndex('uploads_file').on(t.file),
      c.uniqueIndex('uploads_avatar').on(t.owner).where(sql`kind = 'avatar'`),
      c.uniqueIndex('uploads_of_track').on(t.track, t.kind),
    ],
  );
  return { uploads };
}
