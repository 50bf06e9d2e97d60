import { sql } from 'drizzle-orm';
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
  disc?: number;
  genre?: string[];
  lyrics?: string;
  albumArtist?: string;
  compilation?: boolean;
  musicbrainzAlbum?: string;
}

/** Where the bytes of a file lie: in the data folder, or in the S3 store that the settings name. */
export type StoreName = 'folder' | 's3';

/** Stored files. The bytes lie in their store under `place/name` and never change. */
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
      store: c.text().$type<StoreName>().notNull().default('folder'),
      /** Of the bytes, hexadecimal. Absent: of a version that did not count it. */
      sha256: c.text(),
    },
    (t) => [
      c.index('files_created_by').on(t.createdBy),
      c.index('files_in_s3').on(t.name).where(sql`store = 's3'`),
      c.index('files_sha256').on(t.sha256),
    ],
  );

  /** Bytes that no row of `files` or `upload_pieces` owns: not yet, or no more. */
  const looseFiles = c.table(
    'loose_files',
    {
      name: c.text().primaryKey(),
      place: c.text().notNull(),
      store: c.text().$type<StoreName>().notNull(),
      /** `arriving`: its row is on its way. `leaving`: it is to be erased; no row can come for it any more. */
      state: c.text().$type<'arriving' | 'leaving'>().notNull(),
      since: c.moment().notNull(),
    },
    (t) => [c.index('loose_files_since').on(t.since)],
  );

  /** Files that arrive in pieces, by requests that may be far apart (tus). */
  const resumableUploads = c.table(
    'resumable_uploads',
    {
      /** A nanoid. */
      id: c.text().primaryKey(),
      account: c
        .id()
        .notNull()
        .references(() => accounts.id),
      /** Bytes that it will have, and has. */
      length: c.bigint().notNull(),
      received: c.bigint().notNull(),
      originalName: c.text().notNull(),
      /** As the client has sent it: what an answer repeats. */
      metadata: c.text().notNull(),
      createdAt: c.moment().notNull(),
      expiresAt: c.moment().notNull(),
      /** Until then a request works on its bytes: nothing else uses it, and it does not expire. */
      heldUntil: c.moment(),
    },
    (t) => [c.index('resumable_uploads_account').on(t.account), c.index('resumable_uploads_expiry').on(t.expiresAt)],
  );

  /** What each request has brought of such a file: bytes of their own in the store, under `pieces/name`. */
  const uploadPieces = c.table(
    'upload_pieces',
    {
      upload: c
        .text()
        .notNull()
        .references(() => resumableUploads.id),
      /** Where in the file it begins. */
      start: c.bigint().notNull(),
      size: c.bigint().notNull(),
      name: c.text().notNull(),
      store: c.text().$type<StoreName>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.upload, t.start] }), c.uniqueIndex('upload_pieces_name').on(t.name)],
  );
  return { files, looseFiles, resumableUploads, uploadPieces };
}
