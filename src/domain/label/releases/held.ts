import type { Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import { type Release, refuse } from './model.ts';
import type { ReleaseStore } from './store.ts';

/** Ways of taking a release in hand: until the transaction ends nobody else changes it, or anything of it. */
export function holding(store: Pick<ReleaseStore, 'held'>) {
  /** @param absent what to say is missing when there is no such release; @throws not_found (`absent`) */
  async function hold(tx: Handle, id: Id, absent: 'release' | 'track' = 'release'): Promise<Release> {
    const release = await store.held(tx, id);
    if (!release) throw refuse(absent);
    return release;
  }

  /** @throws not_found (`absent`), conflict (`not_draft`) */
  async function holdDraft(tx: Handle, id: Id, absent?: 'release' | 'track'): Promise<Release> {
    const release = await hold(tx, id, absent);
    if (release.status !== 'draft') throw refuse('not_draft');
    return release;
  }

  /** @throws not_found (`release`), conflict (`not_changeable`) when it is delivered or finalized */
  async function holdChangeable(tx: Handle, id: Id): Promise<Release> {
    const release = await hold(tx, id);
    if (release.status === 'delivered' || release.status === 'finalized') throw refuse('not_changeable');
    return release;
  }

  return { hold, holdDraft, holdChangeable };
}
