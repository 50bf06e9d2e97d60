import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';

/**
 * The ledger. Sums are in minor units. Triggers (migration `ledger_is_append_only`) forbid changing or deleting an
 * entry; a migration that rebuilds `royalty_entries` has to make them again.
 */
export function royaltyTables(c: Columns, { accounts }: ReturnType<typeof accountTables>) {
  /** One for each artist. It is deleted with the account; once there are entries, their reference keeps both. */
  const royaltyAccounts = c.table(
    'royalty_accounts',
    {
      artistId: c
        .id()
        .primaryKey()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** Payment details, as the artist wrote them. */
      details: c.text(),
      /** What has come in and is not paid out. */
      active: c.bigint().notNull(),
      /** The sum of all income. */
      total: c.bigint().notNull(),
      /** How many entries there are, which is the number of the newest. */
      entries: c.integer().notNull(),
      blocked: c.boolean().notNull(),
    },
    (t) => [c.check('royalty_accounts_sums', sql`${t.active} >= 0 and ${t.total} >= ${t.active}`)],
  );

  const royaltyEntries = c.table(
    'royalty_entries',
    {
      artistId: c
        .id()
        .notNull()
        .references(() => royaltyAccounts.artistId),
      /** From 1, without gaps. */
      number: c.integer().notNull(),
      type: c.text().$type<EntryType>().notNull(),
      amount: c.bigint().notNull(),
      /** Of income: what it is for. */
      period: c.text(),
      /** Of a payout: the receipt. */
      receiptKey: c.text(),
      /** Who booked it. No reference: the entry stays as it is when that account is deleted, so the login stands here too. */
      madeBy: c.id().notNull(),
      madeByLogin: c.text().notNull(),
      madeAt: c.moment().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.artistId, t.number] }),
      c.index('royalty_entries_receipt').on(t.receiptKey),
      c.check('royalty_entries_amount', sql`${t.amount} > 0`),
      c.check('royalty_entries_type', sql`${t.type} in ('income', 'payout')`),
    ],
  );

  /** Requests with an `Idempotency-Key` and their outcomes, written in the transaction of the booking. */
  const royaltyKeys = c.table(
    'royalty_keys',
    {
      callerId: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      operation: c.text().$type<EntryType>().notNull(),
      key: c.text().notNull(),
      /** SHA-256 of the request's parameters, hexadecimal. */
      requestHash: c.text().notNull(),
      outcome: c.json<Outcome>().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.callerId, t.operation, t.key] }), c.index('royalty_keys_age').on(t.createdAt)],
  );

  return { royaltyAccounts, royaltyEntries, royaltyKeys };
}

export type EntryType = 'income' | 'payout';

/** An artist's account after an entry. Together with the entries, which never change, it gives the answer again. */
export interface AccountState {
  artistId: string;
  details: string | null;
  active: number;
  total: number;
  entries: number;
  blocked: boolean;
}

/** The outcome of a booking: the account after it, or why nothing was booked. */
export type Outcome = AccountState | { refused: 'not_active' | 'insufficient' | 'beyond_limit' };
