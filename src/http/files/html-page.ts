import { noteBytes } from '../server/exchange.ts';
import { failedPrecondition } from './preconditions.ts';

/**
 * The text of a page of this program.
 * @param about what search engines and link previews show, as HTML
 * @param style what stands in its head besides, as HTML
 * @param title what the browser's tab shows, as HTML
 */
export const html = (about: string, style: string, body: string, title = 'Tonearm'): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${about}">
<title>${title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${style}
</head>
<body>
${body}
</body>
</html>
`;

/**
 * An HTML page that this program makes: asked for each time, sent when it has changed, and allowed nothing but what its
 * policy says.
 * @param allows the directives of its Content-Security-Policy beside `default-src 'none'`
 * @param status of a page that stands for something else, as 404; it is always sent whole
 */
export function htmlPage(text: string, allows: readonly string[], request: Request, status = 200): Response {
  const etag = `"${Bun.hash(text).toString(36)}"`;
  const policy = ["default-src 'none'", ...allows, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-cache',
    ETag: etag,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
  if (status !== 200) return sent(text, request, status, headers);
  const failed = failedPrecondition(request.headers, { etag, modified: Number.POSITIVE_INFINITY });
  return failed === null ? sent(text, request, 200, headers) : new Response(null, { status: failed, headers });
}

function sent(text: string, request: Request, status: number, headers: Record<string, string>): Response {
  noteBytes(request, Buffer.byteLength(text));
  return new Response(text, { status, headers });
}
