import { eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { WordTables } from '../../db/words.ts';
import type { Id } from '../../lib/ids.ts';

type Artists = Database['tables']['libraryArtists'];
type Indexed = Artists | Database['tables']['libraryAlbums'] | Database['tables']['libraryTracks'];
type WordTable = WordTables['tracks'];

/** Rows up to which a prepared statement for each is faster than building one for all. */
const FEW = 4;

/** How rows of a table of the index are written. @param columns those that follow from the catalogue, besides the id */
export function writing<Table extends Indexed>(
  own: Table,
  words: WordTable,
  columns: readonly (keyof Table['$inferInsert'] & string)[],
) {
  // All three tables have `row` and `id`; what drizzle infers of a type parameter is not of use.
  const table = own as Artists;
  type Row = Table['$inferInsert'];
  const values = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`])) as never;
  const returned = { id: table.id, row: table.row };
  /** Counts that begin at nothing. */
  const counted = ['songCount', 'duration'].filter((name) => name in table && !columns.includes(name as never));
  const insertOne = prepared((on) =>
    on
      .insert(table)
      .values(values(['id', ...columns, ...counted]))
      .returning(returned),
  );
  const changeOne = prepared<unknown>((on) =>
    on
      .update(table)
      .set(values(columns))
      .where(eq(table.row, sql.placeholder('row'))),
  );
  const addWords = prepared<unknown>((on) =>
    on.insert(words).values({ row: sql.placeholder('row'), words: sql.placeholder('words') }),
  );
  const dropWords = prepared<unknown>((on) => on.delete(words).where(eq(words.row, sql.placeholder('row'))));

  return {
    /** @returns the number of each new row */
    insert: async (tx: Handle, rows: readonly Row[]): Promise<Map<Id, number>> => {
      const begun = Object.fromEntries(counted.map((name) => [name, 0]));
      const whole = rows.map((row) => ({ ...row, ...begun }));
      const made: { id: Id; row: number }[] = [];
      if (rows.length > FEW)
        made.push(
          ...(await tx
            .insert(table)
            .values(whole as never)
            .returning(returned)),
        );
      else for (const row of whole) made.push(...(await insertOne(tx, row)));
      return new Map(made.map(({ id, row }) => [id, row]));
    },
    change: async (tx: Handle, rows: readonly (Partial<Row> & { row: number })[]): Promise<void> => {
      for (const row of rows) await changeOne(tx, row);
    },
    /** Their words go with them. */
    remove: async (tx: Handle, ids: readonly Id[]): Promise<void> => {
      if (ids.length > 0) await tx.delete(table).where(inArray(table.id, [...ids]));
    },
    /** @param isNew the rows have no words yet */
    setWords: async (tx: Handle, rows: readonly { row: number; words: string[] }[], isNew: boolean): Promise<void> => {
      if (rows.length > FEW) {
        const numbers = rows.map(({ row }) => row);
        if (!isNew) await tx.delete(words).where(inArray(words.row, numbers));
        await tx.insert(words).values([...rows]);
        return;
      }
      for (const row of rows) {
        if (!isNew) await dropWords(tx, row);
        await addWords(tx, row);
      }
    },
  };
}
