import * as postgres from 'drizzle-orm/pg-core';
import { indexIn } from './ranked.ts';

/** Text that sorts and compares by code point on every server, as SQLite does, whatever the database's locale. */
const codePointText = postgres.customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** Words as they are: PostgreSQL's own parser would take some for numbers, hosts or paths. */
const lexemes = postgres.customType<{ data: readonly string[]; driverData: string }>({
  dataType: () => 'tsvector',
  toDriver: (words) => words.map((word) => `'${word}'`).join(' '),
});

/** See `Columns`. */
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
