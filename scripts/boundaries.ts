/**
 * Imports go one way, and tables have owners. Reads every file of `src`, `test` and `scripts` and fails with a line for
 * each import that crosses a wall, each circle of imports, and each store that names a table which is not its own.
 * With `--rooms` it draws who imports whom instead. dependency-cruiser would be the tool for the imports, but it reads
 * TypeScript through a compiler interface that TypeScript 7 does not have.
 */
import { join } from 'node:path';
import { circles, readSources } from './boundaries/imports.ts';
import { roomMap } from './boundaries/rooms.ts';
import { roomOfStore, tableFaults } from './boundaries/tables.ts';

const ROOT = join(import.meta.dir, '..');

/** From the top down: a file imports from its own layer or one beneath it. */
const LAYERS = [
  /^src\/main\.ts$/,
  /^src\/commands\//,
  /^src\/app\.ts$/,
  /^src\/surfaces\//,
  /^src\/http\//,
  /^src\/domain\//,
  /^src\/db\//,
  /^src\/web\//,
  /^src\/(?:lib\/|config\.ts$|errors\.ts$|version\.ts$)/,
];
const DATABASE = /^(?:src\/db\/|drizzle-orm\b|postgres$|bun:sqlite$)/;

interface Wall {
  rule: string;
  broken: (from: string, to: string) => boolean;
}

const WALLS: Wall[] = [
  {
    rule: 'imports go down: main, commands, app, surfaces, http, domain, db, lib',
    broken: (from, to) => layer(to) !== -1 && layer(to) < layer(from),
  },
  {
    rule: 'a file of src belongs to a layer',
    broken: (from) => from.startsWith('src/') && layer(from) === -1,
  },
  {
    rule: 'a surface (and http) never touches the database',
    broken: (from, to) => /^src\/(?:surfaces|http)\//.test(from) && DATABASE.test(to),
  },
  {
    rule: 'a surface never touches another surface',
    broken: (from, to) => rooms('surfaces', from, to),
  },
  {
    rule: "a room uses another room's service.ts or model.ts",
    broken: (from, to) => rooms('domain', from, to) && !/\/(?:service|model)\.ts$/.test(to),
  },
  {
    rule: "a room's store is its own",
    broken: (from, to) => /^src\/(?!domain\/)/.test(from) && /^src\/domain\/.*\bstore\b/.test(to),
  },
  {
    rule: 'only stores of the domain, and db, speak to drizzle',
    broken: (from, to) => /^src\/(?!db\/)/.test(from) && /^drizzle-orm\b/.test(to) && roomOfStore(from) === undefined,
  },
  {
    rule: 'the page for people runs in a browser: it and the server share no code',
    broken: (from, to) => to.startsWith('src/') && from.startsWith('src/web/') !== to.startsWith('src/web/'),
  },
  {
    rule: 'nothing imports from test',
    broken: (from, to) => !from.startsWith('test/') && to.startsWith('test/'),
  },
  {
    rule: 'nothing in src imports from scripts',
    broken: (from, to) => from.startsWith('src/') && to.startsWith('scripts/'),
  },
];

function layer(file: string): number {
  return LAYERS.findIndex((pattern) => pattern.test(file));
}

/** Whether both files lie in `src/<kind>/<room>/`, each in a room of its own. */
function rooms(kind: string, from: string, to: string): boolean {
  const room = new RegExp(`^src/${kind}/([^/]+)/`);
  const [a, b] = [room.exec(from)?.[1], room.exec(to)?.[1]];
  return a !== undefined && b !== undefined && a !== b;
}

const sources = await readSources(ROOT);
if (process.argv.includes('--rooms')) {
  console.log(roomMap(sources));
  process.exit();
}

const broken: string[] = [];
for (const [file, { imports }] of sources) {
  for (const to of imports)
    for (const { rule } of WALLS.filter((wall) => wall.broken(file, to))) broken.push(`${file} -> ${to}: ${rule}`);
  const cores = ['drizzle-orm/pg-core', 'drizzle-orm/sqlite-core'].every((core) => imports.includes(core));
  if (cores) broken.push(`${file}: imports both dialect cores, of which a server loads one`);
}
broken.push(...circles(sources).map((files) => `${files.join(' -> ')}: imports in a circle`), ...tableFaults(sources));

if (sources.size === 0) broken.push('no files were found');
if (broken.length > 0) {
  console.error(broken.sort().join('\n'));
  process.exit(1);
}
