import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { beyond, checkCursor } from '../../db/dialect.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Favourite, FullHistoryEntry, HistoryEntry } from './model.ts';

interface OwnedFavourite extends Favourite {
  account: Id;
}

/** Queries on favourites. */
export function favouriteStore({ tables: { accounts, favourites } }: Database) {
  const order = [favourites.createdAt, favourites.track];

  return {
    /** Notes favourites that are none yet; nothing for accounts that have been deleted since. */
    insert: async (tx: Handle, rows: readonly OwnedFavourite[]) => {
      const owners = [...new Set(rows.map(({ account }) => account))];
      const found = await tx.select({ id: accounts.id }).from(accounts).where(inArray(accounts.id, owners));
      const there = new Set(found.map(({ id }) => id));
      const values = rows
        .filter(({ account }) => there.has(account))
        .map(({ account, track, createdAt }) => ({ account, track, createdAt }));
      if (values.length > 0) await tx.insert(favourites).values(values).onConflictDoNothing();
    },

    remove: async (tx: Handle, rows: readonly OwnedFavourite[]) => {
      const keys = rows.map(({ account, track }) => sql`(${account}, ${track})`);
      await tx
        .delete(favourites)
        .where(sql`(${favourites.account}, ${favourites.track}) in (values ${sql.join(keys, sql`, `)})`);
    },

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
