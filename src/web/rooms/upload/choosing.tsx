import { useRef, useState } from 'preact/hooks';
import { tell } from '../../app/notices.ts';
import { Icon } from '../../lists/icon.tsx';
import { count, say } from '../../words/words.ts';
import { add, MOST_ENTRIES } from './adding.ts';
import { type Chosen, chosenIn, droppedIn, liesBeside } from './chosen.ts';
import { bytes, endingsOf, formatsOf, type Limits } from './limits.ts';

/** What may be uploaded, and where files are chosen or dropped. */
export function Choosing({ told }: { told: Limits }) {
  const [isOver, setOver] = useState(false);
  // Each element that the pointer goes over on its way tells of itself.
  const depth = useRef(0);
  const over = (step: number) => {
    depth.current = Math.max(0, depth.current + step);
    setOver(depth.current > 0);
  };
  return (
    <section
      class={`drop${isOver ? ' over' : ''}`}
      aria-label={say('dropHere')}
      onDragEnter={(event) => {
        event.preventDefault();
        over(1);
      }}
      onDragLeave={() => over(-1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        over(-depth.current);
        if (event.dataTransfer) void droppedIn(event.dataTransfer).then(take);
      }}
    >
      <span class="state-icon">
        <Icon name="upload" />
      </span>
      <p class="drop-title">{say('dropHere')}</p>
      <p class="hint">{say('dropHint')}</p>
      <div class="actions">
        <Chooser label={say('chooseFiles')} accept={endingsOf(told)} />
        <Chooser label={say('chooseFolder')} isFolder />
      </div>
      <p class="hint">
        {say('uploadTakes', { formats: formatsOf(told), size: bytes(told.largest) })}
        {told.left !== null && ` ${say('uploadLeft', { size: bytes(told.left) })}`}
      </p>
    </section>
  );
}

interface ChooserProps {
  label: string;
  accept?: string;
  isFolder?: boolean;
}

function Chooser({ label, accept, isFolder = false }: ChooserProps) {
  return (
    <label class={`chooser ${isFolder ? 'secondary' : 'primary'}`}>
      {label}
      <input
        type="file"
        multiple
        accept={accept}
        // Its types do not know it.
        {...(isFolder && { webkitdirectory: true })}
        onChange={({ currentTarget }) => {
          const chosen = chosenIn(currentTarget.files);
          // So that the same ones can be chosen again.
          currentTarget.value = '';
          void take(chosen);
        }}
      />
    </label>
  );
}

async function take(chosen: readonly Chosen[]): Promise<void> {
  const music = chosen.filter((one) => !liesBeside(one));
  const { known, over } = await add(music);
  const besides = chosen.length - music.length;
  const said = [
    besides > 0 && say('leftOut', { what: count('files', besides) }),
    known > 0 && say('knownFiles', { what: count('files', known) }),
    over > 0 && say('refusedMany', { what: count('files', MOST_ENTRIES) }),
  ].filter(Boolean);
  if (said.length > 0) tell(said.join(' · '));
}
