import { DomainError } from '../errors.ts';

interface Job {
  start(): void;
  /** Rejects it before it has started. */
  refuse(reason: unknown): void;
}

/** How much work a queue has. */
export interface Load {
  waiting: number;
  busy: number;
}

/** The bounds of a queue. */
export interface QueueBounds {
  /** Jobs that run at the same time. */
  atOnce: number;
  /** Jobs that wait, in all lanes. */
  waiting: number;
  /** Jobs that wait in one lane. */
  inLane: number;
}

/**
 * Makes a queue for heavy work that is fair between lanes, such as the addresses of clients: lanes take turns, so that a
 * thousand jobs in one lane delay another lane by one job. When its lane is full a job is rejected at once, as its client
 * would give up before its turn. When the whole queue is full, the last job of the longest lane is rejected to make room
 * for a shorter lane.
 *
 * @param what the name of the work, for errors
 * @returns `load`, and a function that runs the work in its turn and returns its result; throws DomainError `busy` when there is no place, the signal's
 *   reason when it is aborted before the work has started (its place is free again then), and what the work throws
 */
export function fairQueue({ atOnce, waiting, inLane }: QueueBounds, what: string) {
  /** The waiting jobs. The lane whose turn it is comes first; empty lanes are removed. */
  const lanes = new Map<string, Set<Job>>();
  let running = 0;
  let waitingJobs = 0;
  const busy = () => new DomainError('busy', `too many ${what} at once`, { subject: 'queue', retryAfter: 5 });

  function enter(lane: string, job: Job): void {
    const jobs = lanes.get(lane) ?? new Set<Job>();
    lanes.set(lane, jobs.add(job));
    waitingJobs++;
  }

  function leave(lane: string, job: Job): void {
    const jobs = lanes.get(lane);
    if (!jobs?.delete(job)) return;
    waitingJobs--;
    if (jobs.size === 0) lanes.delete(lane);
  }

  /** Starts jobs while there is capacity. A lane goes to the end after one of its jobs has started. */
  function next(): void {
    for (const [lane, jobs] of lanes) {
      if (running >= atOnce) return;
      const [job] = jobs;
      lanes.delete(lane);
      if (jobs.size > 1) lanes.set(lane, jobs);
      jobs.delete(job as Job);
      waitingJobs--;
      running++;
      job?.start();
    }
  }

  /** @throws busy when the lane is full, or the queue is and no lane is longer than this one would be */
  function makeRoom(lane: string): void {
    const length = lanes.get(lane)?.size ?? 0;
    if (length >= inLane) throw busy();
    if (waitingJobs < waiting) return;
    const [longest, jobs] = [...lanes].reduce((most, other) => (other[1].size > most[1].size ? other : most));
    if (jobs.size <= length + 1) throw busy();
    const last = [...jobs].at(-1) as Job;
    leave(longest, last);
    last.refuse(busy());
  }

  const inTurn = async <T>(lane: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    if (running >= atOnce) makeRoom(lane);
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
          running--;
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
  return Object.assign(inTurn, { load: (): Load => ({ waiting: waitingJobs, busy: running }) });
}

/** The load of several queues together. */
export const together = (...loads: readonly Load[]): Load => ({
  waiting: loads.reduce((sum, { waiting }) => sum + waiting, 0),
  busy: loads.reduce((sum, { busy }) => sum + busy, 0),
});
