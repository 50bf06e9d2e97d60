import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { circles, readSources } from '../../scripts/boundaries/imports.ts';
import { tableFaults } from '../../scripts/boundaries/tables.ts';

const sources = await readSources(join(import.meta.dir, '../..'));

/** The repository as it would be with that change to a file. */
function changed(file: string, from: string | RegExp, to: string): typeof sources {
  const source = sources.get(file);
  const text = source?.text.replace(from, to);
  if (source === undefined || text === undefined || text === source.text) throw new Error(`${file} has no ${from}`);
  return new Map(sources).set(file, { ...source, text });
}

const ASK = (owner: string) => `is of ${owner}: ask its service, or declare the join in scripts/boundaries/tables.ts`;

test('boundaries · the repository has no fault', () => {
  expect([...tableFaults(sources), ...circles(sources)]).toEqual([]);
});

test.each([
  [
    'src/domain/uploads/store.ts',
    '{ files, uploads }',
    '{ files, uploads, accounts }',
    `\`accounts\` ${ASK('accounts')}`,
  ],
  [
    'src/domain/uploads/store.ts',
    '{ files, uploads }',
    '{ files, uploads, secrets: u }',
    `\`secrets\` ${ASK('secrets')}`,
  ],
  [
    'src/domain/secrets/store.ts',
    'eq }',
    "eq };\ntype Row = Database['tables']['roster']",
    `\`roster\` ${ASK('roster')}`,
  ],
  ['src/domain/access/store.ts', 'from follows seen_f', 'from secrets seen_f', `\`secrets\` ${ASK('secrets')}`],
  [
    'src/domain/social/store.ts',
    '.insert(profiles)',
    '.insert(accounts)',
    'writes `accounts`, which only accounts writes',
  ],
] as const)('tableFaults · %s with %s as %s is at fault', (file, from, to, fault) => {
  expect(tableFaults(changed(file, from, to))).toEqual([`${file}: ${fault}`]);
});

test('tableFaults · a table that is taken outside a store, or all of them in one, is a fault', () => {
  const file = 'src/domain/roster/service.ts';
  expect(tableFaults(changed(file, /$/, 'const all = db.tables;'))).toEqual([`${file}: only a store names tables`]);
  const store = 'src/domain/secrets/store.ts';
  expect(tableFaults(changed(store, /$/, 'const all = (db: Database) => db.tables;'))).toEqual([
    `${store}: a store names its tables one by one: \`{ tables: { accounts } }: Database\``,
  ]);
});

test('tableFaults · a join that is declared and gone is a fault', () => {
  expect(tableFaults(changed('src/domain/label/releases/store.ts', ', roster }', ' }'))).toEqual([
    'scripts/boundaries/tables.ts: label/releases does not name `roster` any more',
  ]);
});

test('circles · files that import each other are shown as the circle they are', () => {
  const file = (...imports: string[]) => ({ text: '', imports });
  const three = { 'a.ts': file('b.ts', 'zod'), 'b.ts': file('c.ts'), 'c.ts': file('b.ts') };
  expect(circles(new Map(Object.entries(three)))).toEqual([['b.ts', 'c.ts', 'b.ts']]);
});
