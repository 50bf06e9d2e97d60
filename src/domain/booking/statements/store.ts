import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { isAmong, tuplesIn } from '../../../db/json-list.ts';
import { allOf, idsOfPage, inOrder, type Listing } from '../../../db/list-query.ts';
import { prepared } from '../../../db/query.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { pieces } from '../../../lib/pieces.ts';
import type { Maker } from '../../royalties/model.ts';
import {
  type ClosedPeriod,
  type Month,
  SECTIONS,
  type SectionRow,
  type Sections,
  type Statement,
  type StatementFilters,
} from './model.ts';

/** Rows of a section in one piece. */
const PIECE = 1000;
/** Statements in one statement of SQL, whose parameters have a limit. */
const AT_ONCE = 500;

/** The newest close. */
export interface LastClose {
  period: Month;
  /** The last row of `bookings` that it and those before it have taken. */
  lastBooking: number;
}

export interface NewStatement extends Statement {
  closeId: Id;
}

/** Queries on closed periods and their statements. */
export function statementStore({
  engine,
  tables: { periodCloses: closes, statements, statementSections: sections },
}: Database) {
  const { closeId: _, ...shown } = getTableColumns(statements);
  const newest: Listing<'period'> = {
    from: (on, fields) => on.select(fields).from(statements),
    id: statements.id,
    columns: { period: statements.period },
    order: [{ by: 'period', direction: 'desc' }],
  };

  const columns = Object.entries(getTableColumns(statements));
  const tuple = (row: NewStatement) => columns.map(([column]) => row[column as keyof NewStatement]);
  // As one list: five thousand are made while everybody who writes waits.
  const insert = prepared<unknown>((on) => {
    const types = columns.map(([, { dataType }]) => (dataType === 'number' ? 'bigint' : 'text'));
    return on.insert(statements).select(tuplesIn(engine, sql.placeholder('rows'), [], types));
  });

  return {
    last: async (on: Handle): Promise<LastClose | undefined> => {
      const [row] = await on
        .select({ period: closes.period, lastBooking: closes.lastBooking })
        .from(closes)
        .where(isNotNull(closes.closedAt))
        .orderBy(desc(closes.period))
        .limit(1);
      return row && { ...row, lastBooking: row.lastBooking ?? 0 };
    },

    /** Notes that a period is about to be closed. */
    begin: async (tx: Handle, id: Id, period: Month, maker: Maker, aliveAt: number) =>
      void (await tx.insert(closes).values({ id, period, aliveAt, madeBy: maker.id, madeByLogin: maker.login })),

    /** Unfinished closes that were last worked on before a moment. */
    abandoned: async (on: Handle, before: number): Promise<Id[]> => {
      const which = and(isNull(closes.closedAt), lt(closes.aliveAt, before));
      return (await on.select({ id: closes.id }).from(closes).where(which)).map(({ id }) => id);
    },

    /** Deletes up to `limit` payees' sections of an unfinished close, and with the last of them the close. @returns whether that is done */
    discard: async (tx: Handle, closeId: Id, limit: number): Promise<boolean> => {
      const { payeeId } = sections;
      const of = eq(sections.closeId, closeId);
      const some = tx.selectDistinct({ payeeId }).from(sections).where(of).orderBy(asc(payeeId)).limit(limit);
      const ids = (await some).map((row) => row.payeeId);
      if (ids.length > 0) await tx.delete(sections).where(and(of, inArray(payeeId, ids)));
      if (ids.length === limit) return false;
      await tx.delete(closes).where(and(eq(closes.id, closeId), isNull(closes.closedAt)));
      return true;
    },

    /** Stores sections of payees for an unfinished close. @returns whether it is still there */
    prepare: async (
      tx: Handle,
      closeId: Id,
      prepared: readonly { payeeId: Id; sections: Sections }[],
      aliveAt: number,
    ): Promise<boolean> => {
      const alive = await tx.update(closes).set({ aliveAt }).where(eq(closes.id, closeId)).returning({ id: closes.id });
      if (alive.length === 0) return false;
      const rows = prepared.flatMap(({ payeeId, sections: made }) =>
        SECTIONS.flatMap((by) => pieces(made[by], PIECE).map((rows, piece) => ({ closeId, payeeId, by, piece, rows }))),
      );
      for (const some of pieces(rows, AT_ONCE)) await tx.insert(sections).values(some);
      return true;
    },

    /** Closes a period with its statements. @returns whether the close that was begun is still there */
    finish: async (
      tx: Handle,
      closeId: Id,
      { closedAt, lastBooking, made }: { closedAt: number; lastBooking: number; made: readonly NewStatement[] },
    ): Promise<boolean> => {
      const done = await tx
        .update(closes)
        .set({ closedAt, lastBooking, statements: made.length })
        .where(eq(closes.id, closeId))
        .returning({ id: closes.id });
      for (const some of pieces(made, AT_ONCE)) await insert(tx, { rows: JSON.stringify(some.map(tuple)) });
      return done.length > 0;
    },

    closed: async (on: Handle, period: Month): Promise<ClosedPeriod | undefined> => {
      const { closedAt } = closes;
      const [row] = await on
        .select({ period: closes.period, statements: closes.statements, closedAt })
        .from(closes)
        .where(and(eq(closes.period, period), isNotNull(closedAt)));
      return row && { period: row.period, statements: Number(row.statements), closedAt: Number(row.closedAt) };
    },

    /** Newest first. */
    list: async (
      on: Handle,
      { payeeIds, period }: StatementFilters,
      page: Pick<ListRequest, 'page' | 'limit'>,
    ): Promise<Listed<Statement>> => {
      const which = allOf(
        payeeIds && isAmong(engine, statements.payeeId, payeeIds),
        period !== undefined && eq(statements.period, period),
      );
      const { entries, total } = await idsOfPage(on, newest, which, { ...page, sort: [] });
      const rows = await on.select(shown).from(statements).where(inArray(statements.id, entries));
      return { entries: inOrder(entries, rows), total };
    },

    byId: async (on: Handle, id: Id): Promise<NewStatement | undefined> =>
      (await on.select().from(statements).where(eq(statements.id, id)))[0],

    sections: async (on: Handle, closeId: Id, payeeId: Id): Promise<Sections> => {
      const rows = await on
        .select({ by: sections.by, rows: sections.rows })
        .from(sections)
        .where(and(eq(sections.closeId, closeId), eq(sections.payeeId, payeeId)))
        .orderBy(asc(sections.by), asc(sections.piece));
      const of = (section: (typeof SECTIONS)[number]): SectionRow[] =>
        rows.filter(({ by }) => by === section).flatMap((piece) => piece.rows);
      return { release: of('release'), track: of('track'), store: of('store'), country: of('country') };
    },
  };
}
