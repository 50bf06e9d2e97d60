import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The commit of these sources, shortened; `unknown` where they are no clone. Imported as a macro: the build reads it and
 * embeds it in the executable, and from source it is read at start.
 */
export function commitOfSources(): string {
  const root = join(import.meta.dir, '../..');
  // Without this git would name the commit of a clone that the sources merely lie in.
  if (!existsSync(join(root, '.git'))) return 'unknown';
  try {
    const { stdout, success } = Bun.spawnSync(['git', '-C', root, 'rev-parse', '--short=7', 'HEAD']);
    return success ? stdout.toString().trim() : 'unknown';
  } catch {
    // No git on this machine.
    return 'unknown';
  }
}
