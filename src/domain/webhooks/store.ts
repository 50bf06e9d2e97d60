import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate, forUpdateSkipLocked } from '../../db/engines.ts';
import { idsOfPage, inOrder, type Listing } from '../../db/list-query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { NoticeType } from '../notifications/model.ts';
import type { Delivery, Webhook } from './model.ts';

/** A webhook with its key, as it is stored. */
export interface SealedWebhook extends Webhook {
  sealed: string;
}

/** A delivery that this process is to try. */
export interface Claimed extends Pick<Delivery, 'id' | 'attempts'> {
  body: string;
  /** Until then nobody else does; it tells this claim from a later one. */
  leasedUntil: number;
}

/** What an attempt changes of a delivery. */
export type Attempt = Pick<Delivery, 'status' | 'attempts' | 'responseStatus' | 'error' | 'nextAt'>;

/** Queries on webhooks and what is sent to them. */
export function webhookStore({ engine, tables: { webhooks, webhookDeliveries: deliveries } }: Database) {
  const { id, hookId, type, status, attempts, responseStatus, error, createdAt, nextAt, leasedUntil } = deliveries;
  const hook = { id: webhooks.id, url: webhooks.url, events: webhooks.events, sealed: webhooks.sealed };
  const newest: Listing<'createdAt'> = {
    from: (on, fields) => on.select(fields).from(deliveries),
    id,
    columns: { createdAt },
    order: [{ by: 'createdAt', direction: 'desc' }],
  };
  // The first condition is that of the partial index.
  const due = (now: number) => and(isNotNull(nextAt), lte(nextAt, now), lte(leasedUntil, now));

  /** Deletes some of those that nothing is to be sent of any more. @returns how many */
  async function deleteSome(tx: Handle, which: SQL | undefined, most: number): Promise<number> {
    const some = tx
      .select({ id })
      .from(deliveries)
      .where(and(which, isNull(nextAt)))
      .limit(most);
    return (await tx.delete(deliveries).where(inArray(id, some)).returning({ id })).length;
  }

  const list = (on: Handle) => on.select(hook).from(webhooks).orderBy(asc(webhooks.place));

  return {
    list: async (on: Handle): Promise<SealedWebhook[]> => list(on),

    /** Locks all webhooks until the transaction ends. */
    lock: async (tx: Handle) => void (await forUpdate(engine, list(tx))),

    byId: async (on: Handle, hookId: Id): Promise<SealedWebhook | undefined> =>
      (await on.select(hook).from(webhooks).where(eq(webhooks.id, hookId)))[0],

    /** Sets all webhooks, in their order. */
    replace: async (tx: Handle, all: readonly (SealedWebhook & { createdAt: number })[]) => {
      await tx.delete(webhooks);
      if (all.length > 0) await tx.insert(webhooks).values(all.map((one, place) => ({ ...one, place })));
    },

    /** Gives up what was to be sent to webhooks that are not set any more. */
    giveUp: async (tx: Handle, kept: readonly Id[]) => {
      const others = kept.length > 0 ? notInArray(hookId, [...kept]) : undefined;
      const given = { status: 'failed', error: 'removed', nextAt: null } as const;
      await tx
        .update(deliveries)
        .set(given)
        .where(and(isNotNull(nextAt), others));
    },

    insert: async (
      tx: Handle,
      rows: readonly { id: Id; hookId: Id; type: NoticeType; body: string; createdAt: number }[],
    ) => {
      const pending = rows.map((row) => ({ ...row, status: 'pending' as const, nextAt: row.createdAt }));
      await tx.insert(deliveries).values(pending);
    },

    listDeliveries: async (on: Handle, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<Delivery>> => {
      const { entries, total } = await idsOfPage(on, newest, undefined, { ...page, sort: [] });
      const rows = await on
        .select({ id, hookId, type, status, attempts, responseStatus, error, createdAt, nextAt })
        .from(deliveries)
        .where(inArray(id, entries));
      return { entries: inOrder(entries, rows), total };
    },

    /** Those of the webhooks that something is to be sent to now. */
    withDue: async (on: Handle, hooks: readonly Id[], now: number): Promise<Id[]> => {
      const which = and(inArray(hookId, [...hooks]), due(now));
      return (await on.selectDistinct({ hookId }).from(deliveries).where(which)).map((row) => row.hookId);
    },

    /** Takes what is to be sent to a webhook, oldest first, for as long as the lease lasts. */
    claim: async (tx: Handle, hook: Id, now: number, lease: number, most: number): Promise<Claimed[]> => {
      const free = tx
        .select({ id })
        .from(deliveries)
        .where(and(eq(hookId, hook), due(now)))
        .orderBy(asc(nextAt), asc(id))
        .limit(most);
      const ids = (await forUpdateSkipLocked(engine, free)).map((row) => row.id);
      if (ids.length === 0) return [];
      return tx
        .update(deliveries)
        .set({ leasedUntil: now + lease })
        .where(inArray(id, ids))
        .returning({ id, attempts, body: deliveries.body, leasedUntil });
    },

    deleteOlder: (tx: Handle, before: number, most: number): Promise<number> =>
      deleteSome(tx, lt(createdAt, before), most),

    /** Deletes some of a webhook's that are not among its newest. @returns how many */
    deleteBeyond: async (tx: Handle, hook: Id, newest: number, most: number): Promise<number> => {
      const [last] = await tx
        .select({ id, createdAt })
        .from(deliveries)
        .where(eq(hookId, hook))
        .orderBy(desc(createdAt), desc(id))
        .limit(1)
        .offset(newest - 1);
      if (last === undefined) return 0;
      return deleteSome(tx, and(eq(hookId, hook), sql`(${createdAt}, ${id}) < (${last.createdAt}, ${last.id})`), most);
    },

    /** Those that something was, or is to be, sent to, also when they are not set any more. */
    hooks: async (on: Handle): Promise<Id[]> =>
      (await on.selectDistinct({ hookId }).from(deliveries)).map((row) => row.hookId),

    /** Records an attempt, unless the lease has ended and another process has taken it, or it was given up. */
    record: async (tx: Handle, claimed: Claimed, attempt: Attempt) =>
      void (await tx
        .update(deliveries)
        .set({ ...attempt, leasedUntil: 0 })
        .where(and(eq(id, claimed.id), eq(leasedUntil, claimed.leasedUntil), sql`${nextAt} is not null`))),
  };
}
