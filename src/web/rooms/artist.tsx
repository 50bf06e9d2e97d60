import { useMemo } from 'preact/hooks';
import { wholeList } from '../api/long-list.ts';
import { useResource } from '../api/resource.ts';
import type { WholeArtist } from '../api/types.ts';
import { albumCard, Cards } from '../lists/cards.tsx';
import { Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { playFrom } from '../player/player.ts';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { NotFound } from './not-found.tsx';
import { Hero } from './thing.tsx';

export function ArtistRoom({ id }: { id: string }) {
  const { value, failure, retry } = useResource<WholeArtist>(`/browse/artists/${encodeURIComponent(id)}`);
  useBusy(!value && !failure);
  const [top, albums] = [value?.tracks, value?.albums];
  const tracks = useMemo(() => wholeList(top ?? []), [top]);
  const shelf = useMemo(() => wholeList(albums ?? []), [albums]);
  if (failure?.reason === 'absent' || failure?.reason === 'refused') return <NotFound />;
  const artist = value?.artist;
  return (
    <>
      <Hero
        kind={say('artist')}
        name={artist?.name}
        cover={artist?.cover ?? null}
        isRound
        play={top?.length ? () => void playFrom(tracks, 0) : undefined}
        about={artist && <span>{count('albums', artist.albums)}</span>}
      />
      {failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="card" count={6} />}
      {value?.info && <p class="info">{value.info}</p>}
      {top && top.length > 0 && (
        <section>
          <h2>{say('mostPlayed')}</h2>
          <Tracks list={tracks} />
        </section>
      )}
      {albums && albums.length > 0 && (
        <section>
          <h2>{say('albums')}</h2>
          <Cards list={shelf} label={say('albums')} card={albumCard} />
        </section>
      )}
    </>
  );
}
