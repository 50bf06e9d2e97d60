import { writeSync } from 'node:fs';

/** Standard output and standard error, by their descriptors. */
export const STDOUT = 1;
export const STDERR = 2;

/**
 * Writes text to a descriptor synchronously. Text that cannot be written is dropped: a closed pipe (EPIPE) or a full disk
 * behind a redirection (ENOSPC) must not end the server.
 * @returns whether all of it was written
 */
export function write(descriptor: number, text: string): boolean {
  const bytes = Buffer.from(text);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    return true;
  } catch {
    return false;
  }
}
