import { cors } from '@elysiajs/cors';
import { Elysia } from 'elysia';

/**
 * Pages of any origin may use the API without cookies; those of the origins listed also with them.
 * The lists are fixed: echoing what a request asks for would cost on every answer.
 */
export function crossOrigin(origins: readonly string[]) {
  const trusted = new Set(origins);
  const app = new Elysia({ name: 'cross-origin' }).use(
    cors({
      origin: () => true,
      credentials: false,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: 'authorization, token, content-type, range, if-range, if-none-match, if-modified-since, idempotency-key',
      exposeHeaders: 'link, location, etag, last-modified, accept-ranges, content-range, content-disposition, retry-after',
      maxAge: 86_400,
    }),
  );
  if (trusted.size === 0) return app;
  return app.onRequest(({ request, set }) => {
    if (trusted.has(request.headers.get('origin') ?? '')) set.headers['access-control-allow-credentials'] = 'true';
  });
}
