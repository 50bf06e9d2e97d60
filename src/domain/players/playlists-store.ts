import { aliasedTable, and, count, eq, getTableColumns, inArray, ne, not, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { textsIn } from '../../db/json-list.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import type { Window } from './model.ts';

export type PlaylistRow = Database['tables']['playlists']['$inferSelect'];

export type PlaylistStore = ReturnType<typeof playlistStore>;

/** The account's own playlists, those of others that everybody may find, or both. */
export type Whose = 'all' | 'mine' | 'others';

/** A playlist with what a list needs of it. */
export interface PlaylistHead extends PlaylistRow {
  /** The owner's login. */
  login: string;
  /** How many entries it has, hidden ones too. */
  size: number;
}

/** Queries on playlists, but not on their entries. */
export function playlistStore(
  { engine, tables: { accounts, playlists, playlistEntries } }: Database,
  { isPrivate }: Pick<Visibility['sql'], 'isPrivate'>,
) {
  const columns = getTableColumns(playlists);
  const entries = aliasedTable(playlistEntries, 'counted');
  // Places have no gaps, so this is one seek, however many there are.
  const size = sql<number>`(select coalesce(max(${entries.place}) + 1, 0) from ${playlistEntries} counted
    where ${entries.playlist} = ${playlists.id})`.mapWith(Number);
  const heads = (on: Handle) =>
    on
      .select({ ...columns, login: accounts.login, size })
      .from(playlists)
      .innerJoin(accounts, eq(accounts.id, playlists.owner));
  /** What everybody may find. */
  const shown = and(playlists.isPublic, not(isPrivate(playlists.owner))) as SQL;

  /** What is in which list of an account. */
  const ofWhom = (account: Id): Record<Whose, SQL | undefined> => ({
    all: or(eq(playlists.owner, account), shown),
    mine: eq(playlists.owner, account),
    others: and(ne(playlists.owner, account), shown),
  });

  return {
    /** Some of a list, by name. */
    list: (on: Handle, account: Id, whose: Whose, { offset, size }: Window): Promise<PlaylistHead[]> =>
      heads(on).where(ofWhom(account)[whose]).orderBy(playlists.nameKey, playlists.id).limit(size).offset(offset),

    /** How many a list has, counted up to so many. */
    countUpTo: async (on: Handle, account: Id, whose: Whose, most: number): Promise<number> => {
      const some = on.select({ id: playlists.id }).from(playlists).where(ofWhom(account)[whose]).limit(most).as('some');
      const [row] = await on.select({ all: count() }).from(some);
      return row?.all ?? 0;
    },

    head: async (on: Handle, id: Id): Promise<(PlaylistHead & { isShown: boolean }) | undefined> => {
      const [found] = await on
        .select({ ...columns, login: accounts.login, size, isShown: sql<unknown>`${shown}` })
        .from(playlists)
        .innerJoin(accounts, eq(accounts.id, playlists.owner))
        .where(eq(playlists.id, id));
      return found && { ...found, isShown: Boolean(found.isShown) };
    },

    /** Those of the playlists that the account owns or everybody may find. @param account `undefined`: nobody's own */
    among: async (on: Handle, account: Id | undefined, ids: readonly Id[]): Promise<Set<Id>> => {
      const own = account === undefined ? undefined : eq(playlists.owner, account);
      const rows = await on
        .select({ id: playlists.id })
        .from(playlists)
        .where(and(inArray(playlists.id, textsIn(engine, JSON.stringify(ids))), or(own, shown)));
      return new Set(rows.map(({ id }) => id));
    },

    countOf: async (tx: Handle, owner: Id): Promise<number> => {
      const [row] = await tx.select({ all: count() }).from(playlists).where(eq(playlists.owner, owner));
      return row?.all ?? 0;
    },

    /** Locks playlists until the transaction ends, in one order for all. */
    lock: async (tx: Handle, ids: readonly Id[]): Promise<PlaylistRow[]> => {
      const query = tx
        .select()
        .from(playlists)
        .where(inArray(playlists.id, [...ids]));
      return forUpdate(engine, query.orderBy(playlists.id));
    },

    insert: async (tx: Handle, row: PlaylistRow) => void (await tx.insert(playlists).values(row)),

    update: async (tx: Handle, id: Id, changes: Partial<PlaylistRow>) =>
      void (await tx.update(playlists).set(changes).where(eq(playlists.id, id))),

    /** Says that playlists have changed: each shows a later moment than before. */
    touch: async (tx: Handle, ids: readonly Id[], now: number) => {
      const before = playlists.changedAt;
      const later = sql`case when ${before} >= ${now} then ${before} + 1 else ${now} end`;
      await tx
        .update(playlists)
        .set({ changedAt: later })
        .where(inArray(playlists.id, [...ids]));
    },

    delete: async (tx: Handle, id: Id) => void (await tx.delete(playlists).where(eq(playlists.id, id))),
  };
}
