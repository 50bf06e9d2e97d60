/**
 * `generate [--name what_changed] [--custom]` writes the migrations that bring both engines to today's schema, asking
 * whether something new is something renamed. `--check` fails when there would be any, and changes nothing.
 */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dir, '..');
const ENGINES = { sqlite: 'sqlite', postgres: 'postgresql' };
type Engine = keyof typeof ENGINES;

/** The command by which drizzle-kit adds to a folder of migrations what the engine's schema has more. */
function drizzleKit(engine: Engine, folder: string, flags: string[] = []): string[] {
  return [
    ...[process.execPath, '--bun', join(ROOT, 'node_modules/.bin/drizzle-kit'), 'generate'],
    ...['--dialect', ENGINES[engine], '--schema', `src/db/schema/${engine}.ts`, '--casing', 'snake_case'],
    // Taken as relative even when it is not.
    ...['--out', relative(ROOT, folder), ...flags],
  ];
}

/** Gives the SQL that the committed migrations of an engine lack, or why drizzle-kit could not tell; else nothing. */
async function missing(engine: Engine): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'tonearm-migrations-'));
  try {
    await cp(join(ROOT, 'drizzle', engine), copy, { recursive: true });
    const known = new Set(await readdir(copy));
    const kit = Bun.spawn(drizzleKit(engine, copy), { cwd: ROOT, stdin: 'ignore', stderr: 'pipe' });
    const [said, complained] = await Promise.all([kit.stdout.text(), kit.stderr.text()]);
    // It ends with 0 also when it fails: on a broken schema, or when it would have to ask.
    if (!/No schema changes|\[✓\]/.test(said)) return `${engine}: ${complained}`;
    const added = (await readdir(copy)).filter((file) => !known.has(file));
    return (await Promise.all(added.map((file) => Bun.file(join(copy, file)).text()))).join('\n');
  } finally {
    await rm(copy, { recursive: true });
  }
}

const [mode, ...flags] = process.argv.slice(2);
const engines = Object.keys(ENGINES) as Engine[];

if (mode === 'generate') {
  for (const engine of engines) {
    const kit = Bun.spawn(drizzleKit(engine, join(ROOT, 'drizzle', engine), flags), {
      cwd: ROOT,
      stdio: ['inherit', 'inherit', 'inherit'],
    });
    await kit.exited;
  }
} else if (mode !== '--check') {
  console.error('usage: migrations generate [--name what_changed] [--custom] | --check');
  process.exit(2);
}

const left = (await Promise.all(engines.map(missing))).filter((sql) => sql !== '');
if (left.length > 0) {
  console.error(`The schema has what the migrations lack; run "bun run migrations generate".\n${left.join('\n')}`);
  process.exit(1);
}
