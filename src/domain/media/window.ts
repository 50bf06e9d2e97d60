import { readSync } from 'node:fs';

const AHEAD = 256 * 1024;
/** Larger than any tag with a picture. A tag that claims more is refused before its bytes are read. */
const LONGEST_READ = 32 * 1024 * 1024;
/**
 * A file read through a window of 256 KB: small reads that follow each other cost no system call, and a file of any
 * size takes no more memory than that. It looks enough like a `Blob` for music-metadata to read from it. It reads
 * synchronously: for a worker only.
 */
export class Window {
  readonly size: number;
  readonly #descriptor: number;
  #start = 0;
  #readsLeft: number;
  #bytes: Uint8Array = new Uint8Array();

  /**
   * @param descriptor of an open file, which stays its opener's
   * @param reads after which it refuses: a file made of nothing but tiny parts would take minutes and gigabytes
   */
  constructor(
    descriptor: number,
    size: number,
    readonly type: string,
    reads: number,
  ) {
    this.#readsLeft = reads;
    this.#descriptor = descriptor;
    this.size = size;
  }

  /** The bytes from `start` up to `end`, or up to the end of the file. They hold until the next call. */
  view(start: number, end: number): Uint8Array {
    if (this.#readsLeft-- === 0) throw new RangeError('the file has too many parts');
    const length = Math.max(0, Math.min(end, this.size) - start);
    if (length > LONGEST_READ) throw new RangeError(`a part of ${length} bytes is more than is read at once`);
    if (start < this.#start || start + length > this.#start + this.#bytes.length) this.#move(start, length);
    return this.#bytes.subarray(start - this.#start, start - this.#start + length);
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return { arrayBuffer: async () => new Uint8Array(this.view(start, end)).buffer };
  }

  #move(start: number, length: number): void {
    const bytes = new Uint8Array(Math.max(length, AHEAD));
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(this.#descriptor, bytes, read, bytes.length - read, start + read);
      if (more === 0) break;
      read += more;
    }
    this.#start = start;
    this.#bytes = bytes.subarray(0, read);
  }
}

/** Bytes as characters of the same codes: for comparing with the marks that formats begin with. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
