import { Elysia } from 'elysia';
import type { Account, Identity } from '../../domain/accounts/model.ts';
import type { Accounts } from '../../domain/accounts/service.ts';
import { DomainError } from '../../errors.ts';
import { readCookie } from '../identity/cookies.ts';
import { refuseOtherSites, type Sites } from '../server/cross-origin.ts';

/** Asked about a caller who is known, with the path's parameters; refuses by throwing. */
export type Check = (caller: Account, params: Readonly<Record<string, string>>) => Promise<void>;

/** Whether a route needs to know who is calling: somebody it must know, somebody who passes a check, or whoever it is. */
export type Need = 'member' | 'anybody' | Check;

/** The cookie that carries an access token. */
export const ACCESS_COOKIE = 'jwt-access';

interface Shown {
  token: string;
  /** Whether the browser sent it by itself, whatever page asked it to. */
  byCookie: boolean;
}

/** The token a request shows, in the order in which they are asked. */
function shownToken(headers: Headers): Shown | undefined {
  const inHeader = headers.get('token') ?? bearerOf(headers);
  if (inHeader !== undefined) return { token: inHeader, byCookie: false };
  const inCookie = readCookie(headers, ACCESS_COOKIE);
  return inCookie === undefined ? undefined : { token: inCookie, byCookie: true };
}

/** RFC 6750, section 2.1; the scheme's name is read in any case. */
export function bearerOf(headers: Headers): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
}

interface Asked {
  request: Request;
  params: Record<string, string | null>;
}

/** Whom each request has come from, once that has been asked. */
const admitted = new WeakMap<Request, Identity | undefined>();

/** Whether it has been asked who is calling. */
export function wasAdmitted(request: Request): boolean {
  return admitted.has(request);
}

/**
 * Who is calling, as `access: 'member'` (or a check of the surface's) in a route's options and `caller` in its handler
 * (and `identity`, which also tells by which family of tokens). Runs before the body is read and before anything is
 * validated: a stranger gets 401, not a lesson in the schema.
 */
export function callers(accounts: Accounts, config: Sites) {
  async function admit(need: Need, request: Request, params: Record<string, string | null>): Promise<void> {
    if (admitted.has(request)) return;
    const shown = shownToken(request.headers);
    if (shown?.byCookie) refuseOtherSites(request, config);
    const identity = shown && (await accounts.identify(shown.token));
    if (need !== 'anybody' && identity === undefined)
      throw shown === undefined
        ? new DomainError('unauthenticated', 'No token presented')
        : new DomainError('wrong_token', 'The token is wrong, or has ended');
    // What is no valid percent-encoding Elysia gives as `null`: it names nothing, as nothing does.
    for (const name in params) params[name] ??= '';
    if (typeof need === 'function') await need((identity as Identity).account, params as Record<string, string>);
    admitted.set(request, identity);
  }

  return new Elysia({ name: 'callers' }).macro({
    access: (need: Need) => {
      // Hooks take apart what they are given in their signature: from the text Elysia reads what it need not prepare.
      const hook = ({ request, params }: Asked) => admit(need, request, params);
      return {
        // A request with a body is asked before that is read, one without at the next occasion.
        parse: hook,
        transform: hook,
        // `member` has refused those who are nobody, so handlers of such routes may take the caller as given.
        resolve: ({ request }) => {
          const identity = admitted.get(request) as Identity;
          return { identity, caller: identity?.account as Account };
        },
      };
    },
  });
}
