import { and, desc, eq, sql } from 'drizzle-orm';
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
export function listeningStore({ tables: { history, tracks } }: Database) {
  const insert = prepared<unknown>((on) =>
    on.insert(history).values({
      id: sql.placeholder('id'),
      account: sql.placeholder('account'),
      track: sql.placeholder('track'),
      heardAt: sql.placeholder('heardAt'),
    }),
  );
  const order = [history.heardAt, history.id];

  return {
    insert: async (tx: Handle, entry: HistoryEntry) => void (await insert(tx, { ...entry })),

    /** Newest first, one more than the page holds if there is more. */
    ofAccount: async (on: Handle, account: Id, { limit, after }: PageRequest): Promise<FullHistoryEntry[]> => {
      if (after) checkCursor(order, after);
      const { id, name, album, duration } = tracks;
      return on
        .select({ id: history.id, heardAt: history.heardAt, track: { id, name, album, duration } })
        .from(history)
        .innerJoin(tracks, eq(tracks.id, history.track))
        .where(and(eq(history.account, account), after && beyond(order, after, 'desc')))
        .orderBy(...order.map((column) => desc(column)))
        .limit(limit + 1);
    },
  };
}
