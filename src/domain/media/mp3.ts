import type { Format } from './format.ts';
import { latin1, type Window } from './window.ts';

/**
 * How long the ID3v2 tag at the start is, with its header and footer: ID3v2.4.0, section 3.1.
 *
 * @returns 0 when there is none
 */
export function id3Length(head: Uint8Array): number {
  const [, , , version = 0, revision = 0, flags = 0, a = 0, b = 0, c = 0, d = 0] = head;
  if (head.length < 10 || latin1(head, 0, 3) !== 'ID3') return 0;
  if (version < 2 || version > 4 || revision === 0xff || (a | b | c | d) > 0x7f) return 0;
  const footer = version === 4 && (flags & 0x10) !== 0 ? 10 : 0;
  return 10 + ((a << 21) | (b << 14) | (c << 7) | d) + footer;
}

/** Bytes; also how far in the first whole frame may start in a stream that was cut anywhere. */
export const LONGEST_FRAME = 1441;

interface Frame {
  /** Bytes. */
  length: number;
  /** kbit/s. */
  bitrate: number;
  /** Hz. */
  rate: number;
  samples: number;
  channels: number;
  /** Of MPEG: 1, 2 or 2.5. */
  version: number;
  /** The bits in which all frames of one stream agree: version, layer and sampling rate. */
  format: number;
}

/** By the two bits that stand for it; the second is reserved. */
const VERSIONS = [2.5, 0, 2, 1];
const BITRATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOW_BITRATES = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES = [44100, 48000, 32000];

/** The header of a frame of Layer III: ISO/IEC 11172-3, section 2.4.2.3; 13818-3 for the rates of MPEG 2 and 2.5. */
function frameAt(bytes: Uint8Array, at: number): Frame | undefined {
  const [kind = 0, rates = 0, mode = 0] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  const isLayer3 = ((kind >> 1) & 3) === 1;
  if (bytes[at] !== 0xff || kind < 0xe0 || !isLayer3) return undefined;

  const version = VERSIONS[(kind >> 3) & 3];
  const bitrate = (version === 1 ? BITRATES : LOW_BITRATES)[(rates >> 4) - 1];
  const fullRate = RATES[(rates >> 2) & 3];
  if (!version || !bitrate || !fullRate) return undefined;
  const rate = version === 1 ? fullRate : version === 2 ? fullRate / 2 : fullRate / 4;
  const samples = version === 1 ? 1152 : 576;
  const padding = (rates >> 1) & 1;
  const length = Math.floor((samples * 125 * bitrate) / rate) + padding;
  const channels = mode >> 6 === 3 ? 1 : 2;
  return { length, bitrate, rate, samples, channels, version, format: ((kind & 0x1e) << 8) | (rates & 0x0c) };
}

/**
 * Finds where MP3 frames begin: three headers that agree, each where the one before says. One header alone is found in
 * any noise.
 *
 * @param from,to where the first one may start
 */
export function findFrames(bytes: Uint8Array, from: number, to: number): number | undefined {
  let at = bytes.indexOf(0xff, from);
  for (; at !== -1 && at <= to; at = bytes.indexOf(0xff, at + 1)) {
    const first = frameAt(bytes, at);
    const second = first && frameAt(bytes, at + first.length);
    const third = second && frameAt(bytes, at + first.length + second.length);
    if (third && first.format === second.format && second.format === third.format) return at;
  }
  return undefined;
}

/** Some programs leave unused space between tag and music. */
const GAP_AFTER_TAG = 64 * 1024;
const STEP = 128 * 1024;

/**
 * Measures an MP3 by walking over every frame, because what the header of one with variable bit rate says of its length
 * may be missing, and is wrong as soon as the file was cut. 100 MB take a fraction of a second.
 *
 * @returns `undefined` when no frames follow the tag
 */
export function measureMp3(file: Window): Format | undefined {
  const tag = id3Length(file.view(0, 10));
  const gap = findFrames(file.view(tag, tag + GAP_AFTER_TAG + 3 * LONGEST_FRAME), 0, GAP_AFTER_TAG);
  if (gap === undefined) return undefined;

  const frames = new Frames();
  for (let at = tag + gap, taken = -1; taken !== 0; at += taken) taken = frames.take(file.view(at, at + STEP));
  return frames.sum();
}

class Frames {
  #first: Frame | undefined;
  #isConstant = true;
  #seconds = 0;
  #bytes = 0;

  /** Counts the whole frames in a piece of the stream; gives how many bytes are done with, 0 when there is no more to find. */
  take(piece: Uint8Array): number {
    let at = 0;
    while (at < piece.length) {
      const frame = frameAt(piece, at);
      if (frame && frame.format === (this.#first ?? frame).format && at + frame.length <= piece.length) {
        if (this.#first || !isInfo(piece, at)) this.#count(frame);
        at += frame.length;
      } else if (at + LONGEST_FRAME > piece.length) {
        break;
      } else {
        const next = findFrames(piece, at + 1, piece.length);
        // The last frames of a piece cannot be told from noise: the next piece begins with them.
        if (next === undefined) return Math.max(at, piece.length - 3 * LONGEST_FRAME);
        at = next;
      }
    }
    return at;
  }

  sum(): Format | undefined {
    const first = this.#first;
    return (
      first && {
        duration: this.#seconds,
        bitrate: this.#isConstant ? first.bitrate * 1000 : (this.#bytes * 8) / this.#seconds,
        sampleRate: first.rate,
        channels: first.channels,
        codec: `MPEG ${first.version} Layer 3`,
        container: 'MPEG',
        lossless: false,
      }
    );
  }

  #count(frame: Frame): void {
    this.#first ??= frame;
    this.#isConstant &&= frame.bitrate === this.#first.bitrate;
    this.#seconds += frame.samples / frame.rate;
    this.#bytes += frame.length;
  }
}

/** The silent frame in front in which encoders note the length: "Xing" or "Info" behind the side information, or "VBRI". */
function isInfo(bytes: Uint8Array, at: number): boolean {
  return /Xing|Info|VBRI/.test(latin1(bytes, at + 4, at + 44));
}
