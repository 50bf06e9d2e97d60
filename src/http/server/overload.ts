import { readFileSync } from 'node:fs';
import { JSON_HEADERS } from '../json.ts';
import type { RequestHandler } from './cross-origin.ts';

/** Descriptors for what is no request: the database, the log, listeners, and connections that are being accepted. */
const RESERVED = 48;
/** What a request may hold: its connection, and a file. */
const FOR_EACH = 2;
/** Taken where the system does not say how many descriptors the process may have. */
const USUAL_LIMIT = 1024;

/** How many requests may be under way at once: what is left of the process's descriptors, but a few in any case. */
export function maxConcurrentRequests(): number {
  return Math.max(8, Math.floor((descriptorLimit() - RESERVED) / FOR_EACH));
}

function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? USUAL_LIMIT);
  } catch {
    return USUAL_LIMIT;
  }
}

/**
 * Sends away who comes when so many requests are under way that the descriptors would run out: nobody else could be
 * accepted then, not even who asks whether the server lives. The connection is closed, so that its descriptor is free.
 * @param pending how many requests are under way, this one included
 */
export function limitConcurrency(answer: RequestHandler, pending: () => number, most: number): RequestHandler {
  // Each request adds one at most: until so many have come it need not be asked again, which costs as much as a header.
  let certain = 0;
  return (request) => {
    if (certain > 0) {
      certain--;
      return answer(request);
    }
    const room = most - pending();
    certain = Math.max(0, room);
    return room >= 0 || isHealthCheck(request) ? answer(request) : full();
  };
}

const isHealthCheck = ({ url }: Request): boolean => /\/(livez|readyz)$/.test(url);

/** Of no dialect: this must cost next to nothing. */
function full(): Response {
  return Response.json(
    { success: false, error: 'Too many requests are under way, try again shortly' },
    { status: 503, headers: { ...JSON_HEADERS, 'retry-after': '5', connection: 'close' } },
  );
}
