import type { Database, DatabaseObserver } from './database.ts';
import { isFault } from './engines.ts';

/** What both engines do for whoever watches them. */
export interface Watching extends Pick<Database, 'watch' | 'noteFailure'> {
  committed(pieces: number): void;
  /** Notes what the work throws. @throws what the work throws */
  noting<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Tells nobody until `watch` is called. */
export function watching(): Watching {
  let observer: DatabaseObserver | undefined;
  /** A failure passes through several hands. */
  const told = new WeakSet<object>();

  function noteFailure(error: unknown): void {
    if (observer === undefined || !(error instanceof Error) || told.has(error) || !isFault(error)) return;
    told.add(error);
    observer.failed();
  }

  return {
    watch: (one) => {
      observer = one;
    },
    noteFailure,
    committed: (pieces) => observer?.committed(pieces),
    noting: async (work) => {
      try {
        return await work();
      } catch (error) {
        noteFailure(error);
        throw error;
      }
    },
  };
}
