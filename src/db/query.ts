import type { Database as Connection, SQLQueryBindings, Statement } from 'bun:sqlite';
import { Column, type Query } from 'drizzle-orm';
import { fillPlaceholders } from 'drizzle-orm/sql/sql';
import type { Handle } from './database.ts';
import { clientOf } from './drizzle-internals.ts';

type Values = Record<string, unknown>;
type Run<Rows> = (values: Values) => Promise<Rows> | Rows;

interface Builder {
  prepare(name: string): { execute(values: Values): Promise<unknown> };
}

let names = 0;

/**
 * A query that is built and compiled once for each connection: `sql.placeholder('name')` stands where a value will come.
 * Building one costs some 100 µs each time, running a prepared one next to nothing.
 * Inside a PostgreSQL transaction it is built again, as drizzle ties it to the connection.
 */
export function prepared<Rows>(
  build: (on: Handle) => Builder & PromiseLike<Rows>,
): (on: Handle, values?: Values) => Promise<Rows> {
  const compiled = new WeakMap<Handle, Run<Rows>>();
  return async (on, values = {}) => {
    let run = compiled.get(on);
    if (run === undefined) {
      run = compile<Rows>(on, build(on));
      compiled.set(on, run);
    }
    return run(values);
  };
}

function compile<Rows>(on: Handle, builder: Builder): Run<Rows> {
  const query = builder.prepare(`tonearm_${++names}`);
  return isSqlite(query)
    ? compileSqlite<Rows>(clientOf<Connection>(on), query)
    : (values) => query.execute(values) as Promise<Rows>;
}

interface Field {
  /** Where a cell goes in the row: a name, or two where tables are joined. */
  path: string[];
  field: Decoder | { decoder: Decoder } | { sql: { decoder: Decoder } };
}

interface Decoder {
  mapFromDriverValue(cell: unknown): unknown;
}

/** What drizzle's prepared query is inside on bun:sqlite (drizzle is pinned). */
interface SqlitePrepared {
  stmt: Statement;
  query: Query;
  fields?: Field[];
  /** Of each table, whether the join finds a row of it for every row. */
  joinsNotNullableMap?: Record<string, boolean>;
  all(values: Values): unknown;
}

function isSqlite(query: object): query is SqlitePrepared {
  return 'stmt' in query;
}

/** Drizzle maps rows cell by cell, which on a list of fifty costs more than the query. */
function compileSqlite<Rows>(connection: Connection, query: SqlitePrepared): Run<Rows> {
  const { params, sql } = query.query;
  const { fields, joinsNotNullableMap = {} } = query;
  const statement = connection.prepare(withoutReplanning(sql));
  const fill = (values: Values) => fillPlaceholders(params, values) as SQLQueryBindings[];

  if (fields === undefined) return (values) => statement.all(...fill(values)) as Rows;
  // An absent row of an outer join is drizzle's affair.
  if (Object.values(joinsNotNullableMap).includes(false)) return (values) => query.all(values) as Rows;
  const isRow = fields.every(({ path, field }, at) => path.join() === statement.columnNames[at] && !decoderOf(field));
  if (isRow) return (values) => statement.all(...fill(values)) as Rows;
  const read = rowMapper(fields);
  return (values) => statement.values(...fill(values)).map(read) as Rows;
}

/**
 * SQLite plans by what is bound to `= ?` and `limit ?`, so it prepares such a statement anew for each value (4 µs).
 * Written like this it does not look.
 */
function withoutReplanning(sql: string): string {
  return sql.replace(/("\w+"\."\w+") = \?/g, '$1 in (?)').replace(/ limit \?$/, ' limit ? + 0');
}

/** Makes rows of SQLite's cells. */
function rowMapper(fields: Field[]): (cells: unknown[]) => object {
  const columns = fields.map(({ path, field }) => ({
    group: path.length > 1 ? path[0] : undefined,
    name: path.at(-1) as string,
    decoder: decoderOf(field),
  }));
  return (cells) => {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at++) {
      const { group, name, decoder } = columns[at] as (typeof columns)[number];
      if (group !== undefined) row[group] ??= {};
      const node = group === undefined ? row : (row[group] as Record<string, unknown>);
      const cell = cells[at];
      node[name] = decoder === undefined || cell === null ? cell : decoder.mapFromDriverValue(cell);
    }
    return row;
  };
}

/** What makes a value of a cell; `undefined` where the cell is the value. */
function decoderOf(field: Field['field']): Decoder | undefined {
  const decoder = 'mapFromDriverValue' in field ? field : 'decoder' in field ? field.decoder : field.sql.decoder;
  return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue ? undefined : decoder;
}
