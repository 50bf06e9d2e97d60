import { and, asc, eq, max, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { tuplesIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import { BOOKING_ACCOUNTS } from '../../db/schema/booking.ts';
import { unitsOf } from '../../lib/exact.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { Maker } from '../royalties/model.ts';
import type { BookingEntry } from './model.ts';
import type { ShareRow } from './tallies.ts';

/** Entries in one statement, and shares in one that deletes. */
const [ENTRIES_AT_ONCE, DELETED_AT_ONCE] = [1000, 2000];
const TENTH = 10n ** 9n;

/** Queries on what reports were booked as. */
export function bookingStore({ engine, tables }: Database) {
  const { bookings, bookingEntries: entries, bookingShares: shares } = tables;
  const { placeholder } = sql;
  const insertShares = prepared<unknown>((on) =>
    on
      .insert(shares)
      .select(
        tuplesIn(
          engine,
          placeholder('rows'),
          [sql`cast(${placeholder('report')} as integer)`],
          [...(['text', 'integer', 'integer', 'text', 'text', 'bigint', 'text'] as const)],
        ),
      ),
  );
  const insertEntries = prepared<unknown>((on) =>
    on
      .insert(entries)
      .select(
        tuplesIn(
          engine,
          placeholder('rows'),
          [sql`cast(${placeholder('booking')} as integer)`],
          [...(['integer', 'integer', 'text', 'text', 'text', 'bigint', 'bigint', 'text', 'text'] as const)],
        ),
      ),
  );

  return {
    /** @returns its number */
    insert: async (tx: Handle, report: number, sign: 1 | -1, maker: Maker, madeAt: number): Promise<number> => {
      const row = { report, sign, madeBy: maker.id, madeByLogin: maker.login, madeAt };
      const [made] = await tx.insert(bookings).values(row).returning({ number: bookings.number });
      return (made as { number: number }).number;
    },

    insertEntries: async (tx: Handle, booking: number, some: readonly BookingEntry[]) => {
      const rows = some.map((entry, at) => [
        ...[at + 1, BOOKING_ACCOUNTS.indexOf(entry.account), entry.payeeId, entry.releaseId, entry.recoupableId],
        ...[Number(entry.amount / TENTH), Number(entry.amount % TENTH), entry.currency, entry.rate],
      ]);
      for (let at = 0; at < rows.length; at += ENTRIES_AT_ONCE)
        await insertEntries(tx, { booking, rows: JSON.stringify(rows.slice(at, at + ENTRIES_AT_ONCE)) });
    },

    /** Adds the opposite of each entry of a report's booking to its reversal. */
    insertOpposites: async (tx: Handle, report: number, reversal: number) => {
      const { number, account, payeeId, releaseId, recoupableId, tenths, rest, currency, rate } = entries;
      await tx.insert(entries).select(
        sql`select ${reversal}, ${number}, ${account}, ${payeeId}, ${releaseId}, ${recoupableId}, -${tenths}, -${rest}, ${currency}, ${rate}
            from ${entries} inner join ${bookings} on ${bookings.number} = ${entries.booking}
            where ${bookings.report} = ${report} and ${bookings.sign} = 1`,
      );
    },

    insertShares: async (tx: Handle, report: number, rows: readonly ShareRow[]) =>
      void (await insertShares(tx, { report, rows: JSON.stringify(rows) })),

    /** Deletes some shares of a report that is not booked. @returns whether there may be more */
    deleteSomeShares: async (tx: Handle, report: number): Promise<boolean> => {
      const place = sql.raw(engine === 'postgres' ? 'ctid' : 'rowid');
      const some = sql`${place} in (select ${place} from ${shares} where ${shares.report} = ${report} limit ${DELETED_AT_ONCE})`;
      return (await tx.delete(shares).where(some).returning({ report: shares.report })).length > 0;
    },

    /** The entries of a report's booking, then those of its reversal. */
    list: async (
      on: Handle,
      report: number,
      { page, limit }: Pick<ListRequest, 'page' | 'limit'>,
    ): Promise<Listed<BookingEntry>> => {
      const { account, payeeId, releaseId, recoupableId, tenths, rest, currency, rate } = entries;
      const isOfReport = eq(bookings.report, report);
      const text = (column: unknown) => sql<string>`cast(${column} as text)`;
      const rows = await on
        .select({
          ...{ account, payeeId, releaseId, recoupableId, currency, rate },
          ...{ tenths: text(tenths), rest: text(rest) },
        })
        .from(entries)
        .innerJoin(bookings, eq(bookings.number, entries.booking))
        .where(isOfReport)
        .orderBy(asc(entries.booking), asc(entries.number))
        .limit(limit)
        .offset((page - 1) * limit);
      const counts = await on
        .select({ last: max(entries.number) })
        .from(entries)
        .innerJoin(bookings, eq(bookings.number, entries.booking))
        .where(and(isOfReport))
        .groupBy(entries.booking);
      const total = counts.reduce((sum, { last }) => sum + (last ?? 0), 0);
      return { entries: rows.map(({ tenths, rest, ...row }) => ({ ...row, amount: unitsOf(tenths, rest) })), total };
    },
  };
}
