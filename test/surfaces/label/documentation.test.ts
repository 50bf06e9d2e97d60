import { afterAll, describe, expect, test } from 'bun:test';
import { House } from '../../support/house.ts';
import { signIn } from '../../support/label.ts';

interface Schema {
  type?: string;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  format?: string;
}
interface Operation {
  tags: string[];
  summary: string;
  description: string;
  parameters?: { name: string; in: string; description: string; example?: unknown }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: Schema }> }>;
}

const house = await House.open('sqlite');
afterAll(() => house.close());
const { body: document } = await house.call('GET', '/swagger/json');
const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, found]) => [method.toUpperCase(), path, found] as const),
  );

/** Prefilled parameters would narrow every list, or book only once: these are for who knows what they are for. */
const BARE = ['cursor', 'Idempotency-Key'];

/** The names of the fields, at any depth, that show no example. */
function bare(schema: Schema, path = ''): string[] {
  if (schema.examples || schema.format === 'binary') return [];
  if (schema.items) return bare(schema.items, `${path}[]`);
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([name, field]) => bare(field, `${path}.${name}`));
  return [path];
}

/** A body as Swagger UI fills it in. */
function filled({ examples, properties, items, format }: Schema): unknown {
  if (examples) return examples[0];
  if (items) return [filled(items)];
  if (format === 'binary') return undefined;
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, field]) => [name, filled(field)]));
}

test('GET /swagger/json · forms show what they take, and nothing that only JSON has', () => {
  const shown = (path: string) => document.paths[path].post.requestBody.content;
  expect(Object.keys(shown('/v1/docs/{id}/{type}/{documentId}'))).toEqual(['multipart/form-data']);
  const form = shown('/v1/media/{id}/releases/{releaseId}/track')['multipart/form-data'].schema.properties;
  expect(form).toMatchObject({
    file: { type: 'string', format: 'binary' },
    trackNumber: { type: 'string' },
    fileType: { type: 'string', enum: ['wav', 'flac'] },
  });
  expect(operations.length).toBe(113);
});

describe.each(operations)(
  '%s %s',
  (method, path, { tags, summary, description, parameters = [], requestBody, responses }) => {
    test('is told in Russian, under a tag of the label', () => {
      expect(tags).toEqual([expect.stringMatching(/^label: /)]);
      expect(summary).toMatch(/^[А-ЯЁ]/);
      expect(description).toMatch(/^(Доступно: |Для )[^.]+\. [А-ЯЁ].*\.$/);
      for (const parameter of parameters) expect(parameter.description).toMatch(/[а-яё]|^asc или desc$/);
      const said = Object.values(responses).flatMap(({ description }) => description ?? []);
      expect(said.filter((text) => !/[а-яё]/.test(text))).toEqual([]);
    });

    test('shows an example of each parameter, field and answer', () => {
      const without = parameters.filter(({ example, name }) => example === undefined && !BARE.includes(name));
      expect(without.map(({ name }) => name)).toEqual([]);
      const bodies = Object.values(requestBody?.content ?? {});
      const answers = Object.values(responses).flatMap(({ content = {} }) => Object.values(content));
      expect([...bodies, ...answers].flatMap(({ schema }) => bare(schema))).toEqual([]);
    });

    test('takes the body that is filled in', async () => {
      const schema = requestBody?.content['application/json']?.schema;
      if (schema === undefined || path === '/v1/auth/login') return;
      const token = await signIn(house, 'root', 'root-password');
      const nobody = path.replace(/{\w+}/g, '0'.repeat(24));
      const { status, body } = await house.call(method, nobody, { token, body: filled(schema) as object });
      expect({ status, message: body.message }).toEqual({ status, message: expect.not.stringContaining('Поле ') });
    });
  },
);
