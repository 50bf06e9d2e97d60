import { DomainError, invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { isLongerThan, isStorable } from '../../lib/text.ts';

/** What stars, ratings and listens are of. A song is a track that has audio. */
export type Kind = 'track' | 'album' | 'artist';

/** Some of a list's entries: so many, after skipping so many. */
export interface Window {
  offset: number;
  size: number;
}

/** Some entries of a list, and how many the whole list has. */
export interface Excerpt {
  ids: Id[];
  total: number;
}

/** A thing that an account has starred, and since when (milliseconds since the epoch). */
export interface Starred {
  id: Id;
  starredAt: number;
}

/** What an account has left on a thing, and what all have: absent fields mean that there is none. */
export interface Mark {
  starredAt?: number;
  /** 1 to 5, the viewer's. */
  rating?: number;
  /** Of all ratings, not rounded. */
  average?: number;
  /** How often the viewer heard it; 0: never. An artist has none. */
  plays: number;
  lastHeard?: number;
  /** Milliseconds into a song. */
  bookmark?: number;
}

export const noThing = (subject: string) => new DomainError('not_found', `No such ${subject}`, { subject });

/** @throws invalid when a text cannot be stored, or has more characters than allowed */
export function checkText(field: string, text: string, most: number): void {
  if (!isStorable(text)) throw invalid(field, 'contains characters that cannot be stored');
  if (isLongerThan(text, most)) throw invalid(field, `must have at most ${most} characters`);
}

/** @throws too_large when a list is longer than allowed */
export function checkLength(list: readonly unknown[], most: number, what: string): void {
  if (list.length > most) throw new DomainError('too_large', `At most ${most} ${what} are taken at once`);
}

/** @throws invalid unless it is a number of milliseconds, from 0 */
export function checkPosition(position: number): void {
  if (!Number.isSafeInteger(position) || position < 0)
    throw invalid('position', 'must be a whole number of milliseconds, 0 or more');
}
