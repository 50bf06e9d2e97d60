import type { Database as Connection, SQLQueryBindings } from 'bun:sqlite';
import { sql } from 'drizzle-orm';
import type { Sql, TransactionSql } from 'postgres';
import type { Handle } from './database.ts';
import { WORD_TABLES } from './words.ts';

/** Rows that are on their way at once. */
const AT_ONCE = 1_000;
/** Bytes of one statement, about. */
const MOST_BYTES = 1024 * 1024;

interface Column {
  name: string;
  /** PostgreSQL's name of it. */
  type: string;
}

interface TableColumn extends Column {
  table: string;
}

/** The columns of all tables. The standard's view of them takes a hundred times as long. */
const COLUMNS = `select c.relname as table, a.attname as name, t.typname as type
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;
const tableColumns = (rows: readonly TableColumn[]) => Map.groupBy(rows, ({ table }) => table);

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const listed = (names: readonly string[]) => names.map(quoted).join(', ');

/**
 * Copies all rows of a PostgreSQL database, as they are at one moment, into the empty tables of a SQLite file. No more than
 * some are in memory at a time.
 */
export async function exportPostgres(client: Sql, file: Connection): Promise<void> {
  await client.begin('isolation level repeatable read read only', async (tx) => {
    const indexes = file
      .query<{ name: string; sql: string }, []>(
        "select name, sql from sqlite_master where type = 'index' and sql <> ''",
      )
      .all();
    for (const { name } of indexes) file.run(`drop index ${quoted(name)}`);
    const columns = tableColumns((await tx.unsafe(COLUMNS)) as unknown as TableColumn[]);
    for (const table of plainTables(file)) await exportTable(tx, file, table, columns.get(table) ?? []);
    for (const table of WORD_TABLES) await exportWords(tx, file, table);
    await exportSequences(tx, file);
    for (const index of indexes) file.run(index.sql);
  });
}

async function exportTable(
  tx: TransactionSql,
  file: Connection,
  table: string,
  columns: readonly Column[],
): Promise<void> {
  const selected = columns.map(({ name, type }) => quoted(name) + (CAST[type] ?? ''));
  const names = columns.map(({ name }) => name);
  // As SQLite has it: without the spaces that PostgreSQL writes.
  const values = columns.map(({ type }) => (type === 'jsonb' ? 'json(?)' : '?'));
  const insert = `insert into ${quoted(table)} (${listed(names)}) values (${values.join(', ')})`;
  await copy(tx, file, `select ${selected.join(', ')} from ${quoted(table)}`, insert);
}

/** How a column leaves PostgreSQL, so that SQLite takes it as its own: a boolean is 0 or 1, JSON is a text. */
const CAST: Readonly<Record<string, string>> = { bool: '::int', jsonb: '::text' };
async function exportWords(tx: TransactionSql, file: Connection, table: string): Promise<void> {
  const select = `select row, array_to_string(tsvector_to_array(words), ' ') as words from ${quoted(table)}`;
  await copy(tx, file, select, `insert into ${quoted(table)} (rowid, words) values (?, ?)`);
}

async function copy(tx: TransactionSql, file: Connection, select: string, insert: string): Promise<void> {
  const statement = file.prepare(insert);
  const write = file.transaction((rows: Record<string, SQLQueryBindings>[]) => {
    for (const row of rows) statement.run(...Object.values(row));
  });
  for await (const rows of tx.unsafe(select).cursor(AT_ONCE)) write(rows as Record<string, SQLQueryBindings>[]);
}

/** The numbers that were given last: also those of rows that are gone are never given again. */
async function exportSequences(tx: TransactionSql, file: Connection): Promise<void> {
  for (const { table, sequence } of (await tx.unsafe(SEQUENCES)) as unknown as { table: string; sequence: string }[]) {
    const [state] = await tx.unsafe(`select last_value as last, is_called as called from ${sequence}`);
    file.run('delete from sqlite_sequence where name = ?', [table]);
    file.run('insert into sqlite_sequence (name, seq) values (?, ?)', [
      table,
      Number(state?.last) - (state?.called ? 0 : 1),
    ]);
  }
}

const SEQUENCES = `select table_name as table, pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
  from information_schema.columns where table_schema = 'public' and column_default like 'nextval(%'`;

/**
 * Replaces all rows of a PostgreSQL database by those of a SQLite file of the same version, in an open transaction.
 * @param tx of somebody who may change the tables: triggers that keep rows from being deleted are off meanwhile
 */
export async function importIntoPostgres(tx: Handle, file: Connection): Promise<void> {
  const tables = inOrder(file, plainTables(file));
  const run = (text: string) => tx.execute(sql.raw(text));
  for (const table of tables) await run(`alter table ${quoted(table)} disable trigger user`);
  await run(`truncate ${listed([...tables, ...WORD_TABLES])} restart identity`);
  const columns = tableColumns(await tx.execute<TableColumn & Record<string, unknown>>(sql.raw(COLUMNS)));
  for (const table of tables) await importTable(tx, file, table, columns.get(table) ?? []);
  for (const table of WORD_TABLES) await importWords(tx, file, table);
  const last = file.query<{ seq: number }, [string]>('select seq from sqlite_sequence where name = ?');
  for (const { table, sequence } of await tx.execute<{ table: string; sequence: string }>(sql.raw(SEQUENCES)))
    await run(`alter sequence ${sequence} restart with ${(last.get(table)?.seq ?? 0) + 1}`);
  for (const table of tables) await run(`alter table ${quoted(table)} enable trigger user`);
  await run(`analyze ${listed([...tables, ...WORD_TABLES])}`);
}

async function importTable(tx: Handle, file: Connection, table: string, columns: readonly Column[]): Promise<void> {
  const names = listed(columns.map(({ name }) => name));
  // JSON comes as the text that it is in SQLite: taken as JSON, its `null` would be SQL's.
  const record = columns.map(({ name, type }) => `${quoted(name)} ${type === 'jsonb' ? 'text' : type}`);
  const selected = columns.map(({ name, type }) => quoted(name) + (type === 'jsonb' ? '::jsonb' : ''));
  const into = `insert into ${quoted(table)} (${names}) select ${selected.join(', ')} from json_to_recordset`;
  await send(tx, file.query(`select ${names} from ${quoted(table)}`).iterate(), into, record);
}

/** SQLite's full-text index keeps no texts: the words are read from the index itself. */
async function importWords(tx: Handle, file: Connection, table: string): Promise<void> {
  file.run(`create virtual table temp.words_of_${table} using fts5vocab('main', '${table}', 'instance')`);
  const rows = file
    .query(
      `select doc as "row", group_concat(distinct '''' || term || '''') as words from temp.words_of_${table} group by doc`,
    )
    .iterate();
  const into = `insert into ${quoted(table)} ("row", words) select "row", replace(words, ',', ' ')::tsvector from json_to_recordset`;
  await send(tx, rows, into, ['"row" int8', 'words text']);
}

/** Inserts rows, as many at once as a statement may hold. */
async function send(tx: Handle, rows: Iterable<unknown>, into: string, record: readonly string[]): Promise<void> {
  let texts: string[] = [];
  let bytes = 0;
  const flush = async () => {
    if (texts.length === 0) return;
    // Cast from a text: the driver would encode a value of the type JSON once more.
    const values = sql`cast(cast(${`[${texts.join(',')}]`} as text) as json)`;
    await tx.execute(sql`${sql.raw(into)}(${values}) as r(${sql.raw(record.join(', '))})`);
    texts = [];
    bytes = 0;
  };
  for (const row of rows) {
    const text = JSON.stringify(row);
    texts.push(text);
    bytes += text.length;
    if (texts.length >= AT_ONCE || bytes >= MOST_BYTES) await flush();
  }
  await flush();
}

/** The tables of a file but those that SQLite and full-text search keep for themselves, and the list of migrations. */
function plainTables(file: Connection): string[] {
  return file
    .query<{ name: string }, []>(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' and name <> '__drizzle_migrations' order by name",
    )
    .all()
    .map(({ name }) => name);
}

/** Tables after those that their rows refer to. */
function inOrder(file: Connection, tables: readonly string[]): string[] {
  const ordered = new Set<string>();
  const visit = (table: string): void => {
    for (const { to } of file
      .query<{ to: string }, [string]>('select "table" as "to" from pragma_foreign_key_list(?)')
      .all(table))
      if (to !== table && !ordered.has(to)) visit(to);
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}
