import { and, asc, desc, eq, gt, gte } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { AccountState, Batch, Maker, RegisterLine } from './model.ts';

/** Lines in one statement, whose parameters have a limit. */
const AT_ONCE = 500;

/** Queries on batches of payouts, and on what is due. */
export function payoutStore({ tables }: Database) {
  const { royaltyAccounts: accounts, payoutBatches: batches, batchPayouts } = tables;

  return {
    /** Accounts that can be paid out and hold at least that much, the largest first. */
    due: async (on: Handle, least: number): Promise<AccountState[]> =>
      on
        .select()
        .from(accounts)
        .where(and(gt(accounts.active, 0), gte(accounts.active, least), eq(accounts.blocked, false)))
        .orderBy(desc(accounts.active), asc(accounts.payeeId)),

    insertBatch: async (
      tx: Handle,
      {
        id,
        total,
        currency,
        payouts,
      }: Omit<Batch, 'payouts'> & { payouts: readonly (RegisterLine & { entry: number })[] },
      { madeBy, createdAt }: { madeBy: Maker; createdAt: number },
    ) => {
      const made = { madeBy: madeBy.id, madeByLogin: madeBy.login, createdAt };
      await tx.insert(batches).values({ id, total, currency, ...made });
      const lines = payouts.map((line, at) => ({ ...line, batchId: id, position: at + 1 }));
      for (let at = 0; at < lines.length; at += AT_ONCE)
        await tx.insert(batchPayouts).values(lines.slice(at, at + AT_ONCE));
    },

    batch: async (on: Handle, id: Id): Promise<Batch | undefined> => {
      const { total, currency } = batches;
      const [batch] = await on.select({ id: batches.id, total, currency }).from(batches).where(eq(batches.id, id));
      const { payeeId, amount, balance, name, details } = batchPayouts;
      const payouts = await on
        .select({ payeeId, amount, balance, name, details })
        .from(batchPayouts)
        .where(eq(batchPayouts.batchId, id))
        .orderBy(asc(batchPayouts.position));
      return batch && { ...batch, payouts };
    },
  };
}
