import { Elysia } from 'elysia';
import type { Account, Identity } from '../domain/accounts/model.ts';
import type { Limit } from '../domain/limits/service.ts';
import type { Services } from '../domain/services.ts';
import { namesUpload, takeBody } from './body/bodies.ts';
import type { Plan } from './body/receive.ts';
import type { Dialect, Encoding } from './dialect.ts';
import { authenticator, type Check, identityOf } from './identity/caller.ts';
import type { AddressBook } from './identity/client-address.ts';
import { defaultCredentials } from './identity/credentials.ts';
import { countRequest } from './identity/rate-limit.ts';
import { encodeAnswer, encodeJson, JSON_HEADERS, PERSONAL_HEADERS } from './json.ts';
import { type Documented, describe, type Hook } from './openapi/documentation.ts';
import type { Tag } from './openapi/tags.ts';
import { noteBytes, noteShared } from './server/exchange.ts';
import { restoreIdleTimeout, suspendIdleTimeout } from './server/idle.ts';

/** The description of a route. Both the checks before its handler and its documentation follow from it. */
export interface Route extends Documented {
  /** For `anybody` routes: `false` requires a caller, as `member` does. Default: `true`. */
  anonymous?: boolean;
  /** How many requests one client may make. */
  limit?: Limit;
  /** The limit does not count requests that name a resumable upload in place of bringing a file. */
  limitsFiles?: true;
  /** Fields of the body that may hold files, with the largest size of each in bytes. */
  files?: Plan['files'];
  /**
   * Whether its files are kept as they come, so that a body which the caller's quota has no room for is refused unread:
   * `added` to what is there, or perhaps `replacing` some of it.
   */
  keeps?: 'added' | 'replacing';
  /** The one kind of body that is taken; any of them when absent. */
  only?: Plan['only'];
  /**
   * Whether its answer is made of artists, albums and tracks alone, the same for everybody who is not signed in: then it
   * is kept until one of them changes. Not with a `limit`.
   */
  isKept?: true;
  /** Checks the other fields of a form before its file is read, where the form itself carries the credentials. */
  gate?: Plan['gate'];
}

/** A route that requires a caller. */
export interface MemberRoute extends Route {
  /** What the caller has to pass besides being signed in. */
  access?: Check;
}

/** The part of Elysia's context that the work before the handler needs. */
interface RequestContext {
  request: Request;
  params: Record<string, string | null>;
  server: (AddressBook & { timeout(request: Request, seconds: number): void }) | null;
  set: { headers: Record<string, string | number> };
}

/** The part of the context that a `mapResponse` hook needs. */
interface AnswerContext {
  request: Request;
  set: { status?: number | string; headers: Record<string, string | number | readonly string[]> };
  responseValue: unknown;
}

/** How a route answers. */
interface Answering {
  encoding: Encoding | undefined;
  /** The headers of each of its answers. */
  headers: Record<string, string>;
  isKept: boolean;
}

/**
 * Encodes an answer as its dialect does, JSON by default: so its length is known, which Elysia does not tell.
 * @returns `undefined` where Elysia has to: for a finished response, or no body
 */
function encode(route: Answering, { request, set, responseValue }: AnswerContext): Response | undefined {
  const { encoding, headers, isKept } = route;
  const added = set.headers;
  const isScalar = encoding === undefined && (typeof responseValue !== 'object' || responseValue === null);
  if (responseValue === undefined || responseValue instanceof Response || isScalar) {
    if (isScalar && responseValue !== undefined) noteBytes(request, Buffer.byteLength(String(responseValue ?? '')));
    set.headers = { ...headers, ...added };
    return undefined;
  }
  if (isKept && identityOf(request) === undefined) noteShared(request);
  const status = Number(set.status ?? 200);
  if (encoding === undefined && status === 200 && isEmpty(added)) return encodeJson(responseValue, request, headers);
  const cookies = added['set-cookie'];
  if (cookies !== undefined) delete added['set-cookie'];
  // `Response` takes a number as the value of a header; its type does not.
  const all = { ...headers, ...(added as Record<string, string>) };
  const response = encodeAnswer(encoding, responseValue, request, { status, headers: all });
  // Each in a header of its own.
  if (cookies !== undefined)
    for (const cookie of [cookies].flat()) response.headers.append('set-cookie', String(cookie));
  // Else Elysia would copy the response, with these once more.
  set.headers = {};
  set.status = 200;
  return response;
}

function isEmpty(headers: object): boolean {
  for (const _ in headers) return false;
  return true;
}

const afterUpload = ({ request, server }: Pick<RequestContext, 'request' | 'server'>): void =>
  restoreIdleTimeout(request, server);

/** Whether a route looks for a caller: never, if there are credentials, or always (401 without). */
type Need = 'open' | 'anybody' | 'member';

/**
 * Makes the chapters of a surface: `chapters(services, dialect)(prefix, tag)` is an Elysia instance, whose routes carry
 * their description in one of three options. `open`: credentials are not read. `anybody`: credentials are optional, and
 * `caller` is `undefined` without. `member`: credentials are required, and `caller` is always there.
 *
 * Before every handler the work is done in one order: rate limit, caller and access, body, shape. So a refused request
 * costs little, and a request without credentials gets 401 before 400. Without a `body` schema no body is read.
 */
export function chapters({ accounts, limits, media, config }: Services, dialect: Dialect) {
  const authenticate = authenticator(accounts, config, dialect.credentials ?? defaultCredentials);

  /** Refuses a form with files that cannot be kept before it is read. */
  async function expectFiles(request: Request, keeps: Route['keeps']): Promise<void> {
    if (!/^multipart\//i.test(request.headers.get('content-type') ?? '')) return;
    const length = Number(request.headers.get('content-length'));
    const account = identityOf(request)?.account;
    if (account && keeps) media.quotas.expect(account, length, keeps === 'replacing');
    await media.staging.ensureRoom(length);
  }

  /** @returns counts the request when it is first called, and waits for that count whenever it is */
  function countOnce(limit: Limit, context: Pick<RequestContext, 'request' | 'server' | 'set'>): () => Promise<void> {
    let counting: Promise<void> | undefined;
    return () => (counting ??= countRequest(limits, config, limit, context));
  }

  const prepare = (tag: Tag, need: Need, route: MemberRoute) => (hook: Hook) => {
    const required = need === 'member' ? (route.access ?? true) : route.anonymous === false;
    // Answers with files set their own headers: see `files/file-route.ts`.
    const headers: Record<string, string> =
      206 in route.answers ? {} : need === 'open' ? JSON_HEADERS : PERSONAL_HEADERS;
    // Destructured: Elysia reads the source of a hook, and prepares only the parts of the context that it names.
    const admit = async ({ request, params, server, set }: RequestContext): Promise<void> => {
      if (route.limit && !route.limitsFiles) await countRequest(limits, config, route.limit, { request, server, set });
      if (need !== 'open') await authenticate(request, params, required);
      if (route.files) await expectFiles(request, route.keeps);
    };
    const plan = { files: route.files, only: route.only, bare: dialect.takesBareJson, gate: route.gate };
    const isBodied = hook.body !== undefined;
    const { endings = {} } = route;
    hook.detail = {
      describe: (method, ending = '') => describe(dialect, tag, need, { ...route, ...endings[ending] }, hook, method),
      ...(route.endings && { endings: Object.keys(endings) }),
    };
    hook.parse = isBodied
      ? async ({ request, params, server, set }: RequestContext) => {
          const count = route.limitsFiles && route.limit && countOnce(route.limit, { request, server, set });
          try {
            await admit({ request, params, server, set });
            // The minimum pace of `body/pace.ts` takes the place of the idle timeout.
            if (route.files) suspendIdleTimeout(request, server);
            const body = await takeBody(request, { ...plan, atFile: count }, media);
            if (!namesUpload(body)) await count?.();
            return body;
          } catch (error) {
            await count?.();
            throw error;
          }
        }
      : 'none';
    const answering = { encoding: dialect.encoding, headers, isKept: route.isKept === true };
    hook.mapResponse = ({ request, set, responseValue }: AnswerContext) =>
      encode(answering, { request, set, responseValue });
    // None where it has nothing to do: an asynchronous one costs as much as a query.
    if (!isBodied && (route.limit || need !== 'open')) hook.transform = admit;
  };

  const macro = (tag: Tag, need: Need, route: MemberRoute) => ({
    // Elysia drops a macro whose seed it has seen on the same route; without one it hashes the whole description.
    seed: '',
    // Elysia types the hook as any object.
    introspect: prepare(tag, need, route) as (hook: object) => void,
    ...(route.files && { afterHandle: afterUpload }),
  });

  return (prefix: string, tag: Tag) =>
    new Elysia({ prefix: (dialect.root ?? '') + prefix }).macro({
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
          // `authenticate` has refused requests without one.
          const identity = identityOf(request) as Identity;
          return { identity, caller: identity.account };
        },
      }),
    });
}
