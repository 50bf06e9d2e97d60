import type { Database, Handle } from '../../../db/database.ts';
import { isUniqueViolation } from '../../../db/dialect.ts';

/**
 * Runs work that looks whether something unique is free before it takes it. When somebody was quicker it is run once
 * more: then it sees what the other took, and can say so.
 */
export function twice<Result>(db: Database, work: (tx: Handle) => Promise<Result>): Promise<Result> {
  return db.write(work).catch((error) => {
    if (isUniqueViolation(error)) return db.write(work);
    throw error;
  });
}
