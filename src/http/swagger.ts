import { openapi } from '@elysiajs/openapi';
import { type AnyElysia, Elysia } from 'elysia';
import icon from 'swagger-ui-dist/favicon-32x32.png' with { type: 'file' };
import { version as edition } from 'swagger-ui-dist/package.json' with { type: 'json' };
import style from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' };
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' };
import { completeDocument, type OpenApiDocument } from './document.ts';
import { INTRODUCTION, SECURITY_SCHEMES, TAGS } from './documentation.ts';
import { failedPrecondition } from './preconditions.ts';

const SCRIPT = '/swagger/assets/swagger-ui-bundle.js';
const STYLE = '/swagger/assets/swagger-ui.css';
const DOCUMENT = '/swagger/json';
/** `url` is not in the plugin's types: its own is relative, and not found from `/swagger/`. */
const PAGE = { url: DOCUMENT, cdn: SCRIPT, theme: STYLE, displayRequestDuration: true, persistAuthorization: true };

/**
 * `/swagger`: Swagger UI, all of it from this server. `/swagger/json`: what it shows, in OpenAPI 3.1, made of the routes
 * when it is asked for.
 */
export function swagger(version: string) {
  // A function, since the document is about the routes of the whole app.
  return (app: AnyElysia) =>
    app.use(
      new Elysia({ name: 'swagger', detail: { hide: true } })
        .get(SCRIPT, ({ request }) => asset(bundle, request))
        .get(STYLE, ({ request }) => asset(style, request))
        .get('/favicon.ico', ({ request }) => asset(icon, request))
        .onAfterHandle(async ({ responseValue: answer, set }) => {
          // Elysia keeps a fixed answer, as the page is one, as a function that copies it.
          if (typeof answer !== 'function') return completeDocument(answer as OpenApiDocument, app.routes);
          set.headers['content-security-policy'] = contentSecurityPolicy(await answer().text());
        })
        .use(
          openapi({
            path: '/swagger',
            provider: 'swagger-ui',
            specPath: DOCUMENT,
            swagger: PAGE,
            documentation: {
              info: { title: 'Tonearm', version, description: INTRODUCTION },
              servers: [{ url: '/', description: 'wherever this page is from' }],
              tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
              components: { securitySchemes: SECURITY_SCHEMES },
            },
          }),
        ),
    );
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

/** Nothing from elsewhere, and no script or style in the page but those that the plugin wrote into it. */
function contentSecurityPolicy(page: string): string {
  const own = (tag: 'script' | 'style') =>
    [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(
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
