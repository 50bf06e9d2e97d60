import * as postgres from 'drizzle-orm/pg-core';
import * as sqlite from 'drizzle-orm/sqlite-core';

/**
 * The kinds of column that tables are made of, once for each engine. Tables are written against `Columns` (typed as
 * PostgreSQL's builders) and built twice, so both engines get the same tables from one definition.
 */
export type Columns = typeof postgresColumns;

/** Text that sorts and compares by code point on every server, as SQLite does, whatever the database's locale. */
const codePointText = postgres.customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** A word stored as its index in a list. */
const indexIn = <Word extends string>(words: readonly Word[]) => ({
  dataType: () => 'integer',
  toDriver: (word: Word) => words.indexOf(word),
  fromDriver: (index: number) => words[index] as Word,
});

/** Words as they are: PostgreSQL's own parser would take some for numbers, hosts or paths. */
const lexemes = postgres.customType<{ data: readonly string[]; driverData: string }>({
  dataType: () => 'tsvector',
  toDriver: (words) => words.map((word) => `'${word}'`).join(' '),
});
const spacedWords = sqlite.customType<{ data: readonly string[]; driverData: string }>({
  dataType: () => 'text',
  toDriver: (words) => words.join(' '),
});

export const postgresColumns = {
  table: postgres.pgTable,
  index: postgres.index,
  uniqueIndex: postgres.uniqueIndex,
  primaryKey: postgres.primaryKey,
  check: postgres.check,
  text: () => codePointText(),
  /** 24 hexadecimal digits, see lib/ids.ts. */
  id: () => codePointText(),
  /** A primary key that counts up and is never reused, so it also gives the order of insertion. */
  sequence: () => postgres.bigserial({ mode: 'number' }).primaryKey(),
  integer: () => postgres.integer(),
  /** Whole numbers up to 2^53: sizes in bytes, money in minor units. */
  bigint: () => postgres.bigint({ mode: 'number' }),
  boolean: () => postgres.boolean(),
  json: <Value>() => postgres.jsonb().$type<Value>(),
  /** One of a few words, stored as its index, so that rows sort in the order of the words. Add new words at the end. */
  ranked: <Word extends string>(words: readonly Word[]) =>
    postgres.customType<{ data: Word; driverData: number }>(indexIn(words))(),
  /** The words by which a row is found, of letters and digits; see word-search.ts. */
  words: () => lexemes(),
  /** The number of a row in a table of words. */
  rowNumber: () => postgres.bigint('row', { mode: 'number' }).primaryKey(),
  /** A point in time, as milliseconds since the epoch. */
  moment: () => postgres.bigint({ mode: 'number' }),
};

/**
 * Typed as PostgreSQL's, because drizzle's builders of the two engines have no common type. Both take the same calls as
 * far as src/db/schema uses them; `test/db/schema.test.ts` compares the tables that come out.
 */
export const sqliteColumns = {
  table: sqlite.sqliteTable,
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  primaryKey: sqlite.primaryKey,
  check: sqlite.check,
  text: () => sqlite.text(),
  id: () => sqlite.text(),
  sequence: () => sqlite.integer().primaryKey({ autoIncrement: true }),
  integer: () => sqlite.integer(),
  bigint: () => sqlite.integer(),
  boolean: () => sqlite.integer({ mode: 'boolean' }),
  json: <Value>() => sqlite.text({ mode: 'json' }).$type<Value>(),
  ranked: <Word extends string>(words: readonly Word[]) =>
    sqlite.customType<{ data: Word; driverData: number }>(indexIn(words))(),
  words: () => spacedWords(),
  rowNumber: () => sqlite.integer('rowid').primaryKey(),
  moment: () => sqlite.integer(),
} as unknown as Columns;
