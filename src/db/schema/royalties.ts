import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';

/**
 * The ledger. Sums are in minor units. Triggers (migrations `what_is_append_only` and `ledger_stays_append_only`) forbid
 * changing or deleting an entry; a migration that rebuilds `royalty_entries` has to make them again.
 */
export function royaltyTables(c: Columns, { accounts }: ReturnType<typeof accountTables>) {
  /**
   * One for each payee: an artist, or somebody outside the house. An artist's is deleted with the account; once there are
   * entries, their reference keeps both.
   */
  const royaltyAccounts = c.table(
    'royalty_accounts',
    {
      /** The id of the artist, or that of the row in `payees`. */
      payeeId: c.id().primaryKey(),
      /** The same for an artist, else null. */
      artistId: c.id().references(() => accounts.id, { onDelete: 'cascade' }),
      /** Payment details, as the artist wrote them. */
      details: c.text(),
      /** What has come in and is not paid out. Below 0 after a correction of what has been paid out already. */
      active: c.bigint().notNull(),
      /** The sum of all income and corrections. */
      total: c.bigint().notNull(),
      /** How many entries there are, which is the number of the newest. */
      entries: c.integer().notNull(),
      blocked: c.boolean().notNull(),
    },
    (t) => [
      c.check('royalty_accounts_sums', sql`${t.total} >= ${t.active}`),
      c.check('royalty_accounts_artist', sql`${t.artistId} = ${t.payeeId}`),
      c.index('royalty_accounts_of_artists').on(t.artistId),
      c.index('royalty_accounts_balances').on(t.active, t.payeeId),
      c
        .index('royalty_accounts_payable')
        .on(t.payeeId)
        .where(sql`active > 0 and not blocked and artist_id is not null`),
    ],
  );

  const royaltyEntries = c.table(
    'royalty_entries',
    {
      payeeId: c
        .id()
        .notNull()
        .references(() => royaltyAccounts.payeeId),
      /** From 1, without gaps. */
      number: c.integer().notNull(),
      type: c.text().$type<EntryType>().notNull(),
      /** Negative for a correction, else positive. */
      amount: c.bigint().notNull(),
      /** Of income and corrections: what they are for. */
      period: c.text(),
      /** Of what was booked from a distributor's report: which. */
      reportId: c.id(),
      /** Of a payout: the receipt. */
      receiptKey: c.text(),
      /** Who booked it. No reference: the entry stays as it is when that account is deleted, so the login stands here too. */
      madeBy: c.id().notNull(),
      madeByLogin: c.text().notNull(),
      madeAt: c.moment().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.payeeId, t.number] }),
      c.index('royalty_entries_receipt').on(t.receiptKey),
      // A report gives a payee one entry, and its reversal one of the other type.
      c.uniqueIndex('royalty_entries_report').on(t.reportId, t.payeeId, t.type).where(sql`report_id is not null`),
      c.check(
        'royalty_entries_amount',
        sql`case when ${t.type} = 'correction' then ${t.amount} < 0 else ${t.amount} > 0 end`,
      ),
      c.check('royalty_entries_type', sql`${t.type} in ('income', 'payout', 'correction')`),
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
      operation: c.text().$type<Operation>().notNull(),
      key: c.text().notNull(),
      /** SHA-256 of the request's parameters, hexadecimal. */
      requestHash: c.text().notNull(),
      outcome: c.json<unknown>().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.callerId, t.operation, t.key] }), c.index('royalty_keys_age').on(t.createdAt)],
  );

  /** Who is paid and is no artist of the house. */
  const payees = c.table('payees', {
    id: c
      .id()
      .primaryKey()
      .references(() => royaltyAccounts.payeeId),
    name: c.text().notNull(),
    contact: c.text(),
    createdAt: c.moment().notNull(),
  });

  /** Payouts that were booked in one go. */
  const payoutBatches = c.table('payout_batches', {
    id: c.id().primaryKey(),
    total: c.bigint().notNull(),
    /** ISO 4217. */
    currency: c.text().notNull(),
    madeBy: c.id().notNull(),
    madeByLogin: c.text().notNull(),
    createdAt: c.moment().notNull(),
  });

  /** The register of a batch. Name and details are as they were when it was booked. */
  const batchPayouts = c.table(
    'batch_payouts',
    {
      batchId: c
        .id()
        .notNull()
        .references(() => payoutBatches.id),
      /** From 1, in the order of the request. */
      position: c.integer().notNull(),
      payeeId: c
        .id()
        .notNull()
        .references(() => royaltyAccounts.payeeId),
      /** The number of its entry. */
      entry: c.integer().notNull(),
      amount: c.bigint().notNull(),
      /** Of the account, after it. */
      balance: c.bigint().notNull(),
      name: c.text().notNull(),
      details: c.text().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.batchId, t.position] }),
      c.uniqueIndex('batch_payouts_entry').on(t.payeeId, t.entry),
    ],
  );

  return { royaltyAccounts, royaltyEntries, royaltyKeys, payees, payoutBatches, batchPayouts };
}

export type EntryType = 'income' | 'payout' | 'correction';

/** What takes an `Idempotency-Key`. */
export type Operation = 'income' | 'payout' | 'payouts' | 'advance' | 'cost' | 'book' | 'reverse' | 'close';

/** A payee's account after an entry. Together with the entries, which never change, it gives the answer again. */
export interface AccountState {
  payeeId: string;
  /** Null for a payee who is no artist. */
  artistId: string | null;
  details: string | null;
  active: number;
  total: number;
  entries: number;
  blocked: boolean;
}
