import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { type Claim, countsInMemory, countsInPostgres, type Limit, type LimitState } from './counts.ts';
import { attemptsInFlight } from './in-flight.ts';
import { type Leases, leaseService } from './leases.ts';

export type { Claim, Leases, Limit };

/** What a client has left of a limit. */
export interface Allowance {
  granted: boolean;
  remaining: number;
  /** Whole seconds after which all points are back. */
  reset: number;
}

/** Whether any process makes a backup just now, which may name files whose rows are gone since it began. */
export const isBackupRunning = (db: Database): Promise<boolean> => leaseService(db).isAnyPresent('backup');

/** Whether a process serves the database just now, or has died so within the last half minute. On PostgreSQL only. */
export const isServerRunning = (db: Database, on?: Handle): Promise<boolean> =>
  leaseService(db).isAnyPresent('server', on);

export type Limits = ReturnType<typeof limitService>;

/** Rate limits: counted in memory with SQLite, which has one process, and in a table with PostgreSQL. */
export function limitService(db: Database, config: Pick<Config, 'rateLimit'>) {
  const counts = db.engine === 'sqlite' ? countsInMemory() : countsInPostgres(db);
  const inFlight = attemptsInFlight();

  /**
   * Takes one point of `who`.
   * @returns what is left; `undefined` when limits are switched off
   */
  async function spend(limit: Limit, who: string): Promise<Allowance | undefined> {
    if (!config.rateLimit) return undefined;
    const { granted, remaining, until } = await counts.spend(limit, who);
    return { granted, remaining, reset: secondsUntil(until) };
  }

  /**
   * Only looks whether something is left of each limit. What is counted afterwards by `attempt` may still be one too many.
   * @param claims one or two @throws limited
   */
  async function check(claims: readonly Claim[]): Promise<void> {
    const until = config.rateLimit ? await counts.usedUpUntil(claims) : undefined;
    if (until !== undefined) throw limited(until);
  }

  /**
   * Runs work whose outcome decides whether it counts. A point of each limit is reserved before it starts and refunded if
   * it does not count, so that of many attempts at once no more than the limit run. An attempt that gets no point while
   * others with the same key are running waits for them, as they may be refunded.
   * @param isCounted called with what the work threw, `undefined` when it succeeded
   * @throws limited before the work starts; busy when too many wait; what the work throws
   */
  async function attempt<T>(
    claims: readonly Claim[],
    isCounted: (error: unknown) => boolean,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!config.rateLimit) return work();
    const reservations = await reserve(claims);
    let counted = true;
    try {
      const result = await work();
      counted = isCounted(undefined);
      return result;
    } catch (error) {
      counted = isCounted(error);
      throw error;
    } finally {
      await release(claims, reservations, counted);
    }
  }

  /** Reserves a point of each limit, or none at all. @throws limited, busy */
  async function reserve(claims: readonly Claim[]): Promise<LimitState[]> {
    for (;;) {
      const reservations: LimitState[] = [];
      try {
        const refusal = await takeAll(claims, reservations);
        if (refusal === undefined) return reservations;
        await release(claims, reservations.splice(0), false);
        if (refusal.change === undefined) throw limited(refusal.state.until);
        await refusal.change;
      } catch (error) {
        await release(claims, reservations, false);
        throw error;
      }
    }
  }

  /**
   * Reserves a point of each limit up to the first one that has none left. Attempts of one client run this one after another,
   * so that a refused one knows whether those before it are running.
   * @param reservations gets the reservations
   * @returns the refusal, `undefined` when there is none
   */
  function takeAll(claims: readonly Claim[], reservations: LimitState[]) {
    return inFlight.oneByOne(keyOf(claims[0] as Claim), async () => {
      for (const { limit, who } of claims) {
        const asked = await inFlight.enter(keyOf({ limit, who }), () => counts.reserve(limit, who));
        if (!asked.state.granted) return asked;
        reservations.push(asked.state);
      }
      return undefined;
    });
  }

  async function release(
    claims: readonly Claim[],
    reservations: readonly LimitState[],
    counted: boolean,
  ): Promise<void> {
    for (const [at, state] of reservations.entries()) {
      const claim = claims[at] as Claim;
      // A failed refund must not change the outcome of the work. The window ends by itself.
      if (!counted) await counts.refund(claim.limit, claim.who, state).catch(() => {});
      inFlight.leave(keyOf(claim), !counted);
    }
  }

  return { spend, check, attempt };
}

const keyOf = ({ limit, who }: Claim) => `${limit.name}:${who}`;

const limited = (until: number) =>
  new DomainError('limited', 'Too many requests, try again later', { retryAfter: secondsUntil(until) });

const secondsUntil = (until: number) => Math.max(1, Math.ceil((until - Date.now()) / 1000));
