import { and, asc, type Column, desc, getTableName, type SQL, sql } from 'drizzle-orm';
import { invalid } from '../errors.ts';
import type { Cursor, PageRequest } from '../lib/page.ts';
import type { Handle } from './database.ts';
import { selectionOf } from './drizzle-internals.ts';
import { integerColumns } from './integers.ts' with { type: 'macro' };
import { prepared } from './query.ts';

/** The columns that a list is ordered and paged by; the last one is unique. All ascending or all descending. */
export interface Keyset {
  columns: readonly Column[];
  order: 'asc' | 'desc';
}

/** The condition for rows after a key. A row comparison, so that it is one seek in the index of these columns. */
export function afterKey({ columns, order }: Keyset, key: readonly (string | number | SQL)[]): SQL {
  const list = (parts: readonly unknown[]) =>
    sql.join(
      parts.map((part) => sql`${part}`),
      sql`, `,
    );
  return sql`(${list(columns)}) ${sql.raw(order === 'asc' ? '>' : '<')} (${list(key)})`;
}

/** The terms of `order by`. */
export function orderOf({ columns, order }: Keyset): SQL[] {
  return columns.map((column) => (order === 'asc' ? asc(column) : desc(column)));
}

/** In UTF-16 units. The longest sort key is a name of 300 characters, each of which NFKC may fold to 18. */
const LONGEST_KEY = 6000;
const MOST_IN_INTEGER = 2 ** 31 - 1;
const INTEGERS = new Set(integerColumns());

/** Checks a cursor, which comes from a client. @throws invalid (`cursor`) when it is not a key of these columns */
export function checkCursor(columns: readonly Column[], cursor: Cursor): void {
  const fits = cursor.length === columns.length && columns.every((column, at) => isOf(column, cursor[at]));
  if (!fits) throw invalid('cursor', 'is not one that this list gave');
}

/** Whether a value can be in this column: numbers that lists are ordered by are never negative. */
function isOf(column: Column, value: string | number | undefined): boolean {
  if (column.dataType !== 'number') return typeof value === 'string' && value.length <= LONGEST_KEY;
  const most = isInteger(column) ? MOST_IN_INTEGER : Number.MAX_SAFE_INTEGER;
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

/** Whether a column has 32 bits on PostgreSQL. */
const isInteger = (column: Column): boolean => INTEGERS.has(`${getTableName(column.table)}.${column.name}`);

/**
 * The rows of a page, and one more if the list goes on (see `pageOf`).
 * @param select a `select … from …` that has no condition yet
 * @throws invalid (`cursor`)
 */
export async function rowsOfPage<Row>(
  select: PromiseLike<Row[]>,
  keyset: Keyset,
  { limit, after }: PageRequest,
  condition?: SQL,
): Promise<Row[]> {
  if (after) checkCursor(keyset.columns, after);
  return selectionOf(select)
    .where(and(condition, after && afterKey(keyset, after)))
    .orderBy(...orderOf(keyset))
    .limit(limit + 1);
}

/**
 * `rowsOfPage` for hot lists: both statements, of the first page and of one after a key, are prepared once.
 * @param condition with placeholders, whose values are given for each page
 * @returns reads a page, given those values; throws invalid (`cursor`)
 */
export function preparedPages<Row>(
  select: (on: Handle) => PromiseLike<Row[]>,
  keyset: Keyset,
  condition: SQL,
): (on: Handle, page: PageRequest, values: Record<string, unknown>) => Promise<Row[]> {
  const shape = (after?: SQL) =>
    prepared<Row[]>((on) => {
      const selection = selectionOf(select(on)).where(and(condition, after));
      return selection.orderBy(...orderOf(keyset)).limit(sql.placeholder('limit'));
    });
  const first = shape();
  const following = shape(
    afterKey(
      keyset,
      keyset.columns.map((_, at) => sql`${sql.placeholder(`after${at}`)}`),
    ),
  );
  return (on, { limit, after }, values) => {
    if (after) checkCursor(keyset.columns, after);
    const key = Object.fromEntries((after ?? []).map((part, at) => [`after${at}`, part]));
    return (after ? following : first)(on, { ...values, ...key, limit: limit + 1 });
  };
}
