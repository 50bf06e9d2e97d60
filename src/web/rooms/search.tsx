import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { wholeList } from '../api/long-list.ts';
import { useResource } from '../api/resource.ts';
import type { Data, Found, Person } from '../api/types.ts';
import { albumCard, artistCard, Cards } from '../lists/cards.tsx';
import { PeopleList } from '../lists/people.tsx';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

/** Milliseconds without a letter after which is searched. */
const PAUSE = 120;
/** Letters that a search may have. */
const MOST = 500;
/** People that are shown. */
const MOST_PEOPLE = 12;

/** What is called so. The answer that is shown is always that of the words that stand in the box, or of fewer letters. */
export function Search({ q: written }: { q: string }) {
  const words = [...written.trim()].slice(0, MOST).join('');
  const [asked, setAsked] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words), PAUSE);
    return () => clearTimeout(timer);
  }, [words]);
  const q = asked === '' ? undefined : encodeURIComponent(asked);
  const found = useLatest<Found>(q && `/browse/search?q=${q}`);
  const folk = useLatest<Data<readonly Person[]>>(q && `/social/people?limit=${MOST_PEOPLE}&q=${q}`);
  const { value, failure } = found;
  const people = folk.value?.data ?? [];
  useBusy(words !== asked || found.isLoading || folk.isLoading);
  const tracks = useMemo(() => wholeList(value?.tracks ?? []), [value]);
  const albums = useMemo(() => wholeList(value?.albums ?? []), [value]);
  const artists = useMemo(() => wholeList(value?.artists ?? []), [value]);
  const isAnswered = value && found.isLatest && (folk.isLatest || folk.failure);
  const isNothing = value && value.tracks.length + value.albums.length + value.artists.length + people.length === 0;
  return (
    <>
      <Heading text={say('search')} />
      {words === '' && <Empty icon="search" title={say('searchStart')} hint={say('searchStartHint')} />}
      {q !== undefined && failure && <Failed failure={failure} retry={found.retry} />}
      {q !== undefined && !value && !failure && <Skeleton shape="row" count={8} />}
      {words !== '' && isAnswered && isNothing && (
        <Empty icon="search" title={say('searchNone', { q: asked })} hint={say('searchNoneHint')} />
      )}
      {words !== '' && value && value.artists.length > 0 && (
        <section>
          <h2>{say('artists')}</h2>
          <Cards list={artists} label={say('artists')} card={artistCard} />
        </section>
      )}
      {words !== '' && people.length > 0 && (
        <section>
          <h2>{say('people')}</h2>
          <PeopleList people={people} label={say('people')} />
        </section>
      )}
      {words !== '' && value && value.albums.length > 0 && (
        <section>
          <h2>{say('albums')}</h2>
          <Cards list={albums} label={say('albums')} card={albumCard} />
        </section>
      )}
      {words !== '' && value && value.tracks.length > 0 && (
        <section>
          <h2>{say('tracks')}</h2>
          <Tracks list={tracks} />
        </section>
      )}
    </>
  );
}

/** What an address answers; until it does what the one before it has answered: nothing flickers, and no older answer comes after a newer. */
function useLatest<Answer>(path: string | undefined) {
  const { value: answer, failure, retry } = useResource<Answer>(path);
  const last = useRef<Answer | undefined>(undefined);
  if (answer || path === undefined) last.current = answer;
  const isLatest = answer !== undefined;
  return {
    value: failure ? undefined : last.current,
    ...{ failure, retry, isLatest, isLoading: path !== undefined && !isLatest && !failure },
  };
}
