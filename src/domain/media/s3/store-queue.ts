import { fairQueue } from '../../../lib/queue.ts';
import { isFault } from './fault.ts';

/** Work with a store, a few pieces at once. When the store is away, those that wait hear it with the first that fails. */
export class StoreQueue {
  readonly #inTurn: ReturnType<typeof fairQueue>;
  #waiting = new AbortController();
  #arrivedAt = 0;

  /** @param waiting pieces that may wait */
  constructor(atOnce: number, waiting: number) {
    this.#inTurn = fairQueue({ atOnce, waiting, inLane: waiting }, 'files');
  }

  /** @throws DomainError `busy` when too many wait; what the work throws, or another's that says the store is away */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const timed = async () => {
      const startedAt = performance.now();
      try {
        const result = await work();
        this.#arrivedAt = performance.now();
        return result;
      } catch (error) {
        if (isFault(error, 'away') && this.#arrivedAt < startedAt) this.#refuseWaiting(error);
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
