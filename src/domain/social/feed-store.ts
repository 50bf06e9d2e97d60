import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { checkCursor } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import type { FeedEntry } from './model.ts';

type EventRow = Database['tables']['feedEvents']['$inferSelect'];

/** Sorts after every UUID. */
const AFTER_ALL = 'z';

/** Queries on the feed. */
export function feedStore(
  { tables: { accounts, profiles, follows, feedEvents, tracks } }: Database,
  { isPrivate, seenBy }: Visibility['sql'],
) {
  const reader = sql.placeholder('account');
  const before = lt(feedEvents.id, sql.placeholder('before'));
  const limit = sql.placeholder('limit');

  /**
   * Fan-out on read, in three steps: finds the newest event of each followed account, by one index seek each; reads the
   * events of only as many accounts as the page has entries, those with the newest ones; joins names and titles to the page.
   */
  const newest = prepared<FeedEntry[]>((on) => {
    const newestOf = on
      .select({ id: feedEvents.id })
      .from(feedEvents)
      .where(and(eq(feedEvents.actor, follows.followed), before))
      .orderBy(desc(feedEvents.id))
      .limit(1);
    const actors = on
      .select({ followed: follows.followed, newest: sql<string>`coalesce((${newestOf}), '')`.as('newest') })
      .from(follows)
      .where(and(eq(follows.follower, reader), seenBy(sql`${reader}`, follows.followed, isPrivate(follows.followed))))
      .orderBy((columns) => desc(columns.newest))
      .limit(limit)
      .as('actors');
    const page = on
      .select({ id: feedEvents.id })
      .from(actors)
      .innerJoin(feedEvents, and(eq(feedEvents.actor, actors.followed), before))
      .orderBy(desc(feedEvents.id))
      .limit(limit)
      .as('page');
    return on
      .select({
        id: feedEvents.id,
        actor: feedEvents.actor,
        login: accounts.login,
        displayName: profiles.displayName,
        avatar: profiles.avatar,
        action: feedEvents.action,
        track: feedEvents.track,
        title: tracks.name,
        createdAt: feedEvents.createdAt,
      })
      .from(page)
      .innerJoin(feedEvents, eq(feedEvents.id, page.id))
      .innerJoin(accounts, eq(accounts.id, feedEvents.actor))
      .innerJoin(profiles, eq(profiles.account, feedEvents.actor))
      .leftJoin(tracks, eq(tracks.id, feedEvents.track))
      .orderBy(desc(feedEvents.id));
  });

  return {
    /** Newest first, one more than the page holds if there is more. */
    newest: (on: Handle, account: Id, { limit, after }: PageRequest): Promise<FeedEntry[]> => {
      if (after) checkCursor([feedEvents.id], after);
      return newest(on, { account, before: after?.[0] ?? AFTER_ALL, limit: limit + 1 });
    },

    insert: async (tx: Handle, row: EventRow) => void (await tx.insert(feedEvents).values(row)),

    /** Deletes the events about changes of the account's profile. */
    deleteProfileUpdates: async (tx: Handle, account: Id) =>
      void (await tx
        .delete(feedEvents)
        .where(and(eq(feedEvents.actor, account), eq(feedEvents.action, 'profile_updated')))),
  };
}
