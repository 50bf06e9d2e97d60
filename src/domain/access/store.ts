import { aliasedTable, and, eq, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';

/** How a viewer is related to a profile. */
export interface Relation {
  isPrivate: boolean;
  isMutual: boolean;
}

/**
 * Queries on who may see what.
 * Tables: profiles, follows, accounts; artists, albums and tracks for whose they are.
 */
export function visibilityStore({ engine, tables: { follows, profiles } }: Database) {
  const back = aliasedTable(follows, 'back');
  const viewer = sql.placeholder('viewer');
  const follow = (from: SQLWrapper | Id, to: SQLWrapper | Id) =>
    sql`exists (select 1 from follows seen_f where seen_f.follower = ${from} and seen_f.followed = ${to})`;

  // Whether, not which: PostgreSQL then looks both accounts up, while for a column more it reads all followers of one.
  const relation = prepared<{ isPrivate: boolean; isMutual: unknown }[]>((on) => {
    const owner = sql`profiles.account`;
    const isMutual = sql<unknown>`(${follow(viewer, owner)} and ${follow(owner, viewer)})`;
    return on
      .select({ isPrivate: profiles.isPrivate, isMutual })
      .from(profiles)
      .where(inArray(profiles.account, [sql.placeholder('owner')]));
  });

  return {
    /** `undefined` when there is no profile. @param viewer empty: not signed in */
    relation: async (on: Handle, owner: Id, viewer: Id): Promise<Relation | undefined> => {
      const [found] = await relation(on, { owner, viewer });
      return found && { isPrivate: found.isPrivate, isMutual: Boolean(found.isMutual) };
    },

    /** Which of the accounts the viewer follows and is followed by. */
    mutualAmong: async (on: Handle, viewer: Id, accounts: readonly Id[]): Promise<Set<Id>> => {
      const rows = await on
        .select({ id: follows.followed })
        .from(follows)
        .innerJoin(back, and(eq(back.follower, follows.followed), eq(back.followed, follows.follower)))
        .where(and(eq(follows.follower, viewer), inArray(follows.followed, [...accounts])));
      return new Set(rows.map(({ id }) => id));
    },

    /** Locks profiles until the transaction ends, always in the same order, so that two transactions don't deadlock. */
    lockProfiles: async (tx: Handle, accounts: readonly Id[]) => {
      if (engine !== 'postgres' || accounts.length === 0) return;
      const query = tx.select({ account: profiles.account }).from(profiles);
      await forUpdate(engine, query.where(inArray(profiles.account, [...accounts])).orderBy(profiles.account));
    },

    /** `sees` of visibility.ts, as SQL. @param viewer `undefined`: not signed in */
    seenBy: (viewer: Id | SQLWrapper | undefined, owner: SQLWrapper, isLocked: SQLWrapper): SQL => {
      if (viewer === undefined) return sql`not ${isLocked}`;
      const isRoot = sql`exists (select 1 from accounts seen_a where seen_a.id = ${viewer} and seen_a.role = 'root')`;
      const isMutual = sql`(${follow(viewer, owner)} and ${follow(owner, viewer)})`;
      return sql`(not ${isLocked} or (${owner} is not null and (${owner} = ${viewer} or ${isMutual} or ${isRoot})))`;
    },

    /** Whether the account's profile is private; false where there is no account or profile. */
    isPrivate: (account: SQLWrapper): SQL =>
      sql`exists (select 1 from profiles seen_p where seen_p.account = ${account} and seen_p.is_private)`,

    /**
     * The account whose visibility rule decides who sees a hidden entry: its musician, or the musician of the hidden album
     * or artist above it; null (nobody sees it) while its release is withdrawn. Columns are written out, as drizzle omits
     * the table's name in a select from one table.
     */
    whose: {
      artists: sql<Id | null>`artists.account`,
      albums: sql<Id | null>`case when albums.release then null else (
        select case when seen_ar.hidden then seen_ar.account else albums.account end
        from artists seen_ar where seen_ar.id = albums.artist) end`,
      tracks: sql<Id | null>`case when tracks.release then null else (
        select case
          when not seen_al.hidden then tracks.account
          when seen_al.release then null
          when seen_ar.hidden then seen_ar.account
          else seen_al.account end
        from albums seen_al join artists seen_ar on seen_ar.id = seen_al.artist where seen_al.id = tracks.album) end`,
    },
  };
}
