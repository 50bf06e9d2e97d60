import type { ComponentChildren } from 'preact';
import { type Source, useLongList } from '../api/long-list.ts';
import type { Album, Artist, Track } from '../api/types.ts';
import { albumCard, artistCard, Cards } from '../lists/cards.tsx';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

interface LongRoomProps {
  title: string;
  list: Source<unknown>;
  counted: 'artists' | 'albums' | 'tracks';
  empty: string;
  children: ComponentChildren;
}

/** A room that is one long list, in all the states that it may be in. */
function LongRoom({ title, list, counted, empty, children }: LongRoomProps) {
  const [total, failure] = [list.total.value, list.failure.value];
  useBusy(total === undefined && !failure);
  const shape = counted === 'tracks' ? 'row' : 'card';
  return (
    <>
      <div class="room-title">
        <Heading text={title} />
        {total !== undefined && total > 0 && <p class="hint">{count(counted, total)}</p>}
      </div>
      {failure && <Failed failure={failure} retry={() => list.retry()} />}
      {total === undefined && !failure && <Skeleton shape={shape} count={18} />}
      {total === 0 && <Empty icon={counted} title={empty} hint={say('emptyLibraryHint')} />}
      {total !== undefined && total > 0 && children}
    </>
  );
}

export function Artists() {
  const list = useLongList<Artist>('/browse/artists');
  return (
    <LongRoom title={say('artists')} list={list} counted="artists" empty={say('emptyArtists')}>
      <Cards list={list} label={say('artists')} card={artistCard} />
    </LongRoom>
  );
}

export function Albums() {
  const list = useLongList<Album>('/browse/albums');
  return (
    <LongRoom title={say('albums')} list={list} counted="albums" empty={say('emptyAlbums')}>
      <Cards list={list} label={say('albums')} card={albumCard} />
    </LongRoom>
  );
}

export function AllTracks() {
  const list = useLongList<Track>('/browse/tracks');
  return (
    <LongRoom title={say('tracks')} list={list} counted="tracks" empty={say('emptyTracks')}>
      <Tracks list={list} />
    </LongRoom>
  );
}

/** What is of one genre. */
export function GenreTracks({ genre }: { genre: string }) {
  const list = useLongList<Track>(`/browse/tracks?genre=${encodeURIComponent(genre)}`);
  return (
    <LongRoom title={genre} list={list} counted="tracks" empty={say('emptyTracks')}>
      <Tracks list={list} />
    </LongRoom>
  );
}
