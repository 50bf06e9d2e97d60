import { useMemo } from 'preact/hooks';
import { wholeList } from '../api/long-list.ts';
import { useResource } from '../api/resource.ts';
import type { WholeAlbum } from '../api/types.ts';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { playFrom } from '../player/player.ts';
import { lengthOf } from '../words/lengths.ts';
import { count, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { NotFound } from './not-found.tsx';
import { Hero } from './thing.tsx';

export function AlbumRoom({ id }: { id: string }) {
  const { value, failure, retry } = useResource<WholeAlbum>(`/browse/albums/${encodeURIComponent(id)}`);
  useBusy(!value && !failure);
  const tracks = value?.tracks;
  const list = useMemo(() => wholeList(tracks ?? []), [tracks]);
  if (failure?.reason === 'absent' || failure?.reason === 'refused') return <NotFound />;
  const album = value?.album;
  return (
    <>
      <Hero
        kind={say('album')}
        name={album?.name}
        cover={album?.cover ?? null}
        play={tracks?.length ? () => void playFrom(list, 0) : undefined}
        about={
          album && (
            <>
              <a href={`#/artists/${album.artist._id}`}>{album.artist.name}</a>
              <span>
                {[album.year, count('tracks', album.tracks), lengthOf(album.duration)].filter(Boolean).join(' · ')}
              </span>
              {album.genres.length > 0 && <Genres names={album.genres} />}
            </>
          )
        }
      />
      {failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <Skeleton shape="row" count={10} />}
      {tracks?.length === 0 && <Empty icon="tracks" title={say('emptyAlbum')} hint={say('emptyLibraryHint')} />}
      {tracks && tracks.length > 0 && <Tracks list={list} isAlbum />}
    </>
  );
}

function Genres({ names }: { names: readonly string[] }) {
  return (
    <span class="chips">
      {names.map((name) => (
        <a key={name} class="chip" href={`#/genres/${encodeURIComponent(name)}`}>
          {name}
        </a>
      ))}
    </span>
  );
}
