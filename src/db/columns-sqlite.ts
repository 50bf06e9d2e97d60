import * as sqlite from 'drizzle-orm/sqlite-core';
import type { Columns } from './columns.ts';
import { indexIn } from './ranked.ts';

const spacedWords = sqlite.customType<{ data: readonly string[]; driverData: string }>({
  dataType: () => 'text',
  toDriver: (words) => words.join(' '),
});

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
