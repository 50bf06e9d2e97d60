import { homedir } from 'node:os';
import { ROOT } from './lockfile.ts';

/** What stands before the name of Bun's own folder within an executable, which is also the home of who builds as root. */
const EMBEDDED = ['/$bunfs', 'B:/~BUN'].map((text) => Buffer.from(text));

/**
 * The paths of this machine that stand in a file.
 * @param scratch where it was made
 */
export async function leaksIn(file: string, scratch: string): Promise<string[]> {
  const bytes = Buffer.from(await Bun.file(file).arrayBuffer());
  const isEmbedded = (at: number) => EMBEDDED.some((before) => bytes.subarray(at - before.length, at).equals(before));
  return [ROOT, scratch, `${homedir()}/`].filter((path) => {
    for (let at = bytes.indexOf(path); at !== -1; at = bytes.indexOf(path, at + 1)) if (!isEmbedded(at)) return true;
    return false;
  });
}
