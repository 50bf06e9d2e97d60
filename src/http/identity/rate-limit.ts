import type { Config } from '../../config.ts';
import type { Limit, Limits } from '../../domain/limits/service.ts';
import { DomainError } from '../../errors.ts';
import { type AddressBook, clientAddress } from './client-address.ts';

interface Arrival {
  request: Request;
  server: AddressBook | null;
  set: { headers: Record<string, string | number> };
}

/** So many requests a minute, counted under that name. */
export const perMinute = (name: string, points: number): Limit => ({ name, points, seconds: 60 });

/**
 * Counts how often one client asks. Every request counts, the refused ones too. The `RateLimit` headers are those of the
 * IETF's draft up to its version 7, in which they are three.
 * @throws limited
 */
export async function countRequest(
  limits: Limits,
  config: Pick<Config, 'trustProxy'>,
  limit: Limit,
  { request, server, set }: Arrival,
): Promise<void> {
  const allowance = await limits.spend(limit, clientAddress(request, server, config));
  if (allowance === undefined) return;
  set.headers['ratelimit-limit'] = String(limit.points);
  set.headers['ratelimit-remaining'] = String(allowance.remaining);
  set.headers['ratelimit-reset'] = String(allowance.reset);
  if (!allowance.granted)
    throw new DomainError('limited', 'Too many requests, try again later', { retryAfter: allowance.reset });
}
