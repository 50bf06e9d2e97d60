import { type SQL, sql } from 'drizzle-orm';
import { DomainError, invalid } from '../errors.ts';
import type { Database, Handle } from './database.ts';

/** The error code of either engine. drizzle wraps PostgreSQL's error, so the causes are searched too. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : codeOf(cause);
}

/** Whether a row was rejected because another has the same unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return ['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'].includes(codeOf(error));
}

/** Whether a row was rejected because it refers to one that does not exist, or is still referred to. */
export function isForeignKeyViolation(error: unknown): boolean {
  return ['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY', 'SQLITE_CONSTRAINT_TRIGGER'].includes(codeOf(error));
}

/** Whether PostgreSQL aborted one of two conflicting transactions, so that the same work may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

const UNAVAILABLE =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENOENT|CONNECTION_|CONNECT_TIMEOUT|57P0|53|08|SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY))/;

const CALLERS_FAULT = /^(?:22021|22P05|23\d\d\d|40001|40P01|SQLITE_CONSTRAINT)/;
const OF_DATABASE = /^(?:SQLITE_|CONNECTION_|CONNECT_TIMEOUT|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|[0-9A-Z]{5}$)/;

/** Whether the database has failed: not where it only refused what a caller wanted. */
export function isFault(error: unknown): boolean {
  const code = codeOf(error);
  return OF_DATABASE.test(code) && !CALLERS_FAULT.test(code);
}

/** Whether PostgreSQL has ended a connection, or let none in, whatever the reason: a password, a database that is gone. */
function isDisconnected(error: unknown): boolean {
  const { severity, cause } = (error ?? {}) as { severity?: unknown; cause?: unknown };
  return severity === 'FATAL' || severity === 'PANIC' || (cause !== undefined && isDisconnected(cause));
}

/** The error for clients when the database is unreachable, overloaded or out of space; `undefined` for any other error. */
export function databaseUnavailable(error: unknown): DomainError | undefined {
  if (!UNAVAILABLE.test(codeOf(error)) && !isDisconnected(error)) return undefined;
  return new DomainError('busy', 'The database is not available, try again shortly', { retryAfter: 2 });
}

/**
 * Whether a transaction that failed may be committed nevertheless: the connection to PostgreSQL broke before its answer
 * came. With SQLite, and when PostgreSQL answers, a failed transaction is known to be rolled back.
 */
export function mayBeCommitted(error: unknown): boolean {
  return databaseUnavailable(error) !== undefined && !/^(?:SQLITE_|53)/.test(codeOf(error));
}

/** The domain error for a database error that the calling code does not handle; `undefined` where there is none. */
export function toDomainError(error: unknown): DomainError | undefined {
  // A NUL or a lone surrogate in a path or a query: SQLite accepts it and finds nothing, PostgreSQL rejects it.
  if (['22021', '22P05'].includes(codeOf(error)))
    return invalid('request', 'contains characters that cannot be stored');
  return databaseUnavailable(error);
}

/**
 * Locks the rows of a query until the transaction ends, with `for update` on PostgreSQL. SQLite has one writer, so its
 * rows cannot change during a transaction anyway.
 */
export function forUpdate<Q extends Lockable>(engine: Database['engine'], query: Q): Q {
  return engine === 'postgres' ? (query.for('update') as Q) : query;
}

/** The same, leaving out rows that another transaction has locked. */
export function forUpdateSkipLocked<Q extends Lockable>(engine: Database['engine'], query: Q): Q {
  return engine === 'postgres' ? (query.for('update', { skipLocked: true }) as Q) : query;
}

/** Keeps the rows of a query from being deleted until the transaction ends; others may change and keep them too. */
export function forKeyShare<Q extends Lockable>(engine: Database['engine'], query: Q): Q {
  return engine === 'postgres' ? (query.for('key share') as Q) : query;
}

/**
 * Lets transactions that ask for the same lock run one after another, from here to their end. SQLite's do so anyway.
 * @param lock an arbitrary number, the same in every version
 */
export async function inTurn(engine: Database['engine'], tx: Handle, lock: number): Promise<void> {
  if (engine === 'postgres') await tx.execute(sql`select pg_advisory_xact_lock(${lock})`);
}

/**
 * Settings of PostgreSQL's planner until the transaction ends, for queries whose best plan it cannot know: of what has just
 * been written it has no statistics.
 */
export async function planBy(engine: Database['engine'], tx: Handle, settings: Readonly<Record<string, string>>) {
  if (engine !== 'postgres') return;
  for (const [name, value] of Object.entries(settings)) await tx.execute(sql.raw(`set local ${name} = ${value}`));
}

/** Milliseconds since the epoch, by the clock that all processes on one database share. */
export const sharedClock = (engine: Database['engine']): SQL<number> =>
  engine === 'postgres'
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

interface Lockable {
  for(strength: 'update' | 'key share', terms?: { skipLocked: true }): unknown;
}
