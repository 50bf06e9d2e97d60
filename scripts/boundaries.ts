/**
 * Imports go one way. Reads every import of `src`, `test` and `scripts` (types count too: a type from a lower room
 * still ties to it) and fails with a line for each that crosses a wall. dependency-cruiser would be the tool, but it
 * reads TypeScript through a compiler interface that TypeScript 7 does not have.
 */
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dir, '..');
const STATIC_OR_DYNAMIC = /(?:^(?:import|export|\})[^'\n]*\bfrom |^import |\bimport\()'([^']+)'/gm;

/** From the top down: a file imports from its own layer or one beneath it. */
const LAYERS = [
  /^src\/main\.ts$/,
  /^src\/commands\//,
  /^src\/app\.ts$/,
  /^src\/surfaces\//,
  /^src\/http\//,
  /^src\/domain\//,
  /^src\/db\//,
  /^src\/(?:lib\/|config\.ts$|errors\.ts$)/,
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

/** What a file imports: paths from the root of the repository for its own files, the bare name for the rest. */
function imports(file: string, source: string): string[] {
  return [...source.matchAll(STATIC_OR_DYNAMIC)].map(([, name = '']) =>
    name.startsWith('.') ? join(dirname(file), name) : name,
  );
}

let files = 0;
const broken: string[] = [];
for await (const file of new Bun.Glob('{src,test,scripts}/**/*.ts').scan(ROOT)) {
  files++;
  const targets = imports(file, await Bun.file(join(ROOT, file)).text());
  for (const to of targets) {
    for (const { rule } of WALLS.filter((wall) => wall.broken(file, to))) broken.push(`${file} -> ${to}: ${rule}`);
  }
  const cores = ['drizzle-orm/pg-core', 'drizzle-orm/sqlite-core'].every((core) => targets.includes(core));
  if (cores && file !== 'src/db/columns.ts') broken.push(`${file}: only src/db/columns.ts imports both dialect cores`);
}

if (files === 0) broken.push('no files were found');
if (broken.length > 0) {
  console.error(broken.sort().join('\n'));
  process.exit(1);
}
