import { and, eq, exists, not } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import type { Id } from '../../lib/ids.ts';

type ArtistRow = Omit<Database['tables']['artists']['$inferSelect'], 'nameKey'>;

/** Queries on the artists of accounts. */
export function musicianStore({ engine, tables: { artists, albums } }: Database) {
  return {
    /** Locks the account's artist. Rows of older versions have an id of their own; others have that of the account. */
    lockOf: async (tx: Handle, account: Id): Promise<Pick<ArtistRow, 'id' | 'name' | 'image'> | undefined> => {
      const { id, name, image } = artists;
      const query = tx.select({ id, name, image }).from(artists).where(eq(artists.account, account));
      return (await forUpdate(engine, query))[0];
    },

    /** Older versions may have left a row of that id without an account: then it is taken over. */
    insert: async (tx: Handle, row: ArtistRow) => {
      const { name, account } = row;
      await tx
        .insert(artists)
        .values({ ...row, nameKey: null })
        .onConflictDoUpdate({ target: artists.id, set: { name, account } });
    },

    rename: async (tx: Handle, account: Id, name: string) =>
      void (await tx.update(artists).set({ name }).where(eq(artists.account, account))),

    /** Deletes an artist without albums. @returns whether it was deleted */
    deleteUnused: async (tx: Handle, id: Id): Promise<boolean> => {
      const used = exists(tx.select({ id: albums.id }).from(albums).where(eq(albums.artist, id)));
      const gone = tx.delete(artists).where(and(eq(artists.id, id), not(used)));
      return (await gone.returning({ id: artists.id })).length > 0;
    },

    /** Clears the account of its artist and albums, which then belong to nobody. */
    disown: async (tx: Handle, account: Id, hidden: boolean) => {
      await tx.update(artists).set({ account: null, hidden }).where(eq(artists.account, account));
      await tx.update(albums).set({ account: null }).where(eq(albums.account, account));
    },
  };
}
