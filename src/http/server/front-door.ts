import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { JSON_HEADERS, plainJson } from '../json.ts';
import { compressing } from './compress.ts';
import { crossOrigin, type RequestHandler } from './cross-origin.ts';
import { sameExchange } from './exchange.ts';
import { keeping } from './kept-answers.ts';
import { methodsByPath } from './methods.ts';

/** For each GET request that is made in place of a HEAD request: that HEAD request. */
const heads = new WeakMap<Request, Request>();

/** The request as the client made it. */
export function asSent(request: Request): Request {
  return heads.get(request) ?? request;
}

type Settings = Pick<Config, 'corsOrigins' | 'publicUrl' | 'trustProxy'>;

/**
 * Wraps the app in all that comes before routing: the check of `Host`, HEAD, answers that are kept, CORS and compression.
 * @param version see `keeping`; without it nothing is kept
 */
export function frontDoor(app: AnyElysia, config: Settings, version?: () => number | undefined): RequestHandler {
  const made = compressing(crossOrigin(app.fetch, config.corsOrigins));
  const answer = version === undefined ? made : keeping(made, version, config);
  const methodsOf = methodsByPath(app.routes.filter(({ method }) => method === 'HEAD'));
  /** Whether the path has a HEAD route of its own, so that GET does not stand in for it. */
  const hasHead = (request: Request) => methodsOf(new URL(request.url).pathname).length > 0;
  /** The last origin that was valid, with a slash: nearly every request names the same one, and need not be parsed. */
  let origin = '//';
  return (request) => {
    // Bun accepts any text as `Host`; an invalid one would fail wherever a URL is built from it.
    if (!request.url.startsWith(origin)) {
      const url = URL.parse(request.url);
      if (url === null) return invalidHost();
      origin = `${url.origin}/`;
    }
    if (request.method !== 'HEAD') return answer(request);
    return hasHead(request) ? withoutBody(answer(request)) : answerHead(request, answer);
  };
}

/** A refusal has a body, whatever the method. */
async function withoutBody(answered: Response | Promise<Response>): Promise<Response> {
  const { status, headers } = await answered;
  return new Response(null, { status, headers });
}

/** Not in the words of a dialect: the dialect is found by the URL, which is invalid. */
function invalidHost(): Response {
  const error = 'The Host header must name a host, as in music.example or 127.0.0.1:3000';
  return plainJson({ success: false, error }, 400, JSON_HEADERS);
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
  sameExchange(asGet, request);
  const { status, headers: responseHeaders, body } = await answer(asGet);
  if (!responseHeaders.has('content-length') && body !== null)
    responseHeaders.set('content-length', String((await new Response(body).bytes()).length));
  // Bun adds it to answers with a body only (RFC 9110, section 6.6.1).
  if (!responseHeaders.has('date')) responseHeaders.set('date', new Date().toUTCString());
  return new Response(null, { status, headers: responseHeaders });
}
