import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { royaltyTables } from './royalties.ts';

/**
 * Statements of closed periods. They are stored whole when a period is closed and never change: triggers (migration
 * `statements_stay`) forbid it. Sums are in minor units.
 */
export function statementTables(c: Columns, { royaltyAccounts }: ReturnType<typeof royaltyTables>) {
  /** Each try to close a period; one that was closed has the moment of that. What belongs to the others is shown to nobody. */
  const periodCloses = c.table(
    'period_closes',
    {
      id: c.id().primaryKey(),
      /** `YYYY-MM`. */
      period: c.text().notNull(),
      /** When it was last worked on: what is left of one that died is deleted after a while. */
      aliveAt: c.moment().notNull(),
      closedAt: c.moment(),
      /** The number of the last row of `bookings` that this close and those before it have taken. */
      lastBooking: c.integer(),
      /** How many it has. */
      statements: c.integer(),
      /** Who closed it. No reference: it stays as it is when that account is deleted, so the login stands here too. */
      madeBy: c.id().notNull(),
      madeByLogin: c.text().notNull(),
    },
    (t) => [
      c.uniqueIndex('period_closes_period').on(t.period).where(sql`closed_at is not null`),
      c.check('period_closes_closed', sql`(${t.closedAt} is null) = (${t.statements} is null)`),
    ],
  );
  const close = () =>
    c
      .id()
      .notNull()
      .references(() => periodCloses.id);
  const payee = () =>
    c
      .id()
      .notNull()
      .references(() => royaltyAccounts.payeeId);

  /** Up to which entry the closes so far have taken what a payee has, and what was the balance then. */
  const closedAccounts = c.table('closed_accounts', {
    payeeId: payee().primaryKey(),
    entries: c.integer().notNull(),
    closing: c.bigint().notNull(),
  });

  const statements = c.table(
    'statements',
    {
      id: c.id().primaryKey(),
      /** No reference: a close that has statements is never deleted. */
      closeId: c.id().notNull(),
      payeeId: payee(),
      number: c.text().notNull(),
      period: c.text().notNull(),
      /** As the payee was called. */
      kind: c.text().$type<PayeeKind>().notNull(),
      name: c.text().notNull(),
      /** ISO 4217. */
      currency: c.text().notNull(),
      opening: c.bigint().notNull(),
      /** With `typed`. */
      earnings: c.bigint().notNull(),
      /** What of the earnings is income that was typed by hand; the tables lie without it. */
      typed: c.bigint().notNull(),
      recouped: c.bigint().notNull(),
      costs: c.bigint().notNull(),
      payouts: c.bigint().notNull(),
      closing: c.bigint().notNull(),
      unrecouped: c.bigint().notNull(),
      closedAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('statements_number').on(t.number),
      c.uniqueIndex('statements_of_payee').on(t.payeeId, t.period),
      c.index('statements_newest').on(t.period, t.id),
      c.check(
        'statements_closing',
        sql`${t.opening} + ${t.earnings} - ${t.recouped} - ${t.costs} - ${t.payouts} = ${t.closing}`,
      ),
    ],
  );

  /** The tables of statements, largest amount first. */
  const statementSections = c.table(
    'statement_sections',
    {
      closeId: close(),
      /** No reference: the statement has it. */
      payeeId: c.id().notNull(),
      by: c.ranked(SECTIONS).notNull(),
      /** Pieces of a long table, from 0. */
      piece: c.integer().notNull(),
      rows: c.json<SectionRow[]>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.closeId, t.payeeId, t.by, t.piece] })],
  );

  return { periodCloses, closedAccounts, statements, statementSections };
}

export type PayeeKind = 'artist' | 'payee';
export const SECTIONS = ['release', 'track', 'store', 'country'] as const;
/** What it is of, what that is called, how many were sold, and the amount in minor units. */
export type SectionRow = [key: string, title: string, quantity: number, amount: number];
