import { describe, expect, test } from 'bun:test';
import { ParseError } from 'elysia';
import pino from 'pino';
import { DomainError } from '../../../src/errors.ts';
import { refusals } from '../../../src/http/server/refusals.ts';
import { communityDialect } from '../../../src/surfaces/community/errors.ts';

const away = new DomainError('busy', 'The database is not available', { retryAfter: 2 });
const refuse = refusals(
  [communityDialect],
  () => [],
  (error) => (error instanceof RangeError ? away : undefined),
  pino({ level: 'silent' }),
);

/** How an exception of a parse hook, where callers are looked up and bodies are read, is answered. */
async function answer(cause: Error) {
  const request = new Request('http://localhost/users/login', { method: 'POST' });
  const response = refuse({ code: 'PARSE', error: new ParseError(cause), request, path: '/users/login' });
  return { status: response.status, body: await response.json(), retryAfter: response.headers.get('retry-after') };
}

describe('refusals, of what a parse hook throws', () => {
  test.each<[string, Error, number, string, string | null]>([
    ['of the domain', new DomainError('forbidden', 'No'), 403, 'No', null],
    ["of Elysia's parser of JSON", new SyntaxError('x'), 400, 'body is malformed', null],
    ["of Elysia's parser of forms", new TypeError('x'), 400, 'body is malformed', null],
    ['of a database that is away', new RangeError('x'), 503, 'The database is not available', '2'],
    ['of our own fault', new EvalError('x'), 500, 'Internal server error', null],
  ])('%s', async (_, cause, status, error, retryAfter) => {
    expect(await answer(cause)).toEqual({ status, body: { success: false, error }, retryAfter });
  });
});
