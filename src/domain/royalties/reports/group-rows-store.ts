import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { allOf } from '../../../db/list-query.ts';
import type { SUMS_BY } from '../../../db/schema/reports.ts';
import { lineConditions } from './line-filters-store.ts';
import type { Group, LineFilters } from './model.ts';

type Filters = Partial<LineFilters>;

/** How the rows are found that a question is answered by. */
interface Way {
  /** Adds up everything of the places, less what is not asked for: the smaller part. */
  isRest: boolean;
  /** Begins with the places that are asked for, not with the songs. */
  isByPlace: boolean;
  /** Reads all lines, or nearly so: looking each one's song up would take as long again. */
  isWide: boolean;
}

/** A `select` of rows, and whether it reads all lines or nearly so. */
export interface GroupRows {
  select: SQL;
  isWide: boolean;
}

/** So many lines are read in the time in which one is looked for, about. */
const LINES_A_LOOK = 3;
/** What a store or a country has of all lines, about. */
const SHARE_OF_PLACE = 0.05;

/**
 * Where lines are added up from: rows of `grp`, `currency`, `lines`, `quantity`, `tenths`, `rest`, one or several a group.
 * Most that is asked about millions of lines is told by the sums that lie beside them: of places, where no song is asked for;
 * of songs, also by store or by country. Only a question about all three at once reads lines.
 */
export function groupRows(db: Database) {
  const { reports, reportLines: lines, reportSongs: songs, reportPlaces: places, reportSums: sums } = db.tables;
  const { isOfReport, isOfSong, isOfPlace, isInMonths } = lineConditions(db);
  const ofSong = { track: songs.trackId, release: songs.releaseId, artist: songs.artistId };
  const ofPlace = { store: places.store, country: places.country, month: places.month };
  const isByPlaceAlone = (group: Group): group is keyof typeof ofPlace => group in ofPlace;
  const isCounted = (filters: Filters) => and(eq(places.kind, 'counted'), isOfPlace(filters));
  const songOf = (table: typeof sums | typeof lines) =>
    and(eq(songs.report, table.report), eq(songs.number, table.song));

  /** Which of the sums of songs have what is asked for; `undefined`: none, since store and country are. */
  function sumsFor(group: Group, { store, country }: Filters): (typeof SUMS_BY)[number] | undefined {
    const hasStore = store !== undefined || group === 'store';
    const hasCountry = country !== undefined || group === 'country';
    if (hasStore && hasCountry) return undefined;
    return hasStore ? 'store' : hasCountry ? 'country' : 'song';
  }

  const added = (group: SQL, currency: SQL, [count, quantity, tenths, rest]: SQL[]) =>
    sql`select ${group} as grp, ${currency} as currency, sum(${count}) as lines, sum(${quantity}) as quantity, sum(${tenths}) as tenths, sum(${rest}) as rest`;
  const signed = (sign: 1 | -1, columns: Parameters<typeof sql>[1][]) =>
    columns.map((column) => (sign === 1 ? sql`${column}` : sql`-${column}`));

  // SQLite keeps the order of a cross join: it would go through all sums of a kind, looking each song up.
  const inOrder = (order: readonly unknown[]) =>
    sql.join(
      order.map((table) => sql`${table}`),
      sql` cross join `,
    );

  function fromPlaces(group: keyof typeof ofPlace, filters: Filters): SQL {
    const { currency, lines: count, quantity, tenths, rest } = places;
    const what = added(sql`${ofPlace[group]}`, sql`${currency}`, signed(1, [count, quantity, tenths, rest]));
    return sql`${what} from ${places} join ${reports} on ${reports.number} = ${places.report}
      where ${and(isOfReport(filters), isCounted(filters))} group by 1, 2`;
  }

  type Part = readonly [song: SQL | undefined, sign: 1 | -1, isByPlace: boolean];

  function fromSums(group: Group, filters: Filters, by: (typeof SUMS_BY)[number], [song, sign, isByPlace]: Part): SQL {
    const { currency, lines: count, quantity, tenths, rest, word, month } = sums;
    const column = { store: word, country: word, month, ...ofSong }[group];
    const wanted = filters.store ?? filters.country;
    const what = added(sql`${column}`, sql`${currency}`, signed(sign, [count, quantity, tenths, rest]));
    const order = isByPlace ? [sums, songs, reports] : [songs, reports, sums];
    return sql`${what} from ${inOrder(order)} where ${allOf(
      ...[songOf(sums), eq(reports.number, songs.report), isOfReport(filters), eq(sums.by, by), song],
      ...[wanted !== undefined && eq(word, wanted), isInMonths(month, filters)],
    )} group by 1, 2`;
  }

  function fromLines(group: Group, filters: Filters, [song, sign, isByPlace]: Part): SQL {
    const { quantity, netTenths, netRest } = lines;
    const { report, number, store, country, month, currency } = places;
    const column = isByPlaceAlone(group) ? sql`spots.${sql.identifier(group)}` : sql`${ofSong[group]}`;
    const what = added(column, sql`spots.currency`, signed(sign, [sql`1`, quantity, netTenths, netRest]));
    const spots = sql`spots`;
    // Found once by SQLite, so that what is no such place is passed over without a look at its row; PostgreSQL would then read
    // the lines by one process alone.
    const once = sql.raw(db.engine === 'sqlite' ? 'materialized' : 'not materialized');
    return sql`select * from (with spots as ${once} (
        select ${report}, ${number}, ${store}, ${country}, ${month}, ${currency} from ${places}
        join ${reports} on ${reports.number} = ${report} where ${and(isOfReport(filters), isCounted(filters))})
      ${what} from ${inOrder(isByPlace ? [songs, spots, lines] : [songs, lines, spots])}
      where ${and(
        ...[songOf(lines), song, sql`spots.report = ${lines.report}`, sql`spots.number = ${lines.place}`],
        sql`spots.report = ${songs.report}`,
      )} group by 1, 2) as counted_lines`;
  }

  /** How many lines the songs have that are asked for, and all of them. */
  async function countLines(on: Handle, filters: Filters): Promise<{ asked: number; all: number }> {
    const { status, artist, release, track, isrc } = filters;
    const number = (value: SQL) => sql<number>`coalesce(sum(${value}), 0)`.mapWith(Number);
    const unmatched = sql`${reports.notFound} + ${reports.otherTitle} + ${reports.ambiguous}`;
    const [counted] = await on
      .select({ matched: number(sql`${reports.matched}`), unmatched: number(unmatched) })
      .from(reports)
      .where(isOfReport(filters));
    const { matched = 0, unmatched: others = 0 } = counted ?? {};
    const all = matched + others;
    if ([artist, release, track, isrc].every((one) => one === undefined))
      return { asked: status === 'matched' ? matched : status === 'unmatched' ? others : all, all };
    const [own] = await on
      .select({ asked: number(sql`${sums.lines}`) })
      .from(sums)
      .innerJoin(songs, songOf(sums))
      .innerJoin(reports, eq(reports.number, sums.report))
      .where(and(eq(sums.by, 'song'), isOfReport(filters), isOfSong(filters)));
    return { asked: own?.asked ?? 0, all };
  }

  /** How often a line would be looked for if it were for each song at each place. */
  async function countLooks(on: Handle, filters: Filters, song: SQL | undefined): Promise<number> {
    const count = sql<number>`count(*)`.mapWith(Number);
    const ofPlaces = await on
      .select({ report: places.report, count })
      .from(places)
      .innerJoin(reports, eq(reports.number, places.report))
      .where(and(isOfReport(filters), isCounted(filters)))
      .groupBy(places.report);
    const ofSongs = await on
      .select({ report: songs.report, count })
      .from(songs)
      .innerJoin(reports, eq(reports.number, songs.report))
      .where(and(isOfReport(filters), song))
      .groupBy(songs.report);
    const songsOf = new Map(ofSongs.map(({ report, count }) => [report, count]));
    return ofPlaces.reduce((looks, { report, count }) => looks + count * (songsOf.get(report) ?? 0), 0);
  }

  async function wayFor(on: Handle, group: Group, filters: Filters, song: SQL | undefined): Promise<Way> {
    const { asked, all } = await countLines(on, filters);
    const isRest = song !== undefined && isByPlaceAlone(group) && all - asked < asked;
    const read = isRest ? all - asked : asked;
    if (sumsFor(group, filters) !== undefined) {
      const isWord = filters.store !== undefined || filters.country !== undefined;
      return { isRest, isByPlace: isWord && read > all * SHARE_OF_PLACE, isWide: false };
    }
    const looks = await countLooks(on, filters, isRest ? sql`(${song}) is not true` : song);
    return { isRest, isByPlace: looks * LINES_A_LOOK < read, isWide: read * 3 > all };
  }

  /** @returns the cheapest rows that tell what is asked */
  return async function rowsFor(on: Handle, group: Group, filters: Filters): Promise<GroupRows> {
    const song = isOfSong(filters);
    if (song === undefined && isByPlaceAlone(group)) return { select: fromPlaces(group, filters), isWide: false };
    const { isRest, isByPlace, isWide } = await wayFor(on, group, filters, song);
    const by = sumsFor(group, filters);
    const some = (which: SQL | undefined, sign: 1 | -1) => {
      const part = [which, sign, isByPlace] as const;
      return by === undefined ? fromLines(group, filters, part) : fromSums(group, filters, by, part);
    };
    if (!isRest || !isByPlaceAlone(group)) return { select: some(song, 1), isWide };
    const select = sql`select * from (${fromPlaces(group, filters)}) as everything
      union all select * from (${some(sql`(${song}) is not true`, -1)}) as others`;
    return { select, isWide };
  };
}
