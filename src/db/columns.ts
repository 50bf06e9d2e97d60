import * as postgres from 'drizzle-orm/pg-core';
import * as sqlite from 'drizzle-orm/sqlite-core';

/**
 * The column vocabulary: what a table of this house may be made of, once for each engine. Tables are written against
 * `Columns` (typed as PostgreSQL's builders) and built twice, so both engines get the same tables from one text.
 */
export type Columns = typeof postgresColumns;

/** Text that sorts and compares by code point on every server, as SQLite does, whatever the database's locale. */
const codePointText = postgres.customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** A word kept as its place in a list. */
const placeIn = <Word extends string>(words: readonly Word[]) => ({
  dataType: () => 'integer',
  toDriver: (word: Word) => words.indexOf(word),
  fromDriver: (place: number) => words[place] as Word,
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
  /** A primary key that counts up and is never given twice, so that it also tells an order. */
  sequence: () => postgres.bigserial({ mode: 'number' }).primaryKey(),
  integer: () => postgres.integer(),
  /** Whole numbers up to 2^53: sizes in bytes, money in minor units. */
  bigint: () => postgres.bigint({ mode: 'number' }),
  boolean: () => postgres.boolean(),
  json: <Value>() => postgres.jsonb().$type<Value>(),
  /** One of a few words, kept as its place among them, so that it sorts in their order. New ones come last. */
  ranked: <Word extends string>(words: readonly Word[]) =>
    postgres.customType<{ data: Word; driverData: number }>(placeIn(words))(),
  /** A moment, as milliseconds since the epoch. */
  moment: () => postgres.bigint({ mode: 'number' }),
};

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
    sqlite.customType<{ data: Word; driverData: number }>(placeIn(words))(),
  moment: () => sqlite.integer(),
} as unknown as Columns;
