import { problems } from '../../errors.ts';
import type { Day } from '../../lib/days.ts';
import type { Id } from '../../lib/ids.ts';
import type { ContractTerm } from '../label/contracts/model.ts';
import type { Named } from '../royalties/model.ts';

/** The conditions of a rule and its percentage. Null and empty lists are no condition; days are inclusive. */
export interface RuleData {
  /** The artist's share, in hundredths of a per cent. */
  percentage: number;
  releaseId: Id | null;
  trackId: Id | null;
  /** Two letters each. */
  territories: string[];
  /** As root has written them; compared folded. */
  stores: string[];
  saleTypes: string[];
  from: Day | null;
  to: Day | null;
}

/** A percentage that holds in place of the contract's where its conditions are met. */
export interface Rule extends RuleData {
  id: Id;
  /** Later ones are newer. */
  number: number;
  artistId: Id;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** By what percentages an artist's lines are divided. */
export interface Terms {
  /** In the order of time. */
  contract: ContractTerm[];
  /** Newest first. */
  rules: Rule[];
}

/** What a split is of. */
export type SplitSubject = { trackId: Id } | { releaseId: Id };

export interface Share {
  payeeId: Id;
  /** In basis points. */
  share: number;
}

export interface Party extends Share, Named {}

/** Who shares what a track or a release earns, from a day on. Without parties: the release's artist alone. */
export interface Split {
  /** Null: from ever. */
  from: Day | null;
  /** In the order in which they were given. */
  parties: Party[];
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface Splits {
  /** The one of today. */
  current: Split | undefined;
  /** Newest first. */
  history: Split[];
}

export const refuse = problems({
  rule: ['not_found', 'No such rule'],
  many_rules: ['invalid', 'The artist has too many rules'],
  many_splits: ['invalid', 'The track or release has been split too often'],
});

export type TermProblem = Parameters<typeof refuse>[0];
