import { DomainError, invalid } from '../errors.ts';
import type { Database } from './database.ts';

/** Codes by which either engine says what went wrong; drizzle wraps PostgreSQL's error, so the cause is asked too. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : codeOf(cause);
}

/** Whether a row was refused because another has the same key. */
export function isUniqueViolation(error: unknown): boolean {
  return ['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'].includes(codeOf(error));
}

/** Whether a row was refused because it names one that is not there, or is still named by another. */
export function isForeignKeyViolation(error: unknown): boolean {
  return ['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY', 'SQLITE_CONSTRAINT_TRIGGER'].includes(codeOf(error));
}

/** Whether PostgreSQL gave up one side of a clash and the same work may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

const UNAVAILABLE =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENOENT|CONNECTION_|CONNECT_TIMEOUT|57P0|53|08|SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY))/;

/** A database that is away, overloaded or out of space, as the error that clients may see; `undefined` for any other. */
export function databaseUnavailable(error: unknown): DomainError | undefined {
  if (!UNAVAILABLE.test(codeOf(error))) return undefined;
  return new DomainError('busy', 'The database is not available, try again shortly', { retryAfter: 2 });
}

/**
 * Whether a transaction that failed may have been committed all the same: the connection to PostgreSQL broke before its
 * answer came. SQLite and a PostgreSQL that answers know that nothing has happened.
 */
export function mayBeCommitted(error: unknown): boolean {
  return databaseUnavailable(error) !== undefined && !/^(?:SQLITE_|53)/.test(codeOf(error));
}

/** The domain's word for what a database refused or could not do, where the code that asked had none; else `undefined`. */
export function toDomainError(error: unknown): DomainError | undefined {
  // A NUL or a lone surrogate that came in a path or a query: SQLite takes it and finds nothing, PostgreSQL refuses it.
  if (['22021', '22P05'].includes(codeOf(error)))
    return invalid('request', 'contains characters that cannot be stored');
  return databaseUnavailable(error);
}

/**
 * The rows stay as they are read until the transaction ends. SQLite has one writer, so there it is so already;
 * PostgreSQL has to be told.
 */
export function forUpdate<Q extends Lockable>(engine: Database['engine'], query: Q): Q {
  return engine === 'postgres' ? (query.for('update') as Q) : query;
}

/** The same, without the rows that another transaction holds. */
export function forUpdateSkipLocked<Q extends Lockable>(engine: Database['engine'], query: Q): Q {
  return engine === 'postgres' ? (query.for('update', { skipLocked: true }) as Q) : query;
}

interface Lockable {
  for(strength: 'update', terms?: { skipLocked: true }): unknown;
}
