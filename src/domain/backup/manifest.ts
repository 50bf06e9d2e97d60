import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { isStoredPath } from '../media/service.ts';
import { BackupError, FORMAT, MANIFEST, type Manifest } from './model.ts';

/** Bytes of the largest manifest that is read: of about two million files. */
export const LARGEST_MANIFEST = 256 * 1024 * 1024;
/** Files of the largest backup. */
export const MOST_FILES = 2_000_000;

/** The snapshot of the database: each has a name of its own, so that a new one does not replace that of the backup before. */
const DATABASE = /^database-[0-9a-z]{1,32}\.db$/;

export const isDatabasePath = (path: string): boolean => DATABASE.test(path);

/** Whether a backup may hold a file of that name: no other is ever opened, so that no path climbs out. */
export const isBackupPath = (path: string): boolean => isDatabasePath(path) || isStoredPath(path);

const SHAPE = Type.Object({
  format: Type.Literal(FORMAT),
  tonearm: Type.String({ maxLength: 100 }),
  commit: Type.String({ maxLength: 100 }),
  engine: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  created: Type.String({ maxLength: 100 }),
  files: Type.Array(
    Type.Object({
      path: Type.String({ maxLength: 200 }),
      size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
    { maxItems: MOST_FILES },
  ),
});
const shape = TypeCompiler.Compile(SHAPE);

/** Reads a manifest that anybody may have written. @throws BackupError */
export function parseManifest(text: string): Manifest {
  const manifest = parse(text);
  const problem = shape.Errors(manifest).First();
  if (problem) throw notOurs(`${problem.path.slice(1) || 'it'}: ${problem.message}`);
  const { files } = manifest as Static<typeof SHAPE>;
  const paths = new Set<string>();
  for (const { path } of files) {
    if (!isBackupPath(path)) throw notOurs(`it names ${JSON.stringify(path)}, which is no file of a backup`);
    if (paths.has(path)) throw notOurs(`it names ${path} twice`);
    paths.add(path);
  }
  if (files.filter(({ path }) => isDatabasePath(path)).length !== 1) throw notOurs('it does not name one database');
  return manifest as Manifest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notOurs('it is no JSON');
  }
}

const notOurs = (why: string) =>
  new BackupError(`${MANIFEST} is not as "tonearm backup create" writes it (${why}); use another backup`);
