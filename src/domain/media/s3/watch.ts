import { S3Fault } from './fault.ts';

/** Ends a request when nothing of it moves for a while. */
export class Watch {
  readonly signal: AbortSignal;
  /** When bytes of an answer were kept last. */
  keptAt = 0;
  readonly #limit: number;
  readonly #controller = new AbortController();
  #movedAt = performance.now();
  #timer: Timer;

  /**
   * @param limit milliseconds
   * @param end also ends it
   */
  constructor(limit: number, end?: AbortSignal) {
    this.#limit = limit;
    this.signal = end ? AbortSignal.any([this.#controller.signal, end]) : this.#controller.signal;
    this.#timer = setTimeout(() => this.#look(), limit);
  }

  /** Something moved: the time begins anew. */
  moved(): void {
    this.#movedAt = performance.now();
  }

  /** It is not the store that is waited for, until something moves. */
  rest(): void {
    this.#movedAt = Number.POSITIVE_INFINITY;
  }

  /** Bytes need not be asked for again. */
  kept(): void {
    this.keptAt = performance.now();
  }

  /** Lets go of the connection, with whatever is still to come on it. */
  abandon(): void {
    this.#controller.abort();
  }

  /** To be called when the request has ended, however it has. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const left = this.#limit - Math.max(0, performance.now() - this.#movedAt);
    if (left <= 0) {
      const seconds = (this.#limit / 1000).toFixed(1);
      this.#controller.abort(new S3Fault('away', `the S3 store has not answered for ${seconds} s`));
    } else this.#timer = setTimeout(() => this.#look(), left);
  }
}
