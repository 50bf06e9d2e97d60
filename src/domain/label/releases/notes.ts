import type { Database } from '../../../db/database.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import { releaseLocks } from './lock.ts';
import { type Notes, refuse } from './model.ts';
import { partStores } from './parts-store.ts';
import { releaseStore } from './store.ts';

/** Changes of notes; absent fields stay. `undefined` among the tracks stands for a text that is no id. */
export interface NotesChanges {
  focusTracks?: readonly (Id | undefined)[];
  pitched?: string[];
  comment?: string;
}

/** Notes to releases that are under way. */
export function releaseNotes(db: Database) {
  const { notes: store, tracks } = partStores(db);
  const { lock } = releaseLocks(releaseStore(db));

  /**
   * Changes a release's notes, which are created if there are none.
   * @throws not_found (`release`), conflict (`not_under_way`), invalid (`focus_foreign`)
   */
  async function put(releaseId: Id, { focusTracks, pitched, comment }: NotesChanges): Promise<Notes> {
    return db.write(async (tx) => {
      const { status } = await lock(tx, releaseId);
      if (status === 'draft' || status === 'finalized') throw refuse('not_under_way');
      const known = new Set(focusTracks && (await tracks.of(tx, releaseId)).map(({ id }) => id));
      const focus = focusTracks?.map((id) => {
        if (id === undefined || !known.has(id)) throw refuse('focus_foreign');
        return id;
      });
      const before = (await store.of(tx, releaseId)) ?? {
        ...{ id: newId(), releaseId },
        ...{ focusTracks: [], pitched: [], comment: '' },
      };
      const notes: Notes = {
        ...before,
        ...(focus === undefined ? {} : { focusTracks: [...new Set(focus)] }),
        ...(pitched === undefined ? {} : { pitched }),
        ...(comment === undefined ? {} : { comment }),
      };
      await store.put(tx, notes);
      return notes;
    });
  }

  /** @throws not_found (`notes`) */
  async function of(releaseId: Id): Promise<Notes> {
    const notes = await store.of(db.read, releaseId);
    if (!notes) throw refuse('notes');
    return notes;
  }

  return { put, of };
}
