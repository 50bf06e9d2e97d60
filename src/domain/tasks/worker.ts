import type { Logger } from 'pino';

/** Milliseconds after which an idle worker looks for tasks of other servers, and for those that wait for another try. */
const POLL = 500;
/** Milliseconds that it leaves a database alone that does not answer. */
const PATIENCE = 1_000;

/** Does the tasks that are due, whenever there are some, until it is stopped. */
export class Worker {
  readonly #drain: () => Promise<void>;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #running: Promise<void>;
  #called = false;
  #stopped = false;
  #rouse = () => {};

  /** @param drain does what is due; rejects when the database is away */
  constructor(drain: () => Promise<void>, log: Pick<Logger, 'warn'>) {
    this.#drain = drain;
    this.#log = log;
    this.#running = this.#run();
  }

  /** There is something to do. */
  wake(): void {
    this.#called = true;
    this.#rouse();
  }

  /** Does what is left, and ends. @param deadline milliseconds that it may take; what is not done by then waits for the next start */
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
          return PATIENCE;
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
