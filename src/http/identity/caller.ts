import type { Account, Identity } from '../../domain/accounts/model.ts';
import type { Accounts } from '../../domain/accounts/service.ts';
import { DomainError } from '../../errors.ts';
import { refuseCrossSiteWrites, type SiteConfig } from '../server/cross-origin.ts';
import { noteAccount } from '../server/exchange.ts';
import type { Credentials } from './credentials.ts';

/** What a route requires of its caller besides being signed in. */
export interface Check {
  /** @param params the parameters of the path @throws DomainError that refuses */
  (caller: Account, params: Readonly<Record<string, string>>): Promise<void>;
  /** Who passes, for the documentation: completes "For …". */
  who: string;
}

/** The caller of each request that `authenticate` has let pass. */
const identities = new WeakMap<Request, Identity | undefined>();

/** Who a request comes from: `undefined` without credentials, or on an `open` route. */
export function identityOf(request: Request): Identity | undefined {
  return identities.get(request);
}

/**
 * @returns `authenticate(request, params, required)`, which looks the caller up for `identityOf`. `required`: whether
 *   there must be one, or the check that they must pass. It throws `unauthenticated`, `wrong_token` or `forbidden`
 */
export function authenticator(accounts: Pick<Accounts, 'identify'>, config: SiteConfig, credentials: Credentials) {
  return async (request: Request, params: Record<string, string | null>, required: boolean | Check): Promise<void> => {
    const presented = credentials(request);
    if (presented?.byCookie) refuseCrossSiteWrites(request, config);
    const identity = presented && (await accounts.identify(presented.token));
    if (required && identity === undefined)
      throw presented === undefined
        ? new DomainError('unauthenticated', 'No token presented')
        : new DomainError('wrong_token', 'The token is wrong, or has ended');
    // Elysia gives `null` for an invalid percent-encoding; an empty text names nothing either.
    for (const name in params) params[name] ??= '';
    if (typeof required === 'function' && identity) await required(identity.account, params as Record<string, string>);
    identities.set(request, identity);
    if (identity) noteAccount(request, identity.account.id);
  };
}
