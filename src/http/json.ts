import type { Encoding } from './dialect.ts';
import { BY_CALLER } from './identity/credentials.ts';
import { noteBody } from './server/exchange.ts';

/** Of every JSON answer: a browser must not guess another media type. */
export const JSON_HEADERS = { 'x-content-type-options': 'nosniff' };

/** Of an answer that is true only at the moment: no cache may keep it. */
export const NO_STORE_HEADERS = { ...JSON_HEADERS, 'cache-control': 'no-store' };

/** Of an answer that depends on the caller: no cache may keep it; `Vary` is for caches that ignore `no-store`. */
export const PERSONAL_HEADERS = { ...NO_STORE_HEADERS, vary: BY_CALLER };

/** How dialects write that say nothing else: what Bun calls JSON. */
const JSON_ENCODING: Encoding = {
  types: ['application/json'],
  write: (body) => ({ type: JSON_TYPE, text: JSON.stringify(body) }),
};

const JSON_TYPE = 'application/json;charset=utf-8';

/** Headers of answers in JSON, by what they were made of: copying made ones takes a third of the time of making them. */
const made = new Map<object, Headers>();

function jsonHeaders(headers: Record<string, string>): Headers {
  const known = made.get(headers) ?? new Headers({ ...headers, 'content-type': JSON_TYPE });
  made.set(headers, known);
  return known;
}

/** A small answer in JSON of what stands beside the app, and is in no dialect. */
export function plainJson(body: object, status: number, headers: Record<string, string>): Response {
  const text = JSON.stringify(body);
  return new Response(text, {
    status,
    headers: {
      ...headers,
      'content-type': JSON_TYPE,
      'content-length': `${Buffer.byteLength(text)}`,
    },
  });
}

/** Encodes a body as its dialect does. */
export function encodeAnswer(
  encoding = JSON_ENCODING,
  body: unknown,
  request: Request,
  { status, headers }: { status: number; headers: Record<string, string> },
): Response {
  const { type, text } = encoding.write(body, request);
  noteBody(request, text);
  return new Response(text, { status, headers: { ...headers, 'content-type': type } });
}

/** Encodes a body as JSON, with headers that are the same object for many answers. */
export function encodeJson(body: unknown, request: Request, headers: Record<string, string>): Response {
  const text = JSON.stringify(body);
  noteBody(request, text);
  return new Response(text, { headers: jsonHeaders(headers) });
}
