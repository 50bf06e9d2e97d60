import { Icon } from '../../lists/icon.tsx';
import type { Word } from '../../words/english.ts';
import { say } from '../../words/words.ts';
import type { Entry, Standing } from './entry.ts';
import { bytes } from './limits.ts';
import { remove, retry } from './queue.ts';
import { Tags } from './tags.tsx';

/** One file: how far it is, what it is called, or why it is not taken. */
export function Row({ entry }: { entry: Entry }) {
  const standing = entry.standing.value;
  const { step, read, problem } = standing;
  const isSettled = step === 'ready' || step === 'publishing';
  return (
    <li class="upload">
      {read?.cover && step !== 'published' ? (
        <img class="cover" src={read.cover} alt="" width={56} height={56} />
      ) : (
        <span class="upload-icon">
          <Icon name={step === 'published' ? 'tracks' : 'upload'} />
        </span>
      )}
      <div class="upload-main">
        <p class="upload-name" title={entry.path}>
          <span>{entry.name}</span> <span class="hint">{bytes(entry.size)}</span>
        </p>
        {isSettled && <Tags entry={entry} isSent={step === 'publishing'} />}
        {!isSettled && step !== 'refused' && step !== 'published' && (
          <Progress label={entry.name} sent={standing.sent} size={entry.size} />
        )}
        <Status entry={entry} standing={standing} />
        {problem && (
          <p class="wrong" role="alert">
            {say(problem.word, problem.values)}
          </p>
        )}
      </div>
      <div class="upload-end">
        {step === 'failed' && (
          <button type="button" class="secondary small" onClick={() => retry(entry)}>
            {say('tryAgain')}
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={say('removeTitle', { title: entry.name })}
          disabled={step === 'publishing'}
          onClick={() => void remove([entry])}
        >
          <Icon name="close" />
        </button>
      </div>
    </li>
  );
}

const STATUS: Partial<Record<Standing['step'], Word>> = {
  waiting: 'uploadWaits',
  reading: 'uploadReads',
  publishing: 'publishing',
};

function Status({ entry, standing }: { entry: Entry; standing: Standing }) {
  const { step, sent, read, said, album } = standing;
  if (step === 'published')
    return (
      <p class="upload-done">
        {album ? <a href={`#/albums/${album}`}>{said.title || entry.name}</a> : said.title || entry.name}{' '}
        <span class="hint">{say('published')}</span>
      </p>
    );
  if (step === 'ready' && read?.held) return <p class="hint">{say('uploadHeld', { title: read.held.name })}</p>;
  if (step === 'lost') return <p class="hint">{say('uploadLost', { part: percent(sent, entry.size) })}</p>;
  if (step === 'sending')
    return <p class="hint">{say('uploadSends', { sent: bytes(sent), all: bytes(entry.size) })}</p>;
  const word = STATUS[step];
  return word ? <p class="hint">{say(word)}</p> : null;
}

const partOf = (sent: number, size: number): number => (size === 0 ? 0 : Math.min(1, sent / size));
const percent = (sent: number, size: number): string => `${Math.floor(partOf(sent, size) * 100)} %`;

/** How far something is. @param label what it is */
export function Progress({ label, sent, size }: { label: string; sent: number; size: number }) {
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(partOf(sent, size) * 100)}
    >
      <div style={{ transform: `scaleX(${partOf(sent, size)})` }} />
    </div>
  );
}
