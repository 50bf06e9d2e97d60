import { failedPrecondition } from './preconditions.ts';

/** Tags of the files that have been asked for, by path. */
const tags = new Map<string, Promise<string>>();

/**
 * A file that comes with the program, where `import … with { type: 'file' }` says, compressed on its way: no browser
 * takes it twice.
 */
export async function asset(path: string, request: Request): Promise<Response> {
  const zips = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  const tag = tags.get(path) ?? contentTag(path);
  tags.set(path, tag);
  const etag = `"${await tag}${zips ? '-gzip' : ''}"`;
  const headers = {
    'Cache-Control': 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  };
  const failed = failedPrecondition(request.headers, { etag, modified: Number.POSITIVE_INFINITY });
  if (failed !== null) return new Response(null, { status: failed, headers });
  const file = Bun.file(path);
  if (!zips) return new Response(file, { headers });
  return new Response(file.stream().pipeThrough(new CompressionStream('gzip')), {
    headers: { ...headers, 'Content-Type': file.type, 'Content-Encoding': 'gzip' },
  });
}

/** Short enough to read, long enough that two versions of a file differ. */
async function contentTag(path: string): Promise<string> {
  return Bun.hash(await Bun.file(path).bytes()).toString(36);
}
