import { useLayoutEffect, useRef } from 'preact/hooks';
import { OpenDialog } from '../dialogs/open.tsx';
import { ShortcutsDialog } from '../dialogs/shortcuts.tsx';
import { SignInDialog } from '../dialogs/sign-in.tsx';
import { PlayerBar } from '../player/player-bar.tsx';
import { QueuePanel } from '../player/queue-panel.tsx';
import { isBusy } from '../rooms/busy.ts';
import { Room } from '../rooms/room.tsx';
import { say } from '../words/words.ts';
import { arrive } from './arrive.ts';
import { Banner } from './banner.tsx';
import { Navigation } from './navigation.tsx';
import { notice } from './notices.ts';
import { route } from './router.ts';

/** All that is always there: the banner, the navigation, the room in which one is, the player, and what opens above them. */
export function Frame() {
  const main = useRef<HTMLElement>(null);
  const { room, id, part } = route.value;
  useLayoutEffect(() => arrive(route.value), [route.value]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {say('skip')}
      </a>
      <Banner />
      <Navigation />
      <main ref={main} id="main" tabIndex={-1} aria-busy={isBusy.value > 0}>
        <Room key={`${room}/${id ?? ''}/${part ?? ''}`} />
      </main>
      <QueuePanel />
      <PlayerBar />
      <p class="notice" role="status">
        {notice.value}
      </p>
      <OpenDialog />
      <SignInDialog />
      <ShortcutsDialog />
    </>
  );
}
