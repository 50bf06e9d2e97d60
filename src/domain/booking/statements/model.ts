import { type PayeeKind, SECTIONS, type SectionRow } from '../../../db/schema/statements.ts';
import { problems } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';

export { type PayeeKind, SECTIONS, type SectionRow };

/** By what the tables of a statement tell what was earned. */
export type Section = (typeof SECTIONS)[number];

/** A month, `YYYY-MM`. Months compare as texts. */
export type Month = string;

/**
 * What a payee earned and was paid in a period: everything that was entered since the one before was closed. Sums are in minor
 * units; `opening + earnings - recouped - costs - payouts = closing`.
 */
export interface Statement {
  id: Id;
  /** The period and a number in it: `2026-09-001`. */
  number: string;
  period: Month;
  payeeId: Id;
  kind: PayeeKind;
  /** As the payee was called. */
  name: string;
  /** ISO 4217. */
  currency: string;
  /** The balance at the close before. */
  opening: number;
  /** Before recoupment, with reversals, and with `typed`. */
  earnings: number;
  /** What of the earnings is income that was typed by hand. */
  typed: number;
  /** Of advances. */
  recouped: number;
  costs: number;
  payouts: number;
  /** The balance. */
  closing: number;
  /** What was open of advances and costs. */
  unrecouped: number;
  /** Milliseconds since the epoch. */
  closedAt: number;
}

/** The tables, largest amount first. Each adds up to the earnings without what was typed by hand. */
export type Sections = Record<Section, SectionRow[]>;

export interface FullStatement extends Statement {
  sections: Sections;
}

export interface StatementFilters {
  /** Only these payees'; absent: everybody's. */
  payeeIds?: readonly Id[];
  period?: Month;
}

export interface ClosedPeriod {
  period: Month;
  statements: number;
  /** Milliseconds since the epoch. */
  closedAt: number;
}

/** What closing a period would take: everything that was entered since the last close. Sums are in minor units. */
export interface Pending {
  /** The last closed period, if any. */
  last: Month | null;
  /** Who would have a statement. */
  payees: number;
  /** What came in on their accounts, after recoupment. */
  income: number;
  payouts: number;
}

/** Whether a text is a month of the years 1000 to 9999. */
export const isMonth = (text: string): boolean => /^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/.test(text);

export const refuse = problems({
  statement: ['not_found', 'No such statement'],
  period_closed: ['conflict', 'The period is closed, or a later one is'],
  report_booking: ['conflict', 'A report is being booked'],
});

export type StatementProblem = Parameters<typeof refuse>[0];
