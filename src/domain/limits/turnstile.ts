import { DomainError } from '../../errors.ts';

/** Beyond this many waiting for one key newcomers are sent away. */
const MOST_WAITING = 256;

interface Door {
  inside: number;
  waiting: (() => void)[];
}

/** Who is under way under which key in this process, and who waits for one of those to come back. */
export function turnstile() {
  const doors = new Map<string, Door>();

  function enter(key: string): void {
    const door = doors.get(key) ?? { inside: 0, waiting: [] };
    doors.set(key, door);
    door.inside++;
  }

  /** @param isFree whether there is a place for another now. When nobody is left to wait for, all find out how it stands. */
  function leave(key: string, isFree: boolean): void {
    const door = doors.get(key) as Door;
    door.inside--;
    if (door.inside === 0) doors.delete(key);
    const woken = door.waiting.splice(0, door.inside === 0 ? door.waiting.length : Number(isFree));
    for (const wake of woken) wake();
  }

  /** Kept when it may be otherwise; `undefined` when nobody is under way. @throws busy when too many wait */
  function change(key: string): Promise<void> | undefined {
    const door = doors.get(key);
    if (!door) return undefined;
    if (door.waiting.length >= MOST_WAITING)
      throw new DomainError('busy', 'too many sign-ins at once', { retryAfter: 5 });
    return new Promise((resolve) => door.waiting.push(resolve));
  }

  return { enter, leave, change };
}
