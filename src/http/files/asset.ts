import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { noteBytes } from '../server/exchange.ts';
import { failedPrecondition } from './preconditions.ts';

/** A file as it is sent. */
interface Packed {
  tag: string;
  type: string;
  size: number;
  zipped: Uint8Array<ArrayBuffer>;
}

const zip = promisify(gzip);

/** The files that have been asked for, by path. */
const packed = new Map<string, Promise<Packed>>();

/**
 * A file that comes with the program, where `import … with { type: 'file' }` says, compressed on its way: no browser
 * takes it twice. Compressed once: the largest takes 60 ms, which anybody can ask for at any rate.
 */
export async function asset(path: string, request: Request): Promise<Response> {
  const zips = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  const kept = packed.get(path) ?? pack(path);
  packed.set(path, kept);
  const { tag, type, size, zipped } = await kept;
  const etag = `"${tag}${zips ? '-gzip' : ''}"`;
  const headers = {
    'Cache-Control': 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  };
  const failed = failedPrecondition(request.headers, { etag, modified: Number.POSITIVE_INFINITY });
  if (failed !== null) return new Response(null, { status: failed, headers });
  noteBytes(request, zips ? zipped.length : size);
  if (!zips) return new Response(Bun.file(path), { headers });
  return new Response(zipped, { headers: { ...headers, 'Content-Type': type, 'Content-Encoding': 'gzip' } });
}

/** The tag is short enough to read, and long enough that two versions of a file differ. */
async function pack(path: string): Promise<Packed> {
  const file = Bun.file(path);
  const bytes = await file.bytes();
  return {
    tag: Bun.hash(bytes).toString(36),
    type: file.type,
    size: bytes.length,
    zipped: new Uint8Array(await zip(bytes)),
  };
}
