import { writeSync } from 'node:fs';
import { id3Tag } from './id3.ts';
import { crc16, infoFrame, infoFrameLength } from './info-frame.ts';

const BUFFER = 256 * 1024;

export interface Facts {
  readonly title?: string | undefined;
  readonly artist?: string | undefined;
  /** Hz. */
  readonly rate: number;
  readonly channels: number;
  /** kbit/s. */
  readonly bitrate: number;
}

/** Writes an MP3 frame by frame. It writes synchronously: for a worker only. */
export class Mp3File {
  readonly #descriptor: number;
  readonly #facts: Facts;
  readonly #tag: Buffer;
  readonly #buffer = Buffer.alloc(BUFFER);
  #buffered = 0;
  #written: number;
  #header: Uint8Array = new Uint8Array(4);
  #frames = 0;
  #size = 0;
  #checksum = 0;

  /** @param descriptor of an empty file open for writing, which stays its opener's */
  constructor(descriptor: number, facts: Facts) {
    this.#descriptor = descriptor;
    this.#facts = facts;
    this.#tag = id3Tag(facts);
    // The frame that tells the length comes in front when the length is known.
    this.#written = this.#tag.length + infoFrameLength(facts.rate);
  }

  add(frame: Uint8Array): void {
    if (this.#buffered + frame.length > BUFFER) this.#flush();
    this.#buffer.set(frame, this.#buffered);
    this.#buffered += frame.length;
    if (this.#frames === 0) this.#header = frame.slice(0, 4);
    this.#frames++;
    this.#size += frame.length;
    this.#checksum = crc16(frame, this.#checksum);
  }

  /**
   * Completes the file.
   *
   * @param samples of music that were encoded
   * @returns its size in bytes
   */
  finish(samples: number): number {
    this.#flush();
    const [header, frames, size, checksum] = [this.#header, this.#frames, this.#size, this.#checksum];
    const info = infoFrame({ ...this.#facts, header, samples, frames, size, checksum });
    writeAll(this.#descriptor, Buffer.concat([this.#tag, info]), 0);
    return this.#written;
  }

  #flush(): void {
    writeAll(this.#descriptor, this.#buffer.subarray(0, this.#buffered), this.#written);
    this.#written += this.#buffered;
    this.#buffered = 0;
  }
}

/** A write may take only a part, as the last one before the disk is full does. */
function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}
