import { LRUCache } from 'lru-cache';
import type { Sql } from 'postgres';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database, Handle } from '../../db/database.ts';
import { clientOf } from '../../db/drizzle-internals.ts';
import { countStore } from './store.ts';

/** How often somebody may do something. */
export interface Limit {
  name: string;
  points: number;
  seconds: number;
}

/** What came of an attempt to take one off a limit. */
export interface LimitState {
  granted: boolean;
  /** What is left. */
  remaining: number;
  /** When it is full again, in milliseconds since the epoch. */
  until: number;
}

/** Where it is counted how much of a limit somebody has used. A refused taking counts for nothing. */
export interface Counts {
  /** Takes one off for good. */
  spend(limit: Limit, who: string): Promise<LimitState>;
  /** Takes one off that may be given back. */
  reserve(limit: Limit, who: string): Promise<LimitState>;
  /** Gives back one that was reserved, unless its time is over. */
  refund(limit: Limit, who: string, taking: LimitState): Promise<void>;
}

/** More addresses than one server is asked by in an hour; beyond that the one that was not heard of for longest is forgotten. */
const MOST_COUNTED = 50_000;

/** Milliseconds. */
const BETWEEN_SWEEPS = 5 * 60 * 1000;

/** Counts in memory, for a database that has one process. */
export function countsInMemory(most = MOST_COUNTED): Counts {
  const windows = new LRUCache<string, { used: number; until: number }>({ max: most });

  async function take(limit: Limit, who: string): Promise<LimitState> {
    const now = Date.now();
    const key = keyOf(limit, who);
    let window = windows.get(key);
    if (window === undefined || window.until <= now) {
      window = { used: 0, until: now + limit.seconds * 1000 };
      windows.set(key, window);
    }
    const granted = window.used < limit.points;
    if (granted) window.used++;
    return { granted, remaining: limit.points - window.used, until: window.until };
  }

  async function giveBack(limit: Limit, who: string, { until }: LimitState): Promise<void> {
    const window = windows.peek(keyOf(limit, who));
    if (window?.until === until && window.used > 0) window.used--;
  }

  return { spend: take, reserve: take, refund: giveBack };
}

/**
 * Counts in a table, where several processes count together. What is spent is counted by the library; it also counts what
 * it refuses, and cannot give back, so that reservations have queries of their own on its table.
 */
export function countsInPostgres(db: Database): Counts {
  const limiters = new Map<string, RateLimiterPostgres>();
  const store = countStore(db);
  let nextSweep = 0;

  function limiterOf({ name, points, seconds }: Limit): RateLimiterPostgres {
    const known = limiters.get(name);
    if (known) return known;
    const limiter = new RateLimiterPostgres({
      ...{ keyPrefix: name, points, duration: seconds },
      ...{ storeClient: pool(db.read), storeType: 'pool', tableName: 'rate_limits', tableCreated: true },
      // Who has used up a limit is refused without asking the database again.
      inMemoryBlockOnConsumed: points,
    });
    limiters.set(name, limiter);
    return limiter;
  }

  return {
    async spend(limit, who) {
      try {
        return { granted: true, ...left(await limiterOf(limit).consume(who)) };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { granted: false, ...left(refusal) };
      }
    },

    async reserve(limit, who) {
      const key = keyOf(limit, who);
      const now = Date.now();
      const end = now + limit.seconds * 1000;
      if (now > nextSweep) {
        nextSweep = now + BETWEEN_SWEEPS;
        await store.sweep(now);
      }
      const taken = await store.take(key, limit.points, now, end);
      if (taken) return { granted: true, remaining: limit.points - taken.points, until: taken.expire ?? end };
      return { granted: false, remaining: 0, until: (await store.endOf(key)) ?? now };
    },

    refund: (limit, who, { until }) => store.refund(keyOf(limit, who), until),
  };
}

const keyOf = ({ name }: Limit, who: string) => `${name}:${who}`;

function left({ remainingPoints, msBeforeNext }: RateLimiterRes) {
  return { remaining: remainingPoints, until: Date.now() + msBeforeNext };
}

/** Our pool, as the library knows one from another driver. */
function pool(read: Handle) {
  const client = clientOf<Sql>(read);
  return {
    query: async ({ text, values }: { text: string; values: (string | number | null)[] }) => {
      const rows = await client.unsafe(text, values, { prepare: true });
      return { rows, rowCount: rows.count };
    },
  };
}
