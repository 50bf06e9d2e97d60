import { LRUCache } from 'lru-cache';
import type { Config } from '../../config.ts';
import { codingFor } from './compress.ts';
import type { RequestHandler } from './cross-origin.ts';
import { type Again, exchangeOf, noteBytes, noteRoute } from './exchange.ts';

/** Bytes of all answers that are kept. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Of one: more than the longest page. */
const LARGEST = 2 * 1024 * 1024;
/** Bytes of an answer besides its body and its address, roughly: headers and places in maps. */
const OVERHEAD = 1024;

/** What is kept for an address. */
interface Kept {
  again: Again;
  /** Of the body, where it is kept. */
  bytes: number;
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
    if (exchange === undefined || version() !== asked) return response;
    const { body, route, isShared, again } = exchange;
    if (again !== undefined) kept.set(key, { again, bytes: 0, route });
    else if (isShared && body !== undefined && response.status === 200) {
      const blob = new Blob([body]);
      kept.set(key, { again: asItLeft(blob, new Headers(response.headers)), bytes: blob.size, route });
    }
    return response;
  }

  return (request) => {
    const now = isAnonymous(request) ? version() : undefined;
    if (now === undefined) return answer(request);
    if (now !== keptAt) kept.clear();
    keptAt = now;
    const key = keyOf(request, namesOrigin);
    const found = kept.get(key);
    const repeated = found && repeat(request, found);
    if (repeated !== undefined) return repeated;
    const answered = answer(request);
    return answered instanceof Promise
      ? answered.then((response) => keep(request, key, now, response))
      : keep(request, key, now, answered);
  };
}

/** @returns `undefined` also for what fails, as the route says that in the words of its dialect */
function repeat(request: Request, { again, route }: Kept): Response | undefined {
  try {
    const repeated = again(request);
    if (repeated !== undefined) noteRoute(request, route);
    return repeated;
  } catch {
    return undefined;
  }
}

/**
 * The answer as it left, without what is one request's own. Any number of answers send the bytes of one `Blob`; those of a
 * text or an array are copied for each.
 */
const asItLeft =
  (body: Blob, headers: Headers): Again =>
  (request) => {
    noteBytes(request, body.size);
    return new Response(body, { headers });
  };

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

const sizeOf = ({ bytes }: Kept, key: string): number => OVERHEAD + 2 * key.length + bytes;
