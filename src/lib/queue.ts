import pLimit from 'p-limit';
import { DomainError } from '../errors.ts';

/**
 * Makes a queue for heavy work: so many pieces at once, so many more waiting. Whoever comes after that is sent away at
 * once instead of waiting longer than a client does.
 *
 * @param what is said to be busy
 * @returns runs the work and gives its outcome; throws DomainError `busy` when the queue is full
 */
export function queue(atOnce: number, waiting: number, what: string): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(atOnce);
  return async (work) => {
    if (limit.pendingCount >= waiting) throw new DomainError('busy', `too many ${what} at once`, { retryAfter: 5 });
    return limit(work);
  };
}
