import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';

export type ProfileRow = Database['tables']['profiles']['$inferSelect'];
export type Count = 'tracks' | 'followers' | 'following' | 'plays';

/** Queries on profiles. */
export function profileStore({ tables: { accounts, profiles, follows } }: Database) {
  const visibility = prepared<{ isPrivate: boolean; followId: Id | null }[]>((on) =>
    on
      .select({ isPrivate: profiles.isPrivate, followId: follows.id })
      .from(profiles)
      .leftJoin(follows, and(eq(follows.followed, profiles.account), eq(follows.follower, sql.placeholder('viewer'))))
      .where(inArray(profiles.account, [sql.placeholder('owner')])),
  );
  const names = prepared<{ login: string; displayName: string | null }[]>((on) =>
    on
      .select({ login: accounts.login, displayName: profiles.displayName })
      .from(accounts)
      .leftJoin(profiles, eq(profiles.account, accounts.id))
      .where(inArray(accounts.id, [sql.placeholder('id')])),
  );

  return {
    insert: async (tx: Handle, row: ProfileRow) => void (await tx.insert(profiles).values(row)),

    update: async (tx: Handle, account: Id, changes: Partial<ProfileRow>) =>
      void (await tx.update(profiles).set(changes).where(eq(profiles.account, account))),

    /** Adds to a count, in the one statement that also reads it. */
    count: async (tx: Handle, which: SQL | undefined, count: Count, by: number) =>
      void (await tx
        .update(profiles)
        .set({ [count]: sql`${profiles[count]} + ${by}` })
        .where(which)),

    /** Takes every follow by and of the account away, counted. */
    unfollowAll: async (tx: Handle, account: Id) => {
      const followed = tx.select({ id: follows.followed }).from(follows).where(eq(follows.follower, account));
      const followers = tx.select({ id: follows.follower }).from(follows).where(eq(follows.followed, account));
      await tx
        .update(profiles)
        .set({ followers: sql`${profiles.followers} - 1` })
        .where(inArray(profiles.account, followed));
      await tx
        .update(profiles)
        .set({ following: sql`${profiles.following} - 1` })
        .where(inArray(profiles.account, followers));
      await tx.delete(follows).where(or(eq(follows.follower, account), eq(follows.followed, account)));
    },

    /** Whether a profile is private, and whether the viewer follows it. */
    visibility: async (on: Handle, owner: Id, viewer: Id) => (await visibility(on, { owner, viewer }))[0],

    names: async (on: Handle, id: Id) => (await names(on, { id }))[0],
  };
}
