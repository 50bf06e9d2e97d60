import type { RequestHandler } from './cross-origin.ts';
import { noteBody } from './exchange.ts';

/** Bytes from which compressing pays; a shorter answer fits into a few packets anyway. */
const COMPRESS_FROM = 8 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

/** The codings by name (RFC 9110, section 8.4.1), the better one first: 2 µs a kilobyte, to an eighth of the size. */
const CODINGS: Readonly<Record<string, (bytes: Bytes) => Bytes>> = {
  zstd: (bytes) => Bun.zstdCompressSync(bytes, { level: 3 }) as Bytes,
  gzip: (bytes) => Bun.gzipSync(bytes, { level: 1, library: 'libdeflate' }),
};

/** What is text, and no stream. */
const COMPRESSED = /^(?:application\/(?:json|xml)|text\/javascript; charset)/;

/** Compresses long JSON and XML for clients that accept it (RFC 9110, section 12.5.3). */
export function compressing(answer: RequestHandler): RequestHandler {
  return (request) => {
    const coding = codingFor(request);
    return coding === undefined ? answer(request) : compress(request, answer(request), coding);
  };
}

/** The last that was read: clients of one kind all send the same, and reading it takes as long as a small answer. */
let last: { accepted: string; coding: string | undefined } = { accepted: '', coding: undefined };

/** The coding in which a client gets what is long. */
export function codingFor({ headers }: Request): string | undefined {
  const accepted = headers.get('accept-encoding');
  if (accepted === null) return undefined;
  if (accepted !== last.accepted)
    last = { accepted, coding: Object.keys(CODINGS).find((name) => accepts(accepted, name)) };
  return last.coding;
}

/** The bytes in a coding; the same when they are so few that it does not pay. */
export const packed = (bytes: Bytes, coding: string): Bytes =>
  bytes.length < COMPRESS_FROM ? bytes : (CODINGS[coding]?.(bytes) ?? bytes);

async function compress(request: Request, pending: Response | Promise<Response>, coding: string): Promise<Response> {
  const response = await pending;
  const { status, headers } = response;
  // Pictures and audio are compressed already.
  if (!COMPRESSED.test(headers.get('content-type') ?? '')) return response;
  headers.append('vary', 'Accept-Encoding');
  // Some answers are kept compressed.
  if (headers.has('content-encoding')) return response;
  const bytes = (await response.bytes()) as Bytes;
  const sent = packed(bytes, coding);
  headers.delete('content-length');
  if (sent !== bytes) headers.set('content-encoding', coding);
  noteBody(request, sent);
  return new Response(sent, { status, headers });
}

/** Whether the coding is listed, and not with a weight of 0. */
function accepts(accepted: string, coding: string): boolean {
  return accepted.split(',').some((entry) => {
    const [name = '', weight = ''] = entry.split(';');
    return name.trim().toLowerCase() === coding && !/^\s*q=0(\.0*)?\s*$/.test(weight);
  });
}
