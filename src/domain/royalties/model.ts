import type { AccountState, EntryType, Operation } from '../../db/schema/royalties.ts';
import { problems } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';

export type { AccountState, EntryType, Operation };

/** `active`: there is a sum to pay out; `paid`: there is none; `blocked`: payouts are not allowed. */
export type RoyaltyStatus = 'active' | 'paid' | 'blocked';

/** Who books something. */
export type Maker = Pick<Account, 'id' | 'login'>;

/** One movement of money. Amounts are in minor units, negative for corrections and else positive. */
export interface Entry {
  payeeId: Id;
  /** From 1, without gaps. */
  number: number;
  type: EntryType;
  amount: number;
  period: string | null;
  /** The distributor's report that it was booked from. */
  reportId: Id | null;
  receiptKey: string | null;
  /** Who booked it, and by what login. */
  madeBy: Id;
  madeByLogin: string;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

/** A payee's royalties: the sums, in minor units, and every entry that they are made of, oldest first. */
export interface Royalties {
  payeeId: Id;
  /** The same for an artist; null for a payee from outside. */
  artistId: Id | null;
  details: string | null;
  /** What has come in and is not paid out: income and corrections less payouts. May be below 0. */
  active: number;
  /** All that ever came in, and corrections. */
  total: number;
  status: RoyaltyStatus;
  history: Entry[];
}

/** Royalties as lists show them. */
export interface ListedRoyalties extends Royalties {
  /** Of the artist. */
  stageName: string;
}

/** An entry that is to be booked. Its amount is in minor units, negative for a correction and else positive. */
export type Booking = { payeeId: Id; amount: number } & (
  | { type: 'income'; period: string; reportId?: Id }
  | { type: 'correction'; period: string; reportId?: Id }
  /** A batch's own id serves all its payouts as a receipt. */
  | { type: 'payout'; receiptKey: string; isBatchId?: boolean }
);

/** Why nothing was booked; kept with the idempotency key. */
export interface Refused {
  refused: 'not_active' | 'insufficient' | 'beyond_limit';
}

/** The outcome of a booking: the account after it, or why nothing was booked. */
export type Outcome = AccountState | Refused;

/** Somebody who is paid: an artist, by the stage name, or a payee from outside. */
export interface Named {
  payeeId: Id;
  kind: 'artist' | 'payee';
  name: string;
}

/** What an account holds, without its history. Sums are in minor units. */
export interface Balance extends Named, Pick<Royalties, 'active' | 'total' | 'status'> {}

/** What came in in a month `YYYY-MM`, corrections included, in minor units. */
export interface MonthlyIncome {
  month: string;
  income: number;
}

/** A payee from outside the house, with their royalties. */
export interface Payee extends Royalties {
  name: string;
  contact: string | null;
}

/** Changes of a payee; absent fields stay, null takes away. */
export interface PayeeData {
  name: string;
  contact: string | null;
  details: string | null;
}

/** An account that can be paid out. */
export interface Due extends Named {
  details: string;
  /** In minor units. */
  due: number;
}

/** A payout of a batch that is to be booked. */
export interface BatchPayout {
  payeeId: Id;
  amount: number;
  /** Absent: the batch's id. */
  receiptKey?: string;
}

/** A line of a batch's register. */
export interface RegisterLine {
  payeeId: Id;
  amount: number;
  /** Of the account, after it. */
  balance: number;
  name: string;
  details: string;
}

/** Payouts that were booked in one go, in the order of the request. */
export interface Batch {
  id: Id;
  total: number;
  currency: string;
  payouts: RegisterLine[];
}

/** What the prover has found: something kept that is not what it is made of. */
export interface Discrepancy {
  /** An account's sums, a batch's register, what is open of an advance or a cost, or what a report was booked as. */
  of: 'account' | 'batch' | 'recoupable' | 'report';
  id: Id;
  kept: Readonly<Record<string, number>>;
  booked: Readonly<Record<string, number>>;
}

/** The status is computed from the sums, so the two cannot disagree. */
export function statusOf({ active, blocked }: Pick<AccountState, 'active' | 'blocked'>): RoyaltyStatus {
  if (blocked) return 'blocked';
  return active > 0 ? 'active' : 'paid';
}

export const refuse = problems({
  royalties: ['not_found', 'No such royalty account'],
  payee: ['not_found', 'No such payee'],
  batch: ['not_found', 'No such batch of payouts'],
  not_active: ['invalid', 'Only an active account can be paid out'],
  insufficient: ['invalid', 'The account does not hold that much'],
  receipt_used: ['conflict', 'The receipt has served another payout'],
  beyond_limit: ['invalid', 'The sum would become too large to be kept exactly'],
  key_required: ['invalid', 'The header Idempotency-Key is required'],
  key_reused: ['conflict', 'The idempotency key was used for another request'],
  key_under_way: ['conflict', 'The first request with this idempotency key is still under way'],
});

export type RoyaltyProblem = Parameters<typeof refuse>[0];
