import type { Database as Connection, Statement } from 'bun:sqlite';
import type { Handle } from './database.ts';

/** Enough to make one flush cheap for each, few enough that readers are not kept waiting. */
const MOST_IN_A_COMMIT = 256;

interface Waiting {
  work: (tx: Handle) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** A piece that is committed, and what to answer once that is on disk. */
interface Committed extends Waiting {
  value: unknown;
}

/**
 * The one writer of a SQLite file. Pieces of work that wait together share one transaction, each in a savepoint of its
 * own, and are answered when the one COMMIT is on disk: a failed piece undoes itself alone. While the disk is at it the
 * next pieces are already worked on, and readers served.
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
  readonly #statements: Record<'begin' | 'mark' | 'undo' | 'release' | 'commit', Statement>;

  /**
   * @param flush puts on disk whatever has been committed before it is called
   * @param broken told that a flush failed. What was committed may be on disk or not, and a second flush would not tell
   *   either: the process has to end. Nobody who waits is answered any more.
   */
  constructor(connection: Connection, tx: Handle, flush: () => Promise<void>, broken: (error: unknown) => void) {
    this.#connection = connection;
    this.#tx = tx;
    this.#flush = flush;
    this.#broken = broken;
    this.#statements = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      mark: connection.prepare('SAVEPOINT work'),
      undo: connection.prepare('ROLLBACK TO work'),
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
    await this.#working;
    await this.#flushing;
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Lets every request that the event loop already holds join this commit.
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

  async #commit(batch: Waiting[]): Promise<Committed[]> {
    const { begin, mark, undo, release, commit } = this.#statements;
    const done: Committed[] = [];
    const refused: (() => void)[] = [];
    begin.run();
    for (const piece of batch) {
      mark.run();
      try {
        done.push({ ...piece, value: await piece.work(this.#tx) });
      } catch (error) {
        // A full disk makes SQLite roll everything back by itself: then no piece of the batch has happened.
        if (!this.#connection.inTransaction) throw error;
        undo.run();
        refused.push(() => piece.reject(error));
      }
      release.run();
    }
    commit.run();
    // Not before: whoever is refused looks for the row that was in the way.
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
        // Ends every later flush too, so that no write is answered.
        return new Promise(() => {});
      }
      for (const { resolve, value } of batch) resolve(value);
    }
    this.#flushing = undefined;
  }
}
