import type { Track } from '../api/types.ts';
import { recall, remember } from '../app/stored.ts';
import type { Sequence } from './sequence.ts';

const KEY = 'tonearm.playing';
/** Tracks around the one that plays. */
const BEHIND = 20;
const AHEAD = 180;

interface Playing {
  tracks: Track[];
  at: number;
  time: number;
}

/** What a reload must not lose: the queue around the song that plays, and the second. */
export function rememberPlaying({ entries, at }: Sequence, time: number): void {
  const first = Math.max(0, at - BEHIND);
  const tracks = entries.slice(first, at + AHEAD).map(({ track }) => track);
  remember(KEY, JSON.stringify({ tracks, at: at - first, time } satisfies Playing));
}

export function recallPlaying(): Playing | undefined {
  try {
    const { tracks, at, time }: Playing = JSON.parse(recall(KEY) ?? 'null');
    const isWhole = Array.isArray(tracks) && tracks.every((track) => track._id && track.artist && track.album);
    return isWhole && tracks[at] && time >= 0 ? { tracks, at, time } : undefined;
  } catch {
    return undefined;
  }
}
