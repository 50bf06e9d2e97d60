import type { DeliveryFailure, DeliveryStatus } from '../../db/schema/notifications.ts';
import { problems } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { NoticeType } from '../notifications/model.ts';

/** Most webhooks that are set at a time. */
export const MOST_WEBHOOKS = 10;

/** The address of another program, and what it is told of. */
export interface Webhook {
  id: Id;
  url: string;
  /** `null`: all there is, and will be. */
  events: NoticeType[] | null;
}

export type { DeliveryFailure };

/** What was, or is to be, sent to a webhook. */
export interface Delivery {
  id: Id;
  hookId: Id;
  type: NoticeType;
  status: DeliveryStatus;
  attempts: number;
  /** What the last attempt was answered. */
  responseStatus: number | null;
  error: DeliveryFailure | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** The earliest time of the next attempt. */
  nextAt: number | null;
}

export const refuse = problems({
  webhook_url: ['invalid', 'The address must be https, without a user, and lead to no private network'],
  webhook_twice: ['invalid', 'Two webhooks have the same address'],
});

export type WebhookProblem = Parameters<typeof refuse>[0];
