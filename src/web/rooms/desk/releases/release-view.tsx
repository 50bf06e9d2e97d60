import type { ComponentChildren } from 'preact';
import { place } from '../../../app/place.ts';
import { day } from '../../../words/formats.ts';
import { clock, count, say } from '../../../words/words.ts';
import { Heading } from '../../heading.tsx';
import { Decision, Reopen, SetStatus } from './decision.tsx';
import { HearButton, HearingBar, useHearing } from './hearing-bar.tsx';
import { History, ReleaseStatus, SentBack } from './history.tsx';
import { ReleaseCover } from './release-cover.tsx';
import type { WholeRelease } from './types.ts';
import type { Kept } from './use-release.ts';

/** A release as whoever reviews it sees it, and its artist when it is not theirs to change now. */
export function ReleaseView({ kept }: { kept: Kept }) {
  const { release } = kept;
  const role = place.value?.role;
  const isOwn = place.value?.id === release.artist.userId;
  const isPending = release.status.label === 'pending';
  return (
    <>
      <div class="release-hero">
        <ReleaseCover cover={release.cover} name={release.name} side={240} alt={say('cover')} />
        <div>
          <ReleaseStatus status={release.status} />
          <Heading text={release.name || say('untitled')} />
          <p class="hint">{release.artist.stageName}</p>
          <Facts release={release} />
          <div class="actions">
            {isPending && role !== 'artist' && <Decision kept={kept} />}
            {isPending && isOwn && <Reopen kept={kept} />}
            {role === 'root' && !isPending && <SetStatus kept={kept} />}
          </div>
        </div>
      </div>
      <SentBack status={release.status} />
      <TrackList release={release} />
      <History entries={release.status.history} />
    </>
  );
}

function Facts({ release: { type, date, authors, tracks } }: { release: WholeRelease }) {
  return (
    <dl class="facts">
      <Fact name={say('type')}>{type && say(`type_${type}`)}</Fact>
      <Fact name={say('releaseDate')}>{date && day(date)}</Fact>
      <Fact name={say('lyricists')}>{authors.lyricists.join(', ')}</Fact>
      <Fact name={say('producers')}>{authors.producers.join(', ')}</Fact>
      <Fact name={say('tracks')}>{count('tracks', tracks.length)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children || say('notTold')}</dd>
    </div>
  );
}

function TrackList({ release: { id, tracks } }: { release: WholeRelease }) {
  const { hearing, audio } = useHearing(id);
  return (
    <section>
      <h2>{say('tracks')}</h2>
      {audio}
      {tracks.length === 0 && <p class="hint">{say('noTracksYet')}</p>}
      {tracks.length > 0 && (
        <ol class="release-tracks" aria-label={say('tracks')}>
          {tracks.map((track, at) => (
            <li key={track.id}>
              <span class="place-number" aria-hidden="true">
                {at + 1}
              </span>
              <HearButton hearing={hearing} track={track} />
              <span class="heard-title">{track.title}</span>
              <span class="time">{clock(track.duration)}</span>
              <HearingBar hearing={hearing} track={track} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
