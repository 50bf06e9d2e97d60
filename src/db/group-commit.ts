import type { Database as Connection } from 'bun:sqlite';
import type { Handle } from './database.ts';

/** Enough to make one fsync cheap for each, few enough that readers are not kept waiting. */
const MOST_IN_A_COMMIT = 256;

interface Waiting {
  work: (tx: Handle) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/**
 * The one writer of a SQLite file. Pieces of work that wait together share one transaction, each in a savepoint of its
 * own, and are answered after the one COMMIT: a failed piece undoes itself alone, and an answered one is on disk.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  readonly #connection: Connection;
  readonly #tx: Handle;

  constructor(connection: Connection, tx: Handle) {
    this.#connection = connection;
    this.#tx = tx;
  }

  write<Result>(work: (tx: Handle) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Waiting['resolve'], reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing waits to be written. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Lets every request that the event loop already holds join this commit.
      await new Promise(setImmediate);
      const batch = this.#waiting.splice(0, MOST_IN_A_COMMIT);
      try {
        const settle = await this.#commit(batch);
        for (const answer of settle) answer();
      } catch (error) {
        if (this.#connection.inTransaction) this.#connection.run('ROLLBACK');
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }

  async #commit(batch: Waiting[]): Promise<(() => void)[]> {
    const settle: (() => void)[] = [];
    this.#run('BEGIN IMMEDIATE');
    for (const { work, resolve, reject } of batch) {
      this.#run('SAVEPOINT work');
      try {
        const value = await work(this.#tx);
        settle.push(() => resolve(value));
      } catch (error) {
        // A full disk makes SQLite roll everything back by itself: then no piece of the batch has happened.
        if (!this.#connection.inTransaction) throw error;
        this.#run('ROLLBACK TO work');
        settle.push(() => reject(error));
      }
      this.#run('RELEASE work');
    }
    this.#run('COMMIT');
    return settle;
  }

  #run(statement: string): void {
    // `query` keeps the compiled statement; `run` would compile it each time.
    this.#connection.query(statement).run();
  }
}
