import { and, asc, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { BOOKING_ACCOUNTS, type BookingAccount } from '../../db/schema/booking.ts';
import { unitsOf } from '../../lib/exact.ts';
import type { Discrepancy } from '../royalties/model.ts';

/** Units of 10^-10 of a currency in one. */
const ONE = 1e10;

/** Queries that prove what reports were booked as. Each is one statement, which sees a consistent state. */
export function bookingCheckStore({ tables }: Database) {
  const { bookings, bookingEntries: entries, reports, royaltyEntries, recoupments } = tables;
  const rank = (account: BookingAccount) => sql.raw(String(BOOKING_ACCOUNTS.indexOf(account)));
  /** Of entries in the house's currency, which have whole hundredths. */
  const hundredths = sql`${entries.tenths} * 10 + ${entries.rest} / 100000000`;
  const ofReport = and(eq(bookings.number, entries.booking), eq(reports.number, bookings.report));

  /** What differs, of each report, between its entries and what is kept of it elsewhere. */
  async function compared(on: Handle, what: string, booked: SQL, kept: SQL): Promise<Discrepancy[]> {
    const both = sql`(${booked} union all ${kept}) as both_sides`;
    const [bookedSum, keptSum] = [sql`sum(booked)`, sql`sum(kept)`];
    const rows = await on
      .select({
        id: sql<string>`report`,
        booked: bookedSum.mapWith(Number),
        kept: keptSum.mapWith(Number),
      })
      .from(both)
      .groupBy(sql`report`, sql`of_whom`)
      .having(sql`${bookedSum} <> ${keptSum}`)
      .orderBy(sql`report`, sql`of_whom`);
    return rows.map(({ id, booked, kept }) => ({
      ...{ of: 'report', id, kept: { [what]: Number(kept) }, booked: { [what]: Number(booked) } },
    }));
  }

  return {
    /** Bookings whose entries do not come to 0 in some currency. */
    unbalanced: async (on: Handle): Promise<Discrepancy[]> => {
      const sum = (column: unknown) => sql<string>`cast(sum(${column}) as text)`;
      const rows = await on
        .select({
          ...{ id: reports.id, currency: entries.currency },
          ...{ tenths: sum(entries.tenths), rest: sum(entries.rest) },
        })
        .from(entries)
        .innerJoin(bookings, eq(bookings.number, entries.booking))
        .innerJoin(reports, eq(reports.number, bookings.report))
        .groupBy(entries.booking, reports.id, entries.currency)
        .orderBy(asc(entries.booking), asc(entries.currency));
      return rows.flatMap(({ id, currency, tenths, rest }): Discrepancy[] => {
        const left = unitsOf(tenths, rest);
        if (left === 0n) return [];
        return [{ of: 'report', id, kept: { [currency]: Number(left) / ONE }, booked: { [currency]: 0 } }];
      });
    },

    /** Reports of which a payee's entries differ from those of the ledger. */
    dues: (on: Handle): Promise<Discrepancy[]> =>
      compared(
        on,
        'due',
        sql`select ${reports.id} as report, ${entries.payeeId} as of_whom, ${hundredths} as booked, 0 as kept
            from ${entries} inner join ${bookings} on ${bookings.number} = ${entries.booking}
            inner join ${reports} on ${ofReport} where ${entries.account} = ${rank('payee')}`,
        sql`select ${royaltyEntries.reportId}, ${royaltyEntries.payeeId}, 0, ${royaltyEntries.amount}
            from ${royaltyEntries} where ${isNotNull(royaltyEntries.reportId)}`,
      ),

    /** Reports of which an advance's or a cost's entries differ from what is kept as recouped. */
    recouped: (on: Handle): Promise<Discrepancy[]> =>
      compared(
        on,
        'recouped',
        sql`select ${reports.id} as report, ${entries.recoupableId} as of_whom, ${hundredths} as booked, 0 as kept
            from ${entries} inner join ${bookings} on ${bookings.number} = ${entries.booking}
            inner join ${reports} on ${ofReport} where ${entries.account} = ${rank('recouped')}`,
        sql`select ${recoupments.reportId}, ${recoupments.recoupableId}, 0, ${recoupments.amount}
            from ${recoupments} where ${isNotNull(recoupments.reportId)}`,
      ),
  };
}
