import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { selectionOf } from '../../../db/drizzle-internals.ts';
import { allOf } from '../../../db/list-query.ts';
import type { SUMS_BY } from '../../../db/schema/reports.ts';
import { unitsOf } from '../../../lib/exact.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { readIsrc } from '../../../lib/product-codes.ts';
import type { Group, Line, LineFilters, LineGroup } from './model.ts';

type Page = Pick<ListRequest, 'page' | 'limit'>;
type Filters = Partial<LineFilters>;
type Fields = Record<string, PgColumn | SQL>;

const COUNTED = ['matched', 'unmatched'];
const BILLION = 1_000_000_000;

/**
 * Queries on the lines of all reports. What is asked about millions of lines is added up of the sums that lie beside them:
 * of places, where no song is asked for; of songs, also by store or by country. Only a question about all three at once
 * reads lines.
 */
export function lineStore({ tables }: Database) {
  const { reports, reportLines: lines, reportSongs: songs, reportPlaces: places, reportSums: sums } = tables;
  const { releases, releaseTracks: tracks, roster } = tables;

  const isOfReport = ({ report, state, source }: Filters): SQL | undefined =>
    allOf(
      notInArray(reports.state, report === undefined ? ['deleted', 'reading', 'reversed'] : ['deleted', 'reading']),
      report !== undefined && eq(reports.id, report),
      state !== undefined && eq(reports.state, state),
      source !== undefined && eq(reports.source, source),
    );

  const isOfSong = ({ isrc, artist, release, track, status }: Filters): SQL | undefined =>
    allOf(
      isrc !== undefined && isIsrc(isrc),
      artist !== undefined && eq(songs.artistId, artist),
      release !== undefined && eq(songs.releaseId, release),
      track !== undefined && eq(songs.trackId, track),
      status === 'matched' && isNull(songs.reason),
      status === 'unmatched' && isNotNull(songs.reason),
    );
  const isIsrc = (text: string) => {
    const code = readIsrc(text);
    return code === undefined ? eq(songs.isrc, text) : eq(songs.isrcCode, code);
  };

  const isInMonths = (month: PgColumn, { from, to }: Filters): SQL | undefined =>
    allOf(from !== undefined && gte(month, from), to !== undefined && lte(month, to));

  const isOfPlace = ({ store, country, status, ...filters }: Filters): SQL | undefined =>
    allOf(
      store !== undefined && eq(places.store, store),
      country !== undefined && eq(places.country, country),
      status !== undefined && eq(places.kind, status === 'faulty' || status === 'ignored' ? status : 'counted'),
      isInMonths(places.month, filters),
    );

  const ofLine = {
    song: and(eq(songs.report, lines.report), eq(songs.number, lines.song)),
    place: and(eq(places.report, lines.report), eq(places.number, lines.place)),
  };
  const text = (value: unknown) => sql<string>`cast(${value} as text)`;

  // SQLite keeps the order of a cross join: from the songs to their lines, not from every line to its song.
  /** How many lines of each report pass, newest report first. */
  async function counts(on: Handle, filters: Filters): Promise<{ report: number; count: number }[]> {
    const [song, place, report] = [isOfSong(filters), isOfPlace(filters), isOfReport(filters)];
    const ofReport = eq(reports.number, lines.report);
    const fields = (column: PgColumn, count: SQL) => ({ report: column, count: text(count) });
    const query =
      song === undefined
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

  /** Lines of one report, in the order of the file. */
  async function linesOf(on: Handle, report: number, filters: Filters, offset: number, limit: number) {
    const condition = and(isOfSong(filters), isOfPlace(filters));
    // Without a condition the place in the order is the number itself.
    const range =
      condition === undefined ? and(gte(lines.number, offset + 1), lte(lines.number, offset + limit)) : undefined;
    const rows = await on
      .select({
        ...{ line: lines.line, report: reports.id, source: reports.source, month: places.month },
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
      .where(and(eq(lines.report, report), condition, range))
      .orderBy(asc(lines.number))
      .limit(limit)
      .offset(condition === undefined ? 0 : offset);
    return rows.map(({ grossTenths, grossRest, netTenths, netRest, kind, reason, ...row }): Line => {
      const isCounted = kind === 'counted';
      return {
        ...row,
        gross: grossTenths === null ? null : unitsOf(grossTenths, grossRest ?? 0),
        net: unitsOf(netTenths, netRest),
        status: isCounted ? (reason === null ? 'matched' : 'unmatched') : kind,
        ...(isCounted ? {} : { trackId: null, releaseId: null, artistId: null }),
      };
    });
  }

  /** The cheapest rows that tell what is asked, and how they are added up. */
  function rowsFor(on: Handle, group: Group, filters: Filters) {
    const isOfSongs = isOfSong(filters) !== undefined || ['track', 'release', 'artist'].includes(group);
    const hasStore = filters.store !== undefined || group === 'store';
    const hasCountry = filters.country !== undefined || group === 'country';
    const ofSong = { track: songs.trackId, release: songs.releaseId, artist: songs.artistId };
    const report = isOfReport(filters);
    if (!isOfSongs) {
      const { lines: count, quantity, tenths, rest, currency } = places;
      return {
        group: { store: places.store, country: places.country, month: places.month, ...ofSong }[group],
        ...{ currency, count, quantity, tenths, rest },
        from: (fields: Fields) => on.select(fields).from(places).innerJoin(reports, eq(reports.number, places.report)),
        condition: and(report, eq(places.kind, 'counted'), isOfPlace(filters)),
      };
    }
    if (hasStore && hasCountry) {
      return {
        group: { store: places.store, country: places.country, month: places.month, ...ofSong }[group],
        ...{ currency: places.currency, count: sql`1`, quantity: lines.quantity },
        ...{ tenths: lines.netTenths, rest: lines.netRest },
        from: (fields: Fields) => on.select(fields).from(songs).crossJoin(lines).crossJoin(places).crossJoin(reports),
        condition: and(
          ...[ofLine.song, ofLine.place, eq(reports.number, lines.report), report],
          ...[eq(places.kind, 'counted'), isOfSong(filters), isOfPlace(filters)],
        ),
      };
    }
    const by: (typeof SUMS_BY)[number] = hasStore ? 'store' : hasCountry ? 'country' : 'song';
    const { lines: count, quantity, tenths, rest, currency, word } = sums;
    const wanted = filters.store ?? filters.country;
    return {
      group: { store: word, country: word, month: sums.month, ...ofSong }[group],
      ...{ currency, count, quantity, tenths, rest },
      from: (fields: Fields) =>
        on
          .select(fields)
          .from(sums)
          .innerJoin(songs, and(eq(songs.report, sums.report), eq(songs.number, sums.song)))
          .innerJoin(reports, eq(reports.number, sums.report)),
      condition: allOf(
        report,
        eq(sums.by, by),
        wanted !== undefined && eq(word, wanted),
        isInMonths(sums.month, filters),
        isOfSong(filters),
      ),
    };
  }

  /** What tracks, releases or artists are called. */
  async function titles(on: Handle, group: Group, ids: readonly Id[]): Promise<Map<string, string | null>> {
    const [id, name, table] =
      group === 'track'
        ? ([tracks.id, tracks.name, tracks] as const)
        : group === 'release'
          ? ([releases.id, releases.name, releases] as const)
          : ([roster.accountId, roster.stageName, roster] as const);
    const rows = await selectionOf(on.select({ id, name }).from(table)).where(inArray(id, ids as Id[]));
    return new Map((rows as { id: string; name: string | null }[]).map((row) => [row.id, row.name]));
  }

  return {
    list: async (on: Handle, filters: Filters, { page, limit }: Page): Promise<Listed<Line>> => {
      const found = await counts(on, filters);
      const total = found.reduce((sum, { count }) => sum + count, 0);
      const entries: Line[] = [];
      let skip = (page - 1) * limit;
      for (const { report, count } of found) {
        if (entries.length === limit) break;
        if (skip < count) entries.push(...(await linesOf(on, report, filters, skip, limit - entries.length)));
        skip = Math.max(skip - count, 0);
      }
      return { entries, total };
    },

    /** Lines that count, added up: one row a group and currency, largest sum first. */
    groups: async (on: Handle, by: Group, filters: Filters, { page, limit }: Page): Promise<Listed<LineGroup>> => {
      if (filters.status !== undefined && !COUNTED.includes(filters.status)) return { entries: [], total: 0 };
      const { group, currency, count, quantity, tenths, rest, from, condition } = rowsFor(on, by, filters);
      // What the rest holds of whole tenths goes to these, so that sums of mixed signs are compared right.
      const left = sql`((sum(${rest}) % ${sql.raw(String(BILLION))}) + ${sql.raw(String(BILLION))}) % ${sql.raw(String(BILLION))}`;
      const whole = sql`sum(${tenths}) + (sum(${rest}) - ${left}) / ${sql.raw(String(BILLION))}`;
      const fields = {
        ...{ group: sql<string | null>`${group}`, currency: sql<string>`${currency}` },
        ...{ lines: text(sql`sum(${count})`), quantity: text(sql`sum(${quantity})`) },
        ...{ tenths: text(sql`sum(${tenths})`), rest: text(sql`sum(${rest})`), all: sql<string>`count(*) over ()` },
      };
      const grouped = () => selectionOf(from(fields)).where(condition) as unknown as Grouped;
      const rows = await grouped()
        .groupBy(group, currency)
        .orderBy(desc(whole), desc(left), sql`${group} is null`, asc(group), asc(currency))
        .limit(limit)
        .offset((page - 1) * limit);
      const total =
        rows[0]?.all ??
        (page > 1 ? (await grouped().groupBy(group, currency).orderBy(asc(currency)).limit(1).offset(0))[0]?.all : 0);
      const isNamed = by === 'track' || by === 'release' || by === 'artist';
      const ids = rows.flatMap(({ group }) => group ?? []);
      const names = isNamed ? await titles(on, by, ids) : new Map(ids.map((word) => [word, word]));
      const entries = rows.map(({ all: _, group, lines, quantity, tenths, rest, currency }) => ({
        ...{ group, currency, lines: Number(lines), quantity: Number(quantity), net: unitsOf(tenths, rest) },
        title: group === null ? null : (names.get(group) ?? null),
      }));
      return { entries, total: Number(total ?? 0) };
    },
  };
}

interface GroupRow {
  group: string | null;
  currency: string;
  lines: string;
  quantity: string;
  tenths: string;
  rest: string;
  all: string;
}

/** The rest of a grouped `select`, whose types depend on its tables. */
interface Grouped extends PromiseLike<GroupRow[]> {
  groupBy(...columns: (PgColumn | SQL)[]): Grouped;
  orderBy(...terms: SQL[]): Grouped;
  limit(rows: number): Grouped;
  offset(rows: number): Grouped;
}
