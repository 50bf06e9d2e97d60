import { afterEach } from 'bun:test';
import { rm } from 'node:fs/promises';
import { emptyFolder, Program } from './program.ts';

/**
 * The executable and folders for the tests of a file; what a test has started or made is gone after it. Not in
 * `program.ts`, which also runs outside `bun test`, where there is no `afterEach`.
 */
export function programs() {
  const running: Program[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const program of running.splice(0)) await program.remove();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  const kept = (program: Program): Program => {
    running.push(program);
    return program;
  };
  return {
    /** The same as `Program.start`. */
    start: async (...how: Parameters<typeof Program.start>) => kept(await Program.start(...how)),
    /** The same as `Program.launch`. */
    launch: async (...how: Parameters<typeof Program.launch>) => kept(await Program.launch(...how)),
    /** An empty folder. */
    folder: async () => {
      const made = await emptyFolder();
      folders.push(made);
      return made;
    },
  };
}
