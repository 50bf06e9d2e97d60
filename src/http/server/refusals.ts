import { ParseError, ValidationError } from 'elysia';
import type { Logger } from 'pino';
import { DomainError, type ErrorDetail, invalid } from '../../errors.ts';
import { problemsOf, together } from '../body/problems.ts';
import type { Dialect } from '../dialect.ts';
import { encodeAnswer, PERSONAL_HEADERS } from '../json.ts';

const ENGLISH = {
  notFound: 'Not found',
  methodNotAllowed: 'Method Not Allowed',
  failed: 'Internal server error',
};

/** The part of an error hook's context that is needed here. */
interface Failure {
  code: string | number;
  error: unknown;
  request: Request;
  path: string;
}

/**
 * Makes an answer of an exception, for all surfaces. The dialect is found by the path, since an unmatched path reaches
 * no surface's own error hook.
 *
 * @param methodsOf the methods that a path takes; none for an unknown path
 * @param explain turns a failure of the database into a domain error; `undefined` for any other exception
 * @param dialects the first that owns the path is taken, else the last
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
    const answer = (text: string, status: number, headers: Record<string, string> = {}, detail: ErrorDetail = {}) =>
      encodeAnswer(dialect.encoding, dialect.body(text, status, detail.problems, detail.index), request, {
        status,
        // A refusal may depend on the caller.
        headers: {
          ...PERSONAL_HEADERS,
          ...dialect.headers,
          ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
          ...headers,
        },
      });

    if (code === 'NOT_FOUND') {
      const allow = methodsOf(path);
      if (allow.length === 0) return answer(notFound, 404);
      // RFC 9110, section 9.3.7. The preflight of a page does not come here: the CORS plugin answers it.
      return request.method === 'OPTIONS'
        ? new Response(null, { status: 204, headers: { allow: [...allow, 'OPTIONS'].join(', ') } })
        : answer(methodNotAllowed, 405, { allow: allow.join(', ') });
    }
    const thrown = causeOf(error);
    const problem = toDomainError(thrown) ?? explain(thrown);
    // A closed connection makes reads fail: that is no fault to log.
    if (problem === undefined && request.signal.aborted) return answer(failed, 500);
    if (problem === undefined) {
      log.error({ err: thrown, method: request.method, path }, 'a request failed through no fault of the client');
      return answer(failed, 500);
    }
    // The cause tells the owner what the client is not told, as what a file store has answered.
    if (problem.kind === 'busy') log.warn({ method: request.method, path, err: problem.cause }, problem.message);
    const [status, text] = dialect.refusals[problem.kind](problem);
    const { retryAfter } = problem.detail;
    return answer(text, status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }, problem.detail);
  };
}

/**
 * Unwraps what a parse hook threw. Elysia wraps every such exception in a `ParseError`, and the caller is looked up in
 * that hook: an unreachable database must not be answered as a malformed body. Elysia's own parsers throw a `SyntaxError`
 * or a `TypeError`, for which `ParseError` stays.
 */
function causeOf(error: unknown): unknown {
  const isOurs =
    error instanceof ParseError && !(error.cause instanceof SyntaxError || error.cause instanceof TypeError);
  return isOurs ? (error.cause ?? error) : error;
}

/** The domain error for an exception; `undefined` for one that the client did not cause. */
function toDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (error instanceof ParseError) return invalid('body', 'is malformed');
  if (error instanceof ValidationError) return error.type === 'response' ? undefined : validationProblem(error);
  return undefined;
}

/** A TypeBox schema, compiled. */
interface CompiledSchema {
  Errors(value: unknown): Parameters<typeof problemsOf>[0];
}

function validationProblem(error: ValidationError): DomainError {
  // Not `error.all`: it turns each value into a text, which throws for a client's `{"toString": 1}`.
  const [first = invalid(error.type, 'is malformed'), ...others] = problemsOf(
    (error.validator as CompiledSchema).Errors(error.value),
    error.type,
  );
  return together(first, ...others);
}
