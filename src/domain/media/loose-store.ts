import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Located, StoreName } from './model.ts';

/** Names in one statement. */
const AT_ONCE = 500;

/** Queries on files that no row owns. */
export function looseStore({ tables: { looseFiles } }: Database) {
  const { name, place, store, state, since } = looseFiles;

  /** Deletes the rows of those names, also of many. @param only those that say so @returns how many there were */
  async function remove(
    tx: Handle,
    names: readonly string[],
    only: { state?: 'arriving'; store?: StoreName } = {},
  ): Promise<number> {
    let removed = 0;
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = inArray(name, names.slice(at, at + AT_ONCE));
      const rows = tx
        .delete(looseFiles)
        .where(and(some, only.state && eq(state, only.state), only.store && eq(store, only.store)));
      removed += (await rows.returning({ name })).length;
    }
    return removed;
  }

  return {
    insert: async (tx: Handle, files: readonly Located[], as: 'arriving' | 'leaving', now: number): Promise<void> => {
      for (let at = 0; at < files.length; at += AT_ONCE) {
        const rows = files.slice(at, at + AT_ONCE).map((file) => ({
          ...{ name: file.name, place: file.place, store: file.store },
          ...{ state: as, since: now },
        }));
        await tx.insert(looseFiles).values(rows);
      }
    },

    remove,

    /** Notes once more, as of now, what is noted as arriving there. @returns whether it is */
    renew: async (tx: Handle, file: Located, now: number): Promise<boolean> => {
      const same = and(eq(name, file.name), eq(store, file.store), eq(state, 'arriving'));
      return (await tx.update(looseFiles).set({ since: now }).where(same).returning({ name })).length > 0;
    },

    /** Those of the names that are noted, wherever and as whatever. */
    noted: (on: Handle, names: readonly string[]): Promise<Located[]> =>
      on
        .select({ name, place, store })
        .from(looseFiles)
        .where(inArray(name, [...names])),

    /** Lets no row come any more for what has been arriving since then or longer. */
    giveUp: async (tx: Handle, before: number): Promise<void> =>
      void (await tx
        .update(looseFiles)
        .set({ state: 'leaving' })
        .where(and(eq(state, 'arriving'), lte(since, before)))),

    /** What is to be erased since then or longer, the oldest first. */
    leaving: (on: Handle, before: number, most: number): Promise<Located[]> =>
      on
        .select({ name, place, store })
        .from(looseFiles)
        .where(and(eq(state, 'leaving'), lte(since, before)))
        .orderBy(asc(since), asc(name))
        .limit(most),
  };
}
