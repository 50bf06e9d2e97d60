import { cors } from '@elysiajs/cors';
import { Elysia } from 'elysia';
import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import { originOf, type PublicAddress } from './origin.ts';

/** What tells the server's own site, and those that it trusts, from others. */
export type SiteConfig = PublicAddress & Pick<Config, 'corsOrigins'>;

/** A list of names of fields (RFC 9110, section 5.6.2), as a browser makes it. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:, ?[\w!#$%&'*+.^`|~-]+){0,63}$/;

export type RequestHandler = (request: Request) => Response | Promise<Response>;

/**
 * Lets pages of any origin use the API without cookies, and those of the origins listed also with them. What is not
 * asked by a page has no `Origin` and goes straight to the answer: the plugin's headers cost as much as a query. Shared
 * caches keep only answers that carry a lifetime or a validator: those say `Vary: Origin` themselves.
 * A preflight may ask for any request header: nothing here is opened by a header that only a script can send.
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
        exposeHeaders:
          'link, location, etag, last-modified, accept-ranges, content-range, content-disposition, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset',
        maxAge: 86_400,
      }),
    )
    .all('*', async ({ request }) => {
      const response = await answer(request);
      // What the answer says of itself would take the place of what the plugin says.
      const vary = response.headers.get('vary');
      if (vary !== null && !vary.includes('Origin')) response.headers.append('vary', 'Origin');
      return response;
    });
  return (request) => (request.headers.has('origin') ? forPages.fetch(request) : answer(request));
}

/**
 * Protects what a browser is signed in to by cookie: a request that changes something is refused when the browser says
 * that a page of another site made it, unless that site's origin is trusted. Clients that are no browsers say nothing
 * and have no cookies that they did not set themselves.
 * @throws forbidden
 */
export function refuseCrossSiteWrites(request: Request, config: SiteConfig): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseCrossSite(request, config);
}

/** The same whatever the method, for a `GET` that changes something. @throws forbidden */
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

/** Whether the browser says that a page of another site made the request, one that is not trusted. */
export function isCrossSite(request: Request, config: SiteConfig): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && config.corsOrigins.includes(origin)) return false;
  // The browser knows: behind a proxy that is not trusted, the origin that a page has is not the one that is seen here.
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'cross-site') return site === 'cross-site';
  return origin !== null && origin !== new URL(originOf(request, config)).origin;
}
