import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from '../../db/data-folder.ts';

/** Marks a folder as the demo's, and says whether its world is finished. */
const MARKER = 'demo';
const UNFINISHED = 'unfinished\n';
const FINISHED = 'finished: everybody knows its passwords\n';

/** A folder of the demo's. */
export interface DemoFolder {
  /** Whether the world is there; if not, the folder holds nothing but its mark. */
  isFinished: boolean;
  finish(): void;
}

/** Everybody knows the passwords of the demo's people. @throws DataFolderError when the folder is the demo's */
export function refuseDemoFolder(path: string): void {
  if (existsSync(join(path, MARKER)))
    throw new DataFolderError(
      `DATA_DIR ${path} is the demo's, and everybody knows its passwords; name another folder, or say "tonearm demo"`,
    );
}

/**
 * Takes a folder for the demo: one that it made before, or one that is empty or not there yet. What an earlier run left
 * unfinished is thrown away.
 * @throws DataFolderError for a folder that holds anything else
 */
export function takeDemoFolder(path: string): DemoFolder {
  const marker = join(path, MARKER);
  try {
    const said = existsSync(marker) ? readFileSync(marker, 'utf8') : undefined;
    if (said === undefined && existsSync(path) && readdirSync(path).length > 0)
      throw new DataFolderError(`DATA_DIR ${path} was not made by the demo; name an empty folder, or none`);
    if (said === UNFINISHED)
      for (const name of readdirSync(path)) if (name !== MARKER) rmSync(join(path, name), { recursive: true });
    if (said !== FINISHED) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      writeFileSync(marker, UNFINISHED, { mode: 0o600 });
    }
    return { isFinished: said === FINISHED, finish: () => writeFileSync(marker, FINISHED) };
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`DATA_DIR ${path} cannot be used: ${(error as Error).message}`);
  }
}
