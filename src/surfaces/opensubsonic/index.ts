import { type AnyElysia, Elysia } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, invalid } from '../../errors.ts';
import { readWhole } from '../../http/body/receive.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import type { Described } from '../../http/openapi/documentation.ts';
import { noteAccount, noteRoute } from '../../http/server/exchange.ts';
import { originOf } from '../../http/server/origin.ts';
import { LongAnswer } from '../../lib/long-answers.ts';
import { annotationEndpoints } from './annotation.ts';
import { browsingEndpoints } from './browsing.ts';
import { readCredentials } from './credentials.ts';
import { described } from './documentation.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { CODE, isOutOfOrder, told } from './errors.ts';
import { keepingEndpoints } from './keeping.ts';
import { listEndpoints } from './lists.ts';
import { mediaEndpoints } from './media.ts';
import { peopleEndpoints } from './people.ts';
import { playlistEndpoints } from './playlists.ts';
import { preflightHeaders } from './protocol/cross-origin.ts';
import { type Format, failed, formatOf, formatOfRequest, rememberFormat, succeeded } from './protocol/envelope.ts';
import { Parameters } from './protocol/parameters.ts';
import { searchEndpoints } from './searching.ts';
import { absentEndpoints, EXTENSIONS, systemEndpoints } from './system.ts';
import { views } from './views.ts';

type Context = Pick<Call, 'request' | 'server'>;

/** Bytes of a form: a playlist of 10,000 songs has 300 KB. */
const LONGEST_FORM = 2 * 1024 * 1024;
const FORM = /^application\/x-www-form-urlencoded *(;|$)/i;
/** What is answered without a look at credentials: some players ask with made-up ones. */
const PUBLIC = 'getOpenSubsonicExtensions';
const PATH = /^\/rest\/(.*?)(?:\.view)?\/?$/;
/** Characters of a player's name. */
const LONGEST_CLIENT = 100;
const NO_ENDPOINT = { code: CODE.generic, message: 'There is no such endpoint' };
const TOO_MANY = { code: CODE.generic, message: 'There are too many parameters' };

/** The dialect of OpenSubsonic: what phones, desktops and web players speak. */
export function opensubsonicSurface(services: Services): AnyElysia {
  const { accounts, config } = services;
  const shown = views(services);
  const endpoints: Endpoints = {
    ...systemEndpoints,
    ...browsingEndpoints(services, shown),
    ...listEndpoints(services, shown),
    ...searchEndpoints(services, shown),
    ...playlistEndpoints(services, shown),
    ...annotationEndpoints(services),
    ...keepingEndpoints(services, shown),
    ...peopleEndpoints(services),
    ...mediaEndpoints(services),
    ...absentEndpoints,
  };

  async function handle({ request, server }: Context): Promise<Response> {
    // Nothing is done for a page that only asks what it may do.
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflightHeaders(request) });
    const name = PATH.exec(new URL(request.url).pathname)?.[1] ?? '';
    const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
    if (!endpoint && name !== PUBLIC) {
      const parameters = await parametersOf(request).catch(() => new Parameters(queryOf(request)));
      return failed(formatOf(parameters), NO_ENDPOINT, 404);
    }
    noteRoute(request, `/rest/${name}`);
    const long = new LongAnswer();
    try {
      const parameters = await parametersOf(request);
      const format = formatOf(parameters);
      rememberFormat(request, format);
      if (parameters.isCut) return failed(format, TOO_MANY, 413);
      const viewer = endpoint && (await viewerOf(parameters, { request, server }));
      if (viewer) noteAccount(request, viewer.id);
      if (format.isWrong) throw invalid('callback', 'must be the name of a function');
      if (!viewer) return succeeded(format, { openSubsonicExtensions: EXTENSIONS });
      const answer = await endpoint.answer({ parameters, viewer, client: clientIn(parameters), request, server, long });
      return answer instanceof Response ? answer : succeeded(format, answer);
    } catch (error) {
      // What is no refusal of the domain, or waits for somebody to mend it, is told where it is logged too.
      if (!(error instanceof DomainError) || isOutOfOrder(error)) throw error;
      return refused(error, formatOfRequest(request) ?? formatOf(new Parameters(queryOf(request))), request);
    } finally {
      long.end();
    }
  }

  function refused(error: DomainError, format: Format, request: Request): Response {
    const { status, ...problem } = told(error);
    const { retryAfter } = error.detail;
    const isKeyless = problem.code === CODE.wrongLogin || problem.code === CODE.wrongKey;
    const helpUrl = isKeyless ? `${originOf(request, config)}/app-keys` : undefined;
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    return failed(format, { ...problem, helpUrl }, status, headers);
  }

  const viewerOf = async (parameters: Parameters, { request, server }: Context): Promise<Account> =>
    (
      await accounts.appKeys.identify(
        readCredentials(parameters, config.playerTokens),
        clientAddress(request, server, config),
        clientIn(parameters),
      )
    ).account;

  const surface = new Elysia({ prefix: '/rest' });
  for (const [name, endpoint] of Object.entries(endpoints)) {
    // The plugin takes a path with a dot for a file.
    if (name.includes('.')) continue;
    const detail: Described = { describe: (method) => described(name, endpoint, method) };
    surface.get(`/${name}`, handle, { detail });
  }
  return surface.all('/*', handle, { parse: 'none', detail: { hide: true } });
}

const queryOf = ({ url }: Request): string => new URL(url).search.slice(1);

/** The query's parameters, then those of a form. @throws too_large (`body`); invalid when the form breaks off */
async function parametersOf(request: Request): Promise<Parameters> {
  if (request.method !== 'POST' || !FORM.test(request.headers.get('content-type') ?? ''))
    return new Parameters(queryOf(request));
  return new Parameters(queryOf(request), new TextDecoder().decode(await readWhole(LONGEST_FORM, request)));
}

/** What a player calls itself: a text that can be kept. */
function clientIn(parameters: Parameters): string {
  const name = (parameters.text('c') ?? '').replaceAll('\0', '');
  return (
    Array.from(name.slice(0, 2 * LONGEST_CLIENT))
      .slice(0, LONGEST_CLIENT)
      .join('')
      .toWellFormed() || 'unknown'
  );
}
