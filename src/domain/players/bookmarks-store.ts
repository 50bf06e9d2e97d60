import { and, count, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { textsIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Seen } from './seen-store.ts';

export type BookmarkRow = Database['tables']['bookmarks']['$inferSelect'];

/** Queries on bookmarks. */
export function bookmarkStore({ engine, tables: { bookmarks, tracks } }: Database, { conditions }: Seen) {
  const { placeholder } = sql;
  const among = prepared<{ id: Id; position: number }[]>((on) =>
    on
      .select({ id: bookmarks.track, position: bookmarks.position })
      .from(bookmarks)
      .where(
        and(
          eq(bookmarks.account, placeholder('account')),
          inArray(bookmarks.track, textsIn(engine, placeholder('ids'))),
        ),
      ),
  );
  const at = (account: Id, track: Id) => and(eq(bookmarks.account, account), eq(bookmarks.track, track));

  return {
    /** Those in songs that the account may find, the one changed last first. */
    of: (on: Handle, account: Id): Promise<BookmarkRow[]> =>
      on
        .select(getTableColumns(bookmarks))
        .from(bookmarks)
        .innerJoin(tracks, eq(tracks.id, bookmarks.track))
        .where(and(eq(bookmarks.account, account), conditions.track(account)))
        .orderBy(desc(bookmarks.changedAt), desc(bookmarks.track)),

    among: (on: Handle, account: Id, ids: readonly Id[]) => among(on, { account, ids: JSON.stringify(ids) }),

    /** How many the account has, not counting the one in this track. */
    others: async (tx: Handle, account: Id, track: Id): Promise<number> => {
      const others = and(eq(bookmarks.account, account), sql`${bookmarks.track} <> ${track}`);
      return (await tx.select({ all: count() }).from(bookmarks).where(others))[0]?.all ?? 0;
    },

    /** Inserts a bookmark, or changes the one that is there, which keeps the moment it was created. */
    put: async (tx: Handle, { position, comment, changedAt, ...rest }: BookmarkRow) => {
      const set = { position, comment, changedAt };
      await tx
        .insert(bookmarks)
        .values({ ...rest, ...set })
        .onConflictDoUpdate({ target: [bookmarks.account, bookmarks.track], set });
    },

    remove: async (tx: Handle, account: Id, track: Id) => void (await tx.delete(bookmarks).where(at(account, track))),
  };
}
