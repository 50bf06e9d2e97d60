import type { Statement } from 'bun:sqlite';
import { Column, type Query } from 'drizzle-orm';
import { fillPlaceholders } from 'drizzle-orm/sql/sql';
import type { Handle } from './database.ts';

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
      run = compile<Rows>(build(on));
      compiled.set(on, run);
    }
    return run(values);
  };
}

function compile<Rows>(builder: Builder): Run<Rows> {
  const query = builder.prepare(`tonearm_${++names}`);
  if (isSqlite(query)) return query.fields?.every(isPlain) ? plainRows(query) : (values) => query.all(values) as Rows;
  return (values) => query.execute(values) as Promise<Rows>;
}

/** What drizzle's prepared query is inside on bun:sqlite (drizzle is pinned). */
interface SqlitePrepared {
  stmt: Statement;
  query: Query;
  fields?: { path: string[]; field: unknown }[];
  all(values: Values): unknown;
}

function isSqlite(query: object): query is SqlitePrepared {
  return 'stmt' in query;
}

/** A column of the same name, in the table too (`createdBy` is `created_by` there), that needs no decoding: then SQLite's own row is the row. */
function isPlain({ path, field }: { path: string[]; field: unknown }): boolean {
  return (
    path.length === 1 &&
    field instanceof Column &&
    path[0] === field.name &&
    !/[A-Z]/.test(field.name) &&
    field.mapFromDriverValue === Column.prototype.mapFromDriverValue
  );
}

/** Drizzle maps rows cell by cell, which on a list of fifty costs more than the query. */
function plainRows<Rows>({ stmt, query }: SqlitePrepared): Run<Rows> {
  return (values) => stmt.all(...(fillPlaceholders(query.params, values) as never[])) as Rows;
}
