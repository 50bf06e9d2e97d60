import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon } from '../lists/icon.tsx';
import type { Word } from '../words/english.ts';
import { say } from '../words/words.ts';
import { place } from './place.ts';
import { route } from './router.ts';
import { member } from './session.ts';

/** On a phone the navigation is shown when it is asked for. */
export const isNavigationOpen = signal(false);

const EVERYBODY: readonly Word[] = ['home', 'artists', 'albums', 'tracks', 'genres'];
const MEMBERS: readonly Word[] = ['favourites', 'playlists', 'history', 'feed', 'upload'];
const ICONS: Partial<Record<Word, string>> = { favourites: 'heart' };

export function Navigation() {
  const now = route.value;
  useEffect(() => {
    isNavigationOpen.value = false;
  }, [now]);
  useEffect(() => {
    const shut = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') isNavigationOpen.value = false;
    };
    addEventListener('keydown', shut);
    return () => removeEventListener('keydown', shut);
  }, []);
  return (
    <nav id="navigation" aria-label={say('main')} class={isNavigationOpen.value ? 'open' : ''}>
      <Links words={EVERYBODY} room={now.room} />
      {member.value && <Links words={MEMBERS} room={now.room} />}
      {place.value?.role && <Links words={['desk']} room={now.room} />}
      <Links words={['settings']} room={now.room} />
    </nav>
  );
}

function Links({ words, room }: { words: readonly Word[]; room: string }) {
  return (
    <ul>
      {words.map((word) => {
        const own = word === 'home' ? '' : word;
        return (
          <li key={word}>
            <a href={`#/${own}`} aria-current={own === room ? 'page' : undefined}>
              <Icon name={ICONS[word] ?? word} />
              {say(word)}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
