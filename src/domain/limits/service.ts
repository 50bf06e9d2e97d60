import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { countsInMemory, countsInPostgres, type Limit, type Taking } from './counts.ts';
import type { Leases } from './leases.ts';
import { turnstile } from './turnstile.ts';

export type { Leases, Limit };

/** What is left of a limit. */
export interface Allowance {
  granted: boolean;
  remaining: number;
  /** Whole seconds after which it is full again. */
  reset: number;
}

/** A limit, and who uses it up: an address, or a hash, never a text of any length. */
export interface Claim {
  limit: Limit;
  who: string;
}

export type Limits = ReturnType<typeof limitService>;

/** Counts what clients do: in memory where there is one process (SQLite), in a table where there may be several. */
export function limitService(db: Database, config: Pick<Config, 'rateLimit'>) {
  const counts = db.engine === 'sqlite' ? countsInMemory() : countsInPostgres(db);
  const underWay = turnstile();

  /**
   * Takes one off what `who` has left.
   * @returns what is left; `undefined` when limits are switched off
   */
  async function spend(limit: Limit, who: string): Promise<Allowance | undefined> {
    if (!config.rateLimit) return undefined;
    const { granted, remaining, until } = await counts.spend(limit, who);
    return { granted, remaining, reset: secondsUntil(until) };
  }

  /**
   * Does work whose outcome decides whether it counts. It is counted before it begins and given back if it does not, so
   * that of many at once no more than the limit get through. Whoever is refused while others of theirs are under way
   * waits for those, which may be given back.
   * @param isCounted asked with what the work has thrown, `undefined` when it succeeded
   * @throws limited before the work begins; busy when too many wait; what the work throws
   */
  async function attempt<T>(
    claims: readonly Claim[],
    isCounted: (error: unknown) => boolean,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!config.rateLimit) return work();
    const takings = await reserve(claims);
    let counted = true;
    try {
      const result = await work();
      counted = isCounted(undefined);
      return result;
    } catch (error) {
      counted = isCounted(error);
      throw error;
    } finally {
      await settle(claims, takings, counted);
    }
  }

  /** Takes one off each, or off none. @throws limited, busy */
  async function reserve(claims: readonly Claim[]): Promise<Taking[]> {
    for (;;) {
      const takings: Taking[] = [];
      try {
        const refusal = await takeAll(claims, takings);
        if (refusal === undefined) return takings;
        await settle(claims, takings.splice(0), false);
        if (refusal.change === undefined) {
          const retryAfter = secondsUntil(refusal.taking.until);
          throw new DomainError('limited', 'Too many requests, try again later', { retryAfter });
        }
        await refusal.change;
      } catch (error) {
        await settle(claims, takings, false);
        throw error;
      }
    }
  }

  /**
   * Takes one off each up to the first that refuses; one client after another, so that whoever is refused knows of those
   * before them whether they are under way.
   * @param takings where they are put
   * @returns the refusal
   */
  function takeAll(claims: readonly Claim[], takings: Taking[]) {
    return underWay.inLine(keyOf(claims[0] as Claim), async () => {
      for (const { limit, who } of claims) {
        const asked = await underWay.enter(keyOf({ limit, who }), () => counts.reserve(limit, who));
        if (!asked.taking.granted) return asked;
        takings.push(asked.taking);
      }
      return undefined;
    });
  }

  async function settle(claims: readonly Claim[], takings: readonly Taking[], counted: boolean): Promise<void> {
    for (const [at, taking] of takings.entries()) {
      const claim = claims[at] as Claim;
      // What the work has come to stands, also when the count cannot be reached: it ends by itself.
      if (!counted) await counts.giveBack(claim.limit, claim.who, taking).catch(() => {});
      underWay.leave(keyOf(claim), !counted);
    }
  }

  return { spend, attempt };
}

const keyOf = ({ limit, who }: Claim) => `${limit.name}:${who}`;

const secondsUntil = (until: number) => Math.max(1, Math.ceil((until - Date.now()) / 1000));
