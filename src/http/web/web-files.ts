import { Elysia } from 'elysia';
import { failedPrecondition } from '../files/preconditions.ts';
import { noteBytes } from '../server/exchange.ts';
import { webBundle } from './bundle.ts';
import { ASSETS, WORKER } from './bundling.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** What the page for people is made of: packed beforehand, read when it is asked for. */
export function webFiles() {
  return new Elysia({ detail: { hide: true } })
    .get(`${ASSETS}:name`, ({ params, request }) => webFile(`${ASSETS}${params.name}`, request, FOR_EVER))
    .get(WORKER, ({ request }) => webFile(WORKER, request, 'no-cache'));
}

async function webFile(address: string, request: Request, cacheControl: string): Promise<Response> {
  const file = (await webBundle()).files.get(address);
  if (!file) return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } });
  const coding = codingFor(request);
  const bytes = file[coding];
  // A name of its own for each content; the worker's name stays.
  const tag = address === WORKER ? Bun.hash(await bytes.bytes()).toString(36) : address.slice(ASSETS.length);
  const etag = `"${tag}-${coding}"`;
  const headers: Record<string, string> = {
    'Cache-Control': cacheControl,
    'Content-Type': file.type,
    ETag: etag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  };
  const failed = failedPrecondition(request.headers, { etag, modified: Number.POSITIVE_INFINITY });
  if (failed !== null) return new Response(null, { status: failed, headers });
  if (coding !== 'plain') headers['Content-Encoding'] = coding;
  noteBytes(request, bytes.size);
  return new Response(bytes, { headers });
}

/** The best that the client takes. */
function codingFor({ headers }: Request): 'br' | 'gzip' | 'plain' {
  const accepted = headers.get('accept-encoding') ?? '';
  return (
    (['br', 'gzip'] as const).find((coding) =>
      new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted),
    ) ?? 'plain'
  );
}
