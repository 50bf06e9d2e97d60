import { descriptorLimit, mostKeptOpen } from '../../lib/descriptor-limit.ts';
import { JSON_HEADERS, plainJson } from '../json.ts';
import type { RequestHandler } from './cross-origin.ts';

/** File descriptors kept for the database, the log, the listeners and connections that are being accepted. */
const RESERVED = 48;
/** File descriptors that one request may hold: its connection, and a file. */
const PER_REQUEST = 2;

/** How many requests may be in flight at once, by the limit of the process's file descriptors; at least 8. */
export function maxConcurrentRequests(): number {
  const limit = descriptorLimit();
  return Math.max(8, Math.floor((limit - RESERVED - mostKeptOpen(limit)) / PER_REQUEST));
}

/**
 * Answers 503 while too many requests are in flight: without descriptors left, no connection could be accepted, not even
 * that of a health check. Closes the refused connection, which frees its descriptor.
 * @param pending how many requests are in flight, this one included
 * @param most see `maxConcurrentRequests`
 */
export function limitConcurrency(answer: RequestHandler, pending: () => number, most: number): RequestHandler {
  // `pending` costs as much as reading a header. Each request adds one at most, so after a count with room for n more the
  // next n requests need no count.
  let uncounted = 0;
  return (request) => {
    if (uncounted > 0) {
      uncounted--;
      return answer(request);
    }
    const room = most - pending();
    uncounted = Math.max(0, room);
    return room >= 0 || isHealthCheck(request) ? answer(request) : overloaded();
  };
}

const isHealthCheck = ({ url }: Request): boolean => /\/(livez|readyz)$/.test(url);

/** Not in the words of a dialect, as finding the dialect costs time that an overloaded server lacks. */
function overloaded(): Response {
  const error = 'Too many requests are under way, try again shortly';
  return plainJson({ success: false, error }, 503, { ...JSON_HEADERS, 'retry-after': '5', connection: 'close' });
}
