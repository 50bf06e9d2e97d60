import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Icon } from '../../../lists/icon.tsx';
import { Slider } from '../../../player/player-bar.tsx';
import { clock, say } from '../../../words/words.ts';
import { Hearing } from './hearing.ts';
import type { Track } from './types.ts';

/** What hears the tracks of a release, and the element that it plays with, which has to be put into the document. */
export function useHearing(releaseId: string) {
  const hearing = useMemo(() => new Hearing(releaseId), [releaseId]);
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => (element.current ? hearing.attach(element.current) : undefined), [hearing]);
  // biome-ignore lint/a11y/useMediaCaption: nobody has written any.
  return { hearing, audio: <audio ref={element} preload="auto" /> };
}

interface HearingProps {
  hearing: Hearing;
  track: Track;
}

export function HearButton({ hearing, track }: HearingProps) {
  const isHeard = hearing.track.value === track.id && hearing.isPlaying.value;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={say(isHeard ? 'pauseTitle' : 'playTitle', { title: track.title })}
      onClick={() => void hearing.toggle(track)}
    >
      <Icon name={isHeard ? 'pause' : 'play'} />
    </button>
  );
}

/** Where one is in the track that is heard; nothing for the others. */
export function HearingBar({ hearing, track }: HearingProps) {
  if (hearing.track.value !== track.id) return null;
  const [now, all] = [hearing.time.value, track.duration];
  return (
    <div class="hearing">
      <span class="time" aria-hidden="true">
        {clock(now)}
      </span>
      <Slider
        label={say('positionIn', { title: track.title })}
        value={Math.floor(now)}
        max={Math.max(1, Math.floor(all))}
        step={1}
        keyStep={5}
        text={say('timeOf', { now: clock(now), all: clock(all) })}
        change={(seconds) => hearing.seek(seconds)}
      />
      <span class="time" aria-hidden="true">
        {clock(all)}
      </span>
    </div>
  );
}
