import { useRef, useState } from 'preact/hooks';
import { ask, Failure } from '../../../api/client.ts';
import { outdateResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { place } from '../../../app/place.ts';
import { go } from '../../../app/router.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { Icon } from '../../../lists/icon.tsx';
import { say } from '../../../words/words.ts';
import type { Paged } from '../listing.tsx';
import type { ListedRelease } from './types.ts';

/** Begins a release; where a draft is there already, of which an artist has one at most, that is offered. */
export function NewRelease() {
  const [isAsking, setAsking] = useState(false);
  const asking = useRef(false);
  const [draft, setDraft] = useState<ListedRelease | undefined>(undefined);
  const begin = async () => {
    if (asking.current) return;
    asking.current = true;
    setAsking(true);
    try {
      const known = await findDraft();
      if (known) setDraft(known);
      else open((await makeDraft()).id);
    } catch (error) {
      tell(error instanceof Failure && error.reason === 'offline' ? say('offline') : say('failed'));
    }
    asking.current = false;
    setAsking(false);
  };
  return (
    <>
      <button type="button" class="primary" aria-disabled={isAsking} onClick={() => void begin()}>
        <Icon name="plus" />
        {say('newRelease')}
      </button>
      {draft && (
        <Dialog title={say('draftThere')} close={() => setDraft(undefined)}>
          <p>{say('draftThereHint', { name: draft.name || say('untitled') })}</p>
          <div class="actions">
            <button type="button" class="primary" onClick={() => open(draft.id)}>
              {say('openDraft')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

const open = (id: string) => go(`#/desk/releases/${id}`);

async function findDraft(): Promise<ListedRelease | undefined> {
  const { data } = await ask<Paged<ListedRelease>>('/v1/desk/releases?filter[status]=draft&limit=1');
  return data[0];
}

async function makeDraft(): Promise<{ id: string }> {
  try {
    return await ask(`/v1/releases/${place.peek()?.id}/new`, { method: 'POST' });
  } catch (error) {
    // Another tab may have begun one meanwhile.
    const draft = await findDraft();
    if (draft) return draft;
    throw error;
  } finally {
    outdateResources('/v1/desk/releases');
  }
}
