import { and, asc, count, eq, gte, lte, notInArray } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/engines.ts';
import type { Id } from '../../../lib/ids.ts';
import type { CodeKind, Pool } from './model.ts';

/** Queries on pools of codes, and on the codes that were given or are in use. */
export function codeStore({ engine, tables: { codePools, givenCodes, releases, releaseTracks } }: Database) {
  const { stem, shown, first, last, next } = codePools;
  const pool = { stem, shown, first, last, next };
  const between = (code: PgColumn, from: string, to: string) => and(gte(code, from), lte(code, to));

  /** Where releases or tracks have their codes. */
  const inUse = { isrc: releaseTracks.isrc, upc: releases.upc };
  const tableOf = { isrc: releaseTracks, upc: releases };

  const ofKind = (on: Handle, kind: CodeKind) => on.select(pool).from(codePools).where(eq(codePools.kind, kind));
  const given = (on: Handle, from: string, to: string) =>
    on
      .select({ code: givenCodes.code })
      .from(givenCodes)
      .where(between(givenCodes.code, from, to));

  return {
    pool: async (on: Handle, kind: CodeKind): Promise<Pool | undefined> => (await ofKind(on, kind))[0],

    /** Locks a pool until the transaction ends. */
    lock: async (tx: Handle, kind: CodeKind): Promise<Pool | undefined> =>
      (await forUpdate(engine, ofKind(tx, kind)))[0],

    put: async (tx: Handle, kind: CodeKind, set: Pool) =>
      void (await tx
        .insert(codePools)
        .values({ kind, ...set })
        .onConflictDoUpdate({ target: codePools.kind, set })),

    setNext: async (tx: Handle, kind: CodeKind, number: number) =>
      void (await tx.update(codePools).set({ next: number }).where(eq(codePools.kind, kind))),

    /** The codes from one to another that were given, or are in use. */
    taken: async (on: Handle, kind: CodeKind, from: string, to: string): Promise<Set<string | null>> => {
      const code = inUse[kind];
      const used = await on
        .select({ code })
        .from(tableOf[kind])
        .where(between(code, from, to))
        .orderBy(asc(code));
      return new Set([...(await given(on, from, to)), ...used].map((row) => row.code));
    },

    /** How many they are. */
    countTaken: async (on: Handle, kind: CodeKind, from: string, to: string): Promise<number> => {
      const code = inUse[kind];
      const [before] = await on
        .select({ codes: count() })
        .from(givenCodes)
        .where(between(givenCodes.code, from, to));
      const [besides] = await on
        .select({ codes: count() })
        .from(tableOf[kind])
        .where(and(between(code, from, to), notInArray(code, given(on, from, to))));
      return Number(before?.codes) + Number(besides?.codes);
    },

    give: async (tx: Handle, codes: readonly { code: string; givenTo: Id; givenAt: number }[]) =>
      void (await tx.insert(givenCodes).values([...codes])),
  };
}
