import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { beyond, checkCursor } from '../../db/dialect.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { FullHistoryEntry, HistoryEntry } from './model.ts';

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
