import { useId } from 'preact/hooks';
import type { Word } from '../../words/english.ts';
import { say } from '../../words/words.ts';
import type { Entry, Said } from './entry.ts';
import { stand } from './list.ts';
import { isYear, publishAs } from './publish.ts';

interface Box {
  name: keyof Said;
  word: Word;
  most: number;
  /** What stands for an empty one. */
  empty?: Word;
}

const BOXES: readonly Box[] = [
  { name: 'title', word: 'titleOf', most: 300 },
  { name: 'artist', word: 'artist', most: 300, empty: 'unknownArtist' },
  { name: 'album', word: 'album', most: 300, empty: 'singlesHint' },
  { name: 'year', word: 'yearOf', most: 4 },
  { name: 'genre', word: 'genreOf', most: 200 },
];

/** The tags of a file, to be corrected. */
export function Tags({ entry, isSent }: { entry: Entry; isSent: boolean }) {
  const { said } = entry.standing.value;
  const isOwn = publishAs.value === 'own';
  const id = useId();
  return (
    <div class={`tags${isOwn ? ' own' : ''}`}>
      {BOXES.filter(({ name }) => !isOwn || name !== 'artist').map(({ name, word, most, empty }) => {
        const isWrong = name === 'year' && !isYear(said.year);
        return (
          <div key={name} class={`tag tag-${name}`}>
            <label for={`${id}-${name}`}>{say(word)}</label>
            <input
              id={`${id}-${name}`}
              type="text"
              inputMode={name === 'year' ? 'numeric' : 'text'}
              autocomplete="off"
              spellcheck={false}
              maxLength={most}
              readOnly={isSent}
              placeholder={empty && say(empty)}
              value={said[name]}
              aria-invalid={isWrong}
              aria-describedby={isWrong ? `${id}-wrong` : undefined}
              onInput={({ currentTarget }) => stand(entry, { said: { ...said, [name]: currentTarget.value } })}
            />
            {isWrong && (
              <p class="wrong" id={`${id}-wrong`}>
                {say('yearWrong')}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}
