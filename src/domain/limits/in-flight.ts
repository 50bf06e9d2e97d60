import { DomainError } from '../../errors.ts';
import type { LimitState } from './counts.ts';

/** Most attempts that wait for one key; further ones are rejected. */
const MOST_WAITING = 256;

interface KeyState {
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
  const keys = new Map<string, KeyState>();
  const lines = new Map<string, Promise<unknown>>();

  function tidy(key: string, { asking, running, waiting }: KeyState): void {
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
  ): Promise<{ taking: LimitState; change?: Promise<void> }> {
    const state = keys.get(key) ?? { asking: 0, running: 0, freed: 0, waiting: [] };
    keys.set(key, state);
    state.asking++;
    const { freed } = state;
    try {
      const taking = await ask();
      if (taking.granted) state.running++;
      else if (state.running > 0) return { taking, change: wait(state) };
      else if (state.freed > freed) return { taking, change: Promise.resolve() };
      return { taking };
    } finally {
      state.asking--;
      tidy(key, state);
    }
  }

  function wait(state: KeyState): Promise<void> {
    if (state.waiting.length >= MOST_WAITING)
      throw new DomainError('busy', 'too many sign-ins at once', { retryAfter: 5 });
    return new Promise((resolve) => state.waiting.push(resolve));
  }

  /**
   * Ends a running attempt. Wakes one waiting attempt if its point was refunded, and all when no other is running.
   * @param isFree whether its point was refunded
   */
  function leave(key: string, isFree: boolean): void {
    const state = keys.get(key) as KeyState;
    state.running--;
    if (isFree) state.freed++;
    const woken = state.waiting.splice(0, state.running === 0 ? state.waiting.length : Number(isFree));
    tidy(key, state);
    for (const wake of woken) wake();
  }

  return { oneByOne, enter, leave };
}
