import type { Database, Handle } from '../../db/database.ts';
import { inTurn } from '../../db/engines.ts';

/** Arbitrary, the same in every version. */
const BOOKS = 6_021_140_902;

/**
 * Lets transactions that book or reverse a report, or close a period, run one after another, from here to their end: so the
 * numbers of `bookings` are committed in their order. To be taken before all other locks.
 */
export const lockBooks = ({ engine }: Pick<Database, 'engine'>, tx: Handle): Promise<void> => inTurn(engine, tx, BOOKS);
