import { DrizzleQueryError } from 'drizzle-orm';

/** An error as it may be logged: without the values of the statement that failed. */
interface Loggable {
  type: string;
  message: string;
  stack?: string;
  cause?: Loggable;
  errors?: Loggable[];
  [field: string]: unknown;
}

/** The fields of an error that may be logged. PostgreSQL's `detail`, `where` and `parameters` contain values of rows. */
const FIELDS = [
  ...['code', 'errno', 'syscall', 'address', 'port', 'hostname', 'path', 'severity', 'routine'],
  ...['schema_name', 'table_name', 'column_name', 'constraint_name'],
];

/** Causes below this depth are left out: an error may be its own cause. */
const DEPTH = 5;

/** PostgreSQL's error class 22, whose messages quote the rejected value. */
const DATA_EXCEPTION = /^22/;

/**
 * The one form in which errors are logged. drizzle's message lists the parameters of the statement, and PostgreSQL's error
 * repeats values of the row, such as e-mail addresses and password hashes: both are removed.
 */
export function loggable(error: unknown, depth = DEPTH): Loggable {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error).slice(0, 1_000) };
  const safe: Loggable = { type: error.name, message: messageOf(error) };
  for (const field of FIELDS) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === 'string' || typeof value === 'number') safe[field] = value;
  }
  const stack = stackOf(error, safe.message);
  if (stack !== undefined) safe.stack = stack;
  if (depth === 0) return safe;
  if (error.cause !== undefined) safe.cause = loggable(error.cause, depth - 1);
  if (error instanceof AggregateError) safe.errors = error.errors.slice(0, 8).map((each) => loggable(each, depth - 1));
  return safe;
}

/** The message of the innermost cause, in one line: what the database said, without the statement and its values. */
export function reasonOf(error: unknown): string {
  const { cause, errors, message, code } = (error ?? {}) as { [field: string]: unknown };
  if (cause instanceof Error) return reasonOf(cause);
  if (Array.isArray(errors) && errors.length > 0) return reasonOf(errors[0]);
  const text = error instanceof Error ? messageOf(error) : String(message ?? error);
  return (text || String(code ?? 'no reason was given')).replaceAll(/\s*\n\s*/g, ' ').slice(0, 1_000);
}

function messageOf(error: Error): string {
  if (error instanceof DrizzleQueryError) return `Failed query: ${error.query}`;
  // From the first quotation mark to the last, as the value itself may contain quotation marks.
  const quotes = DATA_EXCEPTION.test(String((error as { code?: unknown }).code));
  return quotes ? error.message.replace(/".*"/s, '"…"') : error.message;
}

/** The stack with its message replaced by the safe one; `undefined` when the stack does not contain the message as a whole. */
function stackOf({ message, stack }: Error, safe: string): string | undefined {
  if (stack === undefined || message === safe) return stack;
  const at = stack.indexOf(message);
  return at === -1 ? undefined : stack.slice(0, at) + safe + stack.slice(at + message.length);
}
