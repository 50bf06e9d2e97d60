import { DomainError } from '../errors.ts';

interface Job {
  start(): void;
  /** Sends it away before its turn has come. */
  refuse(reason: unknown): void;
}

/** How much a queue takes. */
export interface QueueBounds {
  /** Pieces of work under way. */
  atOnce: number;
  /** Pieces that wait, in all. */
  waiting: number;
  /** Pieces that wait in one lane. */
  inLane: number;
}

/**
 * Makes a queue for heavy work that is fair between lanes, such as the addresses of clients: lanes take turns, so that
 * a thousand pieces in one of them delay another by one piece. Whoever finds their lane full is sent away at once instead
 * of waiting longer than a client does; when the whole queue is full, the longest lane makes room for shorter ones.
 *
 * @param what is said to be busy
 * @returns runs the work and gives its outcome; throws DomainError `busy` when there is no place, the signal's reason
 *   when it is aborted before the work's turn has come: its place is free again then
 */
export function fairQueue({ atOnce, waiting, inLane }: QueueBounds, what: string) {
  /** Those that wait. The lane whose turn it is comes first, and none is empty. */
  const lanes = new Map<string, Set<Job>>();
  let underWay = 0;
  let waits = 0;
  const busy = () => new DomainError('busy', `too many ${what} at once`, { retryAfter: 5 });

  function enter(lane: string, job: Job): void {
    const jobs = lanes.get(lane) ?? new Set<Job>();
    lanes.set(lane, jobs.add(job));
    waits++;
  }

  function leave(lane: string, job: Job): void {
    const jobs = lanes.get(lane);
    if (!jobs?.delete(job)) return;
    waits--;
    if (jobs.size === 0) lanes.delete(lane);
  }

  /** Starts the next piece. What else waits in its lane has its turn after all other lanes. */
  function next(): void {
    for (const [lane, jobs] of lanes) {
      if (underWay >= atOnce) return;
      const [job] = jobs;
      lanes.delete(lane);
      if (jobs.size > 1) lanes.set(lane, jobs);
      jobs.delete(job as Job);
      waits--;
      underWay++;
      job?.start();
    }
  }

  /** @throws busy when the lane is full, or the queue is and no lane is longer than this one would be */
  function makeRoom(lane: string): void {
    const length = lanes.get(lane)?.size ?? 0;
    if (length >= inLane) throw busy();
    if (waits < waiting) return;
    const [longest, jobs] = [...lanes].reduce((most, other) => (other[1].size > most[1].size ? other : most));
    if (jobs.size <= length + 1) throw busy();
    const last = [...jobs].at(-1) as Job;
    leave(longest, last);
    last.refuse(busy());
  }

  return async <T>(lane: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    if (underWay >= atOnce) makeRoom(lane);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const abandon = () => {
      leave(lane, job);
      reject(signal?.reason);
    };
    const job: Job = {
      start: async () => {
        signal?.removeEventListener('abort', abandon);
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        } finally {
          underWay--;
          next();
        }
      },
      refuse: (reason) => {
        signal?.removeEventListener('abort', abandon);
        reject(reason);
      },
    };
    signal?.addEventListener('abort', abandon, { once: true });
    enter(lane, job);
    next();
    return promise;
  };
}
