import type { BookingAccount } from '../../db/schema/booking.ts';
import { problems } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Named } from '../royalties/model.ts';
import type { BookingSums } from '../royalties/reports/model.ts';

/** What booking does with lines that it cannot divide. */
export interface BookingOptions {
  /** Lines that are matched with nothing: refuse to book, or give them to the label. */
  unmatched: 'refuse' | 'label';
  faulty: 'refuse' | 'skip';
}

/** What a report comes to for a payee, in minor units. */
export interface PayeeSums {
  payeeId: Id;
  /** Before recoupment. */
  earned: number;
  /** Of advances, and of costs. */
  recouped: number;
  costs: number;
  /** What is left. */
  income: number;
}

/** What booking a report would do. */
export interface Preview extends Pick<BookingSums, 'total' | 'label' | 'currency'> {
  payees: (PayeeSums & Named)[];
  /** Artists who get nothing of some lines, for want of a contract or a rule. */
  withoutTerms: Id[];
}

/** One side of a booking. */
export interface BookingEntry {
  account: BookingAccount;
  payeeId: Id | null;
  /** Of what a payee earned. */
  releaseId: Id | null;
  /** Of what was recouped. */
  recoupableId: Id | null;
  /** Units of 10^-10 of the currency. */
  amount: bigint;
  currency: string;
  /** Of the house's currency for one of this. */
  rate: string;
}

export const refuse = problems({
  lines_unmatched: ['conflict', 'There are unmatched lines'],
  lines_faulty: ['conflict', 'There are faulty lines'],
  rate_missing: ['invalid', 'A currency has no rate'],
  already_booked: ['conflict', 'The report is booked already'],
  report_reversed: ['conflict', 'The report was reversed'],
  not_booked: ['conflict', 'The report is not booked'],
});

export type BookingProblem = Parameters<typeof refuse>[0];
