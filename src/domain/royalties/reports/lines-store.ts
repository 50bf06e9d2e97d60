import { and, asc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { unitsOf } from '../../../lib/exact.ts';
import { lineConditions } from './line-filters-store.ts';
import type { Line, LineFilters, LinePage, LinePlace, ListedLines } from './model.ts';

type Filters = Partial<LineFilters>;

/** Filters that reports are counted by: how many lines they have of each status is kept with them. */
const OF_REPORTS: readonly string[] = ['report', 'state', 'source', 'status'] satisfies (keyof LineFilters)[];

const isOfReports = (filters: Filters): boolean => Object.keys(filters).every((name) => OF_REPORTS.includes(name));

/** Queries on the lines of all reports. */
export function lineStore(db: Database) {
  const { reports, reportLines: lines, reportSongs: songs, reportPlaces: places } = db.tables;
  const { isOfReport, isOfSong, isOfPlace, ofLine } = lineConditions(db);
  const text = (value: unknown) => sql<string>`cast(${value} as text)`;
  const unmatched = sql`${reports.notFound} + ${reports.otherTitle} + ${reports.ambiguous}`;

  // SQLite keeps the order of a cross join: from the songs to their lines, not from every line to its song.
  /** How many lines of each report pass, newest report first. */
  async function counts(on: Handle, filters: Filters): Promise<{ report: number; count: number }[]> {
    const [song, place, report] = [isOfSong(filters), isOfPlace(filters), isOfReport(filters)];
    const ofReport = eq(reports.number, lines.report);
    const fields = (column: PgColumn, count: SQL | PgColumn) => ({ report: column, count: text(count) });
    const ofStatus = { matched: reports.matched, unmatched, faulty: reports.faulty, ignored: reports.ignored };
    const query = isOfReports(filters)
      ? on
          .select(fields(reports.number, filters.status === undefined ? reports.lines : ofStatus[filters.status]))
          .from(reports)
          .where(report)
      : song === undefined
        ? on
            .select(fields(places.report, sql`sum(${places.lines})`))
            .from(places)
            .innerJoin(reports, eq(reports.number, places.report))
            .where(and(report, place))
            .groupBy(places.report)
        : place === undefined
          ? on
              .select(fields(lines.report, sql`count(*)`))
              .from(songs)
              .innerJoin(lines, ofLine.song)
              .innerJoin(reports, ofReport)
              .where(and(report, song))
              .groupBy(lines.report)
          : on
              .select(fields(lines.report, sql`count(*)`))
              .from(songs)
              .crossJoin(lines)
              .crossJoin(places)
              .crossJoin(reports)
              .where(and(ofLine.song, ofLine.place, ofReport, report, song, place))
              .groupBy(lines.report);
    const rows = await query;
    return rows
      .map(({ report, count }) => ({ report: Number(report), count: Number(count) }))
      .sort((a, b) => b.report - a.report);
  }

  /** Lines of one report, in the order of the file: those after one, or all but the first `skip`. */
  async function linesOf(
    on: Handle,
    report: number,
    filters: Filters,
    { after, skip }: { after: number; skip: number },
    limit: number,
  ): Promise<{ number: number; line: Line }[]> {
    const condition = and(isOfSong(filters), isOfPlace(filters));
    // Without a condition the place in the order is the number itself.
    const first = condition === undefined ? after + skip : after;
    const range = condition === undefined ? lte(lines.number, first + limit) : undefined;
    const rows = await on
      .select({
        ...{ number: lines.number, line: lines.line, report: reports.id, source: reports.source, month: places.month },
        ...{ reportMonth: places.reportMonth, store: places.store, country: places.country, isrc: songs.isrc },
        ...{ upc: songs.upc, title: songs.title, artist: songs.artist, saleType: places.saleType },
        ...{ quantity: lines.quantity, grossTenths: lines.grossTenths, grossRest: lines.grossRest },
        ...{ netTenths: lines.netTenths, netRest: lines.netRest, currency: places.currency, kind: places.kind },
        ...{ reason: songs.reason, trackId: songs.trackId, releaseId: songs.releaseId, artistId: songs.artistId },
      })
      .from(lines)
      .innerJoin(reports, eq(reports.number, lines.report))
      .innerJoin(songs, ofLine.song)
      .innerJoin(places, ofLine.place)
      .where(and(eq(lines.report, report), gt(lines.number, first), condition, range))
      .orderBy(asc(lines.number))
      .limit(limit)
      .offset(condition === undefined ? 0 : skip);
    return rows.map(({ number, grossTenths, grossRest, netTenths, netRest, kind, reason, ...row }) => {
      const isCounted = kind === 'counted';
      const line: Line = {
        ...row,
        gross: grossTenths === null ? null : unitsOf(grossTenths, grossRest ?? 0),
        net: unitsOf(netTenths, netRest),
        status: isCounted ? (reason === null ? 'matched' : 'unmatched') : kind,
        ...(isCounted ? {} : { trackId: null, releaseId: null, artistId: null }),
      };
      return { number, line };
    });
  }

  return {
    list: async (on: Handle, filters: Filters, { page, limit, after }: LinePage): Promise<ListedLines> => {
      const found = await counts(on, filters);
      const total = found.reduce((sum, { count }) => sum + count, 0);
      const entries: Line[] = [];
      let last: LinePlace | undefined;
      let skip = after === undefined ? (page - 1) * limit : 0;
      for (const { report, count } of found) {
        if (entries.length === limit) break;
        if (after !== undefined && report > after.report) continue;
        if (skip < count) {
          const from = { skip, after: report === after?.report ? after.number : 0 };
          for (const { number, line } of await linesOf(on, report, filters, from, limit - entries.length)) {
            entries.push(line);
            last = { report, number };
          }
        }
        skip = Math.max(skip - count, 0);
      }
      return { entries, total, ...(last && page * limit < total && { last }) };
    },
  };
}
