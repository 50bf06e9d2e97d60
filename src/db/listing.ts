import { and, asc, count, desc, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Id } from '../lib/ids.ts';
import type { Listed, ListRequest, Sort } from '../lib/listing.ts';
import { fold } from '../lib/text.ts';
import type { Handle } from './database.ts';

/** A `select … from …` of drizzle's that goes on: its own types depend on every column and join. */
interface Selection extends PromiseLike<Record<string, unknown>[]> {
  where(condition: SQL | undefined): Selection;
  orderBy(...terms: SQL[]): Selection;
  limit(rows: number): Selection;
  offset(rows: number): Selection;
}

/** A list that has pages. */
export interface Listing<Column extends string> {
  /** `on.select(fields).from(…)`, with the joins that columns and condition need; left joins cost the count nothing. */
  from(on: Handle, fields: Record<string, PgColumn | SQL>): object;
  id: PgColumn;
  /** What it may be sorted by; texts by their folded keys. */
  columns: Readonly<Record<Column, PgColumn | SQL>>;
  /** The order when none is asked for. Without any it is newest first, by id. */
  order?: readonly Sort<Column>[];
}

/**
 * The ids of one page, in order, and how many there are in all. The rows are fetched by these ids afterwards: so the
 * walk to a far page touches nothing but an index. A page nearer to the end is counted from the end.
 * Unknown values come last in either direction, equal ones in order of their ids.
 */
export async function idsOfPage<Column extends string>(
  on: Handle,
  { from, id, columns, order = [] }: Listing<Column>,
  condition: SQL | undefined,
  { page, limit, sort }: Pick<ListRequest<Column>, 'page' | 'limit' | 'sort'>,
): Promise<Listed<Id>> {
  const select = (fields: Record<string, PgColumn | SQL>) => (from(on, fields) as Selection).where(condition);
  const [counted] = await select({ total: count() });
  const total = Number(counted?.total);
  const start = (page - 1) * limit;
  const size = Math.min(limit, total - start);
  if (size <= 0) return { entries: [], total };

  const startFromEnd = total - start - size;
  const isNearEnd = startFromEnd < start;
  const terms = termsOf(id, columns, sort.length > 0 ? sort : order, isNearEnd);
  const rows = await select({ id })
    .orderBy(...terms)
    .limit(size)
    .offset(isNearEnd ? startFromEnd : start);
  const ids = rows.map((row) => row.id as Id);
  return { entries: isNearEnd ? ids.reverse() : ids, total };
}

function termsOf<Column extends string>(
  id: PgColumn,
  columns: Readonly<Record<Column, PgColumn | SQL>>,
  sort: readonly Sort<Column>[],
  isReversed: boolean,
): SQL[] {
  const [towards, away] = isReversed ? [desc, asc] : [asc, desc];
  const terms = sort.flatMap(({ by, direction }) => {
    const column = columns[by];
    const term = (direction === 'asc' ? towards : away)(column);
    // An index gives the order only where no term comes before its column.
    return 'notNull' in column && column.notNull ? [term] : [towards(sql`${column} is null`), term];
  });
  const last = sort.at(-1)?.direction ?? 'desc';
  return [...terms, (last === 'asc' ? towards : away)(id)];
}

/** Whether a text occurs in one of the folded keys, literally and without regard to case. */
export function occursIn(keys: readonly PgColumn[], text: string): SQL {
  const pattern = `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${sql.join(
    keys.map((key) => sql`${key} like ${pattern} escape '\\'`),
    sql` or `,
  )})`;
}

/** Puts rows in the order of the ids that they were fetched by; ids without a row are left out. */
export function inOrder<Row extends { id: Id }>(ids: readonly Id[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The conditions that are given, all of them. */
export const allOf = (...conditions: (SQL | undefined | false)[]): SQL | undefined =>
  and(...conditions.map((condition) => condition || undefined));
