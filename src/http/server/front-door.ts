import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { compressed } from './compress.ts';
import { type Answer, crossOrigin } from './cross-origin.ts';

/** The HEAD requests behind the GET requests that stand in for them. */
const heads = new WeakMap<Request, Request>();

/** The request as the client made it. */
export function asSent(request: Request): Request {
  return heads.get(request) ?? request;
}

/** How requests come in and answers leave: to pages of other origins with the headers they need, and compressed. */
export function frontDoor(app: AnyElysia, { corsOrigins }: Pick<Config, 'corsOrigins'>): Answer {
  const answer = compressed(crossOrigin(app.fetch, corsOrigins));
  return (request) => (request.method === 'HEAD' ? answerHead(request, answer) : answer(request));
}

/**
 * HEAD is answered as GET would be, without `Range` and without the body (RFC 9110, section 9.3.2): Elysia would read a
 * whole file to count its bytes, and call an answer that has no body empty.
 */
async function answerHead(request: Request, answer: Answer): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete('range');
  const asGet = new Request(request.url, { headers });
  heads.set(asGet, request);
  const { status, headers: answered, body } = await answer(asGet);
  if (!answered.has('content-length') && body !== null)
    answered.set('content-length', String((await new Response(body).bytes()).length));
  return new Response(null, { status, headers: answered });
}
