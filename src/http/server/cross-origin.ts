import { cors } from '@elysiajs/cors';
import { Elysia } from 'elysia';
import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import { originOf, type PublicAddress } from './origin.ts';

/** What tells the server's own site, and those that it trusts, from others. */
export type Sites = PublicAddress & Pick<Config, 'corsOrigins'>;

/** A list of names of fields (RFC 9110, section 5.6.2), as a browser makes it. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:, ?[\w!#$%&'*+.^`|~-]+){0,63}$/;

/** What pages may read of answers' headers. */
const EXPOSED = [
  ...['link', 'location', 'etag', 'last-modified', 'accept-ranges', 'content-range', 'content-disposition'],
  ...['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
  ...['upload-offset', 'upload-length', 'upload-metadata', 'upload-expires'],
  ...['tus-resumable', 'tus-version', 'tus-extension', 'tus-max-size', 'tus-checksum-algorithm'],
];

export type Answer = (request: Request) => Response | Promise<Response>;

/**
 * Lets pages of any origin use the API without cookies, and those of the origins listed also with them. What is not
 * asked by a page has no `Origin` and goes straight to the answer: the plugin's headers cost as much as a query. Shared
 * caches keep only answers that carry a lifetime or a validator: those say `Vary: Origin` themselves.
 * A preflight may ask for any request header: nothing here is opened by a header that only a script can send.
 */
export function crossOrigin(answer: Answer, origins: readonly string[]): Answer {
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
      // What the answer says of itself would take the place of what the plugin says.
      const vary = response.headers.get('vary');
      if (vary !== null && !vary.includes('Origin')) response.headers.append('vary', 'Origin');
      return response;
    });
  return (request) => (request.headers.has('origin') ? forPages.fetch(request) : answer(request));
}

/** Whether a browser asks beforehand what a page may do; any other `OPTIONS` is asked by the page itself. */
const isPreflight = ({ method, headers }: Request): boolean =>
  method === 'OPTIONS' && headers.has('access-control-request-method');

/**
 * Protects what a browser is signed in to by cookie: a request that changes something is refused when the browser says
 * that a page of another site made it, unless that site's origin is trusted. Clients that are no browsers say nothing
 * and have no cookies that they did not set themselves.
 * @throws forbidden
 */
export function refuseOtherSites(request: Request, config: Sites): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeign(request, config);
}

/** The same whatever the method, for a `GET` that changes something. @throws forbidden */
export function refuseForeign(request: Request, config: Sites): void {
  if (!isForeign(request, config)) return;
  throw new DomainError(
    'forbidden',
    'Refused: the request comes from another site, and CORS_ORIGINS does not name it',
    {
      subject: 'other_site',
    },
  );
}

/** Whether the browser says that a page of another site made the request, one that is not trusted. */
export function isForeign(request: Request, config: Sites): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && config.corsOrigins.includes(origin)) return false;
  // The browser knows: behind a proxy that is not trusted, the origin that a page has is not the one that is seen here.
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'cross-site') return site === 'cross-site';
  return origin !== null && origin !== new URL(originOf(request, config)).origin;
}
