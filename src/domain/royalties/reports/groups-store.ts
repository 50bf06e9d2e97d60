import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { selectionOf } from '../../../db/drizzle-internals.ts';
import { allOf } from '../../../db/list-query.ts';
import type { SUMS_BY } from '../../../db/schema/reports.ts';
import { unitsOf } from '../../../lib/exact.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { lineConditions } from './line-filters-store.ts';
import type { Group, LineFilters, LineGroup } from './model.ts';

type Filters = Partial<LineFilters>;
type Page = Pick<ListRequest, 'page' | 'limit'>;
type Fields = Record<string, PgColumn | SQL>;

const COUNTED = ['matched', 'unmatched'];
const BILLION = 1_000_000_000;

/**
 * Adds up the lines of all reports. What is asked about millions of them is added up of the sums that lie beside them: of
 * places, where no song is asked for; of songs, also by store or by country. Only a question about all three at once reads
 * lines.
 */
export function groupStore(db: Database) {
  const { reports, reportLines: lines, reportSongs: songs, reportPlaces: places, reportSums: sums } = db.tables;
  const { releases, releaseTracks: tracks, roster } = db.tables;
  const { isOfReport, isOfSong, isOfPlace, isInMonths, ofLine } = lineConditions(db);
  const text = (value: unknown) => sql<string>`cast(${value} as text)`;

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
