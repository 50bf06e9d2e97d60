import { aliasedTable, and, desc, eq, getTableColumns, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { type Keyset, orderOf, rowsOfPage } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Following, Profile } from './model.ts';

export type ProfileRow = Database['tables']['profiles']['$inferSelect'];
type Count = 'tracks' | 'followers' | 'following' | 'plays';

/** Queries on profiles. */
export function profileStore({ engine, tables: { accounts, profiles } }: Database) {
  const shown = { ...getTableColumns(profiles), login: accounts.login, role: accounts.role };
  const select = (on: Handle) => on.select(shown).from(profiles).innerJoin(accounts, eq(accounts.id, profiles.account));
  const byAccount = prepared<Profile[]>((on) =>
    select(on).where(inArray(profiles.account, [sql.placeholder('account')])),
  );
  const names = prepared<{ login: string; displayName: string | null }[]>((on) =>
    on
      .select({ login: accounts.login, displayName: profiles.displayName })
      .from(profiles)
      .innerJoin(accounts, eq(accounts.id, profiles.account))
      .where(inArray(profiles.account, [sql.placeholder('account')])),
  );
  const listed = sql`${profiles.listed}`;
  const newestAccountsFirst: Keyset = { columns: [profiles.account], order: 'desc' };
  const counting = (count: Count) =>
    prepared<unknown>((on) =>
      on
        .update(profiles)
        .set({ [count]: sql`${profiles[count]} + ${sql.placeholder('by')}` })
        .where(eq(profiles.account, sql.placeholder('account'))),
    );
  const counts: Record<Count, ReturnType<typeof counting>> = {
    tracks: counting('tracks'),
    followers: counting('followers'),
    following: counting('following'),
    plays: counting('plays'),
  };

  return {
    byAccount: async (on: Handle, account: Id) => (await byAccount(on, { account }))[0],

    /** Profiles of the community, newest accounts first (to the second), and one more if the list goes on. */
    list: async (on: Handle, page: PageRequest, except?: Id): Promise<Profile[]> => {
      const others = except === undefined ? undefined : ne(profiles.account, except);
      const some = on.select({ account: profiles.account }).from(profiles);
      const ids = rowsOfPage(some, newestAccountsFirst, page, and(listed, others));
      // The ids first: PostgreSQL would begin with all accounts, of which those of the label have no profile here.
      return select(on)
        .where(
          inArray(
            profiles.account,
            (await ids).map(({ account }) => account),
          ),
        )
        .orderBy(...orderOf(newestAccountsFirst));
    },

    /** Locks the profile until the transaction ends. */
    lock: async (tx: Handle, account: Id): Promise<ProfileRow | undefined> =>
      (await forUpdate(engine, tx.select().from(profiles).where(eq(profiles.account, account))))[0],

    insert: async (tx: Handle, row: ProfileRow) => void (await tx.insert(profiles).values(row)),

    /** Changes a profile. From then on it is listed in the community. */
    update: async (tx: Handle, account: Id, changes: Partial<ProfileRow>) =>
      void (await tx
        .update(profiles)
        .set({ ...changes, listed: true })
        .where(eq(profiles.account, account))),

    /** Adds to a count, in one statement, so that concurrent changes add up. */
    count: async (tx: Handle, account: Id, count: Count, by: number) => void (await counts[count](tx, { account, by })),

    names: async (on: Handle, account: Id) => (await names(on, { account }))[0],
  };
}

/** Queries on who follows whom. */
export function followStore({ tables: { profiles, follows } }: Database) {
  const newestFirst: Keyset = { columns: [follows.createdAt, follows.id], order: 'desc' };

  const list = (on: Handle, of: SQL, page: PageRequest): Promise<Following[]> =>
    rowsOfPage(on.select().from(follows), newestFirst, page, of);

  return {
    insert: async (tx: Handle, row: Following) => void (await tx.insert(follows).values(row)),

    /** @returns whether there was one */
    delete: async (tx: Handle, follower: Id, followed: Id): Promise<boolean> => {
      const gone = tx.delete(follows).where(and(eq(follows.follower, follower), eq(follows.followed, followed)));
      return (await gone.returning({ id: follows.id })).length > 0;
    },

    /** Deletes all follows by and of the account, and updates the counts of the others. */
    deleteAll: async (tx: Handle, account: Id) => {
      const followed = tx.select({ id: follows.followed }).from(follows).where(eq(follows.follower, account));
      const followers = tx.select({ id: follows.follower }).from(follows).where(eq(follows.followed, account));
      const less = (count: 'followers' | 'following') => ({ [count]: sql`${profiles[count]} - 1` });
      await tx.update(profiles).set(less('followers')).where(inArray(profiles.account, followed));
      await tx.update(profiles).set(less('following')).where(inArray(profiles.account, followers));
      await tx.delete(follows).where(or(eq(follows.follower, account), eq(follows.followed, account)));
    },

    /** Newest first, one more than the page holds if there is more. */
    followersOf: (on: Handle, account: Id, page: PageRequest) => list(on, eq(follows.followed, account), page),
    followingOf: (on: Handle, account: Id, page: PageRequest) => list(on, eq(follows.follower, account), page),

    /** Which of the accounts the viewer follows. */
    followedAmong: async (on: Handle, viewer: Id, accounts: Id[]): Promise<Set<Id>> => {
      const rows = await on
        .select({ id: follows.followed })
        .from(follows)
        .where(and(eq(follows.follower, viewer), inArray(follows.followed, accounts)));
      return new Set(rows.map(({ id }) => id));
    },

    /** The accounts that each of these follows, newest first, at most `most` for each. */
    newestFollowed: async (on: Handle, accounts: Id[], most: number): Promise<Map<Id, Id[]>> => {
      const others = aliasedTable(follows, 'others');
      const oldest = on
        .select({ createdAt: others.createdAt })
        .from(others)
        .where(eq(others.follower, profiles.account))
        .orderBy(desc(others.createdAt))
        .limit(1)
        .offset(most - 1);
      // The select starts from the profiles, so that the subquery runs once for each of them, as an index seek.
      const rows = await on
        .select({ follower: follows.follower, followed: follows.followed })
        .from(profiles)
        .innerJoin(
          follows,
          and(eq(follows.follower, profiles.account), sql`${follows.createdAt} >= coalesce((${oldest}), 0)`),
        )
        .where(inArray(profiles.account, accounts))
        .orderBy(profiles.account, ...orderOf(newestFirst));
      const lists = new Map(accounts.map((account): [Id, Id[]] => [account, []]));
      for (const { follower, followed } of rows) {
        const list = lists.get(follower) as Id[];
        // Several follows may have the millisecond of the oldest one.
        if (list.length < most) list.push(followed);
      }
      return lists;
    },
  };
}
