import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { releaseTables } from './releases.ts';
import type { royaltyTables } from './royalties.ts';

type Others = ReturnType<typeof accountTables> & ReturnType<typeof releaseTables> & ReturnType<typeof royaltyTables>;

/** By what rules income is divided. Days are `YYYY-MM-DD` and inclusive; null is no bound. */
export function termTables(c: Columns, { accounts, releases, releaseTracks, royaltyAccounts }: Others) {
  /** Percentages that hold in place of the contract's, where all conditions of a rule are met. Empty lists are no condition. */
  const termRules = c.table(
    'term_rules',
    {
      /** Later ones are newer. */
      number: c.sequence(),
      id: c.id().notNull(),
      artistId: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** The artist's share, in hundredths of a per cent. */
      percentage: c.integer().notNull(),
      releaseId: c.id().references(() => releases.id, { onDelete: 'cascade' }),
      trackId: c.id().references(() => releaseTracks.id, { onDelete: 'cascade' }),
      territories: c.json<string[]>().notNull(),
      stores: c.json<string[]>().notNull(),
      saleTypes: c.json<string[]>().notNull(),
      fromDay: c.text(),
      toDay: c.text(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('term_rules_id').on(t.id),
      c.index('term_rules_of_artist').on(t.artistId, t.number),
      c.index('term_rules_release').on(t.releaseId),
      c.index('term_rules_track').on(t.trackId),
    ],
  );

  /** Who shares what a track or a release earns, from a day on. One without parties: the release's artist alone. */
  const splits = c.table(
    'splits',
    {
      /** Later ones are newer. */
      number: c.sequence(),
      releaseId: c.id().references(() => releases.id, { onDelete: 'cascade' }),
      trackId: c.id().references(() => releaseTracks.id, { onDelete: 'cascade' }),
      fromDay: c.text(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('splits_release').on(t.releaseId, t.number),
      c.index('splits_track').on(t.trackId, t.number),
      c.check('splits_subject', sql`(${t.releaseId} is null) <> (${t.trackId} is null)`),
    ],
  );

  const splitParties = c.table(
    'split_parties',
    {
      split: c
        .bigint()
        .notNull()
        .references(() => splits.number, { onDelete: 'cascade' }),
      /** From 1, in the order of the request, which decides ties. */
      position: c.integer().notNull(),
      payeeId: c
        .id()
        .notNull()
        .references(() => royaltyAccounts.payeeId),
      /** In basis points of the artist's percentage; those of a split are 10,000 together. */
      share: c.integer().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.split, t.position] }),
      c.uniqueIndex('split_parties_payee').on(t.payeeId, t.split),
      c.check('split_parties_share', sql`${t.share} between 1 and 10000`),
    ],
  );

  return { termRules, splits, splitParties };
}
