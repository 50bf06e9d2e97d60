import type { RecoupableType } from '../../db/schema/recoupment.ts';
import type { Day } from '../../lib/days.ts';
import type { Id } from '../../lib/ids.ts';
import type { Page } from '../../lib/page.ts';

export type { RecoupableType };

/** What an artist was advanced, or what was spent for them: their earnings recoup it. Sums are in minor units. */
export interface Recoupable {
  id: Id;
  type: RecoupableType;
  artistId: Id;
  amount: number;
  /** What of it is not recouped. */
  open: number;
  /** Null: recouped from whatever the artist earns. */
  releaseId: Id | null;
  note: string | null;
  date: Day;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** An advance or a cost that is to be booked. */
export interface RecoupableData extends Pick<Recoupable, 'type' | 'artistId' | 'amount' | 'releaseId' | 'note'> {
  /** Absent: today. */
  date?: Day;
}

/** What an artist was advanced or cost, oldest first. */
export interface Recoupables extends Page<Recoupable> {
  /** What of all of it is not recouped, also of what is on other pages. */
  open: number;
}

/** What an artist was advanced and cost in all, and what of it is not recouped. */
export type RecoupableSums = Pick<Recoupable, 'amount' | 'open'>;

/** What a report takes for an item, above 0; what its reversal gives back is the same, negative. */
export interface Taken {
  recoupableId: Id;
  amount: number;
}
