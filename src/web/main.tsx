import './style/base.css';
import './style/frame.css';
import './style/dialogs.css';
import './style/lists.css';
import './style/tracks.css';
import './style/hero.css';
import './style/player.css';
import './style/about.css';
import './style/playlists.css';
import './style/account.css';
import './style/people.css';
import './style/desk.css';
import './style/releases.css';
import './style/books.css';
import './style/upload.css';
import { render } from 'preact';
import { takeAbout } from './app/about.ts';
import { Frame } from './app/frame.tsx';
import { startKeys } from './app/keys.ts';
import { startPlace } from './app/place.ts';
import { startRouter } from './app/router.ts';
import { startSession } from './app/session.ts';
import { startTheme } from './app/theme.ts';
import { startMediaSession } from './player/media-session.ts';
import { startPlayer } from './player/player.ts';
import { startWords } from './words/words.ts';

const root = document.getElementById('app');
if (root) {
  startTheme();
  takeAbout();
  await startWords();
  startRouter();
  startPlayer();
  startMediaSession();
  startKeys();
  root.replaceChildren();
  render(<Frame />, root);
  startSession();
  startPlace();
  // Behind the first view: it only keeps what this page has loaded anyway.
  addEventListener('load', () => void navigator.serviceWorker?.register('/sw.js').catch(() => {}), { once: true });
  if (document.readyState === 'complete') void navigator.serviceWorker?.register('/sw.js').catch(() => {});
}
