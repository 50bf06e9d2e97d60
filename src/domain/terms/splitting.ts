import type { Day } from '../../lib/days.ts';
import type { Id } from '../../lib/ids.ts';
import type { Share } from './model.ts';

/** A split as it decides: from when, and among whom. */
export interface DatedSplit {
  /** Later ones are newer. */
  number: number;
  /** Null: from ever. */
  from: Day | null;
  shares: readonly Share[];
}

/** All of the artist's percentage, in basis points. */
const ALL = 10_000;

/** The split that holds on a day: the one with the latest `from` that is not after it, of equal ones the newest. */
export function splitOf<Dated extends Pick<DatedSplit, 'from' | 'number'>>(
  splits: readonly Dated[],
  day: Day,
): Dated | undefined {
  let found: Dated | undefined;
  for (const split of splits) {
    if (split.from !== null && split.from > day) continue;
    const [from, known] = [split.from ?? '', found?.from ?? ''];
    if (found === undefined || from > known || (from === known && split.number > found.number)) found = split;
  }
  return found;
}

/**
 * Who shares a line: the split of its track on that day, else that of its release, else the release's artist alone, as also
 * where the split that holds has no parties.
 */
export function sharesOf(
  day: Day,
  artistId: Id,
  { ofTrack, ofRelease }: { ofTrack: readonly DatedSplit[]; ofRelease: readonly DatedSplit[] },
): readonly Share[] {
  const split = splitOf(ofTrack, day) ?? splitOf(ofRelease, day);
  return split === undefined || split.shares.length === 0 ? [{ payeeId: artistId, share: ALL }] : split.shares;
}
