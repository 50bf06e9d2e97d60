import { writeSync } from 'node:fs';
import { crc16 } from './checksum.ts';

const BUFFER = 256 * 1024;

/** What is told of frames that follow each other. */
export interface Sum {
  readonly frames: number;
  /** Bytes. */
  readonly size: number;
  /** `crc16` */
  readonly checksum: number;
}

/** Writes frames one behind the other somewhere in a file. It writes synchronously: for a worker only. */
export class FrameFile {
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(BUFFER);
  #buffered = 0;
  /** Where in the file the buffer goes. */
  #place: number;
  #frames = 0;
  #size = 0;
  #checksum = 0;

  /** @param descriptor of a file open for writing, which stays its opener's @param place of the first frame */
  constructor(descriptor: number, place: number) {
    this.#descriptor = descriptor;
    this.#place = place;
  }

  /** Leaves room for a frame that somebody else writes; before the first one of one's own. */
  skip(frame: Uint8Array): void {
    this.#place += frame.length;
  }

  add(frame: Uint8Array): void {
    if (this.#buffered + frame.length > BUFFER) this.#flush();
    this.#buffer.set(frame, this.#buffered);
    this.#buffered += frame.length;
    this.#frames++;
    this.#size += frame.length;
    this.#checksum = crc16(frame, this.#checksum);
  }

  /** Writes what is left. */
  finish(): Sum {
    this.#flush();
    return { frames: this.#frames, size: this.#size, checksum: this.#checksum };
  }

  /** A write may take only a part, as the last one before the disk is full does. */
  #flush(): void {
    for (let done = 0; done < this.#buffered; ) {
      const count = writeSync(this.#descriptor, this.#buffer, done, this.#buffered - done, this.#place);
      done += count;
      this.#place += count;
    }
    this.#buffered = 0;
  }
}
