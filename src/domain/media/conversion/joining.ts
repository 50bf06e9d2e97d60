import { crc16, joinedCrc16 } from './checksum.ts';
import type { Sum } from './frame-file.ts';
import type { MadePart, Part } from './part.ts';
import { joined } from './seam.ts';

/** What encodes a part. */
export type Encode = (part: Part) => Promise<MadePart>;

interface Done {
  readonly part: Part;
  readonly made: MadePart;
}

/**
 * Makes one stream of parts that are encoded at the same time. As the bit rate is constant it is known where each frame
 * lies in the file, so parts are written there in any order; only the frames that two of them have are joined here. The
 * rare two that cannot be joined are encoded again as one.
 */
export class Joining {
  readonly #parts: readonly Part[];
  readonly #write: (frames: Uint8Array, first: number) => Promise<void>;
  readonly #made: (MadePart | undefined)[] = [];
  /** How many parts are joined, and the last of them, or what became of it and those before. */
  #count = 0;
  #last: Done | undefined;
  /** Of all frames before the last part's own. */
  #sum: Sum = { frames: 0, size: 0, checksum: 0 };
  #isJoining = false;

  /** @param write puts frames in their place, given the number of the first */
  constructor(parts: readonly Part[], write: (frames: Uint8Array, first: number) => Promise<void>) {
    this.#parts = parts;
    this.#write = write;
  }

  /**
   * Encodes all parts.
   * @param encoders take the next part each as soon as they have made one
   * @param stop ends what the others do when one has failed
   * @returns what is told of all frames
   * @throws what the first one to fail threw, when all have ended
   */
  async encode(encoders: readonly Encode[], stop: (reason: unknown) => void): Promise<Sum> {
    const waiting = this.#parts.entries();
    const outcomes = await Promise.allSettled(
      encoders.map(async (encoder) => {
        try {
          for (const [at, part] of waiting) await this.#add(at, await encoder(part), encoder);
        } catch (error) {
          stop(error);
          throw error;
        }
      }),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return this.#close();
  }

  async #add(at: number, made: MadePart, again: Encode): Promise<void> {
    this.#made[at] = made;
    // Who joins already takes this part too.
    if (this.#isJoining) return;
    this.#isJoining = true;
    for (let next = this.#next(); next; next = this.#next()) this.#last = await this.#join(next, again);
    this.#isJoining = false;
  }

  #next(): Done | undefined {
    const [part, made] = [this.#parts[this.#count], this.#made[this.#count]];
    if (!part || !made) return undefined;
    delete this.#made[this.#count++];
    return { part, made };
  }

  async #join(next: Done, again: Encode): Promise<Done> {
    const last = this.#last;
    if (!last) return next;
    const seam = joined(last.made.tail, next.made.head);
    if (!seam) {
      const part = { first: last.part.first, end: next.part.end };
      return { part, made: await again(part) };
    }
    const bytes = Buffer.concat(seam);
    await this.#write(bytes, next.part.first);
    this.#tell(last.made.written);
    this.#tell({ frames: seam.length, size: bytes.length, checksum: crc16(bytes) });
    return next;
  }

  #tell({ frames, size, checksum }: Sum): void {
    const before = this.#sum;
    this.#sum = {
      frames: before.frames + frames,
      size: before.size + size,
      checksum: joinedCrc16(before.checksum, checksum, size),
    };
  }

  #close(): Sum {
    if (this.#last) this.#tell(this.#last.made.written);
    return this.#sum;
  }
}
