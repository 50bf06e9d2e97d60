import { and, asc, desc, eq, gte, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate, sharedClock } from '../../../db/engines.ts';
import { allOf, idsOfPage, type Listing } from '../../../db/list-query.ts';
import { unitsOf } from '../../../lib/exact.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type {
  BookingFailure,
  CurrencySum,
  Report,
  ReportFilters,
  ReportState,
  SourceMapping,
  SummedReport,
} from './model.ts';

/** Queries on reports and on formats of one's own. */
export function reportStore({ engine, tables }: Database) {
  const { reports, reportCurrencies, reportSources } = tables;
  const now = sharedClock(engine);
  /** Its booking has ended with its process: it is a draft, also before its row says so. */
  const isAbandoned = sql`${reports.state} = 'booking' and ${reports.heldUntil} < ${now}`;
  const state = sql<ReportState>`case when ${isAbandoned} then 'draft' else ${reports.state} end`;
  const failure = sql<BookingFailure | null>`case when ${isAbandoned} then 'interrupted' else ${reports.failure} end`;
  const {
    holder: _holder,
    heldUntil,
    madeBy: _by,
    madeByLogin: _login,
    ...shown
  } = {
    ...{ number: reports.number, id: reports.id, state, source: reports.source, file: reports.file },
    ...{ sha256: reports.sha256, period: reports.period, firstMonth: reports.firstMonth, lastMonth: reports.lastMonth },
    ...{ lines: reports.lines, matched: reports.matched, notFound: reports.notFound, otherTitle: reports.otherTitle },
    ...{ ambiguous: reports.ambiguous, faulty: reports.faulty, ignored: reports.ignored, rounded: reports.rounded },
    ...{ errors: reports.errors, done: reports.done, total: reports.total, createdAt: reports.createdAt },
    ...{ bookedAt: reports.bookedAt, reversedAt: reports.reversedAt, booking: reports.booking },
    failure,
    ...{ holder: reports.holder, heldUntil: reports.heldUntil },
    ...{ madeBy: reports.madeBy, madeByLogin: reports.madeByLogin },
  };
  /** Not those that are being deleted, nor those whose reading has ended with its process. */
  const isVisible: SQL | undefined = and(
    ne(reports.state, 'deleted'),
    or(ne(reports.state, 'reading'), gte(heldUntil, now)),
  );
  const newest: Listing<never> = {
    from: (on, fields) => on.select(fields).from(reports),
    id: reports.number,
    columns: {},
  };

  /** Adds to each report what it comes to. */
  async function summed(on: Handle, rows: readonly Report[]): Promise<SummedReport[]> {
    const { report, currency, lines, tenths, rest, rate } = reportCurrencies;
    const text = (column: unknown) => sql<string>`cast(${column} as text)`;
    const numbers = rows.map(({ number }) => number);
    const sums = await on
      .select({ report, currency, lines, tenths: text(tenths), rest: text(rest), rate })
      .from(reportCurrencies)
      .where(inArray(report, numbers))
      .orderBy(asc(currency));
    const byReport = Map.groupBy(sums, (row) => row.report);
    return rows.map((row) => {
      const currencies = (byReport.get(row.number) ?? []).map(
        ({ currency, lines, tenths, rest, rate }): CurrencySum => ({
          currency,
          lines,
          net: unitsOf(tenths, rest),
          rate,
        }),
      );
      return { ...row, currencies };
    });
  }

  return {
    byId: async (on: Handle, id: Id): Promise<SummedReport | undefined> =>
      (
        await summed(
          on,
          await on
            .select(shown)
            .from(reports)
            .where(and(eq(reports.id, id), isVisible)),
        )
      )[0],

    byNumber: async (on: Handle, number: number): Promise<SummedReport | undefined> =>
      (await summed(on, await on.select(shown).from(reports).where(eq(reports.number, number))))[0],

    /** Locks a report until the transaction ends. */
    lock: async (tx: Handle, id: Id): Promise<Report | undefined> =>
      (
        await forUpdate(
          engine,
          tx
            .select(shown)
            .from(reports)
            .where(and(eq(reports.id, id), isVisible)),
        )
      )[0],

    update: async (tx: Handle, number: number, changes: { period: string }) =>
      void (await tx.update(reports).set(changes).where(eq(reports.number, number))),

    list: async (
      on: Handle,
      { filters, ...page }: ListRequest<never, ReportFilters>,
    ): Promise<Listed<SummedReport>> => {
      const condition = allOf(
        isVisible,
        filters.state !== undefined && eq(state, filters.state),
        filters.source !== undefined && eq(reports.source, filters.source),
      );
      const { entries, total } = await idsOfPage(on, newest, condition, page);
      const rows = await on
        .select(shown)
        .from(reports)
        // The list is paged by the number, which is what these are.
        .where(inArray(reports.number, entries.map(Number)))
        .orderBy(desc(reports.number));
      return { entries: await summed(on, rows), total };
    },

    sources: (on: Handle): Promise<{ name: string; mapping: SourceMapping }[]> =>
      on
        .select({ name: reportSources.name, mapping: reportSources.mapping })
        .from(reportSources)
        .orderBy(asc(reportSources.name)),

    putSource: async (tx: Handle, name: string, mapping: SourceMapping, changedAt: number) =>
      void (await tx
        .insert(reportSources)
        .values({ name, mapping, changedAt })
        .onConflictDoUpdate({ target: reportSources.name, set: { mapping, changedAt } })),

    /** @returns whether there was one */
    deleteSource: async (tx: Handle, name: string): Promise<boolean> =>
      (await tx.delete(reportSources).where(eq(reportSources.name, name)).returning({ name: reportSources.name }))
        .length > 0,
  };
}
