import type { Encoding } from './dialect.ts';
import { BY_CALLER } from './identity/credentials.ts';

/** What all JSON answers carry: no browser may take them for something else. */
export const JSON_HEADERS = { 'x-content-type-options': 'nosniff' };

/** Of what is true now only. */
export const PASSING_HEADERS = { ...JSON_HEADERS, 'cache-control': 'no-store' };

/** Of what depends on who is asking: no cache keeps it for others, and one that does in spite of it tells them apart. */
export const PERSONAL_HEADERS = { ...PASSING_HEADERS, vary: BY_CALLER };

/** A body as its dialect writes it: as JSON where it does not say how. */
export function written(
  encoding: Encoding | undefined,
  body: unknown,
  request: Request,
  { status, headers }: { status: number; headers: Record<string, string> },
): Response {
  if (!encoding) return Response.json(body, { status, headers });
  const { type, text } = encoding.write(body, request);
  return new Response(text, { status, headers: { ...headers, 'content-type': type } });
}
