import { and, asc, desc, eq, lt, max, min, ne, or, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { planBy, sharedClock } from '../../../db/engines.ts';
import { tuplesIn } from '../../../db/json-list.ts';
import { prepared } from '../../../db/query.ts';
import { SUMS_BY } from '../../../db/schema/reports.ts';
import type { Report } from './model.ts';
import type { Place } from './reading/places.ts';

/** Rows in one statement that deletes: some milliseconds of the writer. */
const DELETED_AT_ONCE = 2000;

export type NewReport = Omit<Report, 'number'> & { holder: string; madeBy: string; madeByLogin: string };

/** A song with what it was matched with, as its row has it. */
export type SongRow = readonly [
  number: number,
  key: string,
  isrc: string,
  isrcCode: string,
  upc: string,
  title: string,
  artist: string,
  reason: string | null,
  trackId: string | null,
  releaseId: string | null,
  artistId: string | null,
];

/** A key of the index by which lines are summed. */
export interface SongPlace {
  song: number;
  place: number;
}

/** Queries that write a report while it is read, and delete it. */
export function readingStore({ engine, tables }: Database) {
  const { reports, reportLines, reportSongs, reportPlaces, reportSums, reportCurrencies, bookingShares } = tables;
  const { placeholder } = sql;
  const now = sharedClock(engine);

  const integer = (name: string) => sql`cast(${placeholder(name)} as integer)`;
  const report = integer('report');
  const inserting = (table: PgTable, types: Parameters<typeof tuplesIn>[3]) =>
    prepared<unknown>((on) => on.insert(table).select(tuplesIn(engine, placeholder('rows'), [report], types)));
  const insertLines = inserting(reportLines, [
    ...(['integer', 'integer', 'integer', 'integer', 'bigint'] as const),
    ...(['integer', 'integer', 'integer', 'integer'] as const),
  ]);
  const insertSongs = inserting(reportSongs, [
    ...(['integer', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'text'] as const),
  ]);
  const insertPlaces = inserting(reportPlaces, [
    ...(['integer', 'text', 'text', 'text', 'text', 'text', 'text', 'text', 'integer'] as const),
    ...(['bigint', 'bigint', 'bigint'] as const),
  ]);
  const { song, place } = reportLines;
  const isAfter = and(
    eq(reportLines.report, report),
    sql`(${song}, ${place}) > (${integer('song')}, ${integer('place')})`,
  );
  const endOfSome = prepared<SongPlace[]>((on) =>
    on
      .select({ song, place })
      .from(reportLines)
      .where(isAfter)
      .orderBy(asc(song), asc(place))
      .limit(1)
      .offset(placeholder('count')),
  );
  const lastOf = prepared<SongPlace[]>((on) =>
    on.select({ song, place }).from(reportLines).where(isAfter).orderBy(desc(song), desc(place)).limit(1),
  );
  const summing = (by: (typeof SUMS_BY)[number]) =>
    prepared<unknown>((on) => {
      const { store, country, month, currency } = reportPlaces;
      const word = { song: sql`''`, store: sql`${store}`, country: sql`${country}` }[by];
      const groups = [reportLines.report, song, ...(by === 'song' ? [] : [word]), month, currency];
      // A place belongs to one group of a song, so its number is that of one row alone.
      return on.insert(reportSums).select(
        sql`select ${reportLines.report}, ${SUMS_BY.indexOf(by)}, ${song}, min(${place}), ${word}, ${month}, ${currency},
              count(*), sum(${reportLines.quantity}), sum(${reportLines.netTenths}), sum(${reportLines.netRest})
            from ${reportLines} join ${reportPlaces}
              on ${reportPlaces.report} = ${reportLines.report} and ${reportPlaces.number} = ${place}
            where ${isAfter} and (${song}, ${place}) <= (${integer('lastSong')}, ${integer('lastPlace')})
              and ${reportPlaces.kind} = 'counted' group by ${sql.join(groups, sql`, `)}`,
      );
    });
  const insertSums = { song: summing('song'), store: summing('store'), country: summing('country') };
  const isRead = (number: number, holder: string) =>
    and(eq(reports.number, number), eq(reports.state, 'reading'), eq(reports.holder, holder));
  /** A reading whose process is gone: the one of this data folder, as it starts; another's, by its lease. */
  const isAbandoned = (holder: string | undefined): SQL | undefined =>
    and(
      eq(reports.state, 'reading'),
      or(
        lt(reports.heldUntil, now),
        holder === undefined ? undefined : engine === 'sqlite' ? sql`true` : eq(reports.holder, holder),
      ),
    );

  return {
    /** @param lease milliseconds for which its process is taken for alive */
    insert: async (tx: Handle, row: NewReport, lease: number): Promise<number> =>
      (
        (await tx
          .insert(reports)
          .values({ ...row, heldUntil: sql`${now} + ${lease}` })
          .returning({ number: reports.number })) as [{ number: number }]
      )[0].number,

    /** Which report has come with these bytes. */
    withBytes: async (on: Handle, sha256: string): Promise<string | undefined> => {
      const isKept = and(eq(reports.sha256, sha256), ne(reports.state, 'reversed'), ne(reports.state, 'deleted'));
      return (await on.select({ id: reports.id }).from(reports).where(isKept))[0]?.id;
    },

    /** Notes how far a report is read, and that its process lives. @returns whether it is still being read by it */
    progress: async (tx: Handle, number: number, holder: string, done: number, lease: number): Promise<boolean> => {
      const total = sql`case when ${reports.total} < ${done} then ${done} else ${reports.total} end`;
      const rows = await tx
        .update(reports)
        .set({ done, total, heldUntil: sql`${now} + ${lease}` })
        .where(isRead(number, holder))
        .returning({ number: reports.number });
      return rows.length > 0;
    },

    /** @param rows JSON of arrays: number, line, song, place, quantity, gross in tenths and rest, net in tenths and rest */
    insertLines: async (tx: Handle, report: number, rows: string) => void (await insertLines(tx, { report, rows })),

    insertSongs: async (tx: Handle, report: number, songs: readonly SongRow[]) =>
      void (await insertSongs(tx, { report, rows: JSON.stringify(songs) })),

    insertPlaces: async (tx: Handle, report: number, places: readonly Place[]) => {
      const rows = places.map((one) => [
        ...[one.number, one.kind, one.month, one.reportMonth, one.store, one.country, one.saleType, one.currency],
        ...[one.lines, one.quantity, one.tenths, one.rest],
      ]);
      await insertPlaces(tx, { report, rows: JSON.stringify(rows) });
    },

    /**
     * Where some lines end, by song and place: the next of them after `from` are the ones that are summed at once.
     * @returns `undefined`: no lines are left
     */
    endOfSome: async (on: Handle, report: number, from: SongPlace, count: number): Promise<SongPlace | undefined> => {
      const rows = await endOfSome(on, { report, ...from, count: count - 1 });
      return rows[0] ?? (await lastOf(on, { report, ...from }))[0];
    },

    /**
     * To be called before `insertSums`: of lines that have just come PostgreSQL takes for granted that there is one, and would
     * go through all of a report's for each of its places.
     */
    beginSums: (tx: Handle): Promise<void> => planBy(engine, tx, { enable_nestloop: 'off', enable_seqscan: 'off' }),

    /** Adds up lines that count, of songs and places behind `from` up to `to`: by song, also by store and by country. */
    insertSums: async (tx: Handle, report: number, from: SongPlace, to: SongPlace, by: (typeof SUMS_BY)[number]) =>
      void (await insertSums[by](tx, { report, ...from, lastSong: to.song, lastPlace: to.place })),

    /** Adds up the lines that count: what they come to in each currency. */
    insertCurrencies: async (tx: Handle, number: number) => {
      const { currency, lines, tenths, rest } = reportPlaces;
      const whole = (column: unknown) =>
        sql`cast(sum(${column}) as ${sql.raw(engine === 'postgres' ? 'bigint' : 'integer')})`;
      await tx.insert(reportCurrencies).select(
        sql`select ${reportPlaces.report}, ${currency}, ${whole(lines)}, ${whole(tenths)}, ${whole(rest)}, null from ${reportPlaces}
            where ${reportPlaces.report} = ${number} and ${reportPlaces.kind} = 'counted' group by ${reportPlaces.report}, ${currency}`,
      );
    },

    /** The first and last month of sale, and the last one of reporting, of lines that count. */
    months: async (on: Handle, number: number) => {
      const { month, reportMonth } = reportPlaces;
      const rows = await on
        .select({ firstMonth: min(month), lastMonth: max(month), lastReportMonth: max(reportMonth) })
        .from(reportPlaces)
        .where(and(eq(reportPlaces.report, number), eq(reportPlaces.kind, 'counted')));
      return rows[0] as { firstMonth: string | null; lastMonth: string | null; lastReportMonth: string | null };
    },

    currencies: async (on: Handle, number: number): Promise<string[]> => {
      const { report, currency } = reportCurrencies;
      const rows = await on.select({ currency }).from(reportCurrencies).where(eq(report, number));
      return rows.map(({ currency }) => currency);
    },

    /** Sets the rate of one of a report's currencies. */
    setRate: async (tx: Handle, number: number, currency: string, rate: string) =>
      void (await tx
        .update(reportCurrencies)
        .set({ rate })
        .where(and(eq(reportCurrencies.report, number), eq(reportCurrencies.currency, currency)))),

    /** Makes a report that has been read a draft. @returns whether it was still being read by the holder */
    finish: async (tx: Handle, number: number, holder: string, row: Partial<Report>): Promise<boolean> => {
      const rows = await tx
        .update(reports)
        .set({ ...row, state: 'draft', holder: null, heldUntil: null })
        .where(isRead(number, holder))
        .returning({ number: reports.number });
      return rows.length > 0;
    },

    /** Takes a report out of all lists, unless it has gone on meanwhile. */
    hide: async (tx: Handle, number: number, state: 'reading' | 'draft'): Promise<boolean> => {
      const rows = await tx
        .update(reports)
        .set({ state: 'deleted' })
        .where(and(eq(reports.number, number), eq(reports.state, state)))
        .returning({ number: reports.number });
      return rows.length > 0;
    },

    /** Takes reports out of all lists whose reading has ended with its process. @param holder of this data folder, as it starts */
    hideAbandoned: async (tx: Handle, holder?: string) =>
      void (await tx.update(reports).set({ state: 'deleted' }).where(isAbandoned(holder))),

    /** One whose lines are to be deleted. */
    deleted: async (on: Handle): Promise<number | undefined> =>
      (await on.select({ number: reports.number }).from(reports).where(eq(reports.state, 'deleted')).limit(1))[0]
        ?.number,

    /** Deletes some rows of a deleted report, and itself in the end. @returns whether there may be more */
    deleteSome: async (tx: Handle, number: number): Promise<boolean> => {
      const place = sql.raw(engine === 'postgres' ? 'ctid' : 'rowid');
      // Booking that was broken off leaves shares.
      for (const table of [reportLines, reportSums, reportPlaces, reportSongs, reportCurrencies, bookingShares]) {
        const some = sql`${place} in (select ${place} from ${table} where ${table.report} = ${number} limit ${DELETED_AT_ONCE})`;
        const rows = await tx.delete(table).where(some).returning({ report: table.report });
        if (rows.length > 0) return true;
      }
      await tx.delete(reports).where(eq(reports.number, number));
      return false;
    },
  };
}
