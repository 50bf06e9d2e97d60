import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import type { bookmarkService } from './bookmarks.ts';
import type { listenService } from './listens.ts';
import type { Kind, Mark } from './model.ts';
import type { ratingService } from './ratings.ts';
import type { starService } from './stars.ts';

type Sources = Pick<ReturnType<typeof starService>, 'starsOf'> &
  Pick<ReturnType<typeof ratingService>, 'ratingsOf' | 'averagesOf'> &
  Pick<ReturnType<typeof listenService>, 'listensOf'> &
  Pick<ReturnType<typeof bookmarkService>, 'bookmarksOf'>;

/** @returns reads what the viewer, and all, have left on the things of a page, by one query for each sort of mark */
export function markReader({ starsOf, ratingsOf, averagesOf, listensOf, bookmarksOf }: Sources) {
  return async (viewer: Account, kind: Kind, ids: readonly Id[]): Promise<Map<Id, Mark>> => {
    if (ids.length === 0) return new Map();
    const [stars, ratings, averages, listens, bookmarks] = await Promise.all([
      starsOf(viewer, kind, ids),
      ratingsOf(viewer, kind, ids),
      averagesOf(kind, ids),
      kind === 'artist' ? undefined : listensOf(viewer, kind, ids),
      kind === 'track' ? bookmarksOf(viewer, ids) : undefined,
    ]);
    return new Map(
      ids.map((id): [Id, Mark] => {
        const heard = listens?.get(id);
        const found = {
          starredAt: stars.get(id),
          rating: ratings.get(id),
          average: averages.get(id),
          lastHeard: heard?.last,
          bookmark: bookmarks?.get(id),
        };
        const present = Object.entries(found).filter(([, value]) => value !== undefined);
        return [id, { plays: heard?.count ?? 0, ...Object.fromEntries(present) }];
      }),
    );
  };
}
