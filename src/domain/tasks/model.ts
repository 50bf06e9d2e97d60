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
 * Does a task. It is forgotten in the same transaction, so its effect happens once, as long as the handler has none but
 * in that transaction. An exception undoes it, and it is tried again later; `invalid` says that trying again is no use.
 */
export type TaskHandler = (tx: Handle, task: Task) => Promise<void>;
