import { Elysia } from 'elysia';
import type { Config } from '../config.ts';
import type { Account, Identity } from '../domain/accounts/model.ts';
import type { Accounts } from '../domain/accounts/service.ts';
import { DomainError } from '../errors.ts';
import { readCookie } from './cookies.ts';
import { refuseOtherSites } from './cross-origin.ts';

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

interface Admission {
  request: Request;
  /** `null` stands where the path is no valid percent-encoding. */
  params?: Record<string, string | null>;
  identity?: Identity | undefined;
  admitted?: true;
}

/**
 * Who is calling, as `access: 'member'` (or a check of the surface's) in a route's options and `caller` in its handler
 * (and `identity`, which also tells by which family of tokens). Runs before the body is read and before anything is
 * validated: a stranger gets 401, not a lesson in the schema.
 */
export function callers(accounts: Accounts, config: Pick<Config, 'corsOrigins' | 'publicUrl' | 'trustProxy'>) {
  async function admit(need: Need, context: Admission): Promise<void> {
    if (context.admitted) return;
    const shown = shownToken(context.request.headers);
    if (shown?.byCookie) refuseOtherSites(context.request, config);
    context.identity = shown && (await accounts.identify(shown.token));
    if (need !== 'anybody' && context.identity === undefined)
      throw shown === undefined
        ? new DomainError('unauthenticated', 'No token presented')
        : new DomainError('wrong_token', 'The token is wrong, or has ended');
    const { params = {} } = context;
    if (Object.values(params).includes(null)) throw new DomainError('not_found', 'Not found');
    if (typeof need === 'function')
      await need((context.identity as Identity).account, params as Record<string, string>);
    context.admitted = true;
  }

  return new Elysia({ name: 'callers' }).macro({
    access: (need: Need) => {
      // Elysia's contexts have no common type that lets a hook add to them.
      const hook = (context: unknown) => admit(need, context as Admission);
      return {
        parse: hook,
        transform: hook,
        // `member` has refused those who are nobody, so handlers of such routes may take the caller as given.
        resolve: (context) => {
          const identity = (context as Admission).identity as Identity;
          return { identity, caller: identity?.account as Account };
        },
      };
    },
  });
}
