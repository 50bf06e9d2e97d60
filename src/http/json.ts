import type { Encoding } from './dialect.ts';
import { BY_CALLER } from './identity/credentials.ts';

/** Of every JSON answer: a browser must not guess another media type. */
export const JSON_HEADERS = { 'x-content-type-options': 'nosniff' };

/** Of an answer that is true only at the moment: no cache may keep it. */
export const NO_STORE_HEADERS = { ...JSON_HEADERS, 'cache-control': 'no-store' };

/** Of an answer that depends on the caller: no cache may keep it; `Vary` is for caches that ignore `no-store`. */
export const PERSONAL_HEADERS = { ...NO_STORE_HEADERS, vary: BY_CALLER };

/** Encodes a body as its dialect does. @param encoding JSON when absent */
export function encodeAnswer(
  encoding: Encoding | undefined,
  body: unknown,
  request: Request,
  { status, headers }: { status: number; headers: Record<string, string> },
): Response {
  if (!encoding) return Response.json(body, { status, headers });
  const { type, text } = encoding.write(body, request);
  return new Response(text, { status, headers: { ...headers, 'content-type': type } });
}
