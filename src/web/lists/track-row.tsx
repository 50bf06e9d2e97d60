import type { Source } from '../api/long-list.ts';
import type { Track } from '../api/types.ts';
import { favourites, setFavourite } from '../app/favourites.ts';
import { go } from '../app/router.ts';
import { asMember } from '../app/session.ts';
import { openLater } from '../dialogs/open.tsx';
import { current, isPlaying, playFrom, queueLast, queueNext, toggle } from '../player/player.ts';
import { clock, say } from '../words/words.ts';
import { Cover } from './cover.tsx';
import { Icon } from './icon.tsx';
import { type MenuItem, toggleMenu } from './menu.tsx';

interface RowProps {
  list: Source<Track>;
  at: number;
  /** Pixels from the top of the list. */
  top: number;
  isAlbum: boolean;
  /** What its menu has besides. */
  items?: ((at: number) => MenuItem[]) | undefined;
}

export function TrackRow({ list, at, top, isAlbum, items }: RowProps) {
  const track = list.at(at);
  const place = { transform: `translateY(${top}px)` };
  if (!track)
    return (
      <div class="track" role="row" aria-rowindex={at + 1} style={place}>
        {list.lacks(at) ? (
          <div class="hint gone" role="gridcell">
            {say('gone')}
          </div>
        ) : (
          <div class="bone row" role="gridcell" />
        )}
      </div>
    );
  const isCurrent = current.value?._id === track._id;
  const plays = isCurrent && isPlaying.value;
  return (
    <div class={`track${isCurrent ? ' current' : ''}`} role="row" aria-rowindex={at + 1} style={place}>
      <div class="track-play" role="gridcell" aria-colindex={1}>
        <button
          type="button"
          class="round-button"
          aria-label={say('playTitle', { title: track.name })}
          aria-pressed={isCurrent ? plays : undefined}
          data-at={at}
          data-column="play"
          onClick={() => void (isCurrent ? toggle() : playFrom(list, at))}
        >
          {isAlbum && !isCurrent && <span class="track-number" data-number={track.position} />}
          {!isAlbum && <Cover key={track.cover} cover={track.cover} name={track.album.name} side={44} />}
          <Icon name={plays ? 'pause' : 'play'} />
        </button>
      </div>
      <div class="track-name" role="gridcell" aria-colindex={2}>
        <span class="track-title">{track.name}</span>
        <a class="quiet" href={`#/artists/${track.artist._id}`}>
          {track.artist.name}
        </a>
      </div>
      <div class="track-album" role="gridcell" aria-colindex={3}>
        {!isAlbum && (
          <a class="quiet" href={`#/albums/${track.album._id}`}>
            {track.album.name}
          </a>
        )}
      </div>
      <div class="track-end" role="gridcell" aria-colindex={4}>
        <Heart track={track} at={at} />
        <span class="track-time">{track.duration > 0 ? clock(track.duration) : ''}</span>
        <More track={track} at={at} isAlbum={isAlbum} items={items} />
      </div>
    </div>
  );
}

interface HeartProps {
  track: Track;
  at?: number;
  /** Where the row of the same track may be in view too. */
  label?: string;
}

export function Heart({ track, at, label = say('favouriteTitle', { title: track.name }) }: HeartProps) {
  const isOne = favourites.value.has(track._id);
  return (
    <button
      type="button"
      class={`icon-button heart${isOne ? ' on' : ''}`}
      aria-label={label}
      aria-pressed={isOne}
      data-at={at}
      data-column="heart"
      onClick={() => asMember(() => void setFavourite(track._id, !favourites.peek().has(track._id)))}
    >
      <Icon name={isOne ? 'heart-full' : 'heart'} />
    </button>
  );
}

function More({ track, at, isAlbum, items }: Pick<RowProps, 'at' | 'isAlbum' | 'items'> & { track: Track }) {
  const label = say('moreTitle', { title: track.name });
  const all = () => [
    { label: say('playNext'), act: () => queueNext(track) },
    { label: say('addToQueue'), act: () => queueLast(track) },
    { label: say('addToPlaylist'), act: () => asMember(() => void addToPlaylist(track)) },
    ...(items?.(at) ?? []),
    ...(isAlbum ? [] : [{ label: say('goToAlbum'), act: () => go(`#/albums/${track.album._id}`) }]),
    { label: say('goToArtist'), act: () => go(`#/artists/${track.artist._id}`) },
  ];
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-haspopup="menu"
      data-at={at}
      data-column="more"
      onClick={(event) => toggleMenu(event.currentTarget, label, all())}
    >
      <Icon name="more" />
    </button>
  );
}

const addToPlaylist = (track: Track): Promise<void> =>
  openLater(async () => {
    const { AddToPlaylist } = await import('../rooms/playlists/add.tsx');
    return <AddToPlaylist track={track} />;
  });
