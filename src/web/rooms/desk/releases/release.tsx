import { place } from '../../../app/place.ts';
import { route } from '../../../app/router.ts';
import { Failed, Skeleton } from '../../../lists/states.tsx';
import { say } from '../../../words/words.ts';
import { useBusy } from '../../busy.ts';
import { Heading } from '../../heading.tsx';
import { NotFound } from '../../not-found.tsx';
import { Editor } from './editor.tsx';
import { ReleaseView } from './release-view.tsx';
import { type Kept, useRelease } from './use-release.ts';

/** Both spellings of an id. */
const ID = /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** One release: its artist changes it, whoever reviews it hears it and decides. */
export function Release() {
  const id = route.value.part ?? '';
  return ID.test(id) ? <Known id={id} /> : <NotFound />;
}

function Known({ id }: { id: string }) {
  const kept = useRelease(id);
  const { release, failure, reload } = kept;
  useBusy(!release && !failure);
  if (failure && !release) {
    if (failure.status === 403 || failure.status === 404) return <NotFound />;
    return (
      <>
        <Heading text={say('releases')} />
        <Failed failure={failure} retry={() => void reload()} />
      </>
    );
  }
  if (!release)
    return (
      <>
        <Heading text={say('releases')} />
        <Skeleton shape="row" count={8} />
      </>
    );
  const isEditable = place.value?.id === release.artist.userId && ['draft', 'rejected'].includes(release.status.label);
  const known: Kept = { ...kept, release };
  return isEditable ? <Editor kept={known} /> : <ReleaseView kept={known} />;
}
