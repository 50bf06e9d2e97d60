import type { Database as Connection, SQLQueryBindings, Statement } from 'bun:sqlite';
import { Column, type Query } from 'drizzle-orm';
import { fillPlaceholders } from 'drizzle-orm/sql/sql';
import type { Sql } from 'postgres';
import type { Handle } from './database.ts';
import { clientOf, connectionOf } from './drizzle-internals.ts';

type Values = Record<string, unknown>;
type Run<Rows> = (values: Values) => Promise<Rows> | Rows;

interface Builder {
  prepare(name: string): { execute(values: Values): Promise<unknown> };
}

let names = 0;

/**
 * A query that is built once, with `sql.placeholder('name')` for each value: for each connection of SQLite, and for all
 * connections and transactions of PostgreSQL. Building a query with drizzle costs about 100 µs, running a prepared one
 * almost nothing.
 * @param build builds the query on a handle
 * @returns runs it with the values of the placeholders
 */
export function prepared<Rows>(
  build: (on: Handle) => Builder & PromiseLike<Rows>,
): (on: Handle, values?: Values) => Promise<Rows> {
  const compiled = new WeakMap<Handle, Run<Rows>>();
  let onPostgres: ((client: Sql, values: Values) => Promise<Rows>) | undefined;
  return async (on, values = {}) => {
    if (onPostgres !== undefined) return onPostgres(connectionOf(on), values);
    let run = compiled.get(on);
    if (run === undefined) {
      const query = build(on).prepare(`tonearm_${++names}`);
      if (isSqlite(query)) run = compileSqlite<Rows>(clientOf<Connection>(on), query);
      else {
        onPostgres = compilePostgres<Rows>(query as unknown as PostgresPrepared);
        run = (values) => query.execute(values) as Promise<Rows>;
      }
      compiled.set(on, run);
    }
    return run(values);
  };
}

/** The internals of drizzle's prepared query on postgres.js, which ties it to one connection. */
interface PostgresPrepared {
  queryString: string;
  params: unknown[];
  fields?: Field[];
  joinsNotNullableMap?: Record<string, boolean>;
}

/**
 * Sends the text of a query over whichever connection; postgres.js prepares it once on each. Maps rows as for SQLite.
 * @returns `undefined` for a query whose rows only drizzle can map
 */
function compilePostgres<Rows>({ queryString, params, fields, joinsNotNullableMap }: PostgresPrepared) {
  if (hasOuterJoin(joinsNotNullableMap)) return undefined;
  const read = fields && rowMapper(fields);
  return async (client: Sql, values: Values): Promise<Rows> => {
    // What fills a placeholder comes from the store that built the query, and fits its column.
    const sent = client.unsafe(queryString, fillPlaceholders(params, values) as never[], { prepare: true });
    return (read === undefined ? await sent : (await sent.values()).map(read)) as Rows;
  };
}

interface Field {
  /** The keys of a cell in its row: one name, or two where tables are joined. */
  path: string[];
  field: Decoder | { decoder: Decoder } | { sql: { decoder: Decoder } };
}

interface Decoder {
  mapFromDriverValue(cell: unknown): unknown;
}

/** The internals of drizzle's prepared query on bun:sqlite (its version is pinned). Read here only; see also drizzle-internals.ts. */
interface SqlitePrepared {
  stmt: Statement;
  query: Query;
  fields?: Field[];
  /** By table: false for one that is left-joined, whose columns may all be null. */
  joinsNotNullableMap?: Record<string, boolean>;
  all(values: Values): unknown;
}

function isSqlite(query: object): query is SqlitePrepared {
  return 'stmt' in query;
}

/** Maps rows itself, as drizzle's mapping of fifty rows, cell by cell, takes longer than the query. */
function compileSqlite<Rows>(connection: Connection, query: SqlitePrepared): Run<Rows> {
  const { params, sql } = query.query;
  const { fields, joinsNotNullableMap } = query;
  const statement = connection.prepare(withoutReplanning(sql));
  const fill = (values: Values) => fillPlaceholders(params, values) as SQLQueryBindings[];

  if (fields === undefined) return (values) => statement.all(...fill(values)) as Rows;
  if (hasOuterJoin(joinsNotNullableMap)) return (values) => query.all(values) as Rows;
  const isRow = fields.every(({ path, field }, at) => path.join() === statement.columnNames[at] && !decoderOf(field));
  if (isRow) return (values) => statement.all(...fill(values)) as Rows;
  const read = rowMapper(fields);
  return (values) => statement.values(...fill(values)).map(read) as Rows;
}

/**
 * SQLite's planner looks at the values bound to `= ?` and `limit ?`, and prepares the statement again for each new one
 * (4 µs). In these equivalent forms it does not look at them.
 */
function withoutReplanning(sql: string): string {
  return sql.replace(/("\w+"\."\w+") = \?/g, '$1 in (?)').replace(/ limit \?$/, ' limit ? + 0');
}

/** Whether rows of some table may be absent, which drizzle maps to null. */
const hasOuterJoin = (joins: Record<string, boolean> = {}) => Object.values(joins).includes(false);

/** Makes a function that turns cells into a row. */
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

/** The decoder of a cell; `undefined` where the cell is the value already. */
function decoderOf(field: Field['field']): Decoder | undefined {
  const decoder = 'mapFromDriverValue' in field ? field : 'decoder' in field ? field.decoder : field.sql.decoder;
  return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue ? undefined : decoder;
}
