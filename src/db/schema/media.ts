import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';

/** Properties of a stored file, as read from its bytes. Durations in seconds, bitrates in bit/s, rates in Hz. */
export interface FileFacts {
  width?: number;
  height?: number;
  duration?: number;
  bitrate?: number;
  sampleRate?: number;
  bits?: number;
  channels?: number;
  codec?: string;
  lossless?: boolean;
  title?: string;
  artist?: string;
  album?: string;
  year?: number;
  track?: number;
}

/** Stored files, one row each; the bytes lie in the data folder under `place/name` and never change. */
export function mediaTables(c: Columns, { accounts }: ReturnType<typeof accountTables>) {
  const files = c.table(
    'files',
    {
      name: c.text().primaryKey(),
      place: c.text().notNull(),
      /** The media type, by content. */
      type: c.text().notNull(),
      /** Bytes. */
      size: c.bigint().notNull(),
      facts: c.json<FileFacts>().notNull(),
      originalName: c.text().notNull(),
      createdBy: c.id().references(() => accounts.id, { onDelete: 'set null' }),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.index('files_created_by').on(t.createdBy)],
  );
  return { files };
}
