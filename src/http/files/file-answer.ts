import type { OpenedAtOnce, StoredFile, Wanted } from '../../domain/media/model.ts';
import { noteBytes } from '../server/exchange.ts';
import { failedPrecondition, rangeApplies } from './preconditions.ts';
import { parseRange } from './range.ts';

/** What an answer tells of a stored file. The name is its validator, as its bytes never change. */
type FileRow = Pick<StoredFile, 'name' | 'type' | 'size' | 'createdAt'>;

export interface FileAnswerOptions {
  /** The `Cache-Control` of 200, 206 and 304. */
  cacheControl?: string;
  /** The `Content-Disposition`, ready to send: see `contentDisposition`. */
  disposition?: string;
}

/** An answer whose bytes are still to be fetched. */
export interface Planned extends Wanted {
  status: 200 | 206 | 304 | 412 | 416;
  headers: Record<string, string>;
}

/**
 * What is answered to a GET or HEAD request for stored bytes: 200, 206 for one range, 304, 412 or 416 (RFC 9110, sections
 * 13 to 15). Refusals and answers to HEAD want no bytes.
 */
export function planAnswer(request: Request, file: FileRow, options: FileAnswerOptions = {}): Planned {
  const always = { 'Accept-Ranges': 'bytes', 'X-Content-Type-Options': 'nosniff' };
  // A second earlier: of a file that has just come `Last-Modified` would lie after `Date`, which is not kept to the
  // millisecond (RFC 9110, section 8.8.2.1).
  const current = { etag: `"${file.name}"`, modified: Math.floor(file.createdAt / 1000) * 1000 - 1000 };
  const failed = failedPrecondition(request.headers, current);
  if (failed === 412) return { status: 412, headers: always, ...NOTHING };

  const headers: Record<string, string> = {
    ...always,
    ETag: current.etag,
    'Last-Modified': new Date(current.modified).toUTCString(),
  };
  if (options.cacheControl !== undefined) headers['Cache-Control'] = options.cacheControl;
  if (failed === 304) return { status: 304, headers, ...NOTHING };

  headers['Content-Type'] = file.type;
  if (options.disposition !== undefined) headers['Content-Disposition'] = options.disposition;
  if (request.method === 'HEAD') {
    headers['Content-Length'] = String(file.size);
    return { status: 200, headers, ...NOTHING };
  }

  const field = request.headers.get('range');
  const range = field !== null && rangeApplies(request.headers, current) ? parseRange(field, file.size) : null;
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...always, 'Content-Range': `bytes */${file.size}` }, ...NOTHING };
  if (range === null) return { status: 200, headers, start: 0, end: file.size };
  headers['Content-Range'] = `bytes ${range.first}-${range.last}/${file.size}`;
  return { status: 206, headers, start: range.first, end: range.last + 1 };
}

const NOTHING: Wanted = { start: 0, end: 0 };

/**
 * A planned answer with its bytes.
 * @param opened what the plan wants, and perhaps more; of a file only what is wanted is read, an array is copied
 */
export function filled(plan: Planned, { bytes, from }: OpenedAtOnce, request: Request): Response {
  const { status, headers, start, end } = plan;
  noteBytes(request, end - start);
  if (bytes instanceof Uint8Array) return new Response(bytes.subarray(start - from, end - from), { status, headers });
  if (status === 206) return new Response(bytes.slice(start - from, end - from), { status, headers });
  if (start === end) return new Response(null, { status, headers });
  if (!request.headers.has('range')) return new Response(bytes, { headers });
  // Finding a whole file behind a 200, Bun would read `Range` once more, and serve or refuse some malformed ones.
  // A slice past the end is not a whole file to it, and is cut to the same bytes.
  const whole = bytes.slice(0, end + 1);
  // Once a plugin has set a header, Elysia copies the answer by its `body`; as a stream the slice would lose its end.
  return Object.defineProperty(new Response(whole, { headers }), 'body', { value: whole });
}
