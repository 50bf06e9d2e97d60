import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';

/** Contracts with artists. An account that has a contract cannot be deleted. */
export function contractTables(c: Columns, { accounts }: ReturnType<typeof accountTables>) {
  /** The last contract number of each year. */
  const contractYears = c.table('contract_years', {
    year: c.integer().primaryKey(),
    last: c.integer().notNull(),
  });

  const contracts = c.table(
    'contracts',
    {
      id: c.id().primaryKey(),
      artistId: c
        .id()
        .notNull()
        .references(() => accounts.id),
      /** `YYYY-NNN`, of the year (UTC) and the place in it. */
      number: c.text().notNull(),
      year: c.integer().notNull(),
      ordinal: c.integer().notNull(),
      /** The artist's share, in hundredths of a per cent. */
      percentage: c.integer().notNull(),
      /** The key of its PDF, as the client gave it. */
      file: c.text(),
      status: c.text().$type<ContractStatus>().notNull(),
      /** The last day (`YYYY-MM-DD`) on which it holds; null: no end is told. */
      toDay: c.text(),
      /** When its termination was first confirmed: from that day (UTC) on it holds no more. */
      terminatedAt: c.moment(),
      /** How many appendices there are, which is the number of the last one. */
      appendices: c.integer().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('contracts_in_force').on(t.artistId).where(sql`status = 'active'`),
      c.index('contracts_of_artist').on(t.artistId, t.createdAt, t.id),
      c.uniqueIndex('contracts_number').on(t.number),
      c.uniqueIndex('contracts_in_order').on(t.year, t.ordinal),
      c.index('contracts_newest').on(t.createdAt, t.id),
      c.index('contracts_newest_of_status').on(t.status, t.createdAt, t.id),
      // What the list is sorted by: of one year the numbers grow longer.
      c.index('contracts_by_number').on(sql`(year * 1000000 + ordinal)`, t.id),
      c.index('contracts_file').on(t.file),
    ],
  );

  /** Appendices and the termination of a contract, numbered in one sequence. */
  const appendices = c.table(
    'appendices',
    {
      id: c.id().primaryKey(),
      contractId: c
        .id()
        .notNull()
        .references(() => contracts.id),
      /** `<contract>-<ordinal>`. */
      number: c.text().notNull(),
      ordinal: c.integer().notNull(),
      type: c.text().$type<AppendixType>().notNull(),
      file: c.text(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('appendices_number').on(t.number),
      c.uniqueIndex('appendices_in_order').on(t.contractId, t.ordinal),
      c.index('appendices_file').on(t.file),
    ],
  );

  /** The history of a contract's share, from its creation on. */
  const contractShares = c.table(
    'contract_shares',
    {
      contractId: c
        .id()
        .notNull()
        .references(() => contracts.id),
      /** From 1, without gaps. */
      number: c.integer().notNull(),
      /** In hundredths of a per cent. */
      percentage: c.integer().notNull(),
      /** The first day on which it holds; null: from ever. */
      fromDay: c.text(),
      /** When it was told. */
      changedAt: c.moment().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.contractId, t.number] })],
  );

  return { contractYears, contracts, appendices, contractShares };
}

export type ContractStatus = 'active' | 'terminated';
export type AppendixType = 'appendix' | 'termination';
