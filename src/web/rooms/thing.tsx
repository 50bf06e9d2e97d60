import type { ComponentChildren } from 'preact';
import { Cover } from '../lists/cover.tsx';
import { Icon } from '../lists/icon.tsx';
import { say } from '../words/words.ts';
import { Heading } from './heading.tsx';

interface HeroProps {
  /** What sort of thing it is. */
  kind: string;
  /** Unknown while it loads. */
  name: string | undefined;
  cover: string | null;
  isRound?: boolean;
  about: ComponentChildren;
  play: (() => void) | undefined;
  /** What else one can do. */
  acts?: ComponentChildren;
}

/** The top of the page of an album, an artist or a playlist. */
export function Hero({ kind, name, cover, isRound = false, about, play, acts }: HeroProps) {
  return (
    <div class="hero">
      {name === undefined ? (
        <span class={`cover bone${isRound ? ' round' : ''}`} />
      ) : (
        <Cover cover={cover} name={name} side={300} isRound={isRound} isFirst />
      )}
      <div class="hero-texts">
        <p class="hero-kind">{kind}</p>
        <Heading text={name ?? kind} />
        <p class="hero-about">{about}</p>
        <p class="hero-acts">
          <button type="button" class="primary" disabled={!play} onClick={play}>
            <Icon name="play" />
            {say('playAll')}
          </button>
          {acts}
        </p>
      </div>
    </div>
  );
}
