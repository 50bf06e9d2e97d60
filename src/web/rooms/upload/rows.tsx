import { useState } from 'preact/hooks';
import { say } from '../../words/words.ts';
import { type Entry, stepOf } from './entry.ts';
import { entries, version } from './list.ts';
import { Row } from './row.tsx';

/** Files of a sort that are in the document, at first and with each further press. */
const SHOWN = 50;

/**
 * The files of the list, of which as many are in the document as anybody looks at: the last ones that were published, and of
 * those that have failed and of the others the first.
 */
export function Rows() {
  version.value;
  const [most, setMost] = useState(SHOWN);
  const all = entries.value;
  const shown = shownOf(all, most);
  return (
    <>
      <ul class="uploads" aria-label={say('uploads')}>
        {shown.map((entry) => (
          <Row key={entry.key} entry={entry} />
        ))}
      </ul>
      {shown.length < all.length && (
        <button type="button" class="secondary" onClick={() => setMost(most + SHOWN)}>
          {say('showMore')}
        </button>
      )}
    </>
  );
}

function shownOf(all: readonly Entry[], most: number): Entry[] {
  const sorts = Map.groupBy(all, (entry) => {
    const step = stepOf(entry);
    return step === 'published' ? 'published' : step === 'refused' || step === 'failed' ? 'failed' : 'open';
  });
  const shown = new Set([
    ...(sorts.get('published')?.slice(-most) ?? []),
    ...(sorts.get('failed')?.slice(0, most) ?? []),
    ...(sorts.get('open')?.slice(0, most) ?? []),
  ]);
  return all.filter((entry) => shown.has(entry));
}
