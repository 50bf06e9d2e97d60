import type { Database as Connection } from 'bun:sqlite';
import { clientOf } from '../../src/db/drizzle-internals.ts';
import type { House } from './house.ts';

/** How a statement was sent: its text, and on PostgreSQL the values that its plan depends on. */
export interface Sent {
  text: string;
  values: readonly unknown[];
}

/** What a plan must not have: a table read from end to end, and where it is a list that is asked for, its rows sorted. */
export interface Wrong {
  sorts: boolean;
}

/** Takes note of the statements that are read from now on. @returns gives those since it was called last, each once */
export function statementsOf({ db }: House): () => Sent[] {
  let sent = new Map<string, Sent>();
  const client = clientOf<Record<'prepare' | 'unsafe', (text: string, ...more: unknown[]) => unknown>>(db.read);
  const method = db.engine === 'sqlite' ? 'prepare' : 'unsafe';
  const whole = client[method].bind(client);
  client[method] = (text, ...more) => {
    const values = db.engine === 'sqlite' ? [] : ((more[0] ?? []) as unknown[]);
    sent.set(JSON.stringify([text, values]), { text, values });
    return whole(text, ...more);
  };
  return () => {
    // The largest number is the last one of the table itself; a list of no ids reads nothing.
    const some = [...sent.values()].filter(
      ({ text }) => /^select/.test(text) && !/"row" desc limit|where false$/.test(text),
    );
    sent = new Map();
    return some;
  };
}

/** What is wrong with the plans of statements, each with its statement. */
export async function faultsOf({ db }: House, statements: readonly Sent[], wrong: Wrong): Promise<string[]> {
  const faults: string[] = [];
  for (const { text, values } of statements) {
    const plan =
      db.engine === 'sqlite'
        ? planOfSqlite(clientOf(db.read), text)
        : await planOfPostgres(clientOf(db.read), text, values as never[], wrong);
    for (const line of plan)
      if (/scan/i.test(line) || (wrong.sorts && /sort/i.test(line))) faults.push(`${line.trim()} · ${text}`);
  }
  return faults;
}

function planOfSqlite(connection: Connection, text: string): string[] {
  const rows = connection.query<{ detail: string }, []>(`explain query plan ${text}`).all();
  const lines = rows.map(({ detail }) => detail);
  // From a list of ids to their rows: by another index all rows of an account or a genre would be read for each.
  const [, table, column] = /"(\w+)"\."(\w+)" = given\.value/.exec(text) ?? [];
  const isBy = (line: string) => line.startsWith(`SEARCH ${table} `) && line.includes(`${column}=?`);
  if (table !== undefined && !lines.some(isBy)) return [`SCAN of ${table}, not by ${column}`];
  // In the order of an index, reading ends with the page.
  return (
    lines
      .filter((line) => !/USING (COVERING )?INDEX|json_each|VIRTUAL TABLE|SUBQUERY|CONSTANT/.test(line))
      .map((line) => line.replace('USE TEMP B-TREE FOR ORDER BY', 'SORT'))
      // A list of ids that rows are held against, in place of one that they are looked up by: all rows of an account are read.
      .map((line) => (text.includes('json_each') ? line.replace('CREATE BLOOM FILTER', 'SCAN and filter') : line))
      // Parts of a statement that have a limit of their own.
      .filter((line) => !/SCAN (called|begun|spoken|actors|page)\b/.test(line))
      // Some a month: they say how many lines there are.
      .filter((line) => line !== 'SCAN reports')
  );
}

interface Client {
  begin<Result>(
    work: (tx: { unsafe: (text: string, values?: never[]) => Promise<object[]> }) => Promise<Result>,
  ): Promise<Result>;
}

async function planOfPostgres(client: Client, text: string, values: never[], { sorts }: Wrong): Promise<string[]> {
  return client.begin(async (tx) => {
    // What comes in the order of an index but for equal values is no whole list. So small a table would be read whole, and sorted: only what has no other way is left.
    for (const way of ['seqscan', ...(sorts ? ['bitmapscan', 'sort'] : [])])
      await tx.unsafe(`set local enable_${way} = off`);
    const rows = await tx.unsafe(`explain ${text}`, values);
    return rows
      .map((row) => `${Object.values(row)[0]}`)
      .filter((line) => /Seq Scan|(?<!Incremental )Sort {2}\(/.test(line));
  });
}
