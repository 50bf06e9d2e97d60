import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { type Keyset, rowsOfPage } from '../../db/keyset.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import type { Person } from './model.ts';

/** Somebody of a list; `follow` and `since` where it is one of follows, as what it is ordered by. */
export type PersonRow = Omit<Person, 'isFollowed'> & { nameKey: string; follow: Id; since: number };

/** The names of a profile whose key is missing. */
interface Unnamed {
  account: Id;
  login: string;
  displayName: string | null;
}

/** Queries on people as lists show them: each leaves out those whose profile is private to the viewer. */
export function peopleStore(
  { tables: { accounts, profiles, follows } }: Database,
  { seenBy }: Pick<Visibility['sql'], 'seenBy'>,
) {
  const named = { account: profiles.account, login: accounts.login, displayName: profiles.displayName };
  const shown = {
    ...{ ...named, role: accounts.role, avatar: profiles.avatar, isPrivate: profiles.isPrivate },
    ...{ tracks: profiles.tracks, followers: profiles.followers, nameKey: profiles.nameKey },
  };
  const seen = (viewer: Id | undefined): SQL => seenBy(viewer, profiles.account, profiles.isPrivate);
  const byName: Keyset = { columns: [profiles.nameKey, profiles.account], order: 'asc' };
  const newestFirst: Keyset = { columns: [follows.createdAt, follows.id], order: 'desc' };

  const ofFollows = (one: 'follower' | 'followed', other: 'follower' | 'followed') => {
    const select = (on: Handle): PromiseLike<PersonRow[]> =>
      on
        .select({ ...shown, follow: follows.id, since: follows.createdAt })
        .from(follows)
        .innerJoin(profiles, eq(profiles.account, follows[other]))
        .innerJoin(accounts, eq(accounts.id, profiles.account));
    return (on: Handle, viewer: Id | undefined, account: Id, page: PageRequest): Promise<PersonRow[]> =>
      rowsOfPage(select(on), newestFirst, page, and(eq(follows[one], account), seen(viewer)));
  };

  return {
    /** People of the community by name, whose names have all the words, each as the beginning of one of theirs. */
    called: (
      on: Handle,
      viewer: Id | undefined,
      words: readonly string[],
      page: PageRequest,
    ): Promise<Omit<PersonRow, 'follow' | 'since'>[]> => {
      const select = on.select(shown).from(profiles).innerJoin(accounts, eq(accounts.id, profiles.account));
      // Letters and digits alone: nothing in them means anything to `like`.
      const have = words.map((word) => sql`${profiles.nameKey} like ${`% ${word}%`}`);
      return rowsOfPage(select, byName, page, and(...have, sql`${profiles.listed}`, seen(viewer)));
    },

    /** One by the account, also whose profile is private to the viewer. */
    one: async (on: Handle, account: Id): Promise<Omit<Person, 'isFollowed'> | undefined> =>
      (
        await on
          .select(shown)
          .from(profiles)
          .innerJoin(accounts, eq(accounts.id, profiles.account))
          .where(inArray(profiles.account, [account]))
      )[0],

    /** Newest first. */
    followersOf: ofFollows('followed', 'follower'),
    followedBy: ofFollows('follower', 'followed'),

    /** Some of the profiles that an older version has made. */
    unnamed: (on: Handle, most: number): Promise<Unnamed[]> =>
      on
        .select(named)
        .from(profiles)
        .innerJoin(accounts, eq(accounts.id, profiles.account))
        .where(eq(profiles.nameKey, ''))
        .orderBy(asc(profiles.account))
        .limit(most),

    setNameKeys: async (tx: Handle, keys: readonly { account: Id; nameKey: string }[]) => {
      if (keys.length === 0) return;
      const cases = keys.map(({ account, nameKey }) => sql`when ${account} then ${nameKey}`);
      const key = sql`case ${profiles.account} ${sql.join(cases, sql` `)} else ${profiles.nameKey} end`;
      const accountsOf = keys.map(({ account }) => account);
      await tx.update(profiles).set({ nameKey: key }).where(inArray(profiles.account, accountsOf));
    },
  };
}
