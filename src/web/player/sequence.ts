import { drawn } from '../api/chance.ts';
import type { Track } from '../api/types.ts';

/** One place in the queue; a track may stand there twice. */
export interface Entry {
  /** Larger than that of all that were put there before. */
  key: number;
  track: Track;
  /** Whether chance has brought it, from somewhere in a long list. */
  isDrawn?: boolean;
}

export interface Sequence {
  entries: readonly Entry[];
  /** Which one plays; -1: none. */
  at: number;
}

export const NOTHING: Sequence = { entries: [], at: -1 };

let keys = 0;

export const entriesOf = (tracks: readonly Track[]): Entry[] => tracks.map((track) => ({ key: ++keys, track }));

/** Which one comes next; `undefined`: it is over. */
export function following({ entries, at }: Sequence, isRepeating: boolean): number | undefined {
  if (at + 1 < entries.length) return at + 1;
  return isRepeating && entries.length > 0 ? 0 : undefined;
}

export function preceding({ entries, at }: Sequence, isRepeating: boolean): number {
  if (at > 0) return at - 1;
  return isRepeating ? entries.length - 1 : Math.min(at, 0);
}

/** Behind what plays, and behind what was put there before. */
export function insertNext({ entries, at }: Sequence, track: Track): Sequence {
  return { entries: entries.toSpliced(at + 1, 0, ...entriesOf([track])), at: Math.max(at, 0) };
}

export function append({ entries, at }: Sequence, more: readonly Entry[]): Sequence {
  return { entries: [...entries, ...more], at: Math.max(at, 0) };
}

export function without({ entries, at }: Sequence, key: number): Sequence {
  const place = entries.findIndex((entry) => entry.key === key);
  if (place === -1) return { entries, at };
  const rest = entries.toSpliced(place, 1);
  return { entries: rest, at: Math.min(place < at ? at - 1 : at, rest.length - 1) };
}

/** Those that have not played yet, whether before or behind what plays, come after it in a random order. @param played by key */
export function shuffled({ entries, at }: Sequence, played: ReadonlySet<number>): Sequence {
  const [before, rest] = [entries.slice(0, Math.max(0, at)), entries.slice(at + 1)];
  const current = entries.slice(Math.max(0, at), at + 1);
  const heard = before.filter(({ key }) => played.has(key));
  const unheard = before.filter(({ key }) => !played.has(key));
  return { entries: [...heard, ...current, ...drawn([...unheard, ...rest])], at: at < 0 ? at : heard.length };
}

/** Each where it was put; those that a shuffle has brought are gone, but for what plays. @param played by key */
export function unshuffled({ entries, at }: Sequence, played: ReadonlySet<number>): Sequence {
  const placed = entries.filter(({ isDrawn }) => !isDrawn).sort((one, other) => one.key - other.key);
  const current = entries[at];
  if (!current) return { entries: placed, at };
  if (current.isDrawn) placed.splice(1 + placed.findLastIndex(({ key }) => played.has(key)), 0, current);
  return { entries: placed, at: placed.indexOf(current) };
}
