import type { Handle, LastStep } from './database.ts';

type Pending = Map<LastStep<unknown>, unknown>;

/** Keeps the last steps of the transactions that are under way, for a `Database`. */
export class LastSteps {
  /** SQLite has one handle for all transactions, which come one after another: each begins with an empty map. */
  readonly #pending = new WeakMap<Handle, Pending>();

  /** The work, and what it has asked for to be done last. A transaction that fails before forgets it. */
  around<Result>(work: (tx: Handle) => Promise<Result>): (tx: Handle) => Promise<Result> {
    return async (tx) => {
      const pending: Pending = new Map();
      this.#pending.set(tx, pending);
      try {
        const result = await work(tx);
        for (const [step, notes] of pending) await step.finish(tx, notes);
        return result;
      } finally {
        this.#pending.delete(tx);
      }
    };
  }

  /** @throws Error outside a transaction of `write` */
  notes<Notes>(tx: Handle, step: LastStep<Notes>): Notes {
    const pending = this.#pending.get(tx);
    if (pending === undefined) throw new Error('a last step needs a transaction of `write`');
    const found = pending.get(step as LastStep<unknown>) ?? step.begin();
    pending.set(step as LastStep<unknown>, found);
    return found as Notes;
  }
}
