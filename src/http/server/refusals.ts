import { ParseError, ValidationError } from 'elysia';
import type { Logger } from 'pino';
import { DomainError, invalid } from '../../errors.ts';
import { problemsOf, together } from '../body/problems.ts';
import type { Dialect } from '../dialect.ts';
import { PERSONAL_HEADERS, written } from '../json.ts';

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
    const answer = (text: string, status: number, headers: Record<string, string> = {}, problems?: readonly string[]) =>
      written(dialect.encoding, dialect.body(text, status, problems), request, {
        status,
        // It may hang on who was asking.
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
      // RFC 9110, section 9.3.7; a page's preflight has been answered before it came here.
      return request.method === 'OPTIONS'
        ? new Response(null, { status: 204, headers: { allow: [...allow, 'OPTIONS'].join(', ') } })
        : answer(methodNotAllowed, 405, { allow: allow.join(', ') });
    }
    const thrown = causeOf(error);
    const problem = asProblem(thrown) ?? explain(thrown);
    // A client that hung up has no use for an answer, and it is nobody's fault.
    if (problem === undefined && request.signal.aborted) return answer(failed, 500);
    if (problem === undefined) {
      log.error({ err: thrown, method: request.method, path }, 'a request failed through no fault of the client');
      return answer(failed, 500);
    }
    if (problem.kind === 'busy') log.warn({ method: request.method, path }, problem.message);
    const [status, text] = dialect.refusals[problem.kind](problem);
    const { retryAfter, problems } = problem.detail;
    return answer(text, status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }, problems);
  };
}

/**
 * What was thrown. Elysia wraps whatever a parse hook throws, and there the caller is looked up: that the database is
 * away is no malformed body. Its own parsers, where they run, throw these two.
 */
function causeOf(error: unknown): unknown {
  const isOurs =
    error instanceof ParseError && !(error.cause instanceof SyntaxError || error.cause instanceof TypeError);
  return isOurs ? (error.cause ?? error) : error;
}

/** The domain's word for an exception; `undefined` for one that is our own fault. */
function asProblem(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (error instanceof ParseError) return invalid('body', 'is malformed');
  if (error instanceof ValidationError) return error.type === 'response' ? undefined : asInvalid(error);
  return undefined;
}

/** A shape that a value did not have, as TypeBox has compiled it. */
interface Checked {
  Errors(value: unknown): Parameters<typeof problemsOf>[0];
}

function asInvalid(error: ValidationError): DomainError {
  // Elysia's own list says each value in words, which a client's `{"toString": 1}` makes an exception.
  const [first = invalid(error.type, 'is malformed'), ...others] = problemsOf(
    (error.validator as Checked).Errors(error.value),
    error.type,
  );
  return together(first, ...others);
}
