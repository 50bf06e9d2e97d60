import { describe, expect, test } from 'bun:test';
import { Contract } from '../../scripts/contract/contract.ts';
import type { Schema } from '../../scripts/contract/operations.ts';

const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
const refusal = json({ $ref: '#/components/schemas/Refusal' });
const contract = new Contract({
  paths: {
    '/tracks/{id}': {
      get: {
        responses: {
          200: json({
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, at: { format: 'date-time' } },
          }),
          204: {},
          206: { content: { 'audio/mpeg': { schema: { type: 'string', format: 'binary' } } } },
          '4XX': refusal,
          default: json({ const: 'broken' }),
        },
      },
    },
    '/tracks/own': { get: { responses: { 200: json({ type: 'array' }) } } },
    '/tracks/{id}.csv': { get: { responses: { 200: { content: { 'text/csv': {} } } } } },
    '/tracks/{id}/{part}': { delete: { responses: { 404: refusal } } },
  },
  components: {
    schemas: { Refusal: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } } },
  },
});

const answered = (request: string, status: number, body?: unknown, type = 'application/json') => {
  const [method = '', path = ''] = request.split(' ');
  return contract.breach({ method, path, status, type, text: body === undefined ? '' : JSON.stringify(body) });
};

describe('Contract.breach, an answer as documented', () => {
  test.each<[string, number, unknown?, string?]>([
    ['GET /tracks/1', 200, { name: 'x', more: 1 }, 'application/json; charset=utf-8'],
    ['GET /tracks/1/', 200, { name: 'x', at: '2026-01-01T00:00:00.000Z' }],
    ['GET /tracks/1?limit=2', 206, undefined, 'audio/mpeg'],
    ['GET /tracks/1', 404, { error: 'Not found' }],
    ['GET /tracks/1', 500, 'broken'],
    ['GET /tracks/own', 200, []],
    ['GET /tracks/1.csv', 200, undefined, 'text/csv'],
    ['DELETE /tracks/1/2', 404, { error: 'Not found' }],
    // What the document does not tell of.
    ['HEAD /tracks/1', 418],
    ['OPTIONS /tracks/1', 418],
    ['PUT /tracks/1', 405, { any: 'thing' }],
    ['GET /nowhere', 404, { any: 'thing' }],
    ['GET /livez', 200, { status: 'live' }],
  ])('%s %i %j is none of a breach', (request, status, ...[body, type]) => {
    expect(answered(request, status, body, type)).toBeUndefined();
  });
});

describe('Contract.breach names operation, status and place', () => {
  test.each<[string, number, unknown, string]>([
    [
      'GET /tracks/1',
      200,
      { name: 1 },
      'GET /tracks/{id} answered 200 with a body that is not as documented: /name must be string',
    ],
    ['GET /tracks/1', 200, {}, "the body must have required property 'name'"],
    ['GET /tracks/1', 200, { name: 'x', at: 'now' }, '/at must match format "date-time"'],
    ['GET /tracks/1', 204, {}, 'GET /tracks/{id} answered 204 with JSON, which it does not document'],
    ['GET /tracks/1', 206, {}, 'GET /tracks/{id} answered 206 with JSON, which it does not document'],
    ['GET /tracks/1', 404, { message: 'x' }, "the body must have required property 'error'"],
    [
      'GET /tracks/own',
      200,
      {},
      'GET /tracks/own answered 200 with a body that is not as documented: the body must be array',
    ],
    ['GET /tracks/own', 404, { error: 'x' }, 'GET /tracks/own answered 404, which it does not document'],
    ['DELETE /tracks/1/2', 200, {}, 'DELETE /tracks/{id}/{part} answered 200, which it does not document'],
  ])('%s %i %j: %s', (request, status, body, breach) => {
    expect(answered(request, status, body)).toContain(breach);
  });
});
