import { Elysia } from 'elysia';
import type { Config } from '../../config.ts';
import type { Limit, Limits } from '../../domain/limits/service.ts';
import { DomainError } from '../../errors.ts';
import { type AddressBook, clientAddress } from '../identity/client-address.ts';

interface Arrival {
  request: Request;
  server: AddressBook | null;
  set: { headers: Record<string, string | number> };
  counted?: true;
}

/** So many requests a minute, counted under that name. */
export const perMinute = (name: string, points: number): Limit => ({ name, points, seconds: 60 });

/**
 * How often one client may ask, as `limit: {name, points, seconds}` in a route's options. Stands before `access` and
 * `receives`: a refused request costs neither a look at its token nor a byte of its body. Every request counts, the
 * refused ones too. The `RateLimit` headers are those of the IETF's draft up to its version 7, in which they are three.
 */
export function rateLimits(limits: Limits, config: Pick<Config, 'trustProxy'>) {
  async function count(limit: Limit, arrival: Arrival): Promise<void> {
    if (arrival.counted) return;
    arrival.counted = true;
    const allowance = await limits.spend(limit, clientAddress(arrival.request, arrival.server, config));
    if (allowance === undefined) return;
    arrival.set.headers['ratelimit-limit'] = String(limit.points);
    arrival.set.headers['ratelimit-remaining'] = String(allowance.remaining);
    arrival.set.headers['ratelimit-reset'] = String(allowance.reset);
    if (!allowance.granted)
      throw new DomainError('limited', 'Too many requests, try again later', { retryAfter: allowance.reset });
  }

  return new Elysia({ name: 'rate-limits' }).macro({
    limit: (limit: Limit) => {
      // Elysia runs `parse` only for requests that have a body.
      const hook = (context: unknown) => count(limit, context as Arrival);
      return { parse: hook, transform: hook };
    },
  });
}
