import { eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';

/** Queries on secrets. */
export function secretStore({ tables: { secrets } }: Database) {
  return {
    byName: async (on: Handle, name: string): Promise<string | undefined> =>
      (await on.select({ value: secrets.value }).from(secrets).where(eq(secrets.name, name)))[0]?.value,

    /** Does nothing when a secret of that name exists. */
    insert: async (tx: Handle, row: { name: string; value: string; createdAt: number }) =>
      void (await tx.insert(secrets).values(row).onConflictDoNothing()),
  };
}
