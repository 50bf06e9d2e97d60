import type { Database as Connection, Statement } from 'bun:sqlite';
import type { Handle } from './database.ts';

/** Enough to share the cost of a flush, few enough that a batch does not block the thread that also serves readers. */
const MOST_IN_A_COMMIT = 256;

interface Waiting {
  work: (tx: Handle) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Work that is committed, with its result: the caller gets it once the commit is on disk. */
interface Committed extends Waiting {
  value: unknown;
}

/**
 * The one writer of a SQLite file. Work that waits at the same time shares one transaction. A piece that fails is rolled
 * back alone; for that the others may run once more. Callers get their results when the COMMIT is on disk. While one
 * batch is being flushed the next one is already executed, and readers are served.
 */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #committed: Committed[] = [];
  #working: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;
  readonly #connection: Connection;
  readonly #tx: Handle;
  readonly #flush: () => Promise<void>;
  readonly #broken: (error: unknown) => void;
  readonly #committedNow: (pieces: number) => void;
  readonly #statements: Record<'begin' | 'rollback' | 'savepoint' | 'rollbackTo' | 'release' | 'commit', Statement>;

  /**
   * @param flush writes to disk all that was committed before it is called
   * @param broken called when a flush failed. What was committed may be on disk or not, and a second flush cannot find out
   *   (Linux reports a write error once): the process must end. No pending or later write is answered.
   * @param committed told after each commit how many pieces of work it had
   */
  constructor(
    connection: Connection,
    tx: Handle,
    flush: () => Promise<void>,
    broken: (error: unknown) => void,
    committed: (pieces: number) => void = () => {},
  ) {
    this.#connection = connection;
    this.#tx = tx;
    this.#flush = flush;
    this.#broken = broken;
    this.#committedNow = committed;
    this.#statements = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      rollback: connection.prepare('ROLLBACK'),
      savepoint: connection.prepare('SAVEPOINT work'),
      rollbackTo: connection.prepare('ROLLBACK TO work'),
      release: connection.prepare('RELEASE work'),
      commit: connection.prepare('COMMIT'),
    };
  }

  write<Result>(work: (tx: Handle) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Waiting['resolve'], reject });
      this.#working ??= this.#commitWaiting();
    });
  }

  /** Resolves when nothing waits to be written. */
  async idle(): Promise<void> {
    // While one batch is flushed another may begin.
    while (this.#working || this.#flushing) {
      await this.#working;
      await this.#flushing;
    }
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Requests that the event loop has received already can join this commit.
      await new Promise(setImmediate);
      const batch = this.#waiting.splice(0, MOST_IN_A_COMMIT);
      try {
        this.#committed.push(...(await this.#commit(batch)));
        if (this.#committed.length > 0) this.#flushing ??= this.#flushCommitted();
      } catch (error) {
        if (this.#connection.inTransaction) this.#connection.run('ROLLBACK');
        for (const { reject } of batch) reject(error);
      }
    }
    this.#working = undefined;
  }

  /** Commits a batch. Most pieces succeed: savepoints, which cost as much as a small piece, come with a second try. */
  async #commit(batch: Waiting[]): Promise<Committed[]> {
    const { begin, rollback, commit } = this.#statements;
    const done: Committed[] = [];
    begin.run();
    try {
      for (const piece of batch) done.push({ ...piece, value: await piece.work(this.#tx) });
    } catch (error) {
      if (this.#connection.inTransaction) rollback.run();
      if (batch.length === 1) throw error;
      return this.#commitApart(batch);
    }
    commit.run();
    this.#committedNow(batch.length);
    return done;
  }

  /** Commits what succeeds of a batch, each piece in a savepoint. */
  async #commitApart(batch: Waiting[]): Promise<Committed[]> {
    const { begin, savepoint, rollbackTo, release, commit } = this.#statements;
    const done: Committed[] = [];
    const refused: (() => void)[] = [];
    begin.run();
    for (const piece of batch) {
      savepoint.run();
      try {
        done.push({ ...piece, value: await piece.work(this.#tx) });
      } catch (error) {
        // When the disk is full SQLite rolls back the whole transaction by itself: then every piece of the batch failed.
        if (!this.#connection.inTransaction) throw error;
        rollbackTo.run();
        refused.push(() => piece.reject(error));
      }
      release.run();
    }
    commit.run();
    this.#committedNow(batch.length);
    // After the commit, as a rejected caller may read the row that it conflicted with.
    for (const reject of refused) reject();
    return done;
  }

  async #flushCommitted(): Promise<void> {
    while (this.#committed.length > 0) {
      const batch = this.#committed.splice(0);
      try {
        await this.#flush();
      } catch (error) {
        this.#broken(error);
        // Never resolves, so that no later flush runs and no write is answered.
        return new Promise(() => {});
      }
      for (const { resolve, value } of batch) resolve(value);
    }
    this.#flushing = undefined;
  }
}
