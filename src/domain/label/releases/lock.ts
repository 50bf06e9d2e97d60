import type { Database, Handle } from '../../../db/database.ts';
import { isUniqueViolation } from '../../../db/engines.ts';
import type { Id } from '../../../lib/ids.ts';
import { type Release, refuse } from './model.ts';
import type { ReleaseStore } from './store.ts';

/** Locks a release until the transaction ends: other transactions cannot change it, nor its tracks, files and notes. */
export function releaseLocks(store: Pick<ReleaseStore, 'lock'>) {
  /** @param absent the problem to throw when there is no such release; @throws not_found (`absent`) */
  async function lock(tx: Handle, id: Id, absent: 'release' | 'track' = 'release'): Promise<Release> {
    const release = await store.lock(tx, id);
    if (!release) throw refuse(absent);
    return release;
  }

  /** @throws not_found (`absent`), conflict (`not_draft`) */
  async function lockDraft(tx: Handle, id: Id, absent?: 'release' | 'track'): Promise<Release> {
    const release = await lock(tx, id, absent);
    if (release.status !== 'draft') throw refuse('not_draft');
    return release;
  }

  /** @throws not_found (`release`), conflict (`not_changeable`) when it is delivered or finalized */
  async function lockChangeable(tx: Handle, id: Id): Promise<Release> {
    const release = await lock(tx, id);
    if (release.status === 'delivered' || release.status === 'finalized') throw refuse('not_changeable');
    return release;
  }

  return { lock, lockDraft, lockChangeable };
}

/**
 * Runs work that checks whether a unique value is free before it writes it. When a concurrent transaction has taken the
 * value meanwhile, runs it once more: then its own check finds the conflict and throws the right problem.
 * @param tries how often at most, for work that takes another value each time
 * @throws what the work throws
 */
export async function retryOnConflict<Result>(
  db: Database,
  work: (tx: Handle) => Promise<Result>,
  tries = 2,
): Promise<Result> {
  try {
    return await db.write(work);
  } catch (error) {
    if (tries === 1 || !isUniqueViolation(error)) throw error;
    return retryOnConflict(db, work, tries - 1);
  }
}
