import { Elysia } from 'elysia';
import type { Account } from '../domain/accounts/model.ts';
import type { Accounts } from '../domain/accounts/service.ts';
import { DomainError } from '../errors.ts';

/** Whether a route needs to know who is calling: somebody it must know, or whoever it is. */
export type Need = 'member' | 'anybody';

/** The token a request shows, in the order in which they are asked. */
export function tokenOf(headers: Headers): string | undefined {
  return headers.get('token') ?? bearerOf(headers) ?? undefined;
}

/** RFC 6750, section 2.1; the scheme's name is read in any case. */
function bearerOf(headers: Headers): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
}

interface Admission {
  request: Request;
  caller?: Account | undefined;
  admitted?: true;
}

/**
 * Who is calling, as `access: 'member'` in a route's options and `caller` in its handler. Runs before the body is read
 * and before anything is validated: a stranger gets 401, not a lesson in the schema.
 */
export function callers(accounts: Accounts) {
  async function admit(need: Need, context: Admission): Promise<void> {
    if (context.admitted) return;
    const token = tokenOf(context.request.headers);
    context.caller = token === undefined ? undefined : await accounts.identify(token);
    if (need === 'member' && context.caller === undefined)
      throw token === undefined
        ? new DomainError('unauthenticated', 'No token presented')
        : new DomainError('wrong_token', 'The token is wrong, or has ended');
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
        resolve: (context) => ({ caller: (context as Admission).caller as Account }),
      };
    },
  });
}
