import { useLongList, useRefreshed } from '../../api/long-list.ts';
import type { Playlist } from '../../api/types.ts';
import { go } from '../../app/router.ts';
import { member } from '../../app/session.ts';
import { openDialog } from '../../dialogs/open.tsx';
import { Cards, near } from '../../lists/cards.tsx';
import { Cover } from '../../lists/cover.tsx';
import { Icon } from '../../lists/icon.tsx';
import { Empty, Failed, Skeleton } from '../../lists/states.tsx';
import { count, say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MembersOnly } from '../members-only.tsx';
import { NewPlaylist } from './edit.tsx';
import { MINE, OTHERS, useElsewhere } from './entries.ts';

/** One's own playlists, and those that others show. */
export function Playlists() {
  if (member.value) return <Members />;
  return (
    <>
      <Heading text={say('playlists')} />
      <MembersOnly hint={say('playlistsHint')} icon="playlists" />
    </>
  );
}

function Members() {
  const mine = useLongList<Playlist>(MINE);
  const others = useLongList<Playlist>(OTHERS);
  for (const list of [mine, others]) {
    useRefreshed(list);
    useElsewhere(list);
    useElsewhere(list);
  }
  const [total, failure] = [mine.total.value, mine.failure.value];
  useBusy(total === undefined && !failure);
  return (
    <>
      <div class="room-title">
        <Heading text={say('playlists')} />
        {total !== undefined && total > 0 && <p class="hint">{count('playlists', total)}</p>}
        <NewButton />
      </div>
      {failure && <Failed failure={failure} retry={() => mine.retry()} />}
      {total === undefined && !failure && <Skeleton shape="card" count={12} />}
      {total === 0 && <Empty icon="playlists" title={say('emptyPlaylists')} hint={say('emptyPlaylistsHint')} />}
      {total !== undefined && total > 0 && <Cards list={mine} label={say('playlists')} card={playlistCard} />}
      {(others.total.value ?? 0) > 0 && (
        <section>
          <h2>{say('othersPlaylists')}</h2>
          <Cards list={others} label={say('othersPlaylists')} card={playlistCard} />
        </section>
      )}
    </>
  );
}

function NewButton() {
  return (
    <button
      type="button"
      class="primary room-act"
      onClick={() => openDialog(<NewPlaylist made={({ _id: id }) => go(`#/playlists/${id}`)} />)}
    >
      <Icon name="playlists" />
      {say('newPlaylist')}
    </button>
  );
}

const playlistCard = (
  { _id: id, name, owner, cover, tracks, changeable }: Playlist,
  side: number,
  isFirst: boolean,
) => (
  <a class="card" href={`#/playlists/${id}`}>
    <Cover cover={cover} name={name} side={near(side)} isFirst={isFirst} />
    <span class="card-title">{name}</span>
    <span class="card-more">
      {[count('tracks', tracks), !changeable && say('byWhom', { name: owner.name })].filter(Boolean).join(' · ')}
    </span>
  </a>
);
