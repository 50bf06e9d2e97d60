import type {
  BookingFailure,
  BookingSums,
  LineError,
  LineField,
  LineProblem,
  ReportState,
  SourceMapping,
  UnmatchedReason,
} from '../../../db/schema/reports.ts';
import { LINE_FIELDS } from '../../../db/schema/reports.ts';
import { problems } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';

export {
  type BookingFailure,
  type BookingSums,
  LINE_FIELDS,
  type LineError,
  type LineField,
  type LineProblem,
  type ReportState,
  type SourceMapping,
  type UnmatchedReason,
};

export const REPORT_STATES = ['reading', 'draft', 'booking', 'booked', 'reversed'] as const;
export const LINE_STATUSES = ['matched', 'unmatched', 'faulty', 'ignored'] as const;
export type LineStatus = (typeof LINE_STATUSES)[number];
export const GROUPS = ['store', 'country', 'month', 'track', 'release', 'artist'] as const;
export type Group = (typeof GROUPS)[number];

/** What a report's lines come to in a currency, but for faulty and ignored ones. */
export interface CurrencySum {
  currency: string;
  lines: number;
  /** Units of 10^-10. */
  net: bigint;
  /** Of the house's currency for one of this; null: not told yet. */
  rate: string | null;
}

/** A report of a distributor. Months are `YYYY-MM`, times milliseconds since the epoch. */
export interface Report {
  number: number;
  id: Id;
  state: ReportState;
  source: string;
  file: string;
  sha256: string;
  period: string | null;
  firstMonth: string | null;
  lastMonth: string | null;
  lines: number;
  matched: number;
  notFound: number;
  otherTitle: number;
  ambiguous: number;
  faulty: number;
  ignored: number;
  rounded: number;
  errors: LineError[];
  done: number;
  total: number;
  createdAt: number;
  bookedAt: number | null;
  reversedAt: number | null;
  booking: BookingSums | null;
  /** Why the last booking came to nothing. */
  failure: BookingFailure | null;
}

/** With its sums. */
export interface SummedReport extends Report {
  currencies: CurrencySum[];
}

export interface ReportFilters {
  state: (typeof REPORT_STATES)[number];
  source: string;
}

/** A line with what it was matched with. Texts are as the file has them, amounts units of 10^-10. */
export interface Line {
  line: number;
  report: Id;
  source: string;
  month: string | null;
  reportMonth: string | null;
  store: string;
  country: string;
  isrc: string;
  upc: string;
  title: string;
  artist: string;
  saleType: string;
  quantity: number;
  gross: bigint | null;
  net: bigint;
  currency: string;
  trackId: Id | null;
  releaseId: Id | null;
  artistId: Id | null;
  status: LineStatus;
}

export interface LineFilters extends ReportFilters {
  report: Id;
  store: string;
  country: string;
  isrc: string;
  artist: Id;
  release: Id;
  track: Id;
  /** Months. */
  from: string;
  to: string;
  status: LineStatus;
}

/** A line of a report, by the numbers of both. */
export interface LinePlace {
  report: number;
  number: number;
}

/** A page of lines. */
export interface LinePage extends Pick<ListRequest, 'page' | 'limit'> {
  /** The last line of the page before: then none has to be counted to find this one. */
  after?: LinePlace;
}

export interface ListedLines extends Listed<Line> {
  /** Where the next page begins; absent at the end. */
  last?: LinePlace;
}

export interface LineGroup {
  group: string | null;
  title: string | null;
  currency: string;
  lines: number;
  quantity: number;
  net: bigint;
}

/** What drafts call something that nothing was found for. */
export interface Unmatched {
  key: string;
  isrc: string;
  upc: string;
  title: string;
  artist: string;
  reason: UnmatchedReason;
  lines: number;
  sums: { currency: string; net: bigint }[];
  reports: Id[];
}

/** What root says that a song is: a track, a release as a whole, or all the label's. */
export type Assignment = { track: Id } | { release: Id } | { label: true };

export interface Assigned {
  key: string;
  trackId: Id | null;
  releaseId: Id | null;
  /** Lines of drafts. */
  lines: number;
}

/** What a song is: a track, or a release as a whole, or all the label's (neither); or why it is none of these. */
export interface Match {
  reason: UnmatchedReason | null;
  trackId: Id | null;
  releaseId: Id | null;
  /** Of the release. */
  artistId: Id | null;
}

/** A format, as lists show it. */
export interface Source {
  name: string;
  builtin: boolean;
  mapping: SourceMapping;
}

export const refuse = problems({
  report: ['not_found', 'No such report'],
  source: ['not_found', 'No such source of reports'],
  unknown_source: ['invalid', 'No such source of reports'],
  song: ['not_found', 'No lines have this key'],
  format: ['invalid', 'The format of the report is not known'],
  many_columns: ['invalid', 'The header of the report has more than 1000 columns'],
  empty_report: ['invalid', 'The report has no lines'],
  archive_damaged: ['invalid', 'The archive is damaged'],
  archive_files: ['invalid', 'The archive must contain one CSV or TSV file'],
  long_line: ['invalid', 'A line is longer than 1 MB'],
  not_text: ['invalid', 'The file is no text'],
  report_exists: ['conflict', 'This file has come before'],
  report_booked: ['conflict', 'A booked report can only be reversed'],
  report_reading: ['conflict', 'The report is still being read'],
  report_fixed: ['conflict', 'Only a draft can be changed'],
  single_rate: ['invalid', 'One rate needs exactly one foreign currency in the file'],
  rate_currency: ['invalid', 'Rates are those of foreign currencies of the report'],
  builtin_source: ['invalid', 'A built-in source has this name'],
  many_sources: ['invalid', 'There are too many sources'],
});

export type ReportProblem = Parameters<typeof refuse>[0];
