import { toOpenAPISchema } from '@elysiajs/openapi/openapi';
import { SwaggerUIRender } from '@elysiajs/openapi/swagger';
import { type AnyElysia, Elysia } from 'elysia';
import icon from 'swagger-ui-dist/favicon-32x32.png' with { type: 'file' };
import { version as edition } from 'swagger-ui-dist/package.json' with { type: 'json' };
import style from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' };
import script from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' };
import type { Dialect } from '../dialect.ts';
import { failedPrecondition } from '../files/preconditions.ts';
import { completePaths, refusalsOf } from './document.ts';
import { SECURITY_SCHEMES } from './documentation.ts';
import { INTRODUCTION, TAGS } from './tags.ts';

const TITLE = 'Tonearm';
const DOCUMENT = '/swagger/json';
const SCRIPT = '/swagger/assets/swagger-ui-bundle.js';
const STYLE = '/swagger/assets/swagger-ui.css';

/**
 * `/swagger`: Swagger UI, all of it from this server. `/swagger/json`: what it shows, made of the routes when it is asked
 * for. The plugin comes in its two parts: as a whole it takes 6 MB, most of it for what is not needed here.
 */
export function swagger(version: string, dialects: readonly Dialect[]) {
  let made: string | undefined;
  // A function, since the document is about the routes of the whole app.
  return (app: AnyElysia) =>
    app.use(
      new Elysia({ name: 'swagger', detail: { hide: true } })
        .get('/swagger', () => page(version))
        .get(DOCUMENT, () => {
          made ??= JSON.stringify(document(app, version, dialects));
          return new Response(made, { headers: { 'Content-Type': 'application/json' } });
        })
        .get(SCRIPT, ({ request }) => asset(script, request))
        .get(STYLE, ({ request }) => asset(style, request))
        .get('/favicon.ico', ({ request }) => asset(icon, request)),
    );
}

function document(app: AnyElysia, version: string, dialects: readonly Dialect[]): object {
  const paths = completePaths(toOpenAPISchema(app).paths, app.routes);
  const used = new Set(Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ tags = [] }) => tags)));
  return {
    openapi: '3.1.2',
    info: { title: TITLE, version, description: INTRODUCTION },
    servers: [{ url: '/', description: 'wherever this page is from' }],
    tags: Object.entries(TAGS).flatMap(([name, description]) => (used.has(name) ? { name, description } : [])),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, responses: refusalsOf(dialects) },
  };
}

function page(version: string): Response {
  const settings = {
    url: DOCUMENT,
    cdn: SCRIPT,
    theme: STYLE,
    displayRequestDuration: true,
    persistAuthorization: true,
    docExpansion: 'none' as const,
    filter: true,
    deepLinking: true,
    tryItOutEnabled: true,
  };
  const html = SwaggerUIRender({ title: TITLE, description: 'What this server can do', version }, settings);
  return new Response(html, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': contentSecurityPolicy(html) },
  });
}

/** Nothing from elsewhere, and no script or style in the page but those that the plugin wrote into it. */
function contentSecurityPolicy(html: string): string {
  const own = (tag: 'script' | 'style') =>
    [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(
      ([, code = '']) => `'sha256-${new Bun.CryptoHasher('sha256').update(code).digest('base64')}'`,
    );
  return [
    "default-src 'none'",
    `script-src 'self' ${own('script').join(' ')}`,
    `style-src 'self' ${own('style').join(' ')}`,
    // Icons in the style sheet; answers with a picture or sound.
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** A file of Swagger UI's, compressed on its way: 1.7 MB become 0.5, and no browser takes them twice. */
function asset(path: string, request: Request): Response {
  const file = Bun.file(path);
  const zips = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  const etag = `"${edition}${zips ? '-gzip' : ''}"`;
  const headers = {
    'Cache-Control': 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  };
  const failed = failedPrecondition(request.headers, { etag, modified: Number.POSITIVE_INFINITY });
  if (failed !== null) return new Response(null, { status: failed, headers });
  if (!zips) return new Response(file, { headers });
  return new Response(file.stream().pipeThrough(new CompressionStream('gzip')), {
    headers: { ...headers, 'Content-Type': file.type, 'Content-Encoding': 'gzip' },
  });
}
