import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { releaseTables } from './releases.ts';

/**
 * Reports of distributors and their lines. A line is a narrow row: what repeats in a report lies beside it, once a song
 * (the texts by which it is matched, and what it is matched with) and once a place (where, when and how it was sold).
 *
 * Amounts are exact, in two whole numbers of one sign: `tenths` of the currency, and the `rest` in units of 10^-10, below
 * 10^9. A line's fit 32 bits each, and their sums 64, so that no engine and no double ever rounds one.
 */
export function reportTables(c: Columns, { releases, releaseTracks }: ReturnType<typeof releaseTables>) {
  const reports = c.table(
    'reports',
    {
      /** In the order of arrival; what lines and all that belongs to them refer to. */
      number: c.sequence(),
      id: c.id().notNull(),
      state: c.text().$type<ReportState>().notNull(),
      /** The name of the format. */
      source: c.text().notNull(),
      /** As the client named the file. */
      file: c.text().notNull(),
      /** Of the unpacked bytes, hexadecimal. */
      sha256: c.text().notNull(),
      /** `YYYY-MM`, as the form says it or PATCH; else it is found in the lines. */
      period: c.text(),
      /** The first and last month of sale, of lines that count. */
      firstMonth: c.text(),
      lastMonth: c.text(),
      /** How many lines there are, and of each kind; those unmatched by their reasons. */
      lines: c.integer().notNull(),
      matched: c.integer().notNull(),
      notFound: c.integer().notNull(),
      otherTitle: c.integer().notNull(),
      ambiguous: c.integer().notNull(),
      faulty: c.integer().notNull(),
      ignored: c.integer().notNull(),
      /** How many lines have an amount that was rounded to ten decimals. */
      rounded: c.integer().notNull(),
      /** The first that are wrong with lines. */
      errors: c.json<LineError[]>().notNull(),
      /** Lines that are read or booked, of how many. */
      done: c.integer().notNull(),
      total: c.integer().notNull(),
      /** The process that reads or books it, and until when it may be taken for alive, by the database's clock. */
      holder: c.text(),
      heldUntil: c.moment(),
      madeBy: c.id().notNull(),
      madeByLogin: c.text().notNull(),
      createdAt: c.moment().notNull(),
      bookedAt: c.moment(),
      reversedAt: c.moment(),
      /** What booking came to. */
      booking: c.json<BookingSums>(),
      /** Why the last booking came to nothing, until the next one begins. */
      failure: c.text().$type<BookingFailure>(),
    },
    (t) => [
      c.uniqueIndex('reports_id').on(t.id),
      c.uniqueIndex('reports_bytes').on(t.sha256).where(sql`state <> 'reversed' and state <> 'deleted'`),
    ],
  );
  const report = () =>
    c
      .integer()
      .notNull()
      .references(() => reports.number);

  /** What a report's lines come to in each currency, without faulty and ignored ones. */
  const reportCurrencies = c.table(
    'report_currencies',
    {
      report: report(),
      currency: c.text().notNull(),
      lines: c.integer().notNull(),
      tenths: c.bigint().notNull(),
      rest: c.bigint().notNull(),
      /** Decimal digits, at most eight of them after the point. */
      rate: c.text(),
    },
    (t) => [c.primaryKey({ columns: [t.report, t.currency] })],
  );

  /** What lines call a track, as the file has it, and what that is: matching changes these rows, never lines. */
  const reportSongs = c.table(
    'report_songs',
    {
      report: report(),
      number: c.integer().notNull(),
      /** 24 hexadecimal digits, the same for the same ISRC, UPC, folded title and folded artist. */
      key: c.text().notNull(),
      isrc: c.text().notNull(),
      /** The ISRC as it is compared; empty when it is none. */
      isrcCode: c.text().notNull(),
      upc: c.text().notNull(),
      title: c.text().notNull(),
      artist: c.text().notNull(),
      /** Why it is not matched; null: it is. */
      reason: c.text().$type<UnmatchedReason>(),
      /** No references: what is booked stays as it is when the release is deleted. */
      trackId: c.id(),
      releaseId: c.id(),
      /** The artist of the release. */
      artistId: c.id(),
    },
    (t) => [
      c.primaryKey({ columns: [t.report, t.number] }),
      c.index('report_songs_key').on(t.key),
      c.index('report_songs_isrc').on(t.isrcCode),
      c.index('report_songs_track').on(t.trackId),
      c.index('report_songs_release').on(t.releaseId),
      c.index('report_songs_artist').on(t.artistId),
    ],
  );

  /** Where, when and how lines were sold, and the sums of all lines there. */
  const reportPlaces = c.table(
    'report_places',
    {
      report: report(),
      number: c.integer().notNull(),
      /** `counted` ones are matched or not, as their song says. */
      kind: c.text().$type<LineKind>().notNull(),
      /** `YYYY-MM`; null where a faulty line has none. */
      month: c.text(),
      reportMonth: c.text(),
      store: c.text().notNull(),
      /** Two letters. */
      country: c.text().notNull(),
      saleType: c.text().notNull(),
      currency: c.text().notNull(),
      lines: c.integer().notNull(),
      quantity: c.bigint().notNull(),
      tenths: c.bigint().notNull(),
      rest: c.bigint().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.report, t.number] }), c.index('report_places_store').on(t.store, t.report)],
  );

  /** No references: they would be checked a million times. A report is deleted after its lines. */
  const reportLines = c.table(
    'report_lines',
    {
      report: c.integer().notNull(),
      /** From 1, without gaps: the place among the report's lines. */
      number: c.integer().notNull(),
      /** In the file, from 1. */
      line: c.integer().notNull(),
      song: c.integer().notNull(),
      place: c.integer().notNull(),
      quantity: c.bigint().notNull(),
      grossTenths: c.integer(),
      grossRest: c.integer(),
      netTenths: c.integer().notNull(),
      netRest: c.integer().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.report, t.number] }),
      // With all that is added up of a line, so that it does not lead to the lines themselves.
      c.index('report_lines_of_song').on(t.report, t.song, t.place, t.quantity, t.netTenths, t.netRest),
    ],
  );

  /**
   * The sums of a report's lines that count, of each song, month and currency, also by store and by country: so what is asked
   * about millions of lines is added up of thousands of rows. One sum may be in several rows.
   */
  const reportSums = c.table(
    'report_sums',
    {
      report: c.integer().notNull(),
      by: c.ranked(SUMS_BY).notNull(),
      song: c.integer().notNull(),
      number: c.integer().notNull(),
      /** The store or the country, by what they are summed. */
      word: c.text().notNull(),
      month: c.text().notNull(),
      currency: c.text().notNull(),
      lines: c.integer().notNull(),
      quantity: c.bigint().notNull(),
      tenths: c.bigint().notNull(),
      rest: c.bigint().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.report, t.by, t.song, t.number] }),
      // Not by `by` first, which SQLite would then take in place of the songs that are asked for.
      c.index('report_sums_word').on(t.word, t.by),
    ],
  );

  /** What root says that the lines of a key are, for drafts and for reports to come. */
  const songAssignments = c.table(
    'song_assignments',
    {
      key: c.text().primaryKey(),
      trackId: c.id().references(() => releaseTracks.id, { onDelete: 'cascade' }),
      /** With a track: its release. Neither: all of it is the label's. */
      releaseId: c.id().references(() => releases.id, { onDelete: 'cascade' }),
      /** No reference: it stays when that account is deleted. */
      madeBy: c.id().notNull(),
      madeAt: c.moment().notNull(),
    },
    (t) => [c.index('song_assignments_track').on(t.trackId), c.index('song_assignments_release').on(t.releaseId)],
  );

  /** Formats of one's own, besides those that are built in. */
  const reportSources = c.table('report_sources', {
    name: c.text().primaryKey(),
    mapping: c.json<SourceMapping>().notNull(),
    changedAt: c.moment().notNull(),
  });

  return {
    ...{ reports, reportCurrencies, reportSongs, reportPlaces, reportLines, reportSums },
    ...{ songAssignments, reportSources },
  };
}

/** A `deleted` one is in no list; its lines are being deleted. */
export type ReportState = 'reading' | 'draft' | 'booking' | 'booked' | 'reversed' | 'deleted';
export type LineKind = 'counted' | 'faulty' | 'ignored';
export type UnmatchedReason = 'not_found' | 'title' | 'ambiguous';
export const SUMS_BY = ['song', 'store', 'country'] as const;

/** What is wrong with a line of the file. */
export interface LineError {
  line: number;
  /** Empty: the line as a whole. */
  field: LineField | '';
  problem: LineProblem;
}

export type LineProblem = 'quote' | 'cells' | 'amount' | 'too_large' | 'date' | 'quantity' | 'currency';

/** What a report came to when it was booked, in minor units of the house's currency. */
export interface BookingSums {
  total: number;
  label: number;
  earned: number;
  recouped: number;
  costs: number;
  income: number;
  currency: string;
}

/** `interrupted`: its process ended, `too_large`: sums beyond what is kept exactly, `unavailable`: the database was away. */
export type BookingFailure = 'interrupted' | 'too_large' | 'unavailable' | 'unexpected';

/** What a line may tell. */
export const LINE_FIELDS = [
  'sale_period',
  'report_period',
  'store',
  'country',
  'isrc',
  'upc',
  'title',
  'artist',
  'sale_type',
  'quantity',
  'gross',
  'net',
  'currency',
] as const;
export type LineField = (typeof LINE_FIELDS)[number];

/** How a report of some format is read. */
export interface SourceMapping {
  /** The header over each field. */
  columns: { [Field in LineField]?: string };
  /** The value of fields that the file does not have. */
  constants?: { [Field in LineField]?: string };
  delimiter?: ',' | ';' | '\t';
  encoding?: 'utf-8' | 'utf-16le' | 'windows-1251';
  decimal?: '.' | ',';
  /** Lines that do not count: those that have one of the values in the column of that header. */
  skip?: Record<string, string[]>;
}
