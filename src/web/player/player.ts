import { computed, effect, signal } from '@preact/signals';
import type { Source } from '../api/long-list.ts';
import type { Track } from '../api/types.ts';
import { tell } from '../app/notices.ts';
import { member } from '../app/session.ts';
import { isBoolean, stored } from '../app/stored.ts';
import { say } from '../words/words.ts';
import { noteHeard } from './heard.ts';
import { recallPlaying, rememberPlaying } from './kept.ts';
import {
  append,
  entriesOf,
  following,
  insertNext,
  NOTHING,
  preceding,
  type Sequence,
  shuffled,
  unshuffled,
  without,
} from './sequence.ts';
import { around, stopSupply, supply } from './supply.ts';

/** Seconds after which "previous" means the beginning of the same song. */
const BEGINNING = 3;

export const sequence = signal<Sequence>(NOTHING);
export const current = computed<Track | undefined>(() => sequence.value.entries[sequence.value.at]?.track);
export const isPlaying = signal(false);
/** Whether sound was asked for, but has not come yet. */
export const isWaiting = signal(false);
/** Seconds. */
export const time = signal(0);
const measured = signal(0);
export const duration = computed(() => measured.value || current.value?.duration || 0);
export const volume = stored(
  'volume',
  1,
  (value): value is number => typeof value === 'number' && value >= 0 && value <= 1,
);
export const isMuted = stored('muted', false, isBoolean);
export const isShuffled = stored('shuffle', false, isBoolean);
export const isRepeating = stored('repeat', false, isBoolean);
export const isQueueOpen = signal(false);

/** The element stays in the document, whatever room is shown. */
const audio = document.createElement('audio');
/** The song whose sound the element has. */
let loaded: string | undefined;
/** What has been played of the queue, by key. */
let played = new Set<number>();

export function startPlayer(): void {
  audio.preload = 'auto';
  document.body.append(audio);
  const last = recallPlaying();
  if (last) {
    sequence.value = { entries: entriesOf(last.tracks), at: last.at };
    time.value = last.time;
  }
  effect(() => {
    const { entries, at } = sequence.value;
    const key = entries[at]?.key;
    if (isPlaying.value && key !== undefined) played.add(key);
  });
  // What somebody was hearing is theirs, like all that they have seen.
  let before = member.peek();
  member.subscribe((now) => {
    if (before && !now) forgetPlaying();
    before = now;
  });
  effect(() => {
    audio.volume = volume.value;
    audio.muted = isMuted.value;
  });
  audio.addEventListener('timeupdate', () => {
    if (audio.seeking || loaded !== current.peek()?._id) return;
    time.value = audio.currentTime;
    noteHeard(current.peek(), audio.currentTime, duration.peek());
  });
  audio.addEventListener('durationchange', () => {
    measured.value = Number.isFinite(audio.duration) ? audio.duration : 0;
  });
  for (const type of ['play', 'playing', 'pause', 'waiting', 'ended'])
    audio.addEventListener(type, () => {
      isPlaying.value = !audio.paused;
      isWaiting.value = type === 'waiting' || (type === 'play' && audio.readyState < 3);
    });
  audio.addEventListener('ended', () => skip('end'));
  audio.addEventListener('error', () => loaded !== undefined && giveUp());
  const keep = () => rememberPlaying(sequence.peek(), time.peek());
  addEventListener('pagehide', keep);
  addEventListener('visibilitychange', keep);
  setInterval(() => isPlaying.peek() && keep(), 1000);
  sequence.subscribe(keep);
}

/** Plays a list from one of its tracks on. */
export async function playFrom(list: Source<Track>, index: number): Promise<void> {
  if (!list.at(index)) return;
  const fresh = around(list, index, isShuffled.peek());
  time.value = 0;
  played = new Set();
  sequence.value = isShuffled.peek() ? shuffled(fresh, played) : fresh;
  begin(0);
  await extend(true);
}

export async function toggle(): Promise<void> {
  if (!current.peek()) return;
  if (audio.paused || loaded !== current.peek()?._id) play();
  else audio.pause();
}

export function pause(): void {
  audio.pause();
}

/** Goes on with the song that is there, at the second where it was. */
export function play(): void {
  const track = current.peek();
  if (!track) return;
  if (loaded !== track._id) load(track, time.peek());
  void audio.play().catch((error: Error) => {
    // Another song was asked for before this one came.
    if (error.name !== 'AbortError' && error.name !== 'NotSupportedError') isPlaying.value = false;
  });
}

/** @param why by hand, or since the song is over */
export function skip(why: 'next' | 'previous' | 'end'): void {
  const now = sequence.peek();
  if (now.at < 0) return;
  if (why === 'previous' && time.peek() > BEGINNING) {
    seek(0);
    return;
  }
  const to = why === 'previous' ? preceding(now, isRepeating.peek()) : following(now, isRepeating.peek());
  if (to === undefined) {
    seek(0);
    audio.pause();
    isPlaying.value = false;
    return;
  }
  jump(to);
  void extend();
}

/** Plays another entry of the queue. */
export function jump(to: number): void {
  time.value = 0;
  sequence.value = { ...sequence.peek(), at: to };
  begin(0);
}

export function seek(seconds: number): void {
  const to = Math.min(Math.max(0, seconds), Math.max(0, duration.peek() - 0.2));
  time.value = to;
  if (loaded === current.peek()?._id) audio.currentTime = to;
}

export function setVolume(to: number): void {
  volume.value = Math.round(Math.min(1, Math.max(0, to)) * 100) / 100;
  if (to > 0) isMuted.value = false;
}

export function toggleShuffle(): void {
  isShuffled.value = !isShuffled.peek();
  sequence.value = isShuffled.peek() ? shuffled(sequence.peek(), played) : unshuffled(sequence.peek(), played);
  void extend(true);
}

export function queueNext(track: Track): void {
  change(insertNext(sequence.peek(), track));
  tell(say('playsNext', { title: track.name }));
}

export function queueLast(track: Track): void {
  // What was put there by hand comes before the rest of a long list.
  stopSupply();
  change(append(sequence.peek(), entriesOf([track])));
  tell(say('addedToQueue', { title: track.name }));
}

export function removeEntry(key: number): void {
  change(without(sequence.peek(), key));
}

export function clearQueue(): void {
  stopSupply();
  const { entries, at } = sequence.peek();
  sequence.value = { entries: entries.slice(at, at + 1), at: Math.min(at, 0) };
}

function forgetPlaying(): void {
  stopSupply();
  sequence.value = NOTHING;
  unload();
}

/** Another queue; if the song that played is no longer in it, the one that took its place goes on. */
function change(next: Sequence): void {
  const before = current.peek();
  sequence.value = next;
  if (before === undefined || current.peek() === before) return;
  if (!current.peek()) unload();
  else if (isPlaying.peek()) begin(0);
  else time.value = 0;
}

function begin(at: number): void {
  const track = current.peek();
  if (!track) return;
  time.value = at;
  load(track, at);
  play();
}

function load(track: Track, at: number): void {
  loaded = track._id;
  measured.value = 0;
  audio.src = `/media/track/${track._id}`;
  if (at > 0) audio.currentTime = at;
}

function unload(): void {
  loaded = undefined;
  audio.removeAttribute('src');
  audio.load();
  time.value = 0;
  isPlaying.value = false;
}

function giveUp(): void {
  const track = current.peek();
  loaded = undefined;
  isPlaying.value = false;
  isWaiting.value = false;
  if (track) tell(say('cannotPlay', { title: track.name }));
}

/** Queues more of a long list when what is queued is nearly through. @param isFresh whether all that follows may be mixed anew */
async function extend(isFresh = false): Promise<void> {
  const wasShuffled = isShuffled.peek();
  const more = await supply(sequence.peek(), wasShuffled);
  if (more.length === 0) return;
  const longer = append(sequence.peek(), more);
  // Meanwhile it may have been pressed again.
  if (isShuffled.peek()) sequence.value = isFresh ? shuffled(longer, played) : longer;
  else sequence.value = wasShuffled ? unshuffled(longer, played) : longer;
}
