/** The folder in which the executable shows what was compiled into it. */
const EMBEDDED = '/$bunfs/root';

/**
 * Where a room's worker is, for `new Worker(workerEntry('domain/media'))`: `src/<room>/worker.ts` when run from the
 * sources; inside the executable the entry point that `scripts/build.ts` makes of every `src/**\/worker.ts`.
 *
 * @param room the folder of the worker beneath `src`, without slashes around it
 */
export function workerEntry(room: string): string | URL {
  if (import.meta.dir.startsWith(EMBEDDED)) return `${EMBEDDED}/${room}/worker.js`;
  return new URL(`../${room}/worker.ts`, import.meta.url);
}
