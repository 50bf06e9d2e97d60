import { readFileSync } from 'node:fs';

/** Assumed where the system does not tell the limit. */
const DEFAULT_LIMIT = 1024;

/** How many files and connections this process may have open at once. */
export function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? DEFAULT_LIMIT);
  } catch {
    return DEFAULT_LIMIT;
  }
}

/** How many files are kept open at most, of those that players read in short parts. */
export const mostKeptOpen = (limit = descriptorLimit()): number => Math.max(1, Math.min(256, Math.floor(limit / 16)));
