import { Cover } from '../lists/cover.tsx';
import { Icon } from '../lists/icon.tsx';
import { Heart } from '../lists/track-row.tsx';
import { clock, say } from '../words/words.ts';
import {
  current,
  duration,
  isMuted,
  isPlaying,
  isQueueOpen,
  isRepeating,
  isShuffled,
  isWaiting,
  seek,
  setVolume,
  skip,
  time,
  toggle,
  toggleShuffle,
  volume,
} from './player.ts';

export function PlayerBar() {
  return (
    <section class={`player${current.value ? '' : ' silent'}`} aria-label={say('player')}>
      <Playing />
      <div class="controls">
        <div class="buttons">
          <Toggle icon="shuffle" label={say('shuffle')} isOn={isShuffled.value} act={toggleShuffle} />
          <Button icon="previous" label={say('previous')} act={() => skip('previous')} />
          <button
            type="button"
            class={`play-button${isWaiting.value ? ' waiting' : ''}`}
            aria-label={say(isPlaying.value ? 'pause' : 'play')}
            onClick={() => void toggle()}
          >
            <Icon name={isPlaying.value ? 'pause' : 'play'} />
          </button>
          <Button icon="next" label={say('next')} act={() => skip('next')} />
          <Toggle
            icon="repeat"
            label={say('repeat')}
            isOn={isRepeating.value}
            act={() => {
              isRepeating.value = !isRepeating.peek();
            }}
          />
        </div>
        <Seek />
      </div>
      <div class="sound">
        <Toggle
          icon="queue"
          label={say('queue')}
          isOn={isQueueOpen.value}
          act={() => {
            isQueueOpen.value = !isQueueOpen.peek();
          }}
        />
        <Toggle
          icon={isMuted.value ? 'muted' : 'volume'}
          label={say('mute')}
          isOn={isMuted.value}
          act={() => {
            isMuted.value = !isMuted.peek();
          }}
        />
        <Slider
          label={say('volume')}
          value={isMuted.value ? 0 : Math.round(volume.value * 100)}
          max={100}
          step={5}
          text={`${Math.round((isMuted.value ? 0 : volume.value) * 100)} %`}
          change={(value) => setVolume(value / 100)}
        />
      </div>
    </section>
  );
}

function Playing() {
  const track = current.value;
  if (!track)
    return (
      <div class="playing">
        <p class="hint">{say('nothingPlays')}</p>
      </div>
    );
  return (
    <div class="playing">
      <span class="playing-cover">
        <Cover cover={track.cover} name={track.album.name} side={56} isFirst />
      </span>
      <div class="playing-texts">
        <a class="track-title" href={`#/albums/${track.album._id}`}>
          {track.name}
        </a>
        <a class="quiet" href={`#/artists/${track.artist._id}`}>
          {track.artist.name}
        </a>
      </div>
      <Heart track={track} label={say('keyLike')} />
    </div>
  );
}

function Seek() {
  const [now, all] = [time.value, duration.value];
  return (
    <div class="seek">
      <span class="time" aria-hidden="true">
        {clock(now)}
      </span>
      <Slider
        label={say('seek')}
        value={Math.floor(now)}
        max={Math.max(1, Math.floor(all))}
        step={1}
        keyStep={5}
        text={say('timeOf', { now: clock(now), all: clock(all) })}
        change={seek}
      />
      <span class="time" aria-hidden="true">
        {clock(all)}
      </span>
    </div>
  );
}

interface SliderProps {
  label: string;
  value: number;
  max: number;
  step: number;
  /** What an arrow key moves by, where that is more than a step. */
  keyStep?: number;
  /** What is read aloud. */
  text: string;
  change: (value: number) => void;
}

export function Slider({ label, value, max, step, keyStep = step, text, change }: SliderProps) {
  return (
    <input
      type="range"
      class="slider"
      aria-label={label}
      aria-valuetext={text}
      min={0}
      max={max}
      step={step}
      value={value}
      style={{ '--part': `${(100 * Math.min(value, max)) / max}%` }}
      onInput={({ currentTarget }) => change(Number(currentTarget.value))}
      onKeyDown={(event) => {
        const towards = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (towards === undefined || event.shiftKey) return;
        event.preventDefault();
        change(Math.min(max, Math.max(0, value + towards * keyStep)));
      }}
    />
  );
}

function Button({ icon, label, act }: { icon: string; label: string; act: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

function Toggle({ icon, label, isOn, act }: { icon: string; label: string; isOn: boolean; act: () => void }) {
  return (
    <button
      type="button"
      class={`icon-button toggle ${icon}${isOn ? ' on' : ''}`}
      aria-label={label}
      aria-pressed={isOn}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
}
