import type { Sql } from 'postgres';
import type { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database, Handle } from '../../db/database.ts';
import { clientOf } from '../../db/drizzle-internals.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import { countStore } from './store.ts';

/** How often one client may do something. */
export interface Limit {
  name: string;
  points: number;
  seconds: number;
}

/** The state of a limit after a point was asked for. */
export interface LimitState {
  granted: boolean;
  /** Points that are left. */
  remaining: number;
  /** When all points are back, in milliseconds since the epoch. */
  until: number;
}

/** A limit and the key of its user: an address or a hash, bounded in length. */
export interface Claim {
  limit: Limit;
  who: string;
}

/** Counts the points of limits that clients have used. A refused request for a point uses none. */
export interface Counts {
  /** When a limit of these is used up: the moment when all points of all of them are back. Takes nothing. */
  usedUpUntil(claims: readonly Claim[]): Promise<number | undefined>;
  /** Takes a point for good. */
  spend(limit: Limit, who: string): Promise<LimitState>;
  /** Takes a point that may be refunded. */
  reserve(limit: Limit, who: string): Promise<LimitState>;
  /** Gives back a reserved point, unless its window is over. */
  refund(limit: Limit, who: string, reservation: LimitState): Promise<void>;
}

/** More addresses than call one server in an hour. Beyond that the least recently used one is forgotten. */
const MOST_COUNTED = 50_000;

/** Milliseconds between deletions of windows that are over. */
const BETWEEN_SWEEPS = 5 * 60 * 1000;

/** Counts in memory, for SQLite, which one process uses. */
export function countsInMemory(most = MOST_COUNTED): Counts {
  const windows = growingCache<string, { used: number; until: number }>(most);

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

  async function refund(limit: Limit, who: string, { until }: LimitState): Promise<void> {
    const window = windows.peek(keyOf(limit, who));
    if (window?.until === until && window.used > 0) window.used--;
  }

  async function usedUpUntil(claims: readonly Claim[]): Promise<number | undefined> {
    return latestEnd(claims, (key) => {
      const window = windows.peek(key);
      return window && { points: window.used, expire: window.until };
    });
  }

  return { usedUpUntil, spend: take, reserve: take, refund };
}

/**
 * Counts in a table that several processes share. `spend` is done by the library. It also counts refused requests and has
 * no refund, so reservations have queries of their own on its table.
 */
export function countsInPostgres(db: Database): Counts {
  /** Loaded on demand: on SQLite nothing needs it. */
  const library = () => import('rate-limiter-flexible');
  const limiters = new Map<string, RateLimiterPostgres>();
  const store = countStore(db);
  let nextSweep = 0;

  async function limiterOf({ name, points, seconds }: Limit): Promise<RateLimiterPostgres> {
    const { RateLimiterPostgres } = await library();
    const known = limiters.get(name);
    if (known) return known;
    const limiter = new RateLimiterPostgres({
      ...{ keyPrefix: name, points, duration: seconds },
      ...{ storeClient: pool(db.read), storeType: 'pool', tableName: 'rate_limits', tableCreated: true },
      // Once a limit is used up, refuses without another query.
      inMemoryBlockOnConsumed: points,
    });
    limiters.set(name, limiter);
    return limiter;
  }

  return {
    async usedUpUntil(claims) {
      const rows = await store.windows(claims.map(({ limit, who }) => keyOf(limit, who)));
      return latestEnd(claims, (key) => rows.find((row) => row.key === key));
    },

    async spend(limit, who) {
      try {
        return { granted: true, ...left(await (await limiterOf(limit)).consume(who)) };
      } catch (refusal) {
        if (!(refusal instanceof (await library()).RateLimiterRes)) throw refusal;
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
      const window = await store.take(key, limit.points, now, end);
      if (window) return { granted: true, remaining: limit.points - window.points, until: window.expire ?? end };
      return { granted: false, remaining: 0, until: (await store.endOf(key)) ?? now };
    },

    refund: (limit, who, { until }) => store.refund(keyOf(limit, who), until),
  };
}

const keyOf = ({ name }: Limit, who: string) => `${name}:${who}`;

/** @param windowOf the points used of a key, and when its window ends */
function latestEnd(
  claims: readonly Claim[],
  windowOf: (key: string) => { points: number; expire: number | null } | undefined,
): number | undefined {
  const now = Date.now();
  const ends = claims.flatMap(({ limit, who }) => {
    const window = windowOf(keyOf(limit, who));
    const end = window?.expire ?? 0;
    return window !== undefined && window.points >= limit.points && end > now ? [end] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function left({ remainingPoints, msBeforeNext }: RateLimiterRes) {
  return { remaining: remainingPoints, until: Date.now() + msBeforeNext };
}

/** postgres.js with the interface of the driver `pg`, which the library takes. */
function pool(read: Handle) {
  const client = clientOf<Sql>(read);
  return {
    query: async ({ text, values }: { text: string; values: (string | number | null)[] }) => {
      const rows = await client.unsafe(text, values, { prepare: true });
      return { rows, rowCount: rows.count };
    },
  };
}
