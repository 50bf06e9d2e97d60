import { useResource } from '../api/resource.ts';
import type { Genre, Listed } from '../api/types.ts';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

export function Genres() {
  const { value, failure, retry } = useResource<Listed<Genre>>('/browse/genres');
  useBusy(!value && !failure);
  return (
    <>
      <Heading text={say('genres')} />
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="card" count={12} />}
      {value?.total === 0 && <Empty icon="genres" title={say('emptyGenres')} hint={say('emptyGenresHint')} />}
      {value && value.total > 0 && (
        <ul class="genres" aria-label={say('genres')}>
          {value.entries.map(({ name, tracks }) => (
            <li key={name}>
              <a class="genre" href={`#/genres/${encodeURIComponent(name)}`}>
                <span class="genre-name">{name}</span>
                <span class="card-more">{count('tracks', tracks)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
