import { and, type Column, eq, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';
import { type Selection, selectionOf } from './drizzle-internals.ts';

type Engine = Database['engine'];

/**
 * Lists as one parameter: the statement is the same for any length, so it can be prepared, and its length has no limit.
 * The list is JSON, given as a text or as a placeholder for one.
 */
type List = string | SQLWrapper;

/** The texts of a list, for `in`. @param list a JSON array of texts */
export function textsIn(engine: Engine, list: List): SQL {
  return engine === 'postgres'
    ? sql`(select jsonb_array_elements_text(${list}::jsonb))`
    : sql`(select value from json_each(${list}))`;
}

/**
 * The condition that a column is one of some ids. One alone is compared with: of a list PostgreSQL guesses that it has a
 * hundred, and reads an order from end to end that it could seek in.
 */
export const isAmong = (engine: Engine, column: Column, ids: readonly string[]): SQL =>
  ids.length === 1 ? eq(column, ids[0]) : inArray(column, textsIn(engine, JSON.stringify(ids)));

/**
 * The rows of a table whose column is one of some ids, found by an index that ends with the column: from the ids to the
 * rows. With `in` both databases read all rows that the rest of the index names, as PostgreSQL guesses that a list has a
 * hundred ids, of an array ten.
 * @param select a `select …` without its `from` @param list a JSON array of texts
 */
export function rowsAt<Row>(
  engine: Engine,
  select: { from(source: SQL | PgTable): object },
  table: PgTable,
  column: Column,
  list: List,
  condition?: SQL,
): Selection<Row> {
  if (engine === 'postgres') {
    const ids = sql`array(select jsonb_array_elements_text(${list}::jsonb))`;
    return selectionOf(select.from(table) as PromiseLike<Row[]>).where(and(condition, sql`${column} = any(${ids})`));
  }
  const given = select.from(placesIn(engine, list)) as { crossJoin(table: PgTable): PromiseLike<Row[]> };
  return selectionOf(given.crossJoin(table)).where(and(condition, eq(column, sql`given.value`)));
}

/** The texts of a list with their places, for `from`: rows of `place` (from 0) and `value`. @param list a JSON array of texts */
export function placesIn(engine: Engine, list: List): SQL {
  return engine === 'postgres'
    ? sql`(select (nth - 1)::integer as place, value from jsonb_array_elements_text(${list}::jsonb)
        with ordinality as numbered(value, nth)) as given`
    : sql`(select key as place, value from json_each(${list})) as given`;
}

/**
 * The rows of a list, for `from`: `given` has the named columns.
 * @param list a JSON array of objects
 */
export function rowsIn(engine: Engine, list: List, columns: Readonly<Record<string, 'text' | 'bigint'>>): SQL {
  if (engine === 'postgres') {
    const typed = Object.entries(columns).map(([name, type]) => sql.raw(`${name} ${type}`));
    return sql`jsonb_to_recordset(${list}::jsonb) as given(${sql.join(typed, sql`, `)})`;
  }
  const read = Object.keys(columns).map((name) => sql.raw(`value ->> '$.${name}' as ${name}`));
  return sql`(select ${sql.join(read, sql`, `)} from json_each(${list})) as given`;
}

/**
 * A `select` of the rows of a list, for `insert`.
 * @param list a JSON array of arrays, each of the columns' values in their order
 * @param before the columns that all rows have alike
 */
export function tuplesIn(engine: Engine, list: List, before: readonly SQL[], types: readonly TupleType[]): SQL {
  const cells = types.map((type, at) =>
    engine === 'postgres' ? sql.raw(`(value ->> ${at})::${type}`) : sql.raw(`value ->> ${at}`),
  );
  const columns = sql.join([...before, ...cells], sql`, `);
  return engine === 'postgres'
    ? sql`select ${columns} from jsonb_array_elements(${list}::jsonb) as given(value)`
    : sql`select ${columns} from json_each(${list}) where true`;
}

type TupleType = 'text' | 'integer' | 'bigint';
