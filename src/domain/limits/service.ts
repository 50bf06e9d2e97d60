import type { Sql } from 'postgres';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';

/** How often one address may do something. */
export interface Limit {
  name: string;
  points: number;
  seconds: number;
}

/** What is left of a limit. */
export interface Allowance {
  granted: boolean;
  remaining: number;
  /** Whole seconds after which it is full again. */
  reset: number;
}

export type Limits = ReturnType<typeof limitService>;

/** Counts requests: in memory where there is one process (SQLite), in a table where there may be several. */
export function limitService(db: Database, config: Pick<Config, 'rateLimit'>) {
  const limiters = new Map<string, RateLimiterAbstract>();

  function limiterOf({ name, points, seconds }: Limit): RateLimiterAbstract {
    const terms = { keyPrefix: name, points, duration: seconds };
    if (db.engine === 'sqlite') return new RateLimiterMemory(terms);
    return new RateLimiterPostgres({
      ...terms,
      storeClient: pool(db.read),
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      // Whoever has used up his limit is refused without asking the database again.
      inMemoryBlockOnConsumed: points,
    });
  }

  /**
   * Takes one off what `who` has left.
   * @returns what is left; `undefined` when limits are switched off
   */
  async function spend(limit: Limit, who: string): Promise<Allowance | undefined> {
    if (!config.rateLimit) return undefined;
    const limiter = limiters.get(limit.name) ?? limiterOf(limit);
    limiters.set(limit.name, limiter);
    try {
      return { granted: true, ...left(await limiter.consume(who)) };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { granted: false, ...left(refusal) };
    }
  }

  return { spend };
}

function left({ remainingPoints, msBeforeNext }: RateLimiterRes) {
  return { remaining: remainingPoints, reset: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
}

/** Our pool, as the library knows one from another driver. */
function pool(read: Handle) {
  const { $client } = read as unknown as { $client: Sql };
  return {
    query: async ({ text, values }: { text: string; values: (string | number | null)[] }) => {
      const rows = await $client.unsafe(text, values, { prepare: true });
      return { rows, rowCount: rows.count };
    },
  };
}
