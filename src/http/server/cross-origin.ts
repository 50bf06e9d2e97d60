import { cors } from '@elysiajs/cors';
import { Elysia } from 'elysia';
import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import { originOf, type PublicAddress } from './origin.ts';

/** The settings that tell the server's own site and trusted ones from others. */
export type SiteConfig = PublicAddress & Pick<Config, 'corsOrigins'>;

/** A comma-separated list of header names (RFC 9110, section 5.6.2), as browsers write it. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:, ?[\w!#$%&'*+.^`|~-]+){0,63}$/;

/** The headers of answers that scripts of pages may read. */
const EXPOSED = [
  ...['link', 'location', 'etag', 'last-modified', 'accept-ranges', 'content-range', 'content-disposition'],
  ...['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
  ...['upload-offset', 'upload-length', 'upload-metadata', 'upload-expires'],
  ...['tus-resumable', 'tus-version', 'tus-extension', 'tus-max-size', 'tus-checksum-algorithm'],
];

export type RequestHandler = (request: Request) => Response | Promise<Response>;

/**
 * Adds the CORS headers: pages of any origin may use the API without cookies, pages of the listed origins also with
 * cookies. A request without `Origin` skips the plugin, whose headers cost as much as a query; so an answer that shared
 * caches may keep (one with a lifetime or a validator) says `Vary: Origin` itself.
 * A preflight may ask for any request header: no access is decided by a header that only a script can send.
 */
export function crossOrigin(answer: RequestHandler, origins: readonly string[]): RequestHandler {
  const trusted = new Set(origins);
  const forPages = new Elysia({ name: 'cross-origin', handler: { standardHostname: false } })
    .onRequest(({ request, set }) => {
      if (trusted.has(request.headers.get('origin') ?? '')) set.headers['access-control-allow-credentials'] = 'true';
      const asked = request.headers.get('access-control-request-headers') ?? '';
      if (HEADER_NAMES.test(asked)) set.headers['access-control-allow-headers'] = asked;
    })
    .use(
      cors({
        origin: () => true,
        credentials: false,
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowedHeaders: 'authorization, token, content-type',
        exposeHeaders: EXPOSED,
        // It takes any `OPTIONS` for one.
        preflight: false,
      }),
    )
    .onRequest(({ request, set }) => {
      if (!isPreflight(request)) return undefined;
      set.headers['access-control-max-age'] = '86400';
      return new Response(null, { status: 204 });
    })
    .all('*', async ({ request }) => {
      const response = await answer(request);
      // A `Vary` of the answer replaces the plugin's.
      const vary = response.headers.get('vary');
      if (vary !== null && !vary.includes('Origin')) response.headers.append('vary', 'Origin');
      return response;
    });
  return (request) =>
    request.headers.has('origin') && !isForAllPages(request) ? forPages.fetch(request) : answer(request);
}

/** The paths that answer pages of all origins alike, and look at no cookie: they bring the headers that say so. */
const isForAllPages = ({ url }: Request): boolean => /^https?:\/\/[^/]+\/rest(?:[/?]|$)/.test(url);

/** Whether a browser asks beforehand what a page may do; any other `OPTIONS` is asked by the page itself. */
const isPreflight = ({ method, headers }: Request): boolean =>
  method === 'OPTIONS' && headers.has('access-control-request-method');

/**
 * Protects callers who are signed in by cookie against cross-site request forgery: a request that may change something
 * is refused when the browser says that a page of another site made it, unless CORS_ORIGINS lists its origin. Clients
 * that are no browsers send neither `Origin` nor `Sec-Fetch-Site`, and only cookies that they set themselves.
 * @throws forbidden
 */
export function refuseCrossSiteWrites(request: Request, config: SiteConfig): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseCrossSite(request, config);
}

/** The same for every method: for a `GET` that changes something. @throws forbidden */
export function refuseCrossSite(request: Request, config: SiteConfig): void {
  if (!isCrossSite(request, config)) return;
  throw new DomainError(
    'forbidden',
    'Refused: the request comes from another site, and CORS_ORIGINS does not name it',
    {
      subject: 'other_site',
    },
  );
}

/** Whether the browser says that a page of another site made the request, and CORS_ORIGINS does not list its origin. */
export function isCrossSite(request: Request, config: SiteConfig): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && config.corsOrigins.includes(origin)) return false;
  // Preferred to `Origin`: without TRUST_PROXY the server behind a proxy does not know its own public origin.
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'cross-site') return site === 'cross-site';
  return origin !== null && origin !== new URL(originOf(request, config)).origin;
}
