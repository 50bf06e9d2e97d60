import { LRUCache } from 'lru-cache';
import type { Config } from '../../config.ts';
import { codingFor } from './compress.ts';
import type { RequestHandler } from './cross-origin.ts';
import { exchangeOf, noteBytes, noteRoute } from './exchange.ts';

/** Bytes of all answers that are kept. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Of one: more than the longest page. */
const LARGEST = 2 * 1024 * 1024;
/** Bytes of an answer besides its body and its address, roughly: headers and places in maps. */
const OVERHEAD = 1024;

/** An answer as it left, without what is one request's own. */
interface Kept {
  /** Any number of answers send the same bytes of it; those of a text or an array are copied for each. */
  body: Blob;
  headers: Headers;
  route: string;
}

/**
 * Keeps what everybody gets who is not signed in (`isKept` of a route), until anything that it is made of changes.
 * @param version of all that kept answers are made of; `undefined`: not known, so nothing is kept
 */
export function keeping(
  answer: RequestHandler,
  version: () => number | undefined,
  { publicUrl, trustProxy }: Pick<Config, 'publicUrl' | 'trustProxy'>,
): RequestHandler {
  const kept = new LRUCache<string, Kept>({ maxSize: MOST_BYTES, maxEntrySize: LARGEST, sizeCalculation: sizeOf });
  const namesOrigin = trustProxy && publicUrl === undefined;
  let keptAt: number | undefined;

  function keep(request: Request, key: string, asked: number, response: Response): Response {
    const exchange = exchangeOf(request);
    // Read again: what changed while the answer was made may be in it, or not.
    if (!exchange?.isShared || response.status !== 200 || version() !== asked) return response;
    const { body, route } = exchange;
    if (body !== undefined) kept.set(key, { body: new Blob([body]), headers: new Headers(response.headers), route });
    return response;
  }

  return (request) => {
    const now = isAnonymous(request) ? version() : undefined;
    if (now === undefined) return answer(request);
    if (now !== keptAt) kept.clear();
    keptAt = now;
    const key = keyOf(request, namesOrigin);
    const found = kept.get(key);
    if (found !== undefined) {
      noteRoute(request, found.route);
      noteBytes(request, found.body.size);
      return new Response(found.body, { headers: found.headers });
    }
    const answered = answer(request);
    return answered instanceof Promise
      ? answered.then((response) => keep(request, key, now, response))
      : keep(request, key, now, answered);
  };
}

/** Whether a request only reads, with nothing by which its caller could be known, and is no page's of another origin. */
const isAnonymous = ({ method, headers }: Request): boolean =>
  method === 'GET' && !NAMING.some((name) => headers.has(name));

const NAMING = ['token', 'authorization', 'cookie', 'origin'];

/** All that goes into the text of an answer: the address, the coding, and what a proxy says of the origin of links. */
function keyOf(request: Request, namesOrigin: boolean): string {
  const key = `${codingFor(request) ?? ''} ${request.url}`;
  if (!namesOrigin) return key;
  const { headers } = request;
  return `${key} ${headers.get('x-forwarded-proto')} ${headers.get('x-forwarded-host')}`;
}

const sizeOf = ({ body }: Kept, key: string): number => OVERHEAD + 2 * key.length + body.size;
