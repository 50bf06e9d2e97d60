import { write as writeAsync } from 'node:fs';
import { write } from './output.ts';

/** Milliseconds for which lines are gathered: writing each by itself costs more than making it. */
const GATHERED = 20;
/** Characters that wait at most while the reader of a pipe is away; lines beyond are dropped. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds after which a write is taken for stuck: nobody reads the pipe. */
const STUCK = 200;

/**
 * Lines for a descriptor, which are written together shortly after and off the thread: a reader who does not read stops
 * nobody. What cannot be written (a closed pipe, a full disk) is dropped.
 */
export class LineOutput {
  readonly #descriptor: number;
  #waiting = '';
  #timer: Timer | undefined;
  /** Since when a write has been under way. */
  #writingSince: number | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    process.on('exit', () => this.end());
  }

  /** @param text whole lines */
  write(text: string): void {
    if (this.#waiting.length + text.length > MOST_WAITING) return;
    this.#waiting += text;
    this.#timer ??= setTimeout(() => this.#begin(), GATHERED);
  }

  /** Writes what waits, unless nobody reads. For the end of the process. */
  end(): void {
    clearTimeout(this.#timer);
    const text = this.#waiting;
    this.#waiting = '';
    const isStuck = this.#writingSince !== undefined && performance.now() - this.#writingSince > STUCK;
    if (text !== '' && !isStuck) write(this.#descriptor, text);
  }

  #begin(): void {
    this.#timer = undefined;
    if (this.#writingSince !== undefined || this.#waiting === '') return;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#writingSince = performance.now();
    this.#continue(bytes);
  }

  #continue(bytes: Buffer): void {
    writeAsync(this.#descriptor, bytes, 0, bytes.length, null, (error, written) => {
      if (!error && written < bytes.length) return this.#continue(bytes.subarray(written));
      // The pipe is full and does not block: a line that was begun is not to be torn.
      if (error?.code === 'EAGAIN') return void setTimeout(() => this.#continue(bytes), GATHERED);
      this.#writingSince = undefined;
      if (this.#waiting !== '') this.#begin();
    });
  }
}
