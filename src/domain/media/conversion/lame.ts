// LAME 3.100 as WebAssembly, without the thread of its own and the messages that the package puts around it.
import glue from '../../../../node_modules/@mediabunny/mp3-encoder/dist/modules/build/lame.js';

/** What the program exports (the package's `src/lame-bridge.c`); pointers are bytes of `HEAPU8`. */
interface Program {
  /** Another one when the memory has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _init_lame(channels: number, rate: number, bitsPerSecond: number): number;
  _encode_samples(lame: number, left: number, right: number, samples: number, to: number, room: number): number;
  _flush_lame(lame: number, to: number, room: number): number;
  _close_lame(lame: number): void;
}

/** Samples of a channel that are given to LAME at once. */
const MOST = 9216;
/** What LAME asks for as room for what it makes of them. */
const ROOM = Math.ceil(1.25 * MOST) + 7200;
const BYTES = Int16Array.BYTES_PER_ELEMENT;

/** The file is at once a module of both kinds: read from source this is its function, in the executable what holds it. */
const load = (typeof glue === 'function' ? glue : (glue as { default: unknown }).default) as () => Promise<Program>;
let program: Promise<Program> | undefined;

/** One encoder of MP3s with a constant bit rate. It works in the thread that calls it: for a worker only. */
export class Lame {
  readonly #program: Program;
  readonly #lame: number;
  readonly #memory: number;

  private constructor(
    loaded: Program,
    readonly channels: number,
    rate: number,
    bitrate: number,
  ) {
    this.#program = loaded;
    this.#lame = loaded._init_lame(channels, rate, bitrate * 1000);
    this.#memory = loaded._malloc(2 * MOST * BYTES + ROOM);
  }

  /** @param rate 32000, 44100 or 48000 Hz @param bitrate kbit/s */
  static async open(channels: number, rate: number, bitrate: number): Promise<Lame> {
    program ??= load();
    return new Lame(await program, channels, rate, bitrate);
  }

  /**
   * @param piece of each channel its samples between -1 and 1
   * @returns the next bytes of the stream, which end anywhere in a frame, and hold until the next call
   */
  *encode(piece: readonly Float32Array[]): Generator<Uint8Array> {
    const length = piece[0]?.length ?? 0;
    for (let at = 0; at < length; at += MOST) {
      const count = Math.min(MOST, length - at);
      for (const [channel, samples] of piece.entries()) this.#put(channel, samples.subarray(at, at + count));
      const [left, right] = [this.#memory, this.#memory + (this.channels - 1) * MOST * BYTES];
      yield this.#made(this.#program._encode_samples(this.#lame, left, right, count, this.#output, ROOM));
    }
  }

  /** The rest of the stream: silence fills up the last frame. */
  finish(): Uint8Array {
    return this.#made(this.#program._flush_lame(this.#lame, this.#output, ROOM));
  }

  close(): void {
    this.#program._close_lame(this.#lame);
    this.#program._free(this.#memory);
  }

  get #output(): number {
    return this.#memory + 2 * MOST * BYTES;
  }

  /** LAME takes 16 bits. */
  #put(channel: number, samples: Float32Array): void {
    const place = this.#memory + channel * MOST * BYTES;
    const memory = new Int16Array(this.#program.HEAPU8.buffer, place, samples.length);
    for (let index = 0; index < samples.length; index++) {
      memory[index] = Math.max(-32768, Math.min(32767, Math.round((samples[index] as number) * 32768)));
    }
  }

  #made(bytes: number): Uint8Array {
    if (bytes < 0) throw new Error(`LAME ended with ${bytes}`);
    return this.#program.HEAPU8.subarray(this.#output, this.#output + bytes);
  }
}
