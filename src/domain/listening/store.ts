import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { rowsAt, rowsIn, textsIn } from '../../db/json-list.ts';
import { type Keyset, preparedPages, rowsOfPage } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import { type Id, toUuid } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Visibility } from '../access/service.ts';
import type { Favourite, FullHistoryEntry, HistoryEntry } from './model.ts';

/** Most ids in one statement. */
const AT_ONCE = 500;

interface OwnedFavourite extends Favourite {
  account: Id;
}

/** Queries on favourites. */
export function favouriteStore({ engine, tables: { accounts, favourites } }: Database) {
  const among = prepared<Favourite[]>((on) => {
    const { account, track, createdAt } = favourites;
    const own = eq(account, sql.placeholder('account'));
    return rowsAt(engine, on.select({ track, createdAt }), favourites, track, sql.placeholder('tracks'), own);
  });
  const newestFirst: Keyset = { columns: [favourites.createdAt, favourites.track], order: 'desc' };

  return {
    /** Inserts favourites that do not exist yet, except those of accounts that were deleted meanwhile. */
    insert: async (tx: Handle, rows: readonly OwnedFavourite[]) => {
      const owners = [...new Set(rows.map(({ account }) => account))];
      const found = await tx.select({ id: accounts.id }).from(accounts).where(inArray(accounts.id, owners));
      const existing = new Set(found.map(({ id }) => id));
      const values = rows
        .filter(({ account }) => existing.has(account))
        .map(({ account, track, createdAt }) => ({ account, track, createdAt }));
      if (values.length > 0) await tx.insert(favourites).values(values).onConflictDoNothing();
    },

    remove: async (tx: Handle, rows: readonly OwnedFavourite[]) => {
      const keys = rows.map(({ account, track }) => sql`(${account}, ${track})`);
      await tx
        .delete(favourites)
        .where(sql`(${favourites.account}, ${favourites.track}) in (values ${sql.join(keys, sql`, `)})`);
    },

    removeOf: async (tx: Handle, account: Id, tracks: readonly Id[]) => {
      const list = textsIn(engine, JSON.stringify(spellingsOf(tracks)));
      await tx.delete(favourites).where(and(eq(favourites.account, account), inArray(favourites.track, list)));
    },

    /** Those of the tracks that are among the account's favourites. */
    among: (on: Handle, account: Id, tracks: readonly Id[]): Promise<Favourite[]> =>
      among(on, { account, tracks: JSON.stringify(spellingsOf(tracks)) }),

    removeTracks: async (tx: Handle, tracks: readonly Id[]) => {
      const spelled = spellingsOf(tracks);
      for (let at = 0; at < spelled.length; at += AT_ONCE)
        await tx.delete(favourites).where(inArray(favourites.track, spelled.slice(at, at + AT_ONCE)));
    },

    /** Newest first, one more than the page holds if there is more. */
    ofAccount: (on: Handle, account: Id, page: PageRequest): Promise<Favourite[]> => {
      const { track, createdAt } = favourites;
      const select = on.select({ track, createdAt }).from(favourites);
      return rowsOfPage(select, newestFirst, page, eq(favourites.account, account));
    },
  };
}

/** Older versions stored ids in the other spelling too. */
const spellingsOf = (tracks: readonly Id[]) => tracks.flatMap((id) => [id, toUuid(id)]);

/** Queries on the listening history. */
export function listeningStore(
  { engine, tables: { history, tracks } }: Database,
  { seenBy, whose }: Pick<Visibility['sql'], 'seenBy' | 'whose'>,
) {
  const { placeholder } = sql;
  const insert = prepared<unknown>((on) =>
    on.insert(history).values({
      id: placeholder('id'),
      account: placeholder('account'),
      track: placeholder('track'),
      heardAt: placeholder('heardAt'),
    }),
  );
  const given = rowsIn(engine, placeholder('entries'), { id: 'text', account: 'text', track: 'text', at: 'bigint' });
  const insertUnlessHidden = prepared<{ id: Id }[]>((on) =>
    on
      .insert(history)
      .select(
        sql`select given.id, given.account, tracks.id, given.at
          from ${given} join tracks on tracks.id = given.track where not tracks.hidden`,
      )
      .returning({ id: history.id }),
  );
  const newestFirst: Keyset = { columns: [history.heardAt, history.id], order: 'desc' };
  const { id, name, album, duration } = tracks;
  const account = placeholder('account');
  const seen = preparedPages<FullHistoryEntry>(
    (on) =>
      on
        .select({ id: history.id, heardAt: history.heardAt, track: { id, name, album, duration } })
        .from(history)
        .innerJoin(tracks, eq(tracks.id, history.track)),
    newestFirst,
    sql`${eq(history.account, account)} and ${seenBy(account, whose.tracks, tracks.hidden)}`,
  );

  return {
    insert: async (tx: Handle, entry: HistoryEntry) => void (await insert(tx, { ...entry })),

    /** Inserts entries, except those whose ids are there. @returns the ids of the inserted ones */
    insertNew: async (tx: Handle, entries: HistoryEntry[]): Promise<Set<Id>> => {
      const rows = await tx.insert(history).values(entries).onConflictDoNothing().returning({ id: history.id });
      return new Set(rows.map((row) => row.id));
    },

    /** Inserts those entries whose tracks exist and are not hidden. @returns their ids */
    insertUnlessHidden: async (tx: Handle, entries: readonly HistoryEntry[]): Promise<Set<Id>> => {
      const given = entries.map(({ heardAt: at, ...entry }) => ({ ...entry, at }));
      const rows = await insertUnlessHidden(tx, { entries: JSON.stringify(given) });
      return new Set(rows.map((row) => row.id));
    },

    /** Newest first, without tracks that are hidden from the account; one more than the page holds if there is more. */
    ofAccount: (on: Handle, account: Id, page: PageRequest) => seen(on, page, { account }),
  };
}

/** The tracks of a label's release have no creator: their owner is that of the album's artist. */
const OWNER = sql<Id | null>`coalesce(created_by, (
  select artists.account from albums join artists on artists.id = albums.artist where albums.id = tracks.album))`;

/** Queries on the plays of tracks. */
export function playStore({ tables: { tracks } }: Database) {
  const add = prepared<{ owner: Id | null }[]>((on) =>
    on
      .update(tracks)
      .set({ plays: sql`${tracks.plays} + ${sql.placeholder('plays')}` })
      .where(eq(tracks.id, sql.placeholder('track')))
      .returning({ owner: OWNER }),
  );
  return {
    /** Adds plays to a track. @returns the account whose plays they are, if any: the creator, or the label's artist */
    add: async (tx: Handle, track: Id, plays: number): Promise<Id | null | undefined> =>
      (await add(tx, { track, plays }))[0]?.owner,
  };
}

/** Queries on the plays of the last hour. */
export function recentPlayStore({ engine, tables: { recentPlays } }: Database) {
  return {
    /**
     * Inserts plays, each with another key. A key whose last play is less than `within` milliseconds older stays as it is.
     * @returns the keys that were inserted or updated
     */
    take: async (tx: Handle, plays: readonly { key: string; at: number }[], within: number): Promise<Set<string>> => {
      const given = rowsIn(engine, JSON.stringify(plays.map(({ key, at }) => ({ key, at }))), {
        key: 'text',
        at: 'bigint',
      });
      const rows = await tx
        .insert(recentPlays)
        // In the same order on all servers, so that two of them don't deadlock. SQLite needs a condition before `on conflict`.
        .select(sql`select key, at from ${given} where true order by key`)
        .onConflictDoUpdate({
          target: recentPlays.key,
          set: { at: sql`excluded.at` },
          setWhere: sql`${recentPlays.at} <= excluded.at - cast(${within} as bigint)`,
        })
        .returning({ key: recentPlays.key });
      return new Set(rows.map(({ key }) => key));
    },

    /** The last counted plays of keys. */
    known: (tx: Handle, keys: readonly string[]): Promise<{ key: string; at: number }[]> =>
      tx
        .select()
        .from(recentPlays)
        .where(inArray(recentPlays.key, textsIn(engine, JSON.stringify(keys)))),

    /** Deletes plays before a moment. */
    forget: async (tx: Handle, before: number) => void (await tx.delete(recentPlays).where(lt(recentPlays.at, before))),
  };
}
