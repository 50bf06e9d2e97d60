import { DomainError } from '../../errors.ts';
import type { Taking } from './counts.ts';

/** Beyond this many waiting for one key newcomers are sent away. */
const MOST_WAITING = 256;

interface Door {
  asking: number;
  inside: number;
  /** How often somebody has come back and left a place. */
  places: number;
  waiting: (() => void)[];
}

/** Who is under way under which key in this process, and who waits for one of those to come back. */
export function turnstile() {
  const doors = new Map<string, Door>();
  const lines = new Map<string, Promise<unknown>>();

  function tidy(key: string, { asking, inside, waiting }: Door): void {
    if (asking + inside + waiting.length === 0) doors.delete(key);
  }

  /** Does work of one key at a time, in the order in which it comes. */
  async function inLine<T>(key: string, work: () => Promise<T>): Promise<T> {
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
  async function enter(key: string, ask: () => Promise<Taking>): Promise<{ taking: Taking; change?: Promise<void> }> {
    const door = doors.get(key) ?? { asking: 0, inside: 0, places: 0, waiting: [] };
    doors.set(key, door);
    door.asking++;
    const { places } = door;
    try {
      const taking = await ask();
      if (taking.granted) door.inside++;
      else if (door.inside > 0) return { taking, change: wait(door) };
      else if (door.places > places) return { taking, change: Promise.resolve() };
      return { taking };
    } finally {
      door.asking--;
      tidy(key, door);
    }
  }

  function wait(door: Door): Promise<void> {
    if (door.waiting.length >= MOST_WAITING)
      throw new DomainError('busy', 'too many sign-ins at once', { retryAfter: 5 });
    return new Promise((resolve) => door.waiting.push(resolve));
  }

  /** @param isFree whether there is a place for another now. When nobody is left to wait for, all find out how it stands. */
  function leave(key: string, isFree: boolean): void {
    const door = doors.get(key) as Door;
    door.inside--;
    if (isFree) door.places++;
    const woken = door.waiting.splice(0, door.inside === 0 ? door.waiting.length : Number(isFree));
    tidy(key, door);
    for (const wake of woken) wake();
  }

  return { inLine, enter, leave };
}
