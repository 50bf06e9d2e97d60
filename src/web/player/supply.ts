import type { Source } from '../api/long-list.ts';
import type { Track } from '../api/types.ts';
import { type Entry, entriesOf, type Sequence } from './sequence.ts';

/** How many of a long list are queued at once; the rest follows when they are nearly through. */
const AHEAD = 100;
const BEHIND = 20;
const NEARLY = 5;
/** A list as short as this is shuffled as a whole; of a longer one some are drawn, again and again. */
const SHORT = 500;

/** A list that is played, and what of it has been queued. */
interface Played {
  list: Source<Track>;
  /** In its own order: up to before this one. */
  next: number;
  /** By id. */
  queued: Set<string>;
  /** Whether all of it has been queued for a shuffle. */
  isWhole: boolean;
}

let played: Played | undefined;

/** Nothing follows but what is queued. */
export function stopSupply(): void {
  played = undefined;
}

/**
 * The tracks around one that is played, as far as they are known already: the rest follows by `supply`. Of a long list
 * that is shuffled it is that one alone.
 */
export function around(list: Source<Track>, index: number, isShuffled: boolean): Sequence {
  const total = list.total.peek() ?? 0;
  const isAlone = isShuffled && total > SHORT;
  const [first, end] = isAlone ? [index, index + 1] : [Math.max(0, index - BEHIND), Math.min(total, index + AHEAD)];
  let from = index;
  while (from > first && list.at(from - 1)) from--;
  let to = index + 1;
  while (to < end && list.at(to)) to++;
  const tracks: Track[] = [];
  for (let at = from; at < to; at++) tracks.push(list.at(at) as Track);
  played = { list, next: to, queued: new Set(tracks.map(({ _id }) => _id)), isWhole: false };
  return { entries: entriesOf(tracks), at: index - from };
}

/** What is to be queued behind all the rest: when that is nearly through, or is shuffled with what is not queued yet. */
export async function supply(sequence: Sequence, isShuffled: boolean): Promise<readonly Entry[]> {
  const from = played;
  const asked = from && (isShuffled ? shuffledOf(from, sequence) : nextOf(from, sequence));
  const more = await asked?.catch(() => []);
  if (!from || played !== from || !more) return [];
  for (const { track } of more) from.queued.add(track._id);
  return more;
}

const isNearlyThrough = ({ entries, at }: Sequence): boolean => entries.length - at <= NEARLY;

function nextOf(from: Played, sequence: Sequence): Promise<Entry[]> | undefined {
  if (!isNearlyThrough(sequence) || from.next >= (from.list.total.peek() ?? 0)) return undefined;
  return from.list.part(from.next, AHEAD).then((tracks) => {
    from.next += tracks.length;
    // Of a list by ids some may be gone.
    return entriesOf(tracks.filter((track) => track !== undefined));
  });
}

function shuffledOf(from: Played, sequence: Sequence): Promise<Entry[]> | undefined {
  const { list, queued, isWhole } = from;
  const total = list.total.peek() ?? 0;
  const isNew = (track: Track | undefined) => track !== undefined && !queued.has(track._id);
  if (total <= SHORT) {
    if (isWhole) return undefined;
    return list.part(0, total).then((tracks) => {
      from.isWhole = true;
      from.next = total;
      return entriesOf(tracks.filter(isNew));
    });
  }
  const isDrawn = true;
  if (!isNearlyThrough(sequence) && sequence.entries.some((entry) => entry.isDrawn)) return undefined;
  return list.some(AHEAD).then((tracks) => entriesOf(tracks.filter(isNew)).map((entry) => ({ ...entry, isDrawn })));
}
