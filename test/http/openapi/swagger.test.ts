import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { gunzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { t } from 'elysia';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import { UploadField } from '../../../src/http/body/bodies.ts';
import { bodyOf } from '../../../src/http/openapi/request-body.ts';
import { House } from '../../support/house.ts';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string; description: string }[];
  requestBody?: { content: Record<string, { schema: { properties: Record<string, object> } }> };
  description: string;
  responses: Record<string, { content?: Record<string, { schema: { properties: object } }> }>;
  security?: object[];
}

const SCRIPT = '/swagger/assets/swagger-ui-bundle.js';
const BODIED = ['application/json', 'multipart/form-data'];

const house = await House.open('sqlite');
afterAll(() => house.close());
const routes = createApp(house.services, house.readiness, '0.0.0', pino({ level: 'silent' })).routes;
const { body: document } = await house.call('GET', '/swagger/json');
const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
  Object.entries(item).map(([method, found]): [string, Operation] => [`${method.toUpperCase()} ${path}`, found]),
);
const byName = new Map(operations);

/** The operations that a route is shown as. */
function namesOf({ method, path, hooks }: (typeof routes)[number]): string[] {
  const name = `${method} ${path.replace(/:(\w+)/g, '{$1}').replace(/(?<=.)\/$/, '')}`;
  return ((hooks.detail?.endings as string[] | undefined) ?? ['']).map((ending) => name + ending);
}

describe('GET /swagger/json', () => {
  test('is valid OpenAPI', async () => {
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  });

  test('works wherever it is opened', () => {
    expect(document.servers.map(({ url }: { url: string }) => url)).toEqual(['/']);
  });

  test('shows every route that is not hidden, and nothing else', () => {
    const shown = routes.filter(({ method, hooks }) => method !== 'OPTIONS' && !hooks.detail?.hide).flatMap(namesOf);
    expect(shown.length).toBeGreaterThan(20);
    expect(operations.map(([name]) => name).sort()).toEqual(shown.sort());
  });

  test('gives every operation a name of its own', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('explains every tag that is used', () => {
    const explained = document.tags.map(({ name }: { name: string }) => name);
    expect(new Set(operations.flatMap(([, { tags }]) => tags))).toEqual(new Set(explained));
  });

  test('offers both ways to show a token', () => {
    expect(document.components.securitySchemes).toMatchObject({
      token: { type: 'apiKey', in: 'header', name: 'token' },
      bearer: { type: 'http', scheme: 'bearer' },
    });
  });
});

describe.each(operations)('%s', (name, operation) => {
  const { summary, description, tags, parameters = [], requestBody, responses, security } = operation;

  test('says what it does, under one tag', () => {
    expect(summary).toMatch(/^\p{Lu}.{5,}[^.]$/u);
    expect(tags).toHaveLength(1);
  });

  test('describes each of its parameters', () => {
    expect(parameters.filter(({ description }) => !description)).toEqual([]);
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => `{${parameter.name}}`);
    expect(inPath).toEqual(name.match(/{\w+}/g) ?? []);
  });

  test('shows what it answers when all is well, and the shape of what it refuses', () => {
    const codes = Object.keys(responses);
    expect(codes.some((code) => code.startsWith('2'))).toBe(true);
    expect(codes).toContain('503');
    for (const code of codes.filter((code) => code >= '400' && code !== '412' && code !== '416')) {
      const shape = responses[code]?.content?.['application/json']?.schema.properties ?? {};
      expect(Object.keys(shape).filter((key) => ['error', 'message', 'subsonic-response'].includes(key))).toHaveLength(
        1,
      );
    }
    // Players are refused by 200, and what stands in it.
    if (tags[0] === 'players') return;
    // A stranger is refused unless nothing at all is one of the ways to show who one is.
    if (security && !security.some((way) => Object.keys(way).length === 0)) expect(codes).toContain('401');
  });

  test('tells who may use it, what happens and what comes back', () => {
    expect(description).toMatch(/^(For .+\.|Для .+\.|Доступно: .+\.) \S.{10,}/su);
  });

  test('shows the body that it takes: files in forms only, text in JSON', () => {
    const route = routes.find((candidate) => namesOf(candidate).includes(name));
    const types = Object.keys(requestBody?.content ?? {});
    const isBytes = /^application\/(offset\+)?octet-stream$/.test(types.join());
    expect(requestBody === undefined).toBe(route?.hooks.body === undefined && !isBytes);
    if (requestBody === undefined) return;
    expect(types.filter((type) => !BODIED.includes(type) && !isBytes)).toEqual([]);
    expect(JSON.stringify(requestBody.content['application/json'] ?? {})).not.toContain('binary');
    if (types.includes('multipart/form-data')) {
      expect(JSON.stringify(requestBody.content['multipart/form-data'])).toContain('"format":"binary"');
    }
    for (const code of ['400', '413', '415']) expect(Object.keys(responses)).toContain(code);
  });
});

describe('GET /swagger/json, bodies', () => {
  test.each([
    ['POST /users', ['application/json']],
    ['POST /trackHistory', ['application/json']],
    ['POST /artists', BODIED],
    ['PUT /tracks/{id}', BODIED],
  ])('%s · takes %j', (name, types) => {
    expect(Object.keys(byName.get(name)?.requestBody?.content ?? {})).toEqual(types);
  });

  test('POST /tracks · a file is picked in a form, and is not in the JSON that is tried out', () => {
    const { content } = byName.get('POST /tracks')?.requestBody ?? { content: {} };
    expect(content['multipart/form-data']?.schema.properties).toMatchObject({
      album: { type: 'string', description: 'the id of an album, or the album as it was shown' },
      duration: { type: 'string', description: 'mm:ss, h:mm:ss, or seconds' },
      audio: { type: 'string', format: 'binary', description: 'an MP3, WAV, OGG, M4A or FLAC file' },
    });
    expect(Object.keys(content['application/json']?.schema.properties ?? {})).toEqual([
      'name',
      'album',
      'duration',
      'disc',
      'position',
      'genre',
    ]);
  });

  test.each([
    ['that cannot do without its file', { file: UploadField('a picture'), note: t.Optional(t.String()) }, undefined],
    ['that is a form', { file: t.Optional(UploadField('a picture')), note: t.Optional(t.String()) }, 'multipart'],
  ] as const)('a body %s is shown as a form only', (_, fields, only) => {
    expect(bodyOf(t.Object(fields), only).content).toMatchObject({
      'multipart/form-data': {
        schema: {
          properties: {
            file: { type: 'string', format: 'binary', description: 'a picture' },
            note: { type: 'string' },
          },
        },
      },
    });
  });
});

describe('GET /swagger', () => {
  let html: string;
  let policy: string;
  beforeAll(async () => {
    const page = await house.fetch('GET', '/swagger');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    html = await page.text();
    policy = page.headers.get('content-security-policy') ?? '';
  });

  test('names no other host', () => {
    expect(html).toContain(`src="${SCRIPT}"`);
    expect(html.match(/https?:\/\/|["']\/\//g)).toBeNull();
  });

  test('runs the scripts of this server, and none that stands in the page', () => {
    expect(html).not.toMatch(/<style|<script>| style=| on\w+=/);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none';");
    expect(policy).not.toContain('unsafe');
  });
});

describe('GET /swagger/assets/:file', () => {
  test.each([
    [SCRIPT, 'text/javascript;charset=utf-8'],
    ['/swagger/assets/swagger-ui.css', 'text/css;charset=utf-8'],
    ['/swagger/assets/page.js', 'text/javascript;charset=utf-8'],
    ['/swagger/assets/page.css', 'text/css;charset=utf-8'],
    ['/icon.svg', 'image/svg+xml'],
    ['/favicon.ico', 'image/svg+xml'],
  ])('GET %s · is %s, and the same when compressed', async (path, type) => {
    const plain = await house.fetch('GET', path);
    const zipped = await house.fetch('GET', path, { headers: { 'accept-encoding': 'br, gzip' } });
    expect([plain, zipped].map(({ headers }) => headers.get('content-type'))).toEqual([type, type]);
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(zipped.headers.get('vary')).toContain('Accept-Encoding');
    expect(gunzipSync(await zipped.bytes()).equals(await plain.bytes())).toBe(true);
  });

  test('compresses what it is made of once, however often that is asked for', async () => {
    const ask = async () => (await house.fetch('GET', SCRIPT, { headers: { 'accept-encoding': 'gzip' } })).bytes();
    await ask();
    const start = performance.now();
    for (let n = 0; n < 60; n++) await ask();
    // Each time anew it would take two seconds.
    expect(performance.now() - start).toBeLessThan(800);
  });

  test('are not sent again to those who have them', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const headers = { 'accept-encoding': encoding };
      const etag = (await house.fetch('GET', SCRIPT, { headers })).headers.get('etag') ?? '';
      const again = await house.fetch('GET', SCRIPT, { headers: { ...headers, 'if-none-match': etag } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
  });
});
