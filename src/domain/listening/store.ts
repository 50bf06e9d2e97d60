import { and, desc, eq, exists, inArray, not, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { beyond, checkCursor } from '../../db/dialect.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Favourite, FullHistoryEntry, HistoryEntry } from './model.ts';

/** Queries on favourites. */
export function favouriteStore({ tables: { accounts, favourites } }: Database) {
  // From the accounts, so that nothing happens for one that has been deleted since. The casts are for PostgreSQL, which
  // would take the values for texts.
  const insert = prepared<unknown>((on) =>
    on
      .insert(favourites)
      .select(
        on
          .select({
            account: accounts.id,
            track: sql<string>`cast(${sql.placeholder('track')} as text)`.as('track'),
            createdAt: sql<number>`cast(${sql.placeholder('createdAt')} as bigint)`.as('created_at'),
          })
          .from(accounts)
          .where(eq(accounts.id, sql.placeholder('account'))),
      )
      .onConflictDoNothing(),
  );
  const remove = prepared<unknown>((on) =>
    on
      .delete(favourites)
      .where(and(eq(favourites.account, sql.placeholder('account')), eq(favourites.track, sql.placeholder('track')))),
  );
  const order = [favourites.createdAt, favourites.track];

  return {
    /** Notes a favourite, unless it is one already or there is no such account. */
    insert: async (tx: Handle, account: Id, { track, createdAt }: Favourite) =>
      void (await insert(tx, { account, track, createdAt })),

    remove: async (tx: Handle, account: Id, track: string) => void (await remove(tx, { account, track })),

    /** Newest first, one more than the page holds if there is more. */
    ofAccount: async (on: Handle, account: Id, { limit, after }: PageRequest): Promise<Favourite[]> => {
      if (after) checkCursor(order, after);
      return on
        .select({ track: favourites.track, createdAt: favourites.createdAt })
        .from(favourites)
        .where(and(eq(favourites.account, account), after && beyond(order, after, 'desc')))
        .orderBy(...order.map((column) => desc(column)))
        .limit(limit + 1);
    },
  };
}

/** Queries on the listening history. */
export function listeningStore({ tables: { follows, history, tracks } }: Database) {
  const { placeholder } = sql;
  const insert = prepared<unknown>((on) =>
    on.insert(history).values({
      id: placeholder('id'),
      account: placeholder('account'),
      track: placeholder('track'),
      heardAt: placeholder('heardAt'),
    }),
  );
  const insertUnlessHidden = prepared<{ id: Id }[]>((on) =>
    on
      .insert(history)
      .select(
        on
          .select({
            id: sql<string>`cast(${placeholder('id')} as text)`.as('id'),
            account: sql<string>`cast(${placeholder('account')} as text)`.as('account'),
            track: tracks.id,
            heardAt: sql<number>`cast(${placeholder('heardAt')} as bigint)`.as('heard_at'),
          })
          .from(tracks)
          .where(and(inArray(tracks.id, [placeholder('track')]), not(tracks.hidden))),
      )
      .returning({ id: history.id }),
  );
  const order = [history.heardAt, history.id];

  return {
    insert: async (tx: Handle, entry: HistoryEntry) => void (await insert(tx, { ...entry })),

    /** @returns whether it was done: there is such a track, and it is for everybody */
    insertUnlessHidden: async (tx: Handle, entry: HistoryEntry): Promise<boolean> =>
      (await insertUnlessHidden(tx, { ...entry })).length > 0,

    /** Newest first, without tracks that are hidden from the account; one more than the page holds if there is more. */
    ofAccount: async (on: Handle, account: Id, { limit, after }: PageRequest): Promise<FullHistoryEntry[]> => {
      if (after) checkCursor(order, after);
      const { id, name, album, duration } = tracks;
      const followed = and(eq(follows.follower, account), eq(follows.followed, tracks.account));
      const follow = on.select({ id: follows.id }).from(follows).where(followed);
      const isSeen = or(not(tracks.hidden), eq(tracks.account, account), exists(follow));
      return on
        .select({ id: history.id, heardAt: history.heardAt, track: { id, name, album, duration } })
        .from(history)
        .innerJoin(tracks, eq(tracks.id, history.track))
        .where(and(eq(history.account, account), isSeen, after && beyond(order, after, 'desc')))
        .orderBy(...order.map((column) => desc(column)))
        .limit(limit + 1);
    },
  };
}

/** Queries on the plays of tracks. */
export function playStore({ tables: { tracks } }: Database) {
  const add = prepared<{ owner: Id | null }[]>((on) =>
    on
      .update(tracks)
      .set({ plays: sql`${tracks.plays} + ${sql.placeholder('plays')}` })
      .where(eq(tracks.id, sql.placeholder('track')))
      .returning({ owner: tracks.createdBy }),
  );
  return {
    /** @returns who made the track, if that is known */
    add: async (tx: Handle, track: Id, plays: number): Promise<Id | null | undefined> =>
      (await add(tx, { track, plays }))[0]?.owner,
  };
}
