import { and, count, eq, inArray, isNotNull, isNull, lt, ne, or } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { allOf, idsOfPage, inOrder, type Listing } from '../../db/list-query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { Notice, Notification } from './model.ts';

interface NewNotification extends Omit<Notice, 'artist'> {
  id: Id;
  accountId: Id;
  createdAt: number;
}

/** Queries on notifications, and on the last days of contracts. */
export function notificationStore({ tables: { notifications, contractEndings } }: Database) {
  const { id, accountId, type, text, subjectKind, subjectId, createdAt, readAt } = notifications;
  const newest: Listing<'createdAt'> = {
    from: (on, fields) => on.select(fields).from(notifications),
    id,
    columns: { createdAt },
    order: [{ by: 'createdAt', direction: 'desc' }],
  };
  const unreadOf = (account: Id) => and(eq(accountId, account), isNull(readAt));

  return {
    insert: async (tx: Handle, rows: readonly NewNotification[]) => {
      const told = rows.map(({ subject, ...row }) => ({ ...row, subjectKind: subject.kind, subjectId: subject.id }));
      await tx.insert(notifications).values(told);
    },

    list: async (
      on: Handle,
      account: Id,
      onlyUnread: boolean,
      page: Pick<ListRequest, 'page' | 'limit'>,
    ): Promise<Listed<Notification>> => {
      const which = allOf(eq(accountId, account), onlyUnread && isNull(readAt));
      const { entries, total } = await idsOfPage(on, newest, which, { ...page, sort: [] });
      const rows = await on
        .select({ id, type, text, subjectKind, subjectId, createdAt, readAt })
        .from(notifications)
        .where(inArray(id, entries));
      const found = rows.map(({ subjectKind, subjectId, readAt, ...row }) => ({
        ...row,
        subject: { kind: subjectKind, id: subjectId },
        isRead: readAt !== null,
      }));
      return { entries: inOrder(entries, found), total };
    },

    countUnread: async (on: Handle, account: Id): Promise<number> => {
      const [row] = await on.select({ unread: count() }).from(notifications).where(unreadOf(account));
      return Number(row?.unread);
    },

    /** How many of these the account has. */
    countAmong: async (on: Handle, account: Id, ids: readonly Id[]): Promise<number> => {
      const which = and(eq(accountId, account), inArray(id, [...ids]));
      const [row] = await on.select({ found: count() }).from(notifications).where(which);
      return Number(row?.found);
    },

    /** @param ids absent: all */
    markRead: async (tx: Handle, account: Id, at: number, ids?: readonly Id[]) => {
      const which = allOf(unreadOf(account), ids && inArray(id, [...ids]));
      await tx.update(notifications).set({ readAt: at }).where(which);
    },

    /** Deletes some that were read before a point in time. @returns how many */
    deleteRead: async (tx: Handle, before: number, most: number): Promise<number> => {
      // The first condition is that of the partial index.
      const old = and(isNotNull(readAt), lt(readAt, before));
      const some = tx.select({ id }).from(notifications).where(old).limit(most);
      return (await tx.delete(notifications).where(inArray(id, some)).returning({ id })).length;
    },

    isAnyRead: async (on: Handle): Promise<boolean> =>
      (await on.select({ id }).from(notifications).where(isNotNull(readAt)).limit(1)).length > 0,

    dayOf: async (on: Handle, contract: Id): Promise<string | null> => {
      const of = eq(contractEndings.contractId, contract);
      return (await on.select({ day: contractEndings.day }).from(contractEndings).where(of))[0]?.day ?? null;
    },

    setDay: async (tx: Handle, contractId: Id, day: string | null) =>
      void (await tx
        .insert(contractEndings)
        .values({ contractId, day })
        .onConflictDoUpdate({ target: contractEndings.contractId, set: { day } })),

    /** Notes that people are told of the last day. @returns whether it is still that day, and they have not been told before */
    tellDay: async (tx: Handle, contract: Id, day: string): Promise<boolean> => {
      const { contractId, told } = contractEndings;
      const isNews = or(isNull(told), ne(told, day));
      const which = and(eq(contractId, contract), eq(contractEndings.day, day), isNews);
      return (await tx.update(contractEndings).set({ told: day }).where(which).returning({ told })).length > 0;
    },
  };
}
