import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { JSON_HEADERS } from '../json.ts';
import { compressed } from './compress.ts';
import { crossOrigin, type RequestHandler } from './cross-origin.ts';

/** The HEAD requests behind the GET requests that stand in for them. */
const heads = new WeakMap<Request, Request>();

/** The request as the client made it. */
export function asSent(request: Request): Request {
  return heads.get(request) ?? request;
}

/** How requests come in and answers leave: to pages of other origins with the headers they need, and compressed. */
export function frontDoor(app: AnyElysia, { corsOrigins }: Pick<Config, 'corsOrigins'>): RequestHandler {
  const answer = compressed(crossOrigin(app.fetch, corsOrigins));
  /** The last that was one, with its slash: nearly every request names the same. */
  let origin = '//';
  return (request) => {
    // Bun takes any text for a `Host`: what is none would fail wherever an address is made of it.
    if (!request.url.startsWith(origin)) {
      const url = URL.parse(request.url);
      if (url === null) return noHost();
      origin = `${url.origin}/`;
    }
    return request.method === 'HEAD' ? answerHead(request, answer) : answer(request);
  };
}

/** Of no dialect, as no address was understood. */
function noHost(): Response {
  const error = 'The Host header must name a host, as in music.example or 127.0.0.1:3000';
  return Response.json({ success: false, error }, { status: 400, headers: JSON_HEADERS });
}

/**
 * HEAD is answered as GET would be, without `Range` and without the body (RFC 9110, section 9.3.2): Elysia would read a
 * whole file to count its bytes, and call an answer that has no body empty.
 */
async function answerHead(request: Request, answer: RequestHandler): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete('range');
  const asGet = new Request(request.url, { headers });
  heads.set(asGet, request);
  const { status, headers: answered, body } = await answer(asGet);
  if (!answered.has('content-length') && body !== null)
    answered.set('content-length', String((await new Response(body).bytes()).length));
  // Bun adds it to answers with a body only (RFC 9110, section 6.6.1).
  if (!answered.has('date')) answered.set('date', new Date().toUTCString());
  return new Response(null, { status, headers: answered });
}
