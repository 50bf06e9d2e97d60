import type { Track } from '../api/types.ts';

/** One place in the queue; a track may stand there twice. */
export interface Entry {
  key: number;
  track: Track;
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

export function append({ entries, at }: Sequence, tracks: readonly Track[]): Sequence {
  return { entries: [...entries, ...entriesOf(tracks)], at: Math.max(at, 0) };
}

export function without({ entries, at }: Sequence, key: number): Sequence {
  const place = entries.findIndex((entry) => entry.key === key);
  if (place === -1) return { entries, at };
  const rest = entries.toSpliced(place, 1);
  return { entries: rest, at: Math.min(place < at ? at - 1 : at, rest.length - 1) };
}

/** What comes after what plays, in a random order. */
export function shuffled({ entries, at }: Sequence): Sequence {
  const [played, rest] = [entries.slice(0, at + 1), entries.slice(at + 1)];
  for (let place = rest.length - 1; place > 0; place--) {
    const other = Math.floor(Math.random() * (place + 1));
    [rest[place], rest[other]] = [rest[other] as Entry, rest[place] as Entry];
  }
  return { entries: [...played, ...rest], at };
}

/** What comes after what plays, as it was put there. */
export function unshuffled({ entries, at }: Sequence): Sequence {
  const rest = entries.slice(at + 1).sort((one, other) => one.key - other.key);
  return { entries: [...entries.slice(0, at + 1), ...rest], at };
}
