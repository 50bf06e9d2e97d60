import { fairQueue } from '../../../lib/queue.ts';
import { isFault } from './fault.ts';

/** Milliseconds without a success after which a failure is not one of a single file. */
const SILENCE = 2_000;

/** Work with a store, a few pieces at once. When the store is away, those that wait hear it with the first that fails. */
export class StoreQueue {
  readonly #inTurn: ReturnType<typeof fairQueue>;
  #waiting = new AbortController();
  #doneAt = Number.NEGATIVE_INFINITY;

  /** @param waiting pieces that may wait */
  constructor(atOnce: number, waiting: number) {
    this.#inTurn = fairQueue({ atOnce, waiting, inLane: waiting }, 'files');
  }

  /** @throws DomainError `busy` when too many wait; what the work throws, or another's that says the store is away */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const timed = async () => {
      try {
        const result = await work();
        this.#doneAt = performance.now();
        return result;
      } catch (error) {
        if (isFault(error, 'away') && performance.now() - this.#doneAt > SILENCE) this.#refuseWaiting(error);
        throw error;
      }
    };
    return this.#inTurn('', timed, this.#waiting.signal);
  }

  #refuseWaiting(reason: Error): void {
    const waiting = this.#waiting;
    this.#waiting = new AbortController();
    waiting.abort(reason);
  }
}
