import type { Logger } from 'pino';

/** Milliseconds after which an idle worker polls for tasks of other servers, and for tasks whose next try is due. */
const POLL = 500;
/** Milliseconds before the next try when the database is unavailable. */
const RETRY_PAUSE = 1_000;

/** Runs due tasks until it is stopped. */
export class Worker {
  readonly #drain: () => Promise<void>;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #running: Promise<void>;
  #called = false;
  #stopped = false;
  #rouse = () => {};

  /** @param drain runs all tasks that are due; rejects when the database is unavailable */
  constructor(drain: () => Promise<void>, log: Pick<Logger, 'warn'>) {
    this.#drain = drain;
    this.#log = log;
    this.#running = this.#run();
  }

  /** Makes the worker look for tasks now. */
  wake(): void {
    this.#called = true;
    this.#rouse();
  }

  /** Runs the due tasks a last time and ends. @param deadline milliseconds after which it resolves in any case */
  async stop(deadline: number): Promise<void> {
    this.#stopped = true;
    this.wake();
    await Promise.race([this.#running, Bun.sleep(deadline)]);
  }

  async #run(): Promise<void> {
    for (;;) {
      const isLast = this.#stopped;
      this.#called = false;
      const pause = await this.#drain().then(
        () => POLL,
        (error) => {
          this.#log.warn({ err: error }, 'deferred tasks have to wait');
          return RETRY_PAUSE;
        },
      );
      if (isLast) return;
      if (!this.#called) await this.#rest(pause);
    }
  }

  async #rest(milliseconds: number): Promise<void> {
    const roused = Promise.withResolvers<void>();
    this.#rouse = roused.resolve;
    const alarm = setTimeout(roused.resolve, milliseconds);
    await roused.promise;
    clearTimeout(alarm);
  }
}
