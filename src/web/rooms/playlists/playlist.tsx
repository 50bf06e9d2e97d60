import { useEffect } from 'preact/hooks';
import { useLongList, useRefreshed } from '../../api/long-list.ts';
import { useResource } from '../../api/resource.ts';
import type { Playlist, PlaylistEntry } from '../../api/types.ts';
import { route } from '../../app/router.ts';
import { member } from '../../app/session.ts';
import { openDialog } from '../../dialogs/open.tsx';
import type { MenuItem } from '../../lists/menu.tsx';
import { Empty, Failed, Skeleton } from '../../lists/states.tsx';
import { Tracks } from '../../lists/tracks.tsx';
import { playFrom } from '../../player/player.ts';
import { lengthOf } from '../../words/lengths.ts';
import { clock, count, say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MembersOnly } from '../members-only.tsx';
import { NotFound } from '../not-found.tsx';
import { Hero } from '../thing.tsx';
import { DeletePlaylist, EditPlaylist } from './edit.tsx';
import { PlaylistEntries, playlistAt, useElsewhere } from './entries.ts';

/** One playlist. */
export function PlaylistRoom() {
  const { id = '' } = route.value;
  if (member.value) return <Members id={id} />;
  return (
    <>
      <Heading text={say('playlist')} />
      <MembersOnly hint={say('playlistsHint')} icon="playlists" />
    </>
  );
}

function Members({ id }: { id: string }) {
  const { value, failure, retry } = useResource<Playlist>(playlistAt(id));
  const list = useLongList<PlaylistEntry, PlaylistEntries>(
    `${playlistAt(id)}/entries`,
    (path) => new PlaylistEntries(path),
  );
  useRefreshed(list);
  useElsewhere(list);
  const total = list.total.value;
  const changed = list.changed.value;
  // Where the list tells of a change elsewhere, name and time have to follow.
  useEffect(() => {
    if (value && changed !== undefined && changed > value.changed) retry();
  }, [changed]);
  useBusy(!value && !failure);
  const wrong = failure ?? list.failure.value;
  if (wrong?.reason === 'absent') return <NotFound />;
  const isMine = value?.changeable === true;
  return (
    <>
      <Hero
        kind={say('playlist')}
        name={value?.name}
        cover={value?.cover ?? null}
        play={total ? () => void playFrom(list, 0) : undefined}
        about={value && <About playlist={value} />}
        acts={isMine && <Acts playlist={value} />}
      />
      {value?.comment && <p class="info">{value.comment}</p>}
      {wrong && (
        <Failed
          failure={wrong}
          retry={() => {
            if (failure) retry();
            list.retry();
          }}
        />
      )}
      {total === undefined && !wrong && <Skeleton shape="row" count={8} />}
      {total === 0 && <Nothing isMine={isMine} />}
      {total !== undefined && total > 0 && <Tracks list={list} items={isMine ? itemsOf(list) : undefined} />}
    </>
  );
}

function About({ playlist: { owner, tracks, duration, changeable, public: isPublic } }: { playlist: Playlist }) {
  const time = lengthOf(duration) || (duration > 0 && clock(duration));
  const facts = [count('tracks', tracks), time, changeable && !isPublic && say('onlyYou')];
  return (
    <>
      <a href={`#/people/${encodeURIComponent(owner.name)}`}>{owner.name}</a>
      <span>{facts.filter(Boolean).join(' · ')}</span>
    </>
  );
}

function Acts({ playlist }: { playlist: Playlist }) {
  return (
    <>
      <button type="button" class="secondary" onClick={() => openDialog(<EditPlaylist playlist={playlist} />)}>
        {say('editPlaylist')}
      </button>
      <button type="button" class="secondary" onClick={() => openDialog(<DeletePlaylist playlist={playlist} />)}>
        {say('deletePlaylist')}
      </button>
    </>
  );
}

function Nothing({ isMine }: { isMine: boolean }) {
  const hint = say(isMine ? 'emptyPlaylistHint' : 'emptyPlaylistOfOthers');
  return (
    <Empty icon="playlists" title={say('emptyPlaylist')} hint={hint}>
      {isMine && (
        <a class="primary" href="#/tracks">
          {say('findTracks')}
        </a>
      )}
    </Empty>
  );
}

/** What the menu of a row has besides. Afterwards the focus is on the same track, or on the one that took its place. */
const itemsOf =
  (list: PlaylistEntries) =>
  (at: number): MenuItem[] => {
    const last = (list.total.peek() ?? 0) - 1;
    const entry = list.at(at);
    if (!entry) return [];
    const move = (by: 1 | -1) => () => focusRow(list.move(entry, by));
    return [
      ...(at > 0 ? [{ label: say('moveUp'), act: move(-1) }] : []),
      ...(at < last ? [{ label: say('moveDown'), act: move(1) }] : []),
      { label: say('takeOut'), act: () => focusRow(Math.min(list.take(entry), last - 1)) },
    ];
  };

function focusRow(at: number): void {
  requestAnimationFrame(() => {
    const row = document.querySelector(`main [aria-rowindex="${at + 1}"] [data-column="more"]`);
    const next = row ?? document.querySelector('main h1');
    if (next instanceof HTMLElement) next.focus();
  });
}
