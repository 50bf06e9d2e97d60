import type { Account, Identity } from '../../domain/accounts/model.ts';
import type { Accounts } from '../../domain/accounts/service.ts';
import { DomainError } from '../../errors.ts';
import { refuseCrossSiteWrites, type SiteConfig } from '../server/cross-origin.ts';
import type { Credentials } from './credentials.ts';

/** What a route asks of a caller who is known, besides being known. */
export interface Check {
  /** Refuses by throwing. @param params the path's parameters */
  (caller: Account, params: Readonly<Record<string, string>>): Promise<void>;
  /** Who passes, for the documentation. */
  who: string;
}

/** Whom each request has come from, once that has been asked. */
const admitted = new WeakMap<Request, Identity | undefined>();

/** Who a request has come from: `undefined` for a stranger, or when it has not been asked. */
export function identityOf(request: Request): Identity | undefined {
  return admitted.get(request);
}

/**
 * Finds out who is calling.
 * @returns `admit(request, params, need)`: looks the caller up and refuses by throwing `unauthenticated`, `wrong_token`
 *   or `forbidden` when the route needs somebody (`true`, or a check that the caller must pass)
 */
export function admission(accounts: Pick<Accounts, 'identify'>, config: SiteConfig, credentials: Credentials) {
  return async (request: Request, params: Record<string, string | null>, need: boolean | Check): Promise<void> => {
    const shown = credentials(request);
    if (shown?.byCookie) refuseCrossSiteWrites(request, config);
    const identity = shown && (await accounts.identify(shown.token));
    if (need && identity === undefined)
      throw shown === undefined
        ? new DomainError('unauthenticated', 'No token presented')
        : new DomainError('wrong_token', 'The token is wrong, or has ended');
    // What is no valid percent-encoding Elysia gives as `null`: it names nothing, as nothing does.
    for (const name in params) params[name] ??= '';
    if (typeof need === 'function' && identity) await need(identity.account, params as Record<string, string>);
    admitted.set(request, identity);
  };
}
