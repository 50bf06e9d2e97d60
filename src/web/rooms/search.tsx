import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { wholeList } from '../api/long-list.ts';
import { useResource } from '../api/resource.ts';
import type { Found } from '../api/types.ts';
import { albumCard, artistCard, Cards } from '../lists/cards.tsx';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

/** Milliseconds without a letter after which is searched. */
const PAUSE = 120;
/** Letters that a search may have. */
const MOST = 500;

/** What is called so. The answer that is shown is always that of the words that stand in the box, or of fewer letters. */
export function Search({ q }: { q: string }) {
  const words = [...q.trim()].slice(0, MOST).join('');
  const [asked, setAsked] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words), PAUSE);
    return () => clearTimeout(timer);
  }, [words]);
  const path = asked === '' ? undefined : `/browse/search?q=${encodeURIComponent(asked)}`;
  const { value: answer, failure, retry } = useResource<Found>(path);
  useBusy(words !== asked || (path !== undefined && !answer && !failure));
  // Until the answer is there, that of the letters before stays: nothing flickers, and no older one comes after it.
  const last = useRef<Found | undefined>(undefined);
  if (answer || path === undefined) last.current = answer;
  const value = failure ? undefined : last.current;
  const tracks = useMemo(() => wholeList(value?.tracks ?? []), [value]);
  const albums = useMemo(() => wholeList(value?.albums ?? []), [value]);
  const artists = useMemo(() => wholeList(value?.artists ?? []), [value]);
  const isNothing = value && value.tracks.length + value.albums.length + value.artists.length === 0;
  return (
    <>
      <Heading text={say('search')} />
      {words === '' && <Empty icon="search" title={say('searchStart')} hint={say('searchStartHint')} />}
      {path !== undefined && failure && <Failed failure={failure} retry={retry} />}
      {path !== undefined && !value && !failure && <Skeleton shape="row" count={8} />}
      {words !== '' && answer && isNothing && (
        <Empty icon="search" title={say('searchNone', { q: asked })} hint={say('searchNoneHint')} />
      )}
      {words !== '' && value && value.artists.length > 0 && (
        <section>
          <h2>{say('artists')}</h2>
          <Cards list={artists} label={say('artists')} card={artistCard} />
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
