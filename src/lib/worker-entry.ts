/** Bun's virtual folder of the files embedded in an executable. */
const EMBEDDED = '/$bunfs/root';

/**
 * The address of a room's worker, for `new Worker(workerEntry('domain/media'))`: `src/<room>/worker.ts` when run from source;
 * in the executable the entry point that `scripts/build.ts` makes of each `src/**\/worker.ts`.
 *
 * @param room the worker's folder beneath `src`, without leading or trailing slash
 */
export function workerEntry(room: string): string | URL {
  if (import.meta.dir.startsWith(EMBEDDED)) return `${EMBEDDED}/${room}/worker.js`;
  return new URL(`../${room}/worker.ts`, import.meta.url);
}
