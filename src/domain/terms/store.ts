import { and, asc, count, desc, eq, inArray } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { textsIn } from '../../db/json-list.ts';
import type { Id } from '../../lib/ids.ts';
import type { Rule, Share, Split, SplitSubject } from './model.ts';

/** A split with what it is of. */
interface SplitRow {
  number: number;
  trackId: Id | null;
  releaseId: Id | null;
  from: string | null;
  createdAt: number;
}

/** Queries on rules and splits. */
export function termStore({ engine, tables: { termRules, splits, splitParties } }: Database) {
  const { number, id, artistId, percentage, releaseId, trackId, territories, stores, saleTypes } = termRules;
  const rule = {
    ...{ number, id, artistId, percentage, releaseId, trackId, territories, stores, saleTypes },
    ...{ from: termRules.fromDay, to: termRules.toDay, createdAt: termRules.createdAt },
  };
  const split = {
    ...{ number: splits.number, trackId: splits.trackId, releaseId: splits.releaseId },
    ...{ from: splits.fromDay, createdAt: splits.createdAt },
  };
  const oneOf = (ids: readonly unknown[]) => textsIn(engine, JSON.stringify(ids));
  const isOf = (subject: SplitSubject) =>
    'trackId' in subject ? eq(splits.trackId, subject.trackId) : eq(splits.releaseId, subject.releaseId);

  return {
    insertRule: async (tx: Handle, { from, to, ...row }: Omit<Rule, 'number'>): Promise<Rule> =>
      (
        await tx
          .insert(termRules)
          .values({ ...row, fromDay: from, toDay: to })
          .returning(rule)
      )[0] as Rule,

    countRules: async (on: Handle, artist: Id): Promise<number> =>
      (await on.select({ rules: count() }).from(termRules).where(eq(artistId, artist)))[0]?.rules ?? 0,

    /** @returns whether the artist has such a rule */
    deleteRule: async (tx: Handle, artist: Id, ruleId: Id): Promise<boolean> =>
      (
        await tx
          .delete(termRules)
          .where(and(eq(id, ruleId), eq(artistId, artist)))
          .returning({ id })
      ).length > 0,

    /** The rules of some artists, newest first. */
    rulesOf: async (on: Handle, artistIds: readonly Id[]): Promise<Rule[]> =>
      on
        .select(rule)
        .from(termRules)
        .where(inArray(artistId, oneOf(artistIds)))
        .orderBy(desc(number)),

    insertSplit: async (
      tx: Handle,
      subject: SplitSubject,
      { from, createdAt, shares }: Pick<Split, 'from' | 'createdAt'> & { shares: readonly Share[] },
    ) => {
      const [row] = await tx
        .insert(splits)
        .values({ ...subject, fromDay: from, createdAt })
        .returning({ split: splits.number });
      if (shares.length > 0)
        await tx
          .insert(splitParties)
          .values(shares.map((share, at) => ({ ...share, split: (row as { split: number }).split, position: at + 1 })));
    },

    countSplits: async (on: Handle, subject: SplitSubject): Promise<number> =>
      (await on.select({ splits: count() }).from(splits).where(isOf(subject)))[0]?.splits ?? 0,

    /** Newest first. */
    splitsOf: async (on: Handle, subject: SplitSubject): Promise<SplitRow[]> =>
      on.select(split).from(splits).where(isOf(subject)).orderBy(desc(splits.number)),

    splitsOfTracks: async (on: Handle, trackIds: readonly Id[]): Promise<SplitRow[]> =>
      on
        .select(split)
        .from(splits)
        .where(inArray(splits.trackId, oneOf(trackIds))),

    splitsOfReleases: async (on: Handle, releaseIds: readonly Id[]): Promise<SplitRow[]> =>
      on
        .select(split)
        .from(splits)
        .where(inArray(splits.releaseId, oneOf(releaseIds))),

    /** The shares of some splits, each split's in order. */
    sharesOf: async (on: Handle, numbers: readonly number[]): Promise<(Share & { split: number })[]> =>
      on
        .select({ split: splitParties.split, payeeId: splitParties.payeeId, share: splitParties.share })
        .from(splitParties)
        .where(inArray(splitParties.split, [...numbers]))
        .orderBy(asc(splitParties.split), asc(splitParties.position)),
  };
}
