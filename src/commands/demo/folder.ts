import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError } from '../../db/data-folder.ts';

/** The file that marks a folder as the demo's and holds whether its data is complete. */
const MARKER = 'demo';
const UNFINISHED = 'unfinished\n';
const FINISHED = 'finished: everybody knows its passwords\n';

export interface DemoFolder {
  /** Whether its data is complete; if not, the folder holds nothing but the marker. */
  isFinished: boolean;
  /** Marks the data as complete. */
  finish(): void;
}

/** Keeps `serve` off the demo's folder, as the passwords in it are public. @throws DataFolderError when the folder is the demo's */
export function refuseDemoFolder(path: string): void {
  if (existsSync(join(path, MARKER)))
    throw new DataFolderError(
      `DATA_DIR ${path} is the demo's, and everybody knows its passwords; name another folder, or say "tonearm demo"`,
    );
}

/**
 * Takes a folder for the demo: one of an earlier demo, an empty one, or a new one. Deletes the incomplete data of a demo
 * that was interrupted.
 * @throws DataFolderError for a folder that holds anything else
 */
export function takeDemoFolder(path: string): DemoFolder {
  const marker = join(path, MARKER);
  try {
    const state = existsSync(marker) ? readFileSync(marker, 'utf8') : undefined;
    if (state === undefined && existsSync(path) && readdirSync(path).length > 0)
      throw new DataFolderError(`DATA_DIR ${path} was not made by the demo; name an empty folder, or none`);
    if (state === UNFINISHED)
      for (const name of readdirSync(path)) if (name !== MARKER) rmSync(join(path, name), { recursive: true });
    if (state !== FINISHED) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      writeFileSync(marker, UNFINISHED, { mode: 0o600 });
    }
    return { isFinished: state === FINISHED, finish: () => writeFileSync(marker, FINISHED) };
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`DATA_DIR ${path} cannot be used: ${(error as Error).message}`);
  }
}
