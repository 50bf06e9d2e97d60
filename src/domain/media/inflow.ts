/**
 * Bytes that arrive, cut into pieces of a size. That the source fails ends them: what has come before stays what it is.
 */
export class Inflow {
  /** Why the source ended before its end. */
  failure: unknown;
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  #isEnded = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next bytes, fewer only when there are no more. */
  async *take(most: number): AsyncGenerator<Uint8Array> {
    for (let left = most; left > 0 && !(await this.isOver()); ) {
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Whether nothing more comes; waits until that is certain. */
  async isOver(): Promise<boolean> {
    while (this.#rest.length === 0 && !this.#isEnded) {
      try {
        const { done, value } = await this.#source.next();
        if (done) this.#isEnded = true;
        else this.#rest = value;
      } catch (error) {
        this.failure = error;
        this.#isEnded = true;
      }
    }
    return this.#rest.length === 0;
  }

  /** Lets the source go, whether it has ended or not. */
  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#source.return?.();
  }
}
