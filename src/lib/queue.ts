import pLimit from 'p-limit';
import { DomainError } from '../errors.ts';

/**
 * Makes a queue for heavy work: so many pieces at once, so many more waiting. Whoever comes after that is sent away at
 * once instead of waiting longer than a client does.
 *
 * @param what is said to be busy
 * @returns runs the work and gives its outcome; throws DomainError `busy` when the queue is full, the signal's reason
 *   when it is aborted before the work's turn has come: its place is free again then
 */
export function queue(
  atOnce: number,
  waiting: number,
  what: string,
): <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T> {
  const limit = pLimit(atOnce);
  let abandoned = 0;
  return async (work, signal) => {
    signal?.throwIfAborted();
    if (limit.pendingCount - abandoned >= waiting) {
      throw new DomainError('busy', `too many ${what} at once`, { retryAfter: 5 });
    }
    const gone = Promise.withResolvers<never>();
    const leave = () => {
      abandoned++;
      gone.reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    const turn = limit(() => {
      signal?.removeEventListener('abort', leave);
      if (!signal?.aborted) return work();
      abandoned--;
      return gone.promise;
    });
    return Promise.race([turn, gone.promise]);
  };
}
