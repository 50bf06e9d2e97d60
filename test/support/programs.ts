import { afterEach } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dropDatabase, freshDatabase } from './postgres.ts';
import { emptyFolder, Program } from './program.ts';

export const ENGINES = ['sqlite', 'postgres'] as const;

/**
 * The executable and folders for the tests of a file; what a test has started or made is gone after it. Not in
 * `program.ts`, which also runs outside `bun test`, where there is no `afterEach`.
 */
export function programs() {
  const running: Program[] = [];
  const folders: string[] = [];
  const databases: string[] = [];
  afterEach(async () => {
    for (const program of running.splice(0)) await program.remove();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
    for (const url of databases.splice(0)) await dropDatabase(url);
  });
  const kept = (program: Program): Program => {
    running.push(program);
    return program;
  };
  /** An empty folder. */
  const folder = async () => {
    const made = await emptyFolder();
    folders.push(made);
    return made;
  };
  return {
    /** The same as `Program.start`. */
    start: async (...how: Parameters<typeof Program.start>) => kept(await Program.start(...how)),
    /** The same as `Program.launch`. */
    launch: async (...how: Parameters<typeof Program.launch>) => kept(await Program.launch(...how)),
    folder,
    /** A data folder that is not made yet and an empty database, and the settings that name them. */
    place: async (engine: (typeof ENGINES)[number]) => {
      const cwd = await folder();
      const settings: Record<string, string> = { DATA_DIR: join(cwd, 'data') };
      if (engine === 'postgres') {
        settings.DATABASE_URL = await freshDatabase();
        databases.push(settings.DATABASE_URL);
      }
      return { cwd, settings };
    },
  };
}
