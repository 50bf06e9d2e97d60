import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { noteBytes } from '../server/exchange.ts';
import { failedPrecondition } from './preconditions.ts';

/** A file as it is sent. */
interface Packed {
  tag: string;
  type: string;
  size: number;
  zipped: Uint8Array<ArrayBuffer>;
}

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
/** The executable carries large files packed (`scripts/build/packed.ts`). */
const PACKED = /\.gz$/;

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
  if (!zips) {
    const plain = PACKED.test(path) ? new Uint8Array(await unzip(zipped)) : Bun.file(path);
    return new Response(plain, { headers: { ...headers, 'Content-Type': type } });
  }
  return new Response(zipped, { headers: { ...headers, 'Content-Type': type, 'Content-Encoding': 'gzip' } });
}

/** The tag is short enough to read, and long enough that two versions of a file differ. */
async function pack(path: string): Promise<Packed> {
  const file = Bun.file(path);
  const bytes = await file.bytes();
  const tag = Bun.hash(bytes).toString(36);
  if (!PACKED.test(path)) return { tag, type: file.type, size: bytes.length, zipped: new Uint8Array(await zip(bytes)) };
  // Its own ending is in the middle of its name, before a hash.
  const [ending = ''] = /\.(?:js|css)\b/.exec(path) ?? [];
  return { tag, type: Bun.file(`file${ending}`).type, size: (await unzip(bytes)).length, zipped: bytes };
}
