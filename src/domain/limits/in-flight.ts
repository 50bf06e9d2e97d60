import { DomainError } from '../../errors.ts';
import type { LimitState } from './counts.ts';

/** Beyond this many waiting for one key newcomers are sent away. */
const MOST_WAITING = 256;

interface KeyState {
  asking: number;
  running: number;
  /** How often somebody has come back and left a place. */
  freed: number;
  waiting: (() => void)[];
}

/** Who is under way under which key in this process, and who waits for one of those to come back. */
export function attemptsInFlight() {
  const keys = new Map<string, KeyState>();
  const lines = new Map<string, Promise<unknown>>();

  function tidy(key: string, { asking, running: inside, waiting }: KeyState): void {
    if (asking + inside + waiting.length === 0) keys.delete(key);
  }

  /** Does work of one key at a time, in the order in which it comes. */
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
   * Asks for a place. Who gets one is under way until `leave`.
   * @returns with a refusal what it is worth waiting for: others that are under way, or a place that has come back since.
   *   Nothing when neither is there
   * @throws busy when too many wait
   */
  async function enter(
    key: string,
    ask: () => Promise<LimitState>,
  ): Promise<{ taking: LimitState; change?: Promise<void> }> {
    const state = keys.get(key) ?? { asking: 0, running: 0, freed: 0, waiting: [] };
    keys.set(key, state);
    state.asking++;
    const { freed: places } = state;
    try {
      const taking = await ask();
      if (taking.granted) state.running++;
      else if (state.running > 0) return { taking, change: wait(state) };
      else if (state.freed > places) return { taking, change: Promise.resolve() };
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

  /** @param isFree whether there is a place for another now. When nobody is left to wait for, all find out how it stands. */
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
