import { and, eq, getTableColumns, inArray, like, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { type Keyset, orderOf, rowsOfPage } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { MediaFile, UploadKind } from './model.ts';

export type UploadRow = Database['tables']['uploads']['$inferSelect'];

/** Queries on what people have uploaded. */
export function uploadStore({ engine, tables: { files, uploads } }: Database) {
  const whole = (on: Handle) =>
    on
      .select({ ...getTableColumns(uploads), file: files })
      .from(uploads)
      .innerJoin(files, eq(files.name, uploads.file));
  const byId = prepared<MediaFile[]>((on) => whole(on).where(inArray(uploads.id, [sql.placeholder('id')])));
  const avatar = prepared<MediaFile[]>((on) =>
    whole(on).where(and(inArray(uploads.owner, [sql.placeholder('owner')]), sql`${uploads.kind} = 'avatar'`)),
  );
  const newestFirst: Keyset = { columns: [uploads.createdAt, uploads.id], order: 'desc' };
  const newest = orderOf(newestFirst);
  const covers = (owner: Id) => and(eq(uploads.owner, owner), eq(uploads.kind, 'cover'));

  return {
    byId: async (on: Handle, id: Id) => (await byId(on, { id }))[0],
    avatarOf: async (on: Handle, owner: Id) => (await avatar(on, { owner }))[0],

    /** The newest cover of the owner's, be it for a track or not. */
    latestCover: async (on: Handle, owner: Id): Promise<MediaFile | undefined> =>
      (
        await whole(on)
          .where(covers(owner))
          .orderBy(...newest)
          .limit(1)
      )[0],

    /** The newest cover that is for no track: the profile's own. */
    profileCover: async (tx: Handle, owner: Id): Promise<Id | undefined> =>
      (
        await tx
          .select({ id: uploads.id })
          .from(uploads)
          .where(and(covers(owner), sql`${uploads.track} is null`))
          .orderBy(...newest)
          .limit(1)
      )[0]?.id,

    /** The audio files of the owner, newest first, one more than the page holds if there is more. @param kind only those */
    audio: (on: Handle, owner: Id, page: PageRequest, kind?: UploadKind): Promise<MediaFile[]> => {
      const some = and(eq(uploads.owner, owner), kind && eq(uploads.kind, kind), like(files.type, 'audio/%'));
      return rowsOfPage(whole(on), newestFirst, page, some);
    },

    /** Whether the upload is still there; it stays until the transaction ends. */
    held: async (tx: Handle, id: Id): Promise<boolean> => {
      const query = tx.select({ id: uploads.id }).from(uploads).where(eq(uploads.id, id));
      return (await forUpdate(engine, query)).length > 0;
    },

    insert: async (tx: Handle, row: UploadRow) => void (await tx.insert(uploads).values(row)),

    /** The names of the owner's files that are not for a track: all, or those of one kind. */
    filesForNoTrack: async (tx: Handle, owner: Id, kind?: UploadKind): Promise<string[]> => {
      const some = and(eq(uploads.owner, owner), sql`${uploads.track} is null`, kind && eq(uploads.kind, kind));
      return (await tx.select({ file: uploads.file }).from(uploads).where(some)).map(({ file }) => file);
    },

    /** Deletes the owner's rows. A cover of somebody else's track stays that track's. */
    deleteAll: async (tx: Handle, owner: Id) => void (await tx.delete(uploads).where(eq(uploads.owner, owner))),
  };
}
