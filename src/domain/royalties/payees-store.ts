import { desc, eq, inArray } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { idsOfPage, type Listing } from '../../db/list-query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';

interface PayeeRow {
  id: Id;
  name: string;
  contact: string | null;
  createdAt: number;
}

/** Queries on the payees from outside. */
export function payeeStore({ tables: { payees } }: Database) {
  const newest: Listing<never> = { from: (on, fields) => on.select(fields).from(payees), id: payees.id, columns: {} };

  return {
    insert: async (tx: Handle, row: PayeeRow) => void (await tx.insert(payees).values(row)),

    /** @returns whether there is such a payee */
    change: async (tx: Handle, id: Id, changes: Partial<PayeeRow>): Promise<boolean> =>
      (await tx.update(payees).set(changes).where(eq(payees.id, id)).returning({ id: payees.id })).length > 0,

    /** In no order; ids of others are left out. */
    some: async (on: Handle, ids: readonly Id[]): Promise<PayeeRow[]> =>
      on
        .select()
        .from(payees)
        .where(inArray(payees.id, [...ids])),

    /** Newest first. */
    list: async (on: Handle, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<PayeeRow>> => {
      const { entries, total } = await idsOfPage(on, newest, undefined, { ...page, sort: [] });
      const rows = await on.select().from(payees).where(inArray(payees.id, entries)).orderBy(desc(payees.id));
      return { entries: rows, total };
    },
  };
}
