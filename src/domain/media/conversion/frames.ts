/** Samples in a frame of MPEG 1 Layer III. */
export const FRAME = 1152;
const HEADER = 4;

/** Frames that are a whole number of bytes at every bit rate: at 44.1 kHz 49 of them, at 32 and 48 kHz each. */
export const EVEN = 49;

/** How many bytes so many frames of constant bit rate have, if they are a multiple of `EVEN`. */
export const bytesOf = (frames: number, rate: number, bitrate: number): number =>
  (frames * FRAME * 125 * bitrate) / rate;

/** How long a frame is, in bytes: ISO/IEC 11172-3, section 2.4.3.1. */
const lengthOf = (header: Uint8Array, rate: number, bitrate: number): number =>
  Math.floor(bytesOf(1, rate, bitrate)) + (((header[2] as number) >> 1) & 1);

/** Cuts a stream of constant bit rate into its frames. */
export class FrameCutter {
  /** The beginning of a frame whose end has not come yet. */
  #begun: Uint8Array = new Uint8Array();

  /** @param rate Hz @param bitrate kbit/s @param take is given each frame, its own to keep */
  constructor(
    readonly rate: number,
    readonly bitrate: number,
    readonly take: (frame: Uint8Array) => void,
  ) {}

  add(bytes: Uint8Array): void {
    const stream = new Uint8Array(this.#begun.length + bytes.length);
    stream.set(this.#begun);
    stream.set(bytes, this.#begun.length);
    let at = 0;
    while (at + HEADER <= stream.length) {
      const end = at + lengthOf(stream.subarray(at), this.rate, this.bitrate);
      if (end > stream.length) break;
      this.take(stream.subarray(at, end));
      at = end;
    }
    this.#begun = stream.subarray(at);
  }
}
