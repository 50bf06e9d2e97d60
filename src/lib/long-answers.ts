import { fullGC } from 'bun:jsc';
import { Room } from './room.ts';
import { yieldTurn } from './yield-turn.ts';

/** Long answers that are made at a time: until it is text, one takes up several times the memory of its text. */
const AT_ONCE = 2;
/** Entries of a long answer that count as one: they become about 1 MiB of text. */
const ENTRIES = 500;
/** Up to so many entries an answer is no long one: such pages are what people wait for, and need not wait for others. */
const SHORT = 100;

/** Bytes by which memory may grow before it is looked for what is no longer used, and how many answers have waited between two looks. */
const GROWTH = 32 * 1024 * 1024;
const BETWEEN = 8;

const room = new Room(AT_ONCE);
/** The least memory that the process was seen to have. */
let least = Number.POSITIVE_INFINITY;
/** Long answers that had to wait, since the last look. */
let begun = 0;

/** The part that one answer has in this. Nothing is taken until it turns out to be long. */
export class LongAnswer {
  #taken = 0;

  /** Whether it would have to wait, and so should hold nothing meanwhile. */
  get wouldWait(): boolean {
    return this.#taken === 0 && !room.hasRoom();
  }

  /**
   * Resolves when a long answer may be made, which has to `end` then; and at each further call in another turn of the event
   * loop. Of a short one at once.
   * @param entries that it will have about
   */
  async goOn(entries = ENTRIES): Promise<void> {
    if (entries <= SHORT) return;
    if (this.#taken === 0) {
      this.#taken = Math.ceil(entries / ENTRIES);
      const wait = room.enter(this.#taken);
      if (wait !== undefined) {
        await wait;
        collectWhenGrown();
      }
    }
    await yieldTurn();
  }

  /** To be called when it is text, whether it was long or not. */
  end(): void {
    if (this.#taken > 0) room.leave(this.#taken);
    this.#taken = 0;
  }
}

/** Makes an answer in its turn, if it is a long one. @param entries that it will have at most */
export async function inTurn<Answer>(entries: number, make: () => Promise<Answer>): Promise<Answer> {
  const long = new LongAnswer();
  try {
    await long.goOn(entries);
    return await make();
  } finally {
    long.end();
  }
}

/**
 * JavaScriptCore lets memory grow to several times of what is used before it looks at what has outlived its first look:
 * the rows and texts of long answers that are made one after another. Looking takes as long as one of them, so it is done
 * only while they wait for each other.
 */
function collectWhenGrown(): void {
  const now = process.memoryUsage.rss();
  least = Math.min(least, now);
  if (++begun < BETWEEN || now - least < GROWTH) return;
  begun = 0;
  fullGC();
}
