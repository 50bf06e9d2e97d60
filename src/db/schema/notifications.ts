import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { accountTables } from './accounts.ts';

/** What people of the label, and other programs, are told of. */
export function notificationTables(c: Columns, { accounts }: ReturnType<typeof accountTables>) {
  /** One row for each person who is told of something. */
  const notifications = c.table(
    'notifications',
    {
      id: c.id().primaryKey(),
      accountId: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      type: c.text().$type<NoticeType>().notNull(),
      text: c.text().notNull(),
      /** What it is about. No reference: it may be deleted. */
      subjectKind: c.text().$type<SubjectKind>().notNull(),
      subjectId: c.id().notNull(),
      createdAt: c.moment().notNull(),
      readAt: c.moment(),
    },
    (t) => [
      c.index('notifications_newest').on(t.accountId, t.createdAt, t.id),
      // With the column of its condition, which SQLite would look up in each row else.
      c.index('notifications_unread').on(t.accountId, t.createdAt, t.id, t.readAt).where(sql`read_at is null`),
      c.index('notifications_read').on(t.readAt).where(sql`read_at is not null`),
    ],
  );

  /** The last days of contracts, and which of them people have been told of. */
  const contractEndings = c.table('contract_endings', {
    contractId: c.id().primaryKey(),
    /** `YYYY-MM-DD`; `null` when none is set any more. */
    day: c.text(),
    /** The day that people were told of last. */
    told: c.text(),
  });

  /** Addresses of other programs. */
  const webhooks = c.table(
    'webhooks',
    {
      id: c.id().primaryKey(),
      /** Their order, from 0. */
      place: c.integer().notNull(),
      url: c.text().notNull(),
      /** What it is told of; `null` is all. */
      events: c.json<NoticeType[]>(),
      /** The key of its signatures, encrypted. Base64. */
      sealed: c.text().notNull(),
      createdAt: c.moment().notNull(),
    },
    // Of two who set them at once, one is refused by the places.
    (t) => [c.uniqueIndex('webhooks_url').on(t.url), c.uniqueIndex('webhooks_place').on(t.place)],
  );

  /** What was, or is to be, sent to webhooks. */
  const webhookDeliveries = c.table(
    'webhook_deliveries',
    {
      id: c.id().primaryKey(),
      /** No reference: the row stays when the webhook is removed. */
      hookId: c.id().notNull(),
      type: c.text().$type<NoticeType>().notNull(),
      /** JSON, to the letter as it is signed and sent. */
      body: c.text().notNull(),
      status: c.text().$type<DeliveryStatus>().notNull(),
      attempts: c.integer().notNull().default(0),
      /** What the last attempt was answered, or why there is no answer. */
      responseStatus: c.integer(),
      error: c.text().$type<DeliveryFailure>(),
      createdAt: c.moment().notNull(),
      /** The earliest time of the next attempt; `null` when there is none any more. */
      nextAt: c.moment(),
      /** Until then it belongs to the process that is sending it. */
      leasedUntil: c.moment().notNull().default(0),
    },
    (t) => [
      c.index('webhook_deliveries_newest').on(t.createdAt, t.id),
      c.index('webhook_deliveries_hook').on(t.hookId, t.createdAt, t.id),
      c.index('webhook_deliveries_due').on(t.hookId, t.nextAt, t.id).where(sql`next_at is not null`),
    ],
  );

  return { notifications, contractEndings, webhooks, webhookDeliveries };
}

/** What people are told of. */
export const NOTICES = [
  ...(['release_approved', 'release_rejected', 'statement_ready', 'payout_booked'] as const),
  'contract_ending' as const,
];
export type NoticeType = (typeof NOTICES)[number];
export type SubjectKind = 'release' | 'statement' | 'payout' | 'contract';
/** Why an attempt has failed; `removed`: the webhook is not set any more, `secret`: its key cannot be had. */
export type DeliveryFailure =
  | ('status' | 'redirect' | 'timeout' | 'name' | 'address' | 'connection' | 'certificate')
  | ('removed' | 'secret');
export type DeliveryStatus = 'pending' | 'delivered' | 'failed';
