import { and, asc, eq, gt, inArray, ne, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import type { Id } from '../../lib/ids.ts';
import { PIECES } from './file-store.ts';
import type { Located, StoreName } from './model.ts';

/** A row of `files` or `upload_pieces`, as far as it says where its bytes lie. */
export interface OwnedFile extends Located {
  size: number;
  type: string;
  sha256: string | null;
}

/** An account that is said to keep something else than it does. */
export interface WrongAccount {
  id: Id;
  login: string;
  used: number;
  reserved: number;
}

/** Queries by which the database is compared with what the stores have. */
export function checkStore({ engine, tables: { accounts, files, resumableUploads, uploadPieces } }: Database) {
  const stored = { name: files.name, place: files.place, store: files.store, size: files.size, type: files.type };
  const owned = { ...stored, sha256: files.sha256 };
  const pieces = {
    ...{ name: uploadPieces.name, place: sql<string>`${PIECES}`, store: uploadPieces.store, size: uploadPieces.size },
    ...{ type: sql<string>`'application/octet-stream'`, sha256: sql<string | null>`null` },
  };
  const usedOf = sql<number>`coalesce((select sum(${files.size}) from ${files} where ${files.createdBy} = ${accounts.id}), 0)`;
  const reservedOf = sql<number>`coalesce((select sum(${resumableUploads.length}) from ${resumableUploads} where ${resumableUploads.account} = ${accounts.id}), 0)`;

  return {
    /** Those of the names that a row owns in that store. */
    ownedAmong: async (on: Handle, store: StoreName, names: readonly string[]): Promise<Set<string>> => {
      const inFiles = on.select({ name: files.name }).from(files);
      const inPieces = on.select({ name: uploadPieces.name }).from(uploadPieces);
      const found = [
        ...(await inFiles.where(and(inArray(files.name, [...names]), eq(files.store, store)))),
        ...(await inPieces.where(and(inArray(uploadPieces.name, [...names]), eq(uploadPieces.store, store)))),
      ];
      return new Set(found.map(({ name }) => name));
    },

    /** Stored files by name. @param elsewhere only what lies elsewhere than in that store */
    filesAfter: (on: Handle, name: string, most: number, elsewhere?: StoreName): Promise<OwnedFile[]> =>
      on
        .select(owned)
        .from(files)
        .where(and(gt(files.name, name), elsewhere && ne(files.store, elsewhere)))
        .orderBy(asc(files.name))
        .limit(most),

    /** Pieces of resumable uploads by name, likewise. */
    piecesAfter: (on: Handle, name: string, most: number, elsewhere?: StoreName): Promise<OwnedFile[]> =>
      on
        .select(pieces)
        .from(uploadPieces)
        .where(and(gt(uploadPieces.name, name), elsewhere && ne(uploadPieces.store, elsewhere)))
        .orderBy(asc(uploadPieces.name))
        .limit(most),

    /** How many bytes lie elsewhere than in a store, and in how many files. */
    elsewhere: async (on: Handle, store: StoreName): Promise<{ files: number; bytes: number }> => {
      const sums = { files: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(size), 0)` };
      const [stored] = await on.select(sums).from(files).where(ne(files.store, store));
      const [inPieces] = await on.select(sums).from(uploadPieces).where(ne(uploadPieces.store, store));
      return {
        files: Number(stored?.files) + Number(inPieces?.files),
        bytes: Number(stored?.bytes) + Number(inPieces?.bytes),
      };
    },

    /** Says that the bytes of a file lie in another store now. @returns whether it still has a row that says the first */
    moved: async (tx: Handle, { name, place, store }: Located, to: StoreName, sha256: string): Promise<boolean> => {
      if (place === PIECES) {
        const there = and(eq(uploadPieces.name, name), eq(uploadPieces.store, store));
        const rows = await tx
          .update(uploadPieces)
          .set({ store: to })
          .where(there)
          .returning({ name: uploadPieces.name });
        return rows.length > 0;
      }
      const there = and(eq(files.name, name), eq(files.store, store));
      return (
        (await tx.update(files).set({ store: to, sha256 }).where(there).returning({ name: files.name })).length > 0
      );
    },

    /** Accounts whose sums are not those of their rows, with the right ones. */
    wrongAccounts: async (on: Handle): Promise<WrongAccount[]> => {
      const rows = await on
        .select({ id: accounts.id, login: accounts.login, used: usedOf, reserved: reservedOf })
        .from(accounts)
        .where(or(sql`${accounts.used} <> ${usedOf}`, sql`${accounts.reserved} <> ${reservedOf}`))
        .orderBy(accounts.id);
      return rows.map((row) => ({ ...row, used: Number(row.used), reserved: Number(row.reserved) }));
    },

    /** Counts anew what an account keeps. Who adds to it meanwhile waits, and adds to the new count. */
    recount: async (tx: Handle, account: Id): Promise<void> => {
      await forUpdate(engine, tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, account)));
      await tx.update(accounts).set({ used: usedOf, reserved: reservedOf }).where(eq(accounts.id, account));
    },
  };
}
