import { and, asc, type Column, desc, type SQL, sql } from 'drizzle-orm';
import { invalid } from '../errors.ts';
import type { Cursor, PageRequest } from '../lib/page.ts';
import type { Selection } from './selection.ts';

/** Columns by which a list goes on, the last of them unlike in all rows; all ascending or all descending. */
export interface Keyset {
  columns: readonly Column[];
  order: 'asc' | 'desc';
}

/** Rows that come after a key: one seek in the index of these columns. */
export function beyond({ columns, order }: Keyset, key: readonly (string | number | SQL)[]): SQL {
  const list = (parts: readonly unknown[]) =>
    sql.join(
      parts.map((part) => sql`${part}`),
      sql`, `,
    );
  return sql`(${list(columns)}) ${sql.raw(order === 'asc' ? '>' : '<')} (${list(key)})`;
}

/** What a list is ordered by. */
export function inOrderOf({ columns, order }: Keyset): SQL[] {
  return columns.map((column) => (order === 'asc' ? asc(column) : desc(column)));
}

/** @throws invalid (`cursor`) when a cursor, which comes from a client, is not a key of these columns. */
export function checkCursor(columns: readonly Column[], cursor: Cursor): void {
  const fits = columns.every(({ dataType }, at) => typeof cursor[at] === (dataType === 'number' ? 'number' : 'string'));
  if (!fits || cursor.length !== columns.length) throw invalid('cursor', 'is not one that this list gave');
}

/**
 * The rows of a page, one more than it holds if there is more (see `pageOf`).
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
  return (select as unknown as Selection<Row>)
    .where(and(condition, after && beyond(keyset, after)))
    .orderBy(...inOrderOf(keyset))
    .limit(limit + 1);
}
