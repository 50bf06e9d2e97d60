import { useId } from 'preact/hooks';
import type { Source } from '../../api/long-list.ts';
import type { FeedEvent, Track } from '../../api/types.ts';
import { Cover } from '../../lists/cover.tsx';
import { Icon } from '../../lists/icon.tsx';
import { Avatar, addressOf, nameOf } from '../../lists/people.tsx';
import { Heart } from '../../lists/track-row.tsx';
import { current, isPlaying, playFrom, toggle } from '../../player/player.ts';
import { ago, atMoment } from '../../words/moments.ts';
import { say } from '../../words/words.ts';

interface ArticleProps {
  event: FeedEvent;
  /** Unknown while it loads, and where there is none. */
  track: Track | undefined;
  /** What plays on from here, and where the track stands in it. */
  source: Source<Track>;
  at: number;
  /** From 1. */
  place: number;
  /** Of the whole feed; -1: unknown. */
  size: number;
  now: number;
}

/** One thing that somebody did. */
export function Article({ event, track, source, at, place, size, now }: ArticleProps) {
  const id = useId();
  const moment = Date.parse(event.createdAt);
  const title = track?.name ?? event.trackTitle;
  return (
    <div
      class="event"
      role="article"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: Page Down goes from article to article, as the pattern of the ARIA authors has it.
      tabIndex={0}
      aria-labelledby={`${id}-who`}
      aria-describedby={`${id}-when`}
      aria-posinset={place}
      aria-setsize={size}
    >
      <span class="event-avatar">
        <Avatar person={event} side={44} />
      </span>
      <div class="event-texts">
        <p id={`${id}-who`}>
          <a class="event-name" href={addressOf(event.username)}>
            {nameOf(event)}
          </a>{' '}
          {say(event.action === 'track_published' ? 'publishedTrack' : 'changedProfile')}
          {title !== undefined && <span class="unseen"> {title}</span>}
        </p>
        <p id={`${id}-when`} class="hint">
          <time dateTime={event.createdAt} title={atMoment(moment)}>
            {ago(moment, now)}
          </time>
        </p>
        {title !== undefined && (track ? <Song track={track} source={source} at={at} /> : <p class="song">{title}</p>)}
      </div>
    </div>
  );
}

function Song({ track, source, at }: { track: Track; source: Source<Track>; at: number }) {
  const isCurrent = current.value?._id === track._id;
  const plays = isCurrent && isPlaying.value;
  return (
    <div class={`song${isCurrent ? ' current' : ''}`}>
      <button
        type="button"
        class="round-button"
        aria-label={say('playTitle', { title: track.name })}
        aria-pressed={isCurrent ? plays : undefined}
        onClick={() => void (isCurrent ? toggle() : playFrom(source, at))}
      >
        <Cover cover={track.cover} name={track.album.name} side={64} />
        <Icon name={plays ? 'pause' : 'play'} />
      </button>
      <div class="song-texts">
        <span class="track-title">{track.name}</span>
        <span class="card-more">
          <a class="quiet" href={`#/artists/${track.artist._id}`}>
            {track.artist.name}
          </a>
          <span aria-hidden="true">·</span>
          <a class="quiet" href={`#/albums/${track.album._id}`}>
            {track.album.name}
          </a>
        </span>
      </div>
      <Heart track={track} />
    </div>
  );
}
