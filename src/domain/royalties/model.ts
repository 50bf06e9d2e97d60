import type { AccountState, EntryType, Outcome } from '../../db/schema/royalties.ts';
import { problems } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';

export type { AccountState, EntryType, Outcome };

/** `active`: there is a sum to pay out; `paid`: there is none; `blocked`: payouts are not allowed. */
export type RoyaltyStatus = 'active' | 'paid' | 'blocked';

/** One movement of money. Amounts are positive and in minor units. */
export interface Entry {
  artistId: Id;
  /** From 1, without gaps. */
  number: number;
  type: EntryType;
  amount: number;
  period: string | null;
  receiptKey: string | null;
  /** Who booked it, and by what login. */
  madeBy: Id;
  madeByLogin: string;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

/** An artist's royalties: the sums, in minor units, and every entry that they are made of, oldest first. */
export interface Royalties {
  artistId: Id;
  details: string | null;
  /** What has come in and is not paid out. */
  active: number;
  /** All that ever came in. */
  total: number;
  status: RoyaltyStatus;
  history: Entry[];
}

/** Royalties as lists show them. */
export interface ListedRoyalties extends Royalties {
  /** Of the artist. */
  stageName: string;
}

/** An entry that is to be booked. */
export type Booking = { artistId: Id; amount: number } & (
  | { type: 'income'; period: string }
  | { type: 'payout'; receiptKey: string }
);

/** The sums of an account: those stored with it, or those of its entries. */
export interface Sums {
  active: number;
  total: number;
  entries: number;
}

/** An account whose sums are not those of its entries. */
export interface Discrepancy {
  artistId: Id;
  kept: Sums;
  booked: Sums;
}

/** The status is computed from the sums, so the two cannot disagree. */
export function statusOf({ active, blocked }: Pick<AccountState, 'active' | 'blocked'>): RoyaltyStatus {
  if (blocked) return 'blocked';
  return active > 0 ? 'active' : 'paid';
}

export const refuse = problems({
  royalties: ['not_found', 'No such royalty account'],
  not_active: ['invalid', 'Only an active account can be paid out'],
  insufficient: ['invalid', 'The account does not hold that much'],
  receipt_used: ['conflict', 'The receipt has served another payout'],
  beyond_limit: ['invalid', 'The sum would become too large to be kept exactly'],
  key_reused: ['conflict', 'The idempotency key was used for another request'],
  key_under_way: ['conflict', 'The first request with this idempotency key is still under way'],
});

export type RoyaltyProblem = Parameters<typeof refuse>[0];
