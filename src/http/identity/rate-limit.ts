import type { Config } from '../../config.ts';
import type { Limit, Limits } from '../../domain/limits/service.ts';
import { DomainError } from '../../errors.ts';
import { type AddressBook, clientAddress } from './client-address.ts';

interface RequestContext {
  request: Request;
  server: AddressBook | null;
  set: { headers: Record<string, string | number> };
}

/** A limit of requests a minute. @param name routes with the same name share the count @param points the requests */
export const perMinute = (name: string, points: number): Limit => ({ name, points, seconds: 60 });

/**
 * Counts a request against the limit of its client, also when the request is refused later. Sets the three `RateLimit-*`
 * headers of the IETF's draft (version 7 and before).
 * @throws limited
 */
export async function countRequest(
  limits: Limits,
  config: Pick<Config, 'trustProxy'>,
  limit: Limit,
  { request, server, set }: RequestContext,
): Promise<void> {
  const allowance = await limits.spend(limit, clientAddress(request, server, config));
  if (allowance === undefined) return;
  set.headers['ratelimit-limit'] = String(limit.points);
  set.headers['ratelimit-remaining'] = String(allowance.remaining);
  set.headers['ratelimit-reset'] = String(allowance.reset);
  if (!allowance.granted)
    throw new DomainError('limited', 'Too many requests, try again later', { retryAfter: allowance.reset });
}
