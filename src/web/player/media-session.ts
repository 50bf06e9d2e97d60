import { effect } from '@preact/signals';
import { sized } from '../lists/cover.tsx';
import { current, duration, isPlaying, pause, play, seek, skip, time } from './player.ts';

/** Seconds of a step. */
const STEP = 10;

/** Lets the keys of a keyboard, a headset or a locked phone steer the player, and tells them what plays. */
export function startMediaSession(): void {
  const session = navigator.mediaSession;
  if (!session) return;
  const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => play(),
    pause: () => pause(),
    previoustrack: () => skip('previous'),
    nexttrack: () => skip('next'),
    seekbackward: ({ seekOffset }) => seek(time.peek() - (seekOffset ?? STEP)),
    seekforward: ({ seekOffset }) => seek(time.peek() + (seekOffset ?? STEP)),
    seekto: ({ seekTime }) => seekTime !== undefined && seek(seekTime),
  };
  for (const [action, handler] of Object.entries(handlers)) {
    try {
      session.setActionHandler(action as MediaSessionAction, handler);
    } catch {
      // Not every browser knows each of them.
    }
  }
  effect(() => {
    const track = current.value;
    session.metadata = track
      ? new MediaMetadata({
          ...{ title: track.name, artist: track.artist.name, album: track.album.name },
          artwork: track.cover ? [{ src: sized(track.cover, 600), sizes: '600x600', type: 'image/jpeg' }] : [],
        })
      : null;
  });
  effect(() => {
    session.playbackState = isPlaying.value ? 'playing' : current.value ? 'paused' : 'none';
  });
  effect(() => {
    const [length, position] = [duration.value, time.value];
    if (length > 0) session.setPositionState?.({ duration: length, position: Math.min(position, length) });
  });
}
