import type { Wave } from '../wave.ts';
import type { Window } from '../window.ts';

/** What a WAV has that is not taken, as it is said to the client. */
export class NotTaken extends Error {}

/** Gives one sample between -1 and 1. */
type Decode = (bytes: DataView, at: number) => number;

/** By codec and bytes of a sample. Fewer bits than the bytes could hold are written into the upper ones. */
const DECODERS: Record<string, Decode | undefined> = {
  'PCM 1': (bytes, at) => (bytes.getUint8(at) - 128) / 128,
  'PCM 2': (bytes, at) => bytes.getInt16(at, true) / 2 ** 15,
  'PCM 3': (bytes, at) => (bytes.getUint8(at) | (bytes.getInt16(at + 1, true) << 8)) / 2 ** 23,
  'PCM 4': (bytes, at) => bytes.getInt32(at, true) / 2 ** 31,
  'IEEE float 4': (bytes, at) => bytes.getFloat32(at, true),
  'IEEE float 8': (bytes, at) => bytes.getFloat64(at, true),
  'A-law 1': (bytes, at) => aLaw(bytes.getUint8(at)),
  'µ-law 1': (bytes, at) => muLaw(bytes.getUint8(at)),
};

/** Samples of a channel in one piece: enough that handing it to another thread costs nothing, 40 ms of encoding. */
export const PIECE = 9216;

interface Part {
  /** The first sample that is wanted, and the first that is not. */
  readonly from?: number;
  readonly to?: number;
  /** Channels that are taken at most. */
  readonly most?: number;
}

/**
 * Reads the music of a WAV piece by piece.
 *
 * @returns the pieces: of each channel its samples between -1 and 1, valid until the next piece
 * @throws NotTaken for another coding, too many channels or no samples, before the first piece
 */
export function readPieces(
  file: Window,
  wave: Wave,
  { from = 0, to = wave.length, most = 2 }: Part = {},
): Iterable<Float32Array[]> {
  const width = wave.block / wave.channels;
  const decode = DECODERS[`${wave.codec} ${width}`];
  if (wave.channels > most) throw new NotTaken(`has ${wave.channels} channels; at most ${most} are taken`);
  if (!decode) throw new NotTaken('is not 8, 16, 24 or 32 bit PCM, float, A-law or µ-law');
  if (wave.length === 0) throw new NotTaken('has no samples');
  return pieces(file, { ...wave, length: Math.min(to, wave.length) }, from, decode);
}

function* pieces(
  file: Window,
  { start, length, block, channels }: Wave,
  from: number,
  decode: Decode,
): Generator<Float32Array[]> {
  const piece = Array.from({ length: channels }, () => new Float32Array(PIECE));
  const width = block / channels;
  for (let first = from; first < length; first += PIECE) {
    const count = Math.min(PIECE, length - first);
    const bytes = file.view(start + first * block, start + (first + count) * block);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const [channel, samples] of piece.entries()) {
      for (let index = 0, at = channel * width; index < count; index++, at += block) samples[index] = decode(view, at);
    }
    yield piece.map((samples) => samples.subarray(0, count));
  }
}

/** ITU-T G.711, table 1. */
function aLaw(code: number): number {
  const bits = code ^ 0x55;
  const [segment, step] = [(bits >> 4) & 7, bits & 15];
  const size = segment === 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1);
  return (bits & 0x80 ? size : -size) / 2 ** 12;
}

/** ITU-T G.711, table 2. */
function muLaw(code: number): number {
  const bits = ~code;
  const size = ((2 * (bits & 15) + 33) << ((bits >> 4) & 7)) - 33;
  return (bits & 0x80 ? -size : size) / 2 ** 13;
}
