import type { CodeKind } from '../../../db/schema/releases.ts';
import { problems } from '../../../errors.ts';

export type { CodeKind };

/** Where new codes of a kind are taken from. */
export interface Pool {
  /** What its codes begin with before they are numbered: of an ISRC the registrant and the year; of a UPC nothing. */
  stem: string;
  /** Characters of a code as it is shown. */
  shown: number;
  /** The first, the last and the next number. The next one may be in use already, and is passed over then. */
  first: number;
  last: number;
  next: number;
}

/** What is left of a pool. */
export interface PoolState extends Pool {
  /** The number that is given next is `next`; `last` + 1 when none is left. */
  left: number;
}

export const refuse = problems({
  isrc_spent: ['conflict', 'No ISRC is left: set a new pool'],
  upc_spent: ['conflict', 'No UPC is left: set a new pool'],
  upc_range: ['invalid', 'A pool of UPC must ascend, and its ends must have the same length'],
});

export type CodeProblem = Parameters<typeof refuse>[0];
