import { expect, test } from 'bun:test';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { sqliteColumns } from '../../src/db/columns-sqlite.ts';
import * as postgres from '../../src/db/schema/postgres.ts';
import * as sqlite from '../../src/db/schema/sqlite.ts';
import { defineTables } from '../../src/db/schema/tables.ts';

test('defineTables · every foreign key leads an index, or deleting what it names would read the whole table', () => {
  const without = Object.values(defineTables(sqliteColumns)).flatMap((table) => {
    const { name, columns, indexes, primaryKeys, foreignKeys } = getTableConfig(table as unknown as SQLiteTable);
    const leading = new Set([
      ...columns.filter(({ primary }) => primary).map((column) => column.name),
      ...indexes.map(({ config }) => (config.columns[0] as SQLiteColumn).name),
      ...primaryKeys.map((key) => key.columns[0]?.name),
    ]);
    const referring = foreignKeys.map((key) => key.reference().columns[0]?.name);
    return referring.filter((column) => !leading.has(column)).map((column) => `${name}.${column}`);
  });
  expect(without).toEqual([]);
});

test.each([
  ['sqlite', sqlite],
  ['postgres', postgres],
])('defineTables · migrations are made of every table, on %s', (_, listed) => {
  expect(Object.keys(listed).sort()).toEqual(Object.keys(defineTables(sqliteColumns)).sort());
});
