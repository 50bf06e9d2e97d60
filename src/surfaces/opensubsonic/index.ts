import { type AnyElysia, Elysia } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { readWhole } from '../../http/body/receive.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { type Described, describe } from '../../http/openapi/documentation.ts';
import { isPreflight } from '../../http/server/cross-origin.ts';
import { originOf } from '../../http/server/origin.ts';
import { annotationEndpoints } from './annotation.ts';
import { browsingEndpoints } from './browsing.ts';
import { readCredentials } from './credentials.ts';
import { documented } from './documentation.ts';
import type { Call, Endpoint, Endpoints } from './endpoint.ts';
import { CODE, opensubsonicDialect, told } from './errors.ts';
import { keepingEndpoints } from './keeping.ts';
import { listEndpoints } from './lists.ts';
import { peopleEndpoints } from './people.ts';
import { playlistEndpoints } from './playlists.ts';
import { preflightHeaders } from './protocol/cross-origin.ts';
import { failed, formatOf, rememberFormat, succeeded } from './protocol/envelope.ts';
import { Parameters, TooManyPairs } from './protocol/parameters.ts';
import { searchEndpoints } from './searching.ts';
import { absentEndpoints, EXTENSIONS, systemEndpoints } from './system.ts';
import { views } from './views.ts';

type Context = Pick<Call, 'request' | 'server'>;

/** Bytes of a form: a playlist of 10,000 songs has 300 KB. */
const LONGEST_FORM = 2 * 1024 * 1024;
const FORM = /^application\/x-www-form-urlencoded *(;|$)/i;
const PATH = /^\/rest\/(.*?)(?:\.view)?\/?$/;
/** Characters of a player's name. */
const LONGEST_CLIENT = 100;

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
    ...absentEndpoints,
  };

  /** @throws DomainError; TooManyPairs */
  async function parametersOf(request: Request): Promise<Parameters> {
    const query = new URL(request.url).search.slice(1);
    const hasForm = request.method === 'POST' && FORM.test(request.headers.get('content-type') ?? '');
    if (!hasForm) return new Parameters(query);
    return new Parameters(query, new TextDecoder().decode(await readWhole(LONGEST_FORM, request)));
  }

  async function handle({ request, server }: Context): Promise<Response> {
    if (isPreflight(request)) return new Response(null, { status: 204, headers: preflightHeaders(request) });
    const name = PATH.exec(new URL(request.url).pathname)?.[1] ?? '';
    let format = formatOf((parameter) => new Parameters(new URL(request.url).search.slice(1)).text(parameter));
    try {
      const parameters = await parametersOf(request);
      format = formatOf((parameter) => parameters.text(parameter));
      rememberFormat(request, format);
      if (format.isWrong)
        return failed(format, { code: CODE.missing, message: 'callback must be the name of a function' });
      if (name === 'getOpenSubsonicExtensions') return succeeded(format, { openSubsonicExtensions: EXTENSIONS });
      const endpoint = Object.hasOwn(endpoints, name) ? (endpoints[name] as Endpoint) : undefined;
      if (!endpoint) return failed(format, { code: CODE.generic, message: 'There is no such endpoint' }, 404);
      const viewer = await viewerOf(parameters, { request, server });
      const client = (parameters.text('c') ?? 'unknown').slice(0, LONGEST_CLIENT);
      const answer = await endpoint.answer({ parameters, viewer, client, request, server });
      return answer instanceof Response ? answer : succeeded(format, answer);
    } catch (error) {
      if (error instanceof TooManyPairs)
        return failed(format, { code: CODE.generic, message: 'There are too many parameters' }, 413);
      if (!(error instanceof DomainError)) throw error;
      const { status, ...problem } = told(error);
      const { retryAfter } = error.detail;
      const isKeyless = problem.code === CODE.wrongLogin || problem.code === CODE.wrongKey;
      const helpUrl = isKeyless ? `${originOf(request, config)}/app-keys` : undefined;
      return failed(
        format,
        { ...problem, helpUrl },
        error.kind === 'too_large' && error.detail.field === 'body' ? 413 : status,
        retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
      );
    }
  }

  const viewerOf = async (parameters: Parameters, { request, server }: Context): Promise<Account> =>
    (
      await accounts.appKeys.identify(
        readCredentials(parameters),
        clientAddress(request, server, config),
        parameters.text('c'),
      )
    ).account;

  const surface = new Elysia({ prefix: '/rest' });
  for (const [name, endpoint] of Object.entries(endpoints)) {
    // The plugin takes a path with a dot for a file.
    if (name.includes('.')) continue;
    const detail: Described = {
      describe: (method) => describe(opensubsonicDialect, 'players', 'open', documented(name, endpoint), {}, method),
    };
    surface.get(`/${name}`, handle, { detail });
  }
  return surface.all('/*', handle, { parse: 'none', detail: { hide: true } });
}
