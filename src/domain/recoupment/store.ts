import { and, asc, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { textsIn } from '../../db/json-list.ts';
import { type Keyset, rowsOfPage } from '../../db/keyset.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Discrepancy, Maker } from '../royalties/model.ts';
import type { Recoupable, RecoupableSums, Taken } from './model.ts';

/** Queries on advances and costs, and on what was recouped of them. */
export function recoupmentStore({ engine, tables: { recoupables, recoupments } }: Database) {
  const { id, type, artistId, amount, open, releaseId, note, date, createdAt } = recoupables;
  const shown = { id, type, artistId, amount, open, releaseId, note, date, createdAt };
  const inOrder: Keyset = { columns: [date, id], order: 'asc' };
  const oldestFirst = [asc(artistId), asc(date), asc(id)];
  const openOf = (on: Handle, artists: readonly Id[]) =>
    on
      .select(shown)
      .from(recoupables)
      .where(and(inArray(artistId, textsIn(engine, JSON.stringify(artists))), gt(open, 0)))
      .orderBy(...oldestFirst);

  return {
    insert: async (tx: Handle, row: Recoupable, maker: Maker) =>
      void (await tx.insert(recoupables).values({ ...row, madeBy: maker.id, madeByLogin: maker.login })),

    byId: async (on: Handle, which: Id): Promise<Recoupable | undefined> =>
      (await on.select(shown).from(recoupables).where(eq(id, which)))[0],

    /** Oldest first; one more if the list goes on. @throws invalid (`cursor`) */
    of: (on: Handle, artist: Id, page: PageRequest): Promise<Recoupable[]> =>
      rowsOfPage(on.select(shown).from(recoupables), inOrder, page, eq(artistId, artist)),

    /** The sums of some artists' items; who has none is left out. */
    sums: async (on: Handle, artists: readonly Id[]): Promise<(RecoupableSums & { artistId: Id })[]> => {
      const sumOf = (column: typeof amount | typeof open) => sql<number>`sum(${column})`.mapWith(Number);
      return on
        .select({ artistId, amount: sumOf(amount), open: sumOf(open) })
        .from(recoupables)
        .where(inArray(artistId, textsIn(engine, JSON.stringify(artists))))
        .groupBy(artistId);
    },

    /** What is open of some artists' items, oldest first. */
    open: (on: Handle, artists: readonly Id[]): Promise<Recoupable[]> => openOf(on, artists),

    /** The same, locked until the transaction ends. */
    lockOpen: (tx: Handle, artists: readonly Id[]): Promise<Recoupable[]> => forUpdate(engine, openOf(tx, artists)),

    /** Adds to what is recouped of an item. */
    take: async (tx: Handle, reportId: Id, { recoupableId, amount: taken }: Taken, madeAt: number) => {
      await tx.insert(recoupments).values({ recoupableId, reportId, amount: taken, madeAt });
      await tx
        .update(recoupables)
        .set({ open: sql`${open} - ${taken}` })
        .where(eq(id, recoupableId));
    },

    /** What a report has recouped and not given back, of each item, by artist and in the order of its items. */
    takenBy: async (on: Handle, reportId: Id): Promise<Taken[]> => {
      const taken = sql<number>`sum(${recoupments.amount})`.mapWith(Number);
      const rows = await on
        .select({ recoupableId: id, amount: taken })
        .from(recoupments)
        .innerJoin(recoupables, eq(id, recoupments.recoupableId))
        .where(eq(recoupments.reportId, reportId))
        .groupBy(id, artistId, date)
        .orderBy(...oldestFirst);
      return rows.filter((row) => row.amount !== 0);
    },

    /** Items of which is not open what their recoupments have left, in one statement, which sees a consistent state. */
    discrepancies: async (on: Handle): Promise<Discrepancy[]> => {
      const taken = on
        .select({
          recoupableId: recoupments.recoupableId,
          sum: sql<string>`sum(${recoupments.amount})`.as('taken'),
        })
        .from(recoupments)
        .groupBy(recoupments.recoupableId)
        .as('taken_of');
      const left = sql<number>`${amount} - coalesce(${taken.sum}, 0)`.mapWith(Number);
      const rows = await on
        .select({ id, kept: { open }, booked: { open: left } })
        .from(recoupables)
        .leftJoin(taken, eq(taken.recoupableId, id))
        .where(or(sql`${open} <> ${left}`))
        .orderBy(asc(id));
      return rows.map((row) => ({ of: 'recoupable', ...row }));
    },
  };
}
