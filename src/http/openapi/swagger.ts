import { toOpenAPISchema } from '@elysiajs/openapi/openapi';
import { type AnyElysia, Elysia } from 'elysia';
import theme from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' };
import bundle from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' };
import { asset } from '../files/asset.ts';
import { html, htmlPage } from '../files/html-page.ts';
import { JSON_HEADERS } from '../json.ts';
import { noteBytes } from '../server/exchange.ts';
import { completePaths } from './document.ts';
import { SECURITY_SCHEMES } from './documentation.ts';
import style from './page.css' with { type: 'file' };
import script from './page.js' with { type: 'file' };
import { INTRODUCTION, TAGS } from './tags.ts';

const TITLE = 'Tonearm';
const DOCUMENT = '/swagger/json';
const BUNDLE = '/swagger/assets/swagger-ui-bundle.js';
const THEME = '/swagger/assets/swagger-ui.css';
const SCRIPT = '/swagger/assets/page.js';
const STYLE = '/swagger/assets/page.css';

/** The page's Content-Security-Policy: nothing from other hosts, no inline script or style. */
const POLICY = [
  "script-src 'self'",
  "style-src 'self'",
  // The style sheet has its icons as `data:`, and Swagger UI shows answers with pictures and audio as `blob:`.
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
];

/**
 * `/swagger`: Swagger UI, served without other hosts. `/swagger/json`: the OpenAPI document, made of the routes at the
 * first request. Only the part of `@elysiajs/openapi` that makes the document is imported: the whole takes 6 MB of memory.
 */
export function swagger(version: string) {
  let made: string | undefined;
  // A plugin function gets the whole app, whose routes the document is about.
  return (app: AnyElysia) =>
    app.use(
      new Elysia({ name: 'swagger', detail: { hide: true } })
        .get('/swagger', ({ request }) => htmlPage(page(version), POLICY, request))
        .get(DOCUMENT, ({ request }) => {
          made ??= JSON.stringify(document(app, version));
          noteBytes(request, Buffer.byteLength(made));
          return new Response(made, { headers: { ...JSON_HEADERS, 'content-type': 'application/json' } });
        })
        .get(BUNDLE, ({ request }) => asset(bundle, request))
        .get(THEME, ({ request }) => asset(theme, request))
        .get(SCRIPT, ({ request }) => asset(script, request))
        .get(STYLE, ({ request }) => asset(style, request)),
    );
}

function document(app: AnyElysia, version: string): object {
  // What has an ending is an operation like any other; pages and their files are hidden.
  const paths = completePaths(toOpenAPISchema(app, { staticFile: false }).paths, app.routes);
  const used = new Set(Object.values(paths).flatMap((item) => Object.values(item).flatMap(({ tags = [] }) => tags)));
  return {
    openapi: '3.1.2',
    info: { title: TITLE, version, description: INTRODUCTION },
    servers: [{ url: '/', description: 'wherever this page is from' }],
    tags: Object.entries(TAGS).flatMap(([name, description]) => (used.has(name) ? { name, description } : [])),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  };
}

function page(version: string): string {
  const about = `What this server can do, to be tried out; version ${Bun.escapeHTML(version)}`;
  const styles = `<link rel="stylesheet" href="${THEME}">
<link rel="stylesheet" href="${STYLE}">`;
  return html(
    about,
    styles,
    `<div id="swagger-ui"></div>
<noscript>This page needs scripts. What it shows is also <a href="${DOCUMENT}">an OpenAPI document</a>.</noscript>
<script src="${BUNDLE}"></script>
<script src="${SCRIPT}"></script>`,
  );
}
