import { and, eq } from 'drizzle-orm';
import type { Database } from '../../../src/db/database.ts';
import type { TaskHandler } from '../../../src/domain/tasks/model.ts';
import type { Id } from '../../../src/lib/ids.ts';

/** The topic of the tests' own tasks: `{account, number}`. */
export const COUNT = 'count';

/**
 * Tasks whose effect shows how often and in which order they were done: each counts its account's counter up by one,
 * and only from the number before its own. The counter is a favourite's moment.
 */
export class Counter {
  constructor(
    private readonly db: Database,
    readonly account: Id,
  ) {}

  async open(): Promise<void> {
    const { favourites } = this.db.tables;
    await this.db.write((tx) =>
      tx.insert(favourites).values({ account: this.account, track: 'counter', createdAt: 0 }),
    );
  }

  /** The number of the last task that was done. */
  async count(): Promise<number | undefined> {
    const rows = await this.rows();
    return rows.find(({ track }) => track === 'counter')?.createdAt;
  }

  /** The tracks among the account's favourites. */
  async favourites(): Promise<string[]> {
    return (await this.rows()).map(({ track }) => track);
  }

  private async rows() {
    const { favourites } = this.db.tables;
    return this.db.read.select().from(favourites).where(eq(favourites.account, this.account));
  }
}

/** Does tasks of this topic. @throws when the one before has not been done, or one has been done already */
export function counting({ tables: { favourites } }: Database): TaskHandler {
  return async (tx, tasks) => {
    for (const { data } of tasks) {
      const { account, number } = data as { account: Id; number: number };
      const counted = await tx
        .update(favourites)
        .set({ createdAt: number })
        .where(
          and(eq(favourites.account, account), eq(favourites.track, 'counter'), eq(favourites.createdAt, number - 1)),
        )
        .returning();
      if (counted.length !== 1) throw new Error(`task ${number} out of turn`);
    }
  };
}
