import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { mediaTables } from './media.ts';

/** Recordings: MP3s converted from users' WAVs. */
export function recordingTables(
  c: Columns,
  { accounts, files }: ReturnType<typeof accountTables> & ReturnType<typeof mediaTables>,
) {
  const recordings = c.table(
    'recordings',
    {
      id: c.id().primaryKey(),
      account: c
        .id()
        .notNull()
        .references(() => accounts.id),
      file: c
        .text()
        .notNull()
        .references(() => files.name, { onDelete: 'cascade' }),
      /** The WAV's file name without its ending. */
      title: c.text().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.index('recordings_account').on(t.account), c.uniqueIndex('recordings_file').on(t.file)],
  );
  return { recordings };
}
