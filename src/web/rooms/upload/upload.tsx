import { member } from '../../app/session.ts';
import { Failed, Skeleton } from '../../lists/states.tsx';
import { count, say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MembersOnly } from '../members-only.tsx';
import { All } from './all.tsx';
import { Choosing } from './choosing.tsx';
import { limits } from './limits.ts';
import { entries, failure, isReady } from './list.ts';
import { lookInto } from './publish.ts';
import { resume, startList } from './queue.ts';
import { Rows } from './rows.tsx';

let isStarted = false;

/** The room in which music comes into the house. What is on its way goes on when one leaves it. */
export function UploadRoom() {
  if (!isStarted) {
    isStarted = true;
    startList(lookInto);
  }
  const isIn = member.value !== undefined;
  const isLoading = isIn && !isReady.value && !failure.value;
  useBusy(isLoading);
  const told = limits.value;
  const many = entries.value.length;
  return (
    <div class="uploading">
      <div class="room-title">
        <Heading text={say('upload')} />
        {many > 0 && <p class="hint">{count('files', many)}</p>}
      </div>
      {!isIn && <MembersOnly icon="upload" hint={say('uploadHint')} />}
      {isIn && failure.value && <Failed failure={failure.value} retry={() => void resume()} />}
      {isLoading && <Skeleton shape="row" count={6} />}
      {isIn && isReady.value && told && (
        <>
          <Choosing told={told} />
          {many > 0 && <All />}
          {many > 0 ? <Rows /> : <p class="hint uploads-empty">{say('uploadsEmptyHint')}</p>}
        </>
      )}
    </div>
  );
}
