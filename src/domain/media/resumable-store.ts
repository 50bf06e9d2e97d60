import { and, asc, count, eq, gt, inArray, isNull, lte, min, or, type SQL, sum } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate, forUpdateSkipLocked } from '../../db/engines.ts';
import type { Id } from '../../lib/ids.ts';
import { PIECES } from './file-store.ts';
import type { Located, ResumableUpload, StoreName } from './model.ts';

/** Bytes of an upload, as one request has brought them: a file of their own. */
export interface Piece {
  upload: string;
  /** Where in the upload it begins. */
  start: number;
  size: number;
  name: string;
  store: StoreName;
}

const UPLOAD_ID = /^[A-Za-z0-9_-]{21}$/;

/** Whether a text may name an upload. */
export const isUploadId = (text: string): boolean => UPLOAD_ID.test(text);

/** What was deleted. */
interface Removed {
  uploads: ResumableUpload[];
  pieces: Located[];
}

/** Queries on files that arrive in pieces. */
export function resumableStore({ engine, tables: { resumableUploads, uploadPieces } }: Database) {
  const { id, account, received, expiresAt, heldUntil, length } = resumableUploads;
  const of = (who: Id, now: number) => and(eq(account, who), gt(expiresAt, now));

  const isFree = (now: number) => or(isNull(heldUntil), lte(heldUntil, now));

  /**
   * Deletes uploads with the rows of their pieces. They are held first, so that no piece comes in between.
   * @param isWaiting whether to wait for those that another transaction holds, or to leave them
   */
  async function remove(tx: Handle, which: SQL | undefined, most: number, isWaiting: boolean): Promise<Removed> {
    const some = tx.select().from(resumableUploads).where(which).orderBy(asc(id)).limit(most);
    const uploads = await (isWaiting ? forUpdate : forUpdateSkipLocked)(engine, some);
    if (uploads.length === 0) return { uploads, pieces: [] };
    const ids = uploads.map((upload) => upload.id);
    const { name, store, upload } = uploadPieces;
    const deleted = await tx.delete(uploadPieces).where(inArray(upload, ids)).returning({ name, store });
    await tx.delete(resumableUploads).where(inArray(id, ids));
    return { uploads, pieces: deleted.map((piece) => ({ ...piece, place: PIECES })) };
  }

  return {
    insert: async (tx: Handle, upload: ResumableUpload) => void (await tx.insert(resumableUploads).values(upload)),

    /** Of that account, unless it has expired. */
    byId: async (on: Handle, who: Id, which: string, now: number): Promise<ResumableUpload | undefined> =>
      (
        await on
          .select()
          .from(resumableUploads)
          .where(and(eq(id, which), of(who, now)))
      )[0],

    /** All that an account has that have not expired, oldest first. */
    ofAccount: (on: Handle, who: Id, now: number): Promise<ResumableUpload[]> =>
      on.select().from(resumableUploads).where(of(who, now)).orderBy(asc(resumableUploads.createdAt), asc(id)),

    /** How many an account has that have not expired, their lengths together, and when the next will expire. */
    totals: async (on: Handle, who: Id, now: number) => {
      const asked = { uploads: count(), bytes: sum(length), next: min(expiresAt) };
      const [found] = await on.select(asked).from(resumableUploads).where(of(who, now));
      return { uploads: found?.uploads ?? 0, bytes: Number(found?.bytes ?? 0), next: Number(found?.next ?? now) };
    },

    /** @returns whether the upload still stood where the piece begins: of several at once, one finds it there */
    advance: async (
      tx: Handle,
      { id: which, account: who, received: start }: ResumableUpload,
      to: { received: number; expiresAt: number },
      now: number,
    ): Promise<boolean> => {
      const stands = and(eq(id, which), eq(received, start), of(who, now));
      return (await tx.update(resumableUploads).set(to).where(stands).returning({ id })).length > 0;
    },

    addPiece: async (tx: Handle, piece: Piece) => void (await tx.insert(uploadPieces).values(piece)),

    countPieces: async (on: Handle, which: string): Promise<number> =>
      (await on.select({ pieces: count() }).from(uploadPieces).where(eq(uploadPieces.upload, which)))[0]?.pieces ?? 0,

    /** From the beginning of the upload to its end. */
    pieces: (on: Handle, which: string): Promise<Piece[]> =>
      on.select().from(uploadPieces).where(eq(uploadPieces.upload, which)).orderBy(asc(uploadPieces.start)),

    /** Holds an upload, unless it is held. @returns whether it is */
    hold: async (tx: Handle, who: Id, which: string, now: number, until: number): Promise<boolean> => {
      const free = and(eq(id, which), of(who, now), isFree(now));
      const rows = await tx.update(resumableUploads).set({ heldUntil: until }).where(free).returning({ id });
      return rows.length > 0;
    },

    /** Holds one longer, or lets go of it. @param before until when it was held by the same one */
    holdLonger: async (tx: Handle, which: string, before: number, until: number | null) =>
      void (await tx
        .update(resumableUploads)
        .set({ heldUntil: until })
        .where(and(eq(id, which), eq(heldUntil, before)))),

    removeOwn: (tx: Handle, who: Id, which: string, now: number) =>
      remove(tx, and(eq(id, which), of(who, now)), 1, true),
    removeThese: (tx: Handle, ids: readonly string[]) => remove(tx, inArray(id, [...ids]), ids.length, true),
    /** @param most at once: the rest is there at the next time */
    removeOfAccount: (tx: Handle, who: Id, most: number) => remove(tx, eq(account, who), most, true),
    removeExpired: (tx: Handle, now: number, most: number) =>
      remove(tx, and(lte(expiresAt, now), isFree(now)), most, false),
  };
}
