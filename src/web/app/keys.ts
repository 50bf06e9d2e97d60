import { shortcutsOpen } from '../dialogs/shortcuts.tsx';
import {
  current,
  isMuted,
  isQueueOpen,
  seek,
  setVolume,
  skip,
  time,
  toggle,
  toggleShuffle,
  volume,
} from '../player/player.ts';
import { favourites, setFavourite } from './favourites.ts';
import { asMember } from './session.ts';
import { singleKeys } from './theme.ts';

/** Seconds, and a part of the whole volume. */
const STEP = 5;
const LOUDER = 0.05;

const KEYS: Readonly<Record<string, () => void>> = {
  ' ': () => void toggle(),
  k: () => void toggle(),
  ArrowLeft: () => seek(time.peek() - STEP),
  ArrowRight: () => seek(time.peek() + STEP),
  'Shift+ArrowLeft': () => skip('previous'),
  'Shift+ArrowRight': () => skip('next'),
  '-': () => setVolume(volume.peek() - LOUDER),
  '=': () => setVolume(volume.peek() + LOUDER),
  m: () => {
    isMuted.value = !isMuted.peek();
  },
  s: toggleShuffle,
  l: () => {
    const track = current.peek();
    if (track) asMember(() => void setFavourite(track._id, !favourites.peek().has(track._id)));
  },
  q: () => {
    isQueueOpen.value = !isQueueOpen.peek();
  },
  '/': () => document.getElementById('search')?.focus(),
  '?': () => {
    shortcutsOpen.value = true;
  },
  Escape: () => {
    isQueueOpen.value = false;
  },
};

/** Where a letter is written, or an arrow changes something. */
const WRITING = 'input:not([type=range], [type=checkbox]), textarea, select, [contenteditable], [role=menu]';
/** What the space bar presses. */
const PRESSED = 'button, summary, input, a[role=button]';

export function startKeys(): void {
  addEventListener('keydown', (event) => {
    const { key, target, shiftKey } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || !(target instanceof Element))
      return;
    // Wherever the focus is then: a press beside a dialog's fields takes it out of them.
    if (document.querySelector('dialog[open]')) return;
    const isArrow = key.startsWith('Arrow');
    const name = `${isArrow && shiftKey ? 'Shift+' : ''}${key.length === 1 ? byPlace(event) : key}`;
    const act = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    if (!act || target.closest(WRITING) || (isArrow && target.closest('input'))) return;
    if (key === ' ' && target.closest(PRESSED)) return;
    if (!singleKeys.peek() && key.length === 1 && key !== ' ') return;
    event.preventDefault();
    act();
  });
}

/** The letter that stands on the key in English, so that the keys are the same on a Russian keyboard. */
function byPlace({ key, code }: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter && !/[a-z]/i.test(key) ? letter.toLowerCase() : key.toLowerCase();
}
