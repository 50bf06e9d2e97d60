import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { releaseTables } from './releases.ts';
import type { royaltyTables } from './royalties.ts';

type Others = ReturnType<typeof releaseTables> & ReturnType<typeof royaltyTables>;

/** What artists were advanced or cost, and what their earnings have recouped of it. Sums are in minor units. */
export function recoupmentTables(c: Columns, { releases, royaltyAccounts }: Others) {
  /** They keep the artist's account and the release from being deleted. */
  const recoupables = c.table(
    'recoupables',
    {
      id: c.id().primaryKey(),
      artistId: c
        .id()
        .notNull()
        .references(() => royaltyAccounts.payeeId),
      type: c.text().$type<RecoupableType>().notNull(),
      amount: c.bigint().notNull(),
      /** What of it is not recouped. */
      open: c.bigint().notNull(),
      /** Recouped from what this release earns alone; null: from whatever the artist earns. */
      releaseId: c.id().references(() => releases.id),
      note: c.text(),
      /** `YYYY-MM-DD`. */
      date: c.text().notNull(),
      /** Who booked it. No reference: it stays as it is when that account is deleted, so the login stands here too. */
      madeBy: c.id().notNull(),
      madeByLogin: c.text().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('recoupables_in_order').on(t.artistId, t.date, t.id),
      c.index('recoupables_release').on(t.releaseId),
      c.check('recoupables_type', sql`${t.type} in ('advance', 'cost')`),
      c.check('recoupables_open', sql`${t.amount} > 0 and ${t.open} between 0 and ${t.amount}`),
    ],
  );

  /** What a report has recouped of an item; negative where the reversal of a report has opened it again. */
  const recoupments = c.table(
    'recoupments',
    {
      number: c.sequence(),
      recoupableId: c
        .id()
        .notNull()
        .references(() => recoupables.id),
      reportId: c.id().notNull(),
      amount: c.bigint().notNull(),
      madeAt: c.moment().notNull(),
    },
    (t) => [
      c.index('recoupments_of_item').on(t.recoupableId, t.number),
      c.index('recoupments_of_report').on(t.reportId, t.number),
      c.check('recoupments_amount', sql`${t.amount} <> 0`),
    ],
  );

  return { recoupables, recoupments };
}

export type RecoupableType = 'advance' | 'cost';
