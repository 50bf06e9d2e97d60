/**
 * The closed list of what can go wrong in the domain. It knows nothing of HTTP: each surface's `errors.ts`
 * turns a kind into its own status and text.
 */
export type ErrorKind =
  | 'invalid' // a value that cannot be used; `field` names it
  | 'unauthenticated' // the request carries no token
  | 'wrong_token' // a token that is unknown, or has ended
  | 'wrong_login' // unknown account or wrong password; a dialect may tell them apart by `subject`
  | 'forbidden' // the caller is known, but not allowed
  | 'not_found'
  | 'conflict' // clashes with what is there: a taken name, an artist that still has albums
  | 'too_large' // more bytes, parts or pixels than a limit allows
  | 'unsupported' // a media type that is not taken here
  | 'limited' // too many requests; `retryAfter` says when to come back
  | 'busy'; // a bounded queue is full, or the database is unreachable; `retryAfter` likewise

export interface ErrorDetail {
  /** The field of the request that is wrong, as the client spelled it. */
  field?: string;
  /** When several fields are wrong at once: what is wrong with each. The message is the first of them. */
  problems?: readonly string[];
  /** What the error is about: `artist`, `album`, `track`, `login` … */
  subject?: string;
  /** The value given, for texts that repeat it. */
  value?: string;
  /** The field is required, but absent. */
  missing?: true;
  /** What the field takes, as the route's schema describes it. */
  rule?: string;
  /** The whole sentence, where a dialect's document prints one: the schema's `refusal`, or its `absence` when the field is absent. */
  refusal?: string;
  /** Which entry of the request's list is refused, from 1. */
  index?: number;
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
}

/** What the domain throws. `message` is plain English fit for a client; a dialect may replace it by its own text. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly detail: ErrorDetail = {},
  ) {
    super(message);
  }
}

/** Whether something that was thrown is a domain error of that kind. */
export function isKind(error: unknown, kind: ErrorKind): error is DomainError {
  return error instanceof DomainError && error.kind === kind;
}

/** A value that cannot be used: `invalid('year', 'must be four digits')` says "year must be four digits". */
export function invalid(field: string, problem: string, detail: ErrorDetail = {}): DomainError {
  return new DomainError('invalid', `${field} ${problem}`, { ...detail, field });
}

/**
 * A room's errors by name, for dialects that have texts of their own: `subject` is the name.
 * `const refuse = problems({ artist: ['not_found', 'No such artist'] })`, then `throw refuse('artist')`.
 */
export function problems<Name extends string>(list: Readonly<Record<Name, readonly [ErrorKind, string]>>) {
  return (name: Name, detail: ErrorDetail = {}): DomainError => {
    const [kind, message]: readonly [ErrorKind, string] = list[name];
    return new DomainError(kind, message, { ...detail, subject: name });
  };
}
