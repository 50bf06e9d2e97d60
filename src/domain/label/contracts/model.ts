import type { AppendixType, ContractStatus } from '../../../db/schema/contracts.ts';
import { problems } from '../../../errors.ts';
import type { Day } from '../../../lib/days.ts';
import type { Id } from '../../../lib/ids.ts';
import type { User } from '../../roster/model.ts';

export type { AppendixType, ContractStatus };

/** An appendix of a contract, or its termination. */
export interface Appendix {
  id: Id;
  type: AppendixType;
  /** `<contract>-<k>`. */
  number: string;
  /** The key of its PDF. */
  file: string | null;
}

export interface Contract {
  id: Id;
  artistId: Id;
  /** `YYYY-NNN`. */
  number: string;
  /** The artist's share, in hundredths of a per cent. */
  percentage: number;
  file: string | null;
  status: ContractStatus;
  /** The last day on which it holds; null: no end is told. */
  to: Day | null;
  /** When its termination was first confirmed, in milliseconds since the epoch. */
  terminatedAt: number | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A share that a contract has or had. */
export interface Share {
  /** In hundredths of a per cent. */
  percentage: number;
  /** The first day on which it holds; null: from ever. */
  from: Day | null;
  /** When it was told, in milliseconds since the epoch. */
  since: number;
}

/** A percentage and the days on which it holds, which count; null: no bound. */
export interface ContractTerm {
  percentage: number;
  from: Day | null;
  to: Day | null;
}

/** The days of a contract as root tells them. */
export interface ContractDays {
  /** From when its percentage holds. Absent: from ever for the first, from today for a changed one. */
  from?: Day;
  /** Its last day. Null: no end. */
  to?: Day | null;
}

/** Changes of a contract; absent fields stay. */
export interface ContractChanges extends ContractDays {
  percentage?: number;
  file?: string;
}

/** A contract with the artist it is with, its shares and its appendices in order. */
export interface FullContract extends Contract {
  artist: User;
  shares: Share[];
  appendices: Appendix[];
}

export type ContractColumn = 'number' | 'createdAt';

export interface ContractFilters {
  /** Contracts that have an appendix of this type. */
  type: AppendixType;
  status: ContractStatus;
}

export const refuse = problems({
  not_artist: ['invalid', 'Contracts are made with artists only'],
  contract: ['not_found', 'No such contract'],
  appendix: ['not_found', 'No such appendix'],
  termination: ['not_found', 'The contract has no termination'],
  contract_exists: ['conflict', 'The artist has a contract in force'],
  termination_exists: ['conflict', 'The contract has a termination already'],
});

export type ContractProblem = Parameters<typeof refuse>[0];
