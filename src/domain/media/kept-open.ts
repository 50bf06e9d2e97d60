import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { LRUCache } from 'lru-cache';
import type { Wanted } from './model.ts';

/** Bytes of the longest part that is read at once; of a longer one the system sends the file itself as cheaply. */
const LONGEST = 128 * 1024;
/** Milliseconds after which a file that nobody reads is closed: one that was deleted takes room until then. */
const UNREAD = 10_000;
/** Milliseconds that only a disk takes to read so little: from memory it is 20 µs. */
const SLOW = 2;
/** Slow reads in a row that tell a disk from a thread that had to wait for a processor. */
const SLOW_IN_A_ROW = 3;
/** Milliseconds for which nobody waits for such a disk. */
const PAUSE = 1_000;

/** What is no file at all may be a pipe, which would be waited for. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

interface KeptOpen extends Pick<Stats, 'size' | 'nlink' | 'ctimeMs'> {
  readonly descriptor: number;
  isUnread: boolean;
}

/**
 * Files kept open for players, who read them in short parts: to open and close a file for each costs more than reading
 * it. A part is read on the spot, as it mostly lies in memory; when the disk proves slow, all go without this for a second.
 */
export class FilesKeptOpen {
  readonly #files: LRUCache<string, KeptOpen>;
  readonly #now: () => number;
  readonly #unread: number;
  #scratch: Uint8Array<ArrayBuffer> | undefined;
  #timer: Timer | undefined;
  #slowReads = 0;
  #pausedUntil = 0;

  /** @param most files at once @param now the time in milliseconds */
  constructor(most: number, now: () => number = () => performance.now(), unread = UNREAD) {
    this.#files = new LRUCache({ max: most, dispose: ({ descriptor }) => closeSync(descriptor) });
    this.#now = now;
    this.#unread = unread;
  }

  /**
   * A short part of a file, in memory that the next part is read into.
   * @param size bytes that the file must have
   * @returns `undefined` for a long part, and wherever anything is not as it should be: what is wrong is told by reading
   *   the file in the other way
   */
  read(path: string, size: number, { start, end }: Wanted): Uint8Array<ArrayBuffer> | undefined {
    const length = end - start;
    const begun = this.#now();
    if (length === 0 || length > LONGEST || begun < this.#pausedUntil) return undefined;
    try {
      const file = this.#unchanged(path) ?? this.#open(path);
      this.#scratch ??= new Uint8Array(LONGEST);
      const isWhole = file.size === size && readSync(file.descriptor, this.#scratch, 0, length, start) === length;
      this.#notePace(begun, this.#now());
      return isWhole ? this.#scratch.subarray(0, length) : undefined;
    } catch {
      this.close(path);
      return undefined;
    }
  }

  /** Closes a file, if it is open. */
  close(path: string): void {
    this.#files.delete(path);
  }

  /** A file that still stands where it was opened: deleting, replacing and moving it change its links, or their time. */
  #unchanged(path: string): KeptOpen | undefined {
    const kept = this.#files.get(path);
    if (kept === undefined) return undefined;
    const { size, nlink, ctimeMs } = fstatSync(kept.descriptor);
    if (kept.size !== size || kept.nlink !== nlink || kept.ctimeMs !== ctimeMs) return undefined;
    kept.isUnread = false;
    return kept;
  }

  #open(path: string): KeptOpen {
    const descriptor = openSync(path, READ);
    const { size, nlink, ctimeMs } = fstatSync(descriptor);
    const opened = { descriptor, size, nlink, ctimeMs, isUnread: false };
    this.#files.set(path, opened);
    this.#timer ??= setInterval(() => this.#closeUnread(), this.#unread).unref();
    return opened;
  }

  #notePace(begun: number, ended: number): void {
    this.#slowReads = ended - begun > SLOW ? this.#slowReads + 1 : 0;
    if (this.#slowReads < SLOW_IN_A_ROW) return;
    this.#slowReads = 0;
    this.#pausedUntil = ended + PAUSE;
  }

  #closeUnread(): void {
    for (const [path, file] of this.#files.entries()) {
      if (file.isUnread) this.close(path);
      else file.isUnread = true;
    }
    if (this.#files.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
