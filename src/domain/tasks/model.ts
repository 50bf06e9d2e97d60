import type { Handle } from '../../db/database.ts';

/** Deferred work. */
export interface Task {
  id: number;
  topic: string;
  data: unknown;
  /** When it was deferred, in milliseconds since the epoch. */
  createdAt: number;
}

/**
 * Runs tasks of one topic, in their order. It gets all that are due together, as a query for each task would be too slow for
 * a busy server. The tasks are deleted in the same transaction, so each has its effect exactly once, as long as the handler
 * changes nothing outside that transaction. After an exception the tasks are tried again one by one, and one that fails
 * alone is tried again later.
 * @throws invalid when another try would fail too
 */
export type TaskHandler = (tx: Handle, tasks: readonly Task[]) => Promise<void>;
