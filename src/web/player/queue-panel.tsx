import { Cover } from '../lists/cover.tsx';
import { Icon } from '../lists/icon.tsx';
import { say } from '../words/words.ts';
import { clearQueue, isQueueOpen, jump, removeEntry, sequence } from './player.ts';

/** Entries that are shown: what is further behind comes nearer by and by. */
const SHOWN = 100;

/** What plays, and what comes after it. */
export function QueuePanel() {
  if (!isQueueOpen.value) return null;
  const { entries, at } = sequence.value;
  const first = Math.max(0, at);
  const shown = entries.slice(first, first + SHOWN);
  return (
    <aside class="queue-panel" aria-label={say('queue')}>
      <div class="dialog-top">
        <h2>{say('queue')}</h2>
        {shown.length > 1 && (
          <button type="button" class="secondary small" onClick={clearQueue}>
            {say('clearQueue')}
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={say('close')}
          onClick={() => {
            isQueueOpen.value = false;
          }}
        >
          <Icon name="close" />
        </button>
      </div>
      {shown.length === 0 && <p class="hint">{say('queueEmpty')}</p>}
      {shown.length > 0 && (
        <ul aria-label={say('queue')}>
          {shown.map(({ key, track }, place) => (
            <li
              key={key}
              class={place === 0 ? 'queued current' : 'queued'}
              aria-current={place === 0 ? 'true' : undefined}
            >
              <button type="button" class="queued-play" onClick={() => jump(first + place)}>
                <Cover cover={track.cover} name={track.album.name} side={44} />
                <span class="queued-texts">
                  <span class="track-title">{track.name}</span>
                  <span class="card-more">{track.artist.name}</span>
                </span>
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={say('removeTitle', { title: track.name })}
                onClick={() => removeEntry(key)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
