import type { StoredFile } from '../../domain/media/model.ts';
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

/**
 * Answers a GET or HEAD request with stored bytes: 200, 206 for one range, 304, 412 or 416 (RFC 9110, sections 13 to 15).
 * Refusals have no body.
 * @param bytes of the file, as many as its row says, whole; of a range only the range is read
 */
export function answerFile(request: Request, file: FileRow, bytes: Blob, options: FileAnswerOptions = {}): Response {
  const always = { 'Accept-Ranges': 'bytes', 'X-Content-Type-Options': 'nosniff' };
  // A second earlier: of a file that has just come `Last-Modified` would lie after `Date`, which is not kept to the
  // millisecond (RFC 9110, section 8.8.2.1).
  const current = { etag: `"${file.name}"`, modified: Math.floor(file.createdAt / 1000) * 1000 - 1000 };
  const failed = failedPrecondition(request.headers, current);
  if (failed === 412) return new Response(null, { status: 412, headers: always });

  const headers: Record<string, string> = {
    ...always,
    ETag: current.etag,
    'Last-Modified': new Date(current.modified).toUTCString(),
  };
  if (options.cacheControl !== undefined) headers['Cache-Control'] = options.cacheControl;
  if (failed === 304) return new Response(null, { status: 304, headers });

  headers['Content-Type'] = file.type;
  if (options.disposition !== undefined) headers['Content-Disposition'] = options.disposition;
  if (request.method === 'HEAD') {
    headers['Content-Length'] = String(file.size);
    return new Response(null, { headers });
  }

  const field = request.headers.get('range');
  if (field === null) return new Response(bytes, { headers });

  const range = rangeApplies(request.headers, current) ? parseRange(field, file.size) : null;
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...always, 'Content-Range': `bytes */${file.size}` } });
  }
  if (range === null) {
    // Finding a whole file behind a 200, Bun would read `Range` once more, and serve or refuse some malformed ones.
    // A slice past the end is not a whole file to it, and is cut to the same bytes.
    const whole = bytes.slice(0, file.size + 1);
    // Once a plugin has set a header, Elysia copies the answer by its `body`; as a stream the slice would lose its end.
    return Object.defineProperty(new Response(whole, { headers }), 'body', { value: whole });
  }
  headers['Content-Range'] = `bytes ${range.first}-${range.last}/${file.size}`;
  return new Response(bytes.slice(range.first, range.last + 1), { status: 206, headers });
}
