import { Elysia } from 'elysia';
import type { Account, Identity } from '../domain/accounts/model.ts';
import type { Limit } from '../domain/limits/service.ts';
import type { Services } from '../domain/services.ts';
import { takeBody } from './body/bodies.ts';
import type { Plan } from './body/receive.ts';
import type { Dialect, Encoding } from './dialect.ts';
import { admission, type Check, identityOf } from './identity/caller.ts';
import type { AddressBook } from './identity/client-address.ts';
import { usualCredentials } from './identity/credentials.ts';
import { countRequest } from './identity/rate-limit.ts';
import { JSON_HEADERS, PERSONAL_HEADERS, written } from './json.ts';
import { type Documented, describe, type Hook } from './openapi/documentation.ts';
import type { Tag } from './openapi/tags.ts';
import { allowQuiet, endQuiet } from './server/idle.ts';

/** A route, said once: what it does for whom is enforced and documented from this. */
export interface Route extends Documented {
  /** Of `anybody`: whether strangers are let in, which they are unless this is `false`. */
  strangers?: boolean;
  /** How often one client may ask. */
  limit?: Limit;
  /** Fields of the body that may hold files, with the largest size of each in bytes. */
  files?: Plan['files'];
  /**
   * Whether its files are kept as they come, so that a body which the caller's quota has no room for is refused unread:
   * `added` to what is there, or perhaps `replacing` some of it.
   */
  keeps?: 'added' | 'replacing';
  /** The one kind of body that is taken; any of them when absent. */
  only?: Plan['only'];
  /** What is asked before a file is taken, where the form itself tells whose it is. */
  gate?: Plan['gate'];
}

/** A route for those who are signed in. */
export interface MemberRoute extends Route {
  /** What is asked of them besides. */
  access?: Check;
}

interface Arrival {
  request: Request;
  params: Record<string, string | null>;
  server: (AddressBook & { timeout(request: Request, seconds: number): void }) | null;
  set: { headers: Record<string, string | number> };
}

/** What a handler has answered, before it is written. */
interface Answered {
  request: Request;
  set: { status?: number | string; headers: Record<string, string | number> };
  responseValue: unknown;
}

/** Writes an answer as its dialect does; Elysia writes what is left `undefined`. */
function write(encoding: Encoding, { request, set, responseValue }: Answered): Response | undefined {
  if (responseValue === undefined || responseValue instanceof Response) return undefined;
  const headers = set.headers as Record<string, string>;
  return written(encoding, responseValue, request, { status: Number(set.status ?? 200), headers });
}

/** After an upload. */
const settle = ({ request, server }: Pick<Arrival, 'request' | 'server'>): void => endQuiet(request, server);

/** Whether a route asks who is calling: not at all, to know it, or to let in only those who are known. */
type Need = 'open' | 'anybody' | 'member';

/**
 * What every chapter of a surface starts with: an instance with that prefix, whose routes say in one of three options for
 * whom they are. `open`: nobody is asked who they are. `anybody`: strangers too, `caller` is `undefined` then. `member`:
 * `caller` is there. Each takes the description of the route.
 *
 * The order of work is the same everywhere: the limit, who is calling, the body, its shape. So a refused request costs as
 * little as can be, and a stranger gets 401, not a lesson in the schema. A body that the route has no shape for is not read.
 */
export function chapters({ accounts, limits, media, config }: Services, dialect: Dialect) {
  const admit = admission(accounts, config, dialect.credentials ?? usualCredentials);

  /** Refuses a form with files that cannot be kept before it is read. */
  async function expectFiles(request: Request, keeps: Route['keeps']): Promise<void> {
    if (!/^multipart\//i.test(request.headers.get('content-type') ?? '')) return;
    const length = Number(request.headers.get('content-length'));
    const account = identityOf(request)?.account;
    if (account && keeps) media.quotas.expect(account, length, keeps === 'replacing');
    await media.staging.ensureRoom(length);
  }

  const prepare = (tag: Tag, need: Need, route: MemberRoute) => (hook: Hook) => {
    const who = need === 'member' ? (route.access ?? true) : route.strangers === false;
    // Files bring headers of their own.
    const headers = 206 in route.answers ? {} : need === 'open' ? JSON_HEADERS : PERSONAL_HEADERS;
    const dress = ({ set }: Arrival) => void Object.assign(set.headers, headers);
    // Elysia reads from the text of a hook what it has to prepare: what is not named here costs nothing.
    const arrive = async ({ request, params, server, set }: Arrival): Promise<void> => {
      Object.assign(set.headers, headers);
      if (route.limit) await countRequest(limits, config, route.limit, { request, server, set });
      if (need !== 'open') await admit(request, params, who);
      if (route.files) await expectFiles(request, route.keeps);
    };
    const plan = { files: route.files, only: route.only, bare: dialect.takesBareJson, gate: route.gate };
    const isBodied = hook.body !== undefined;
    hook.detail = { describe: (method) => describe(dialect, tag, need, route, hook, method) };
    hook.parse = isBodied
      ? async ({ request, params, server, set }: Arrival) => {
          await arrive({ request, params, server, set });
          // That a file arrives is seen to by its pace.
          if (route.files) allowQuiet(request, server);
          return takeBody(request, plan, media.staging);
        }
      : 'none';
    const { encoding } = dialect;
    if (encoding) hook.mapResponse = (answered: Answered) => write(encoding, answered);
    // Not the same hook for all: an asynchronous one costs as much as a query.
    if (!isBodied) hook.transform = route.limit || need !== 'open' ? arrive : dress;
  };

  /** @param seed Elysia tells uses of a macro apart by it; each route has one, so there is nothing to tell */
  const macro = (tag: Tag, need: Need, route: MemberRoute) => ({
    seed: '',
    introspect: prepare(tag, need, route) as (hook: object) => void,
    ...(route.files && { afterHandle: settle }),
  });

  return (prefix: string, tag: Tag) =>
    new Elysia({ prefix }).macro({
      open: (route: Route) => macro(tag, 'open', route),
      anybody: (route: Route) => ({
        ...macro(tag, 'anybody', route),
        resolve: ({ request }): { identity: Identity | undefined; caller: Account | undefined } => {
          const identity = identityOf(request);
          return { identity, caller: identity?.account };
        },
      }),
      member: (route: MemberRoute) => ({
        ...macro(tag, 'member', route),
        resolve: ({ request }): { identity: Identity; caller: Account } => {
          // Who is nobody has been refused before.
          const identity = identityOf(request) as Identity;
          return { identity, caller: identity.account };
        },
      }),
    });
}
