import { useEffect, useMemo, useRef } from 'preact/hooks';
import { wholeList } from '../api/long-list.ts';
import { useResource } from '../api/resource.ts';
import type { Album, Listed, Track } from '../api/types.ts';
import { showAbout } from '../app/about.ts';
import { Cover } from '../lists/cover.tsx';
import { Empty, Failed, Skeleton } from '../lists/states.tsx';
import { Tracks } from '../lists/tracks.tsx';
import { say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

const NEW = '/browse/albums?by=newest&limit=24';
const SOME = '/browse/tracks?limit=20';

export function Home() {
  const fresh = useResource<Listed<Album>>(NEW);
  const some = useResource<Listed<Track>>(SOME);
  useBusy(!fresh.value && !fresh.failure);
  const albums = fresh.value?.entries;
  const tracks = some.value?.entries;
  const list = useMemo(() => wholeList(tracks ?? []), [tracks]);
  return (
    <>
      <Heading text={say('home')} />
      {!albums && !fresh.failure && <Skeleton shape="card" count={12} />}
      {!albums && fresh.failure && <Failed failure={fresh.failure} retry={fresh.retry} />}
      {albums?.length === 0 && <Nothing />}
      {albums && albums.length > 0 && (
        <section>
          <SectionTitle text={say('newAlbums')} href="#/albums" more={say('allAlbums')} />
          <ul class="shelf" aria-label={say('new')}>
            {albums.map((album, at) => (
              <li key={album._id}>
                <a class="card" href={`#/albums/${album._id}`}>
                  <Cover cover={album.cover} name={album.name} side={256} isFirst={at < 8} />
                  <span class="card-title">{album.name}</span>
                  <span class="card-more">{album.artist.name}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {tracks && tracks.length > 0 && (
        <section>
          <SectionTitle text={say('listenNow')} href="#/tracks" more={say('allTracks')} />
          <Tracks list={list} />
        </section>
      )}
    </>
  );
}

function SectionTitle({ text, href, more }: { text: string; href: string; more: string }) {
  return (
    <div class="section-title">
      <h2>{text}</h2>
      <a href={href}>{more}</a>
    </div>
  );
}

/** A new house: what it is, and how its first song comes in. */
function Nothing() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => showAbout(place.current), []);
  return (
    <>
      <Empty icon="albums" title={say('emptyLibrary')} hint={say('emptyLibraryHint')} />
      <div ref={place} class="about" lang="en" />
    </>
  );
}
