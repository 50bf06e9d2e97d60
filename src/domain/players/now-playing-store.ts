import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { textsIn } from '../../db/json-list.ts';
import type { Id } from '../../lib/ids.ts';

/** Queries on whose playing is shown. */
export function nowPlayingStore({ engine, tables: { accounts, profiles, tracks } }: Database) {
  return {
    /** The logins of those accounts whose playing the viewer is shown: their own, and of those who show it to all. */
    shownTo: async (on: Handle, viewer: Id, ids: readonly Id[]): Promise<Map<Id, string>> => {
      const showsIt = sql`(${profiles.showOnlineStatus} and not ${profiles.isPrivate})`;
      const rows = await on
        .select({ id: accounts.id, login: accounts.login })
        .from(accounts)
        .leftJoin(profiles, eq(profiles.account, accounts.id))
        .where(
          and(
            inArray(accounts.id, textsIn(engine, JSON.stringify(ids))),
            accounts.active,
            or(eq(accounts.id, viewer), showsIt),
          ),
        );
      return new Map(rows.map(({ id, login }) => [id, login]));
    },

    /** Whole seconds; `null`: unknown. */
    durationOf: async (on: Handle, track: Id): Promise<number | null> => {
      const [row] = await on.select({ duration: tracks.duration }).from(tracks).where(eq(tracks.id, track));
      return row?.duration ?? null;
    },
  };
}
