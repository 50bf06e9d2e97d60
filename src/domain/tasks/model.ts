import type { Handle } from '../../db/database.ts';

/** Work that was promised. */
export interface Task {
  id: number;
  topic: string;
  data: unknown;
  /** When it was promised, in milliseconds since the epoch. */
  createdAt: number;
}

/**
 * Does tasks of one topic, in their order, as many at once as have come together: a query each would make a busy server
 * fall behind. They are forgotten in the same transaction, so their effect happens once, as long as the handler has none
 * but in that transaction. An exception undoes all of them; they are tried again one by one, and the one that fails
 * alone is tried again later. `invalid` says that trying again is no use.
 */
export type TaskHandler = (tx: Handle, tasks: readonly Task[]) => Promise<void>;
