import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Searched } from './words.ts';

/** What `hasWords` compares with: all of these words. */
export const soughtIn = (engine: Database['engine'], words: readonly string[]): string =>
  engine === 'sqlite'
    ? words.map((word) => `"${word}"*`).join(' AND ')
    : words.map((word) => `'${word}':*`).join(' & ');

/**
 * A condition for rows that have all the words, each as the beginning of one of theirs. A part of them is the same each time
 * it is asked for: PostgreSQL, where it does not know the words when it plans, goes by the index, page by page of the table,
 * while for common words it would read the table from wherever the last reader has stopped.
 * @param sought of `soughtIn`
 */
export function hasWords({ engine, wordTables }: Database, kind: Searched, sought: SQL): SQL {
  const column = wordTables[kind].words;
  return engine === 'sqlite'
    ? sql`${column} match ${sought}`
    : sql`${column} @@ (select cast(cast(${sought} as text) as tsquery))`;
}

/** The values of a list that is bound as one parameter, JSON: one statement for lists of any length. */
export const valuesOf = (engine: Database['engine'], list: SQL): SQL =>
  engine === 'sqlite'
    ? sql`(select value from json_each(${list}))`
    : sql`(select jsonb_array_elements_text(cast(cast(${list} as text) as jsonb)))`;
