import { DomainError } from '../../errors.ts';
import type { LimitState } from './counts.ts';

/** Most attempts that wait for one key; further ones are rejected. */
const MOST_WAITING = 256;

interface Attempts {
  /** Attempts that are reserving a point now. */
  asking: number;
  /** Attempts that have a point reserved, and are running. */
  running: number;
  /** How often a point was refunded. */
  freed: number;
  /** Wake the attempts that wait for a refund. */
  waiting: (() => void)[];
}

/** The attempts of this process by key: those that are running, and those that wait, as a running one may be refunded. */
export function attemptsInFlight() {
  const keys = new Map<string, Attempts>();
  const lines = new Map<string, Promise<unknown>>();

  function tidy(key: string, { asking, running, waiting }: Attempts): void {
    if (asking + running + waiting.length === 0) keys.delete(key);
  }

  /** Runs the work of a key one after another, in the order of the calls. */
  async function oneByOne<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (lines.get(key) ?? Promise.resolve()).then(work);
    const end = turn.catch(() => {});
    lines.set(key, end);
    try {
      return await turn;
    } finally {
      if (lines.get(key) === end) lines.delete(key);
    }
  }

  /**
   * Reserves a point. An attempt that gets one counts as running until `leave`.
   * @param ask reserves it
   * @returns `change`: with a refusal, resolves when it is worth asking again, as a point was refunded; absent when no other
   *   attempt is running and nothing was refunded since
   * @throws busy when too many wait
   */
  async function enter(
    key: string,
    ask: () => Promise<LimitState>,
  ): Promise<{ state: LimitState; change?: Promise<void> }> {
    const attempts = keys.get(key) ?? { asking: 0, running: 0, freed: 0, waiting: [] };
    keys.set(key, attempts);
    attempts.asking++;
    const { freed } = attempts;
    try {
      const state = await ask();
      if (state.granted) attempts.running++;
      else if (attempts.running > 0) return { state, change: wait(attempts) };
      else if (attempts.freed > freed) return { state, change: Promise.resolve() };
      return { state };
    } finally {
      attempts.asking--;
      tidy(key, attempts);
    }
  }

  function wait(attempts: Attempts): Promise<void> {
    if (attempts.waiting.length >= MOST_WAITING)
      throw new DomainError('busy', 'too many sign-ins at once', { subject: 'queue', retryAfter: 5 });
    return new Promise((resolve) => attempts.waiting.push(resolve));
  }

  /**
   * Ends a running attempt. Wakes one waiting attempt if its point was refunded, and all when no other is running.
   * @param isFree whether its point was refunded
   */
  function leave(key: string, isFree: boolean): void {
    const attempts = keys.get(key) as Attempts;
    attempts.running--;
    if (isFree) attempts.freed++;
    const woken = attempts.waiting.splice(0, attempts.running === 0 ? attempts.waiting.length : Number(isFree));
    tidy(key, attempts);
    for (const wake of woken) wake();
  }

  return { oneByOne, enter, leave };
}
