import type { TSchema } from '@sinclair/typebox';
import { ParseError, ValidationError } from 'elysia';
import type { Logger } from 'pino';
import { DomainError, invalid } from '../errors.ts';
import type { Dialect } from './dialect.ts';

const ENGLISH = {
  notFound: 'Not found',
  methodNotAllowed: 'Method Not Allowed',
  failed: 'Internal server error',
};

/** What Elysia hands to an error hook, as far as it is needed here. */
interface Failure {
  code: string | number;
  error: unknown;
  request: Request;
  path: string;
}

/**
 * The one place where an exception becomes an answer. The dialect is picked by the address, since an unmatched path
 * reaches no surface's own hooks.
 *
 * @param methodsOf the methods that an address takes, empty for an unknown one
 * @param explain the domain's word for a failure of what lies beneath it, such as a database that is away
 * @param dialects asked in order; the last one owns what nobody else does
 */
export function refusals(
  dialects: readonly Dialect[],
  methodsOf: (path: string) => string[],
  explain: (error: unknown) => DomainError | undefined,
  log: Logger,
) {
  const fallback = dialects.at(-1) as Dialect;

  return ({ code, error, request, path }: Failure): Response => {
    const dialect = dialects.find(({ owns }) => owns(request.method, path)) ?? fallback;
    const { notFound, methodNotAllowed, failed } = dialect.texts ?? ENGLISH;
    const answer = (text: string, status: number, headers: Record<string, string> = {}) =>
      Response.json(dialect.body(text, status), { status, headers });

    if (code === 'NOT_FOUND') {
      const allow = methodsOf(path);
      return allow.length > 0 ? answer(methodNotAllowed, 405, { allow: allow.join(', ') }) : answer(notFound, 404);
    }
    const problem = asProblem(error) ?? explain(error);
    if (problem === undefined) {
      log.error({ err: error, method: request.method, path }, 'a request failed through no fault of the client');
      return answer(failed, 500);
    }
    if (problem.kind === 'busy') log.warn({ method: request.method, path }, problem.message);
    const [status, text] = dialect.refusals[problem.kind](problem);
    const { retryAfter } = problem.detail;
    return answer(text, status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
  };
}

/** The domain's word for an exception; `undefined` for one that is our own fault. */
function asProblem(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  // Elysia wraps whatever a parse hook throws.
  if (error instanceof ParseError) return asProblem(error.cause) ?? invalid('body', 'is malformed');
  if (error instanceof ValidationError) return error.type === 'response' ? undefined : asInvalid(error);
  return undefined;
}

/** The first thing wrong with a body, query or path, said with the schema's own description. */
function asInvalid({ type, valueError }: ValidationError): DomainError {
  const { path = '', schema, value } = valueError ?? {};
  const field = path.slice(1).replaceAll('/', '.') || type;
  const { description: rule, absence }: Partial<TSchema> = schema ?? {};
  const refusal = (value ?? '') === '' && absence ? absence : schema?.refusal;
  const detail = { ...(rule ? { rule } : {}), ...(refusal ? { refusal } : {}) };
  if (value === undefined) return invalid(field, 'is required', { ...detail, missing: true });
  return invalid(field, rule ? `must be ${rule}` : `must be a valid ${schema?.type ?? 'value'}`, detail);
}
