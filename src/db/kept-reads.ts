import { growingCache } from '../lib/growing-cache.ts';

/**
 * Keeps what was read until the tables change that it is read from.
 * @param version of these tables; `undefined`: not known, so all is read each time
 * @param most values that are kept
 * @returns gives what is kept for a key, or else reads it; that there is nothing is not kept
 */
export function keptReads<Value extends {}>(version: () => number | undefined, most: number) {
  const kept = growingCache<string, Value>(most);
  let keptAt: number | undefined;

  return async (key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined> => {
    const asked = version();
    if (asked === undefined) return read();
    if (asked !== keptAt) kept.clear();
    keptAt = asked;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const found = await read();
    // Asked again: what changed while it was read may be in it, or not.
    if (found !== undefined && version() === asked) kept.set(key, found);
    return found;
  };
}
