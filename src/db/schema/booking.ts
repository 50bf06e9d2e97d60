import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { reportTables } from './reports.ts';
import type { royaltyTables } from './royalties.ts';

type Others = ReturnType<typeof royaltyTables> & ReturnType<typeof reportTables>;

/**
 * What reports of distributors were booked as. A report is booked once and reversed at most once; each is a row of `bookings`,
 * and only what a row of `bookings` leads to counts: shares and entries of a report without one are left by a process that was
 * stopped, and are deleted before the report is booked again.
 *
 * Statements are made of these rows. What was entered since a period was closed are the bookings with a higher `number`:
 * whoever adds one, or closes a period, first calls `lockBooks` of `src/domain/booking/books.ts`, so numbers are
 * committed in their order. Of such a booking `b`:
 * - the earnings by release, track, store and country are the `booking_shares` with `report = b.report`, times `b.sign`
 *   (a reversal has no shares of its own); each of the four is exactly the same sum for a payee;
 * - the earnings in hundredths, before recoupment, are its `booking_entries` with `account = 'payee'` and without
 *   `recoupable_id`; a reversal has entries of its own, negative ones;
 * - what was recouped are those with `account = 'recouped'`: `payee_id` is the artist, `recoupable_id` says which advance or cost.
 * A payee of whom a report has only lines that come to nothing has shares of 0, and no entries.
 */
export function bookingTables(c: Columns, { royaltyAccounts, reports }: Others) {
  const bookings = c.table(
    'bookings',
    {
      /** In the order in which they were committed. */
      number: c.sequence(),
      report: c
        .integer()
        .notNull()
        .references(() => reports.number),
      /** 1: booked; -1: reversed. */
      sign: c.integer().notNull(),
      /** Who did so. No reference: it stays when that account is deleted. */
      madeBy: c.id().notNull(),
      madeByLogin: c.text().notNull(),
      madeAt: c.moment().notNull(),
    },
    (t) => [c.uniqueIndex('bookings_report').on(t.report, t.sign), c.check('bookings_sign', sql`${t.sign} in (1, -1)`)],
  );

  /** Both sides of a booking: those of a currency come to 0. Amounts as `reports.ts` has them. */
  const bookingEntries = c.table(
    'booking_entries',
    {
      booking: c
        .integer()
        .notNull()
        .references(() => bookings.number),
      /** From 1, in the order of the contract. */
      number: c.integer().notNull(),
      account: c.ranked(BOOKING_ACCOUNTS).notNull(),
      /** Of `payee` and `recouped`. */
      payeeId: c.id().references(() => royaltyAccounts.payeeId),
      /** Of what a payee earned: with what. No reference: it stays when the release is deleted. */
      releaseId: c.id(),
      /** Of what was recouped. */
      recoupableId: c.id(),
      tenths: c.bigint().notNull(),
      rest: c.bigint().notNull(),
      currency: c.text().notNull(),
      /** Of the house's currency for one of this. */
      rate: c.text().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.booking, t.number] }), c.index('booking_entries_payee').on(t.payeeId)],
  );

  /**
   * What a payee has of a report's lines, in the house's currency, exactly: not rounded, before recoupment. One sum may be in
   * several rows, so they are added up by (`by`, `word`, `release_id`).
   */
  const bookingShares = c.table(
    'booking_shares',
    {
      /** No reference: it would be checked for each of thousands of rows. */
      report: c.integer().notNull(),
      payeeId: c.id().notNull(),
      /** From 1, of the report. */
      number: c.integer().notNull(),
      by: c.ranked(SHARES_BY).notNull(),
      /** The id of the release, that of the track (empty: lines of the release as a whole), the store or the country. */
      word: c.text().notNull(),
      /** Of a release and of a track; else null. */
      releaseId: c.id(),
      /** Of the lines, whatever the payee's share of them. */
      quantity: c.bigint().notNull(),
      /** A whole number in decimal digits, of units of 10^-18: those of a line times those of a rate. Add up as bigint. */
      amount: c.text().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.report, t.payeeId, t.number] })],
  );

  return { bookings, bookingEntries, bookingShares };
}

export const BOOKING_ACCOUNTS = ['distributor', 'exchange', 'label', 'payee', 'recouped'] as const;
export type BookingAccount = (typeof BOOKING_ACCOUNTS)[number];

export const SHARES_BY = ['release', 'track', 'store', 'country'] as const;
export type SharedBy = (typeof SHARES_BY)[number];
