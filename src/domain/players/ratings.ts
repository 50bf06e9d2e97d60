import type { Database, Handle } from '../../db/database.ts';
import { invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { type Excerpt, type Kind, noThing, type Window } from './model.ts';
import { ratingStore } from './ratings-store.ts';
import type { Seen } from './seen-store.ts';

/** Rated artists that are looked up at once. */
const MOST_RATED = 10_000;

/** Ratings of songs, albums and artists, from 1 to 5. */
export function ratingService(db: Database, seen: Seen) {
  const store = ratingStore(db);

  /**
   * Rates a thing of any kind (tracks, else albums, else artists).
   * @param rating 1 to 5; 0 removes the viewer's rating
   * @throws invalid (`rating`), not_found when the viewer may find no such thing
   */
  async function rate(viewer: Account, id: Id, rating: number): Promise<void> {
    if (!Number.isInteger(rating) || rating < 0 || rating > 5) throw invalid('rating', 'must be from 0 to 5');
    await db.write(async (tx) => {
      await seen.keepTracks(tx, [id]);
      const kind = await kindOf(tx, viewer.id, id);
      if (kind === undefined) throw noThing('track');
      if (rating === 0) await store.remove(tx, viewer.id, id);
      else await store.put(tx, { account: viewer.id, kind, item: id, rating, changedAt: Date.now() });
    });
  }

  async function kindOf(tx: Handle, viewer: Id, id: Id): Promise<Kind | undefined> {
    for (const kind of ['track', 'album', 'artist'] as const)
      if ((await seen.among(tx, kind, viewer, [id])).has(id)) return kind;
    return undefined;
  }

  /** The viewer's ratings of things of a kind; what they have not rated is absent. */
  async function ratingsOf(viewer: Account, kind: Kind, ids: readonly Id[]): Promise<Map<Id, number>> {
    const rows = await store.own(db.read, viewer.id, kind, ids);
    return new Map(rows.map(({ id, rating }) => [id, rating]));
  }

  /** The averages of all ratings of things of a kind, not rounded; what nobody has rated is absent. */
  async function averagesOf(kind: Kind, ids: readonly Id[]): Promise<Map<Id, number>> {
    const rows = await store.averages(db.read, kind, ids);
    return new Map(rows.map(({ id, average }) => [id, average]));
  }

  /**
   * The albums that the viewer has rated and everybody may find: the viewer's rating, the average, the moment of the
   * viewer's rating, each the highest first.
   */
  const highestRated = (viewer: Account, window: Window): Promise<Excerpt> => store.highest(db.read, viewer.id, window);

  /** The artists that anybody has rated. */
  const ratedArtists = (): Promise<Id[]> => store.artists(db.read, MOST_RATED);

  /** Forgets the ratings of deleted tracks. */
  const forgetTracks = (tx: Handle, tracks: readonly Id[]): Promise<void> => store.removeTracks(tx, tracks);

  return { rate, ratingsOf, averagesOf, highestRated, ratedArtists, forgetTracks };
}
