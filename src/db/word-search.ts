import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Searched } from './words.ts';

/** A condition for rows that have all the words, each as the beginning of one of theirs. */
export function hasWords({ engine, wordTables }: Database, kind: Searched, words: readonly string[]): SQL {
  const column = wordTables[kind].words;
  return engine === 'sqlite'
    ? sql`${column} match ${words.map((word) => `"${word}"*`).join(' AND ')}`
    : sql`${column} @@ cast(cast(${words.map((word) => `'${word}':*`).join(' & ')} as text) as tsquery)`;
}

/** The values of a list that is bound as one parameter, JSON: one statement for lists of any length. */
export const valuesOf = (engine: Database['engine'], list: SQL): SQL =>
  engine === 'sqlite'
    ? sql`(select value from json_each(${list}))`
    : sql`(select jsonb_array_elements_text(cast(cast(${list} as text) as jsonb)))`;
