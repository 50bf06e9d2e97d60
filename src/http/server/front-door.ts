import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { JSON_HEADERS } from '../json.ts';
import { compressing } from './compress.ts';
import { crossOrigin, type RequestHandler } from './cross-origin.ts';

/** For each GET request that is made in place of a HEAD request: that HEAD request. */
const heads = new WeakMap<Request, Request>();

/** The request as the client made it. */
export function asSent(request: Request): Request {
  return heads.get(request) ?? request;
}

/** Wraps the app in all that comes before routing: the check of `Host`, HEAD, CORS and compression. */
export function frontDoor(app: AnyElysia, { corsOrigins }: Pick<Config, 'corsOrigins'>): RequestHandler {
  const answer = compressing(crossOrigin(app.fetch, corsOrigins));
  /** The last origin that was valid, with a slash: nearly every request names the same one, and need not be parsed. */
  let origin = '//';
  return (request) => {
    // Bun accepts any text as `Host`; an invalid one would fail wherever a URL is built from it.
    if (!request.url.startsWith(origin)) {
      const url = URL.parse(request.url);
      if (url === null) return invalidHost();
      origin = `${url.origin}/`;
    }
    return request.method === 'HEAD' ? answerHead(request, answer) : answer(request);
  };
}

/** Not in the words of a dialect: the dialect is found by the URL, which is invalid. */
function invalidHost(): Response {
  const error = 'The Host header must name a host, as in music.example or 127.0.0.1:3000';
  return Response.json({ success: false, error }, { status: 400, headers: JSON_HEADERS });
}

/**
 * Answers HEAD with the headers of the GET without `Range` (RFC 9110, section 9.3.2). Elysia's own HEAD would read a
 * whole file to count its bytes, and send `Content-Length: 0` where it finds no body.
 */
async function answerHead(request: Request, answer: RequestHandler): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete('range');
  const asGet = new Request(request.url, { headers });
  heads.set(asGet, request);
  const { status, headers: responseHeaders, body } = await answer(asGet);
  if (!responseHeaders.has('content-length') && body !== null)
    responseHeaders.set('content-length', String((await new Response(body).bytes()).length));
  // Bun adds it to answers with a body only (RFC 9110, section 6.6.1).
  if (!responseHeaders.has('date')) responseHeaders.set('date', new Date().toUTCString());
  return new Response(null, { status, headers: responseHeaders });
}
