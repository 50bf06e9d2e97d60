import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';
import type { catalogueTables } from './catalogue.ts';

/** Links to a person's pages elsewhere. */
export interface SocialLinks {
  youtube?: string;
  vk?: string;
  telegram?: string;
}

export type FeedAction = 'track_published' | 'profile_updated';

/** Profiles, follows and the feed. */
export function socialTables(
  c: Columns,
  { accounts, tracks }: ReturnType<typeof accountTables> & ReturnType<typeof catalogueTables>,
) {
  const account = () =>
    c
      .id()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' });

  /** One row for each account, created with it. Counts change in the transaction that changes what they count. */
  const profiles = c.table(
    'profiles',
    {
      account: account().primaryKey(),
      /** Whether the community lists it. Profiles of the recorder's users and of root are listed once they are changed. */
      listed: c.boolean().notNull().default(true),
      displayName: c.text(),
      /** The words of both names, folded: what a search is compared with. Empty where an older version has made the row. */
      nameKey: c.text().notNull().default(''),
      bio: c.text(),
      location: c.text(),
      genres: c.json<string[]>().notNull(),
      instruments: c.json<string[]>().notNull(),
      links: c.json<SocialLinks>().notNull(),
      emailNotifications: c.boolean().notNull(),
      showOnlineStatus: c.boolean().notNull(),
      isPrivate: c.boolean().notNull(),
      /** Ids of uploads; whoever deletes an upload clears them. */
      avatar: c.text(),
      cover: c.text(),
      tracks: c.integer().notNull(),
      followers: c.integer().notNull(),
      following: c.integer().notNull(),
      plays: c.bigint().notNull(),
      createdAt: c.moment().notNull(),
      updatedAt: c.moment().notNull(),
    },
    (t) => [
      c.index('profiles_listed').on(t.account).where(sql`listed`),
      c.index('profiles_by_words').on(t.nameKey, t.account),
    ],
  );

  const follows = c.table(
    'follows',
    {
      id: c.id().primaryKey(),
      follower: account(),
      followed: account(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('follows_once').on(t.follower, t.followed),
      // Covering indexes: a page of profiles with the accounts they follow reads nothing else of this table.
      c.index('follows_of_follower').on(t.follower, t.createdAt, t.id, t.followed),
      c.index('follows_of_followed').on(t.followed, t.createdAt, t.id, t.follower),
      c.check('follows_another', sql`${t.follower} <> ${t.followed}`),
    ],
  );

  /** The events in the feeds of followers. An event about a track is deleted with it. */
  const feedEvents = c.table(
    'feed_events',
    {
      /** A UUID of version 7, which sorts by time to the millisecond: the one key that a feed is ordered by. */
      id: c.text().primaryKey(),
      actor: account(),
      action: c.text().$type<FeedAction>().notNull(),
      track: c.id().references(() => tracks.id, { onDelete: 'cascade' }),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.index('feed_events_newest').on(t.actor, t.id), c.index('feed_events_of_track').on(t.track)],
  );

  return { profiles, follows, feedEvents };
}
