import { useId } from 'preact/hooks';
import { tell } from '../../app/notices.ts';
import { count, say } from '../../words/words.ts';
import { stepOf } from './entry.ts';
import { bytes } from './limits.ts';
import { entries, isFull, isOnline, version } from './list.ts';
import { isPublishing, isYear, publishAll, publishAs, readyOnes } from './publish.ts';
import { remove } from './queue.ts';
import { Progress } from './row.tsx';

/** How all files stand together, and what is done with them. */
export function All() {
  version.value;
  const all = entries.value;
  const going = all.filter((entry) => stepOf(entry) !== 'refused');
  const size = going.reduce((sum, entry) => sum + entry.size, 0);
  const sent = going.reduce((sum, { standing }) => sum + standing.peek().sent, 0);
  const failed = all.filter((entry) => ['refused', 'failed'].includes(stepOf(entry))).length;
  const published = all.filter((entry) => stepOf(entry) === 'published');
  const ready = readyOnes().length;
  return (
    <section class="uploads-all">
      <div class="uploads-progress">
        <Progress label={say('allUploads')} sent={sent} size={size} />
        <p class="hint">
          {say('allUploadsOf', { done: bytes(sent), all: bytes(size) })}
          {published.length > 0 && ` · ${say('publishedMany', { what: count('files', published.length) })}`}
          {failed > 0 && ` · ${say('uploadsFailed', { n: String(failed) })}`}
        </p>
        {!isOnline.value && <p role="status">{say('uploadOffline')}</p>}
        {isFull.value && <p role="status">{say('uploadFull')}</p>}
      </div>
      <As />
      <div class="actions">
        <button type="button" class="primary" disabled={ready === 0} onClick={() => void publishReady()}>
          {say('publishAll')}
        </button>
        {published.length > 0 && (
          <button type="button" class="secondary" onClick={() => void remove(published)}>
            {say('clearPublished')}
          </button>
        )}
      </div>
    </section>
  );
}

async function publishReady(): Promise<void> {
  if (isPublishing.peek()) return;
  const wrong = readyOnes().find(({ standing }) => !isYear(standing.peek().said.year));
  if (wrong) document.querySelector<HTMLElement>('.upload [aria-invalid=true]')?.focus();
  const published = await publishAll();
  if (published > 0) tell(say('publishedMany', { what: count('tracks', published) }));
}

/** Under whose name tracks are published. */
function As() {
  const id = useId();
  const option = (value: 'own' | 'tags') => (
    <div class="as">
      <label class="check">
        <input
          type="radio"
          name={id}
          checked={publishAs.value === value}
          aria-describedby={`${id}-${value}`}
          onChange={() => {
            publishAs.value = value;
          }}
        />
        <span>{say(value === 'own' ? 'asOwn' : 'asTags')}</span>
      </label>
      <p class="hint" id={`${id}-${value}`}>
        {say(value === 'own' ? 'asOwnHint' : 'asTagsHint')}
      </p>
    </div>
  );
  return (
    <fieldset>
      <legend>{say('publishAs')}</legend>
      {option('own')}
      {option('tags')}
    </fieldset>
  );
}
