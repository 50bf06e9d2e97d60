import { failedPrecondition } from './preconditions.ts';

/**
 * An HTML page that this program makes: asked for each time, sent when it has changed, and allowed nothing but what its
 * policy says.
 * @param allows the directives of its Content-Security-Policy beside `default-src 'none'`
 */
export function htmlPage(html: string, allows: readonly string[], request: Request): Response {
  const etag = `"${Bun.hash(html).toString(36)}"`;
  const policy = ["default-src 'none'", ...allows, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-cache',
    ETag: etag,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
  const failed = failedPrecondition(request.headers, { etag, modified: Number.POSITIVE_INFINITY });
  return failed === null ? new Response(html, { headers }) : new Response(null, { status: failed, headers });
}

/** How a policy names a style or a script that stands in the page itself. */
export const hashOf = (code: string): string =>
  `'sha256-${new Bun.CryptoHasher('sha256').update(code).digest('base64')}'`;
