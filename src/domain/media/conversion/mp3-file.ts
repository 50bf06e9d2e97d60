import type { open } from 'node:fs/promises';
import { asBusy } from '../staging.ts';
import type { Sum } from './frame-file.ts';
import { bytesOf } from './frames.ts';
import { id3Tag } from './id3.ts';
import { infoFrame, infoFrameLength } from './info-frame.ts';

export type FileHandle = Awaited<ReturnType<typeof open>>;

export interface Facts {
  readonly title?: string | undefined;
  readonly artist?: string | undefined;
  /** Hz. */
  readonly rate: number;
  readonly channels: number;
  /** kbit/s. */
  readonly bitrate: number;
}

/** An MP3 whose frames are written in any order, and what stands in front of them. */
export class Mp3File {
  readonly #file: FileHandle;
  readonly #facts: Facts;
  readonly #tag: Buffer;

  /** @param file empty, open for reading and writing, which stays its opener's */
  constructor(file: FileHandle, facts: Facts) {
    this.#file = file;
    this.#facts = facts;
    this.#tag = id3Tag(facts);
  }

  /** Where the first frame lies: the one that tells the length comes in front when the length is known. */
  get start(): number {
    return this.#tag.length + infoFrameLength(this.#facts.rate);
  }

  /** @param first number of the first of the frames, a multiple of `EVEN` @throws DomainError `busy` when the disk is full */
  write(frames: Uint8Array, first: number): Promise<void> {
    return this.#writeAll(frames, this.start + bytesOf(first, this.#facts.rate, this.#facts.bitrate));
  }

  /**
   * Completes the file.
   *
   * @param samples of music that were encoded
   * @param sum of all frames
   * @returns its size in bytes
   * @throws as `write`
   */
  async finish(samples: number, sum: Sum): Promise<number> {
    const header = new Uint8Array(4);
    await this.#file.read(header, 0, header.length, this.start);
    await this.#writeAll(Buffer.concat([this.#tag, infoFrame({ ...this.#facts, ...sum, header, samples })]), 0);
    return this.start + sum.size;
  }

  /** A write may take only a part, as the last one before the disk is full does. */
  async #writeAll(bytes: Uint8Array, place: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; )
        done += (await this.#file.write(bytes, done, bytes.length - done, place + done)).bytesWritten;
    } catch (error) {
      throw asBusy(error);
    }
  }
}
