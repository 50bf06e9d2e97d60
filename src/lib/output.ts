import { writeSync } from 'node:fs';

/** Standard output and standard error, by their descriptors. */
export const STDOUT = 1;
export const STDERR = 2;

/** Milliseconds for which a reader who does not read is waited for. */
const PATIENCE = 200;
const RETRY_DELAY = 1;

/**
 * Writes text to a descriptor synchronously. Text that cannot be written is dropped: a closed pipe (EPIPE) or a full disk
 * behind a redirection (ENOSPC) must not end the server.
 * @param patience milliseconds to wait for the reader of a pipe that is full; Infinity for what is of no use in part
 * @returns whether all of it was written
 */
export function write(descriptor: number, text: string, patience = PATIENCE): boolean {
  const bytes = Buffer.from(text);
  let fullSince: number | undefined;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
      fullSince = undefined;
    } catch (error) {
      // Pipes do not block: the runtime, or whoever is at the other end, has set them so.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      fullSince ??= performance.now();
      if (performance.now() - fullSince > patience) return false;
      Bun.sleepSync(RETRY_DELAY);
    }
  }
  return true;
}
