import type { Database, Handle } from '../../../db/database.ts';
import { isForeignKeyViolation } from '../../../db/engines.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Account } from '../../accounts/model.ts';
import { refuse as refuseRelease } from '../../label/releases/model.ts';
import { assignmentStore } from './assignments-store.ts';
import { type Assigned, type Assignment, type Match, refuse, type Unmatched } from './model.ts';

export type AssignmentStore = ReturnType<typeof assignmentStore>;

/** Changes what a song is in drafts, and their counts with it. @returns of how many lines */
async function rematch(
  tx: Handle,
  store: AssignmentStore,
  key: string,
  match: Match,
  reports: readonly number[],
): Promise<number> {
  let lines = 0;
  for (const { report, reason, count } of await store.linesOf(tx, key, reports)) {
    lines += count;
    if (reason !== null) await store.moveToMatched(tx, report, reason, count);
  }
  await store.setMatch(tx, key, match, reports);
  return lines;
}

/** Gives a report that has just been read what was assigned in the meantime. The report must be locked. */
export async function carryOver(tx: Handle, store: AssignmentStore, report: number): Promise<void> {
  for (const { key, ...match } of await store.notCarriedOver(tx, report))
    await rematch(tx, store, key, match, [report]);
}

/** What is unmatched in drafts, and what root says it is. @param now the clock, in milliseconds since the epoch */
export function assigning(db: Database, now: () => number) {
  const store = assignmentStore(db);

  /** What nothing was found for in drafts, most lines first. @param report of this one alone */
  const listUnmatched = (
    page: Pick<ListRequest, 'page' | 'limit'>,
    report: Id | undefined,
  ): Promise<Listed<Unmatched>> => store.listUnmatched(db.read, page, report);

  /**
   * Says what the lines of a key are: in all drafts, and in reports to come. A second time replaces the first.
   * @throws not_found (`song`; `track`, `release` of releases)
   */
  async function assign(caller: Account, key: string, assignment: Assignment): Promise<Assigned> {
    const work = async (tx: Handle): Promise<Assigned> => {
      if (!(await store.isKnown(tx, key))) throw refuse('song');
      const match = await matchOf(tx, assignment);
      const { trackId, releaseId } = match;
      await store.put(tx, { key, trackId, releaseId, madeBy: caller.id, madeAt: now() });
      // A report that is being read is locked too: see `carryOver`.
      const lines = await rematch(tx, store, key, match, await store.lockDrafts(tx));
      return { key, trackId, releaseId, lines };
    };
    return db.write(work).catch((error) => {
      if (!isForeignKeyViolation(error)) throw error;
      throw refuseRelease('track' in assignment ? 'track' : 'release');
    });
  }

  async function matchOf(tx: Handle, assignment: Assignment): Promise<Match> {
    if ('label' in assignment) return { reason: null, trackId: null, releaseId: null, artistId: null };
    const found =
      'track' in assignment ? await store.track(tx, assignment.track) : await store.release(tx, assignment.release);
    if (!found) throw refuseRelease('track' in assignment ? 'track' : 'release');
    return { reason: null, ...found };
  }

  return { store, listUnmatched, assign };
}
