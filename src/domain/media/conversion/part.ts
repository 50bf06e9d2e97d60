import type { Wave } from '../wave.ts';
import { Window } from '../window.ts';
import { encode } from './encode.ts';
import { FrameFile, type Sum } from './frame-file.ts';
import { bytesOf, EVEN, FRAME } from './frames.ts';
import { readPieces } from './pcm.ts';
import { atRate, entryFor } from './resample.ts';
import { OVERLAP } from './seam.ts';

/** Frames of a part at least, 30 s at 44.1 kHz: for less a second encoder takes longer to start than it saves. */
export const SHORTEST = 1176;
/** At most, two minutes: so long one encoder may have to be waited for at the end. */
const LONGEST = 4 * SHORTEST;

/** Some of an MP3's frames, to be encoded by themselves. */
export interface Part {
  readonly first: number;
  /** The first that is not of this part any more; of the last part infinity. */
  readonly end: number;
}

export interface PartOrder {
  readonly part: Part;
  /** Descriptor of the WAV. */
  readonly source: number;
  /** Of the WAV, in bytes. */
  readonly size: number;
  readonly wave: Wave;
  /** Hz of the MP3. */
  readonly rate: number;
  /** kbit/s. */
  readonly bitrate: number;
  /** Descriptor of the MP3. */
  readonly target: number;
  /** Where in the MP3 its first frame lies. */
  readonly start: number;
}

/** A part: what lies in the file by now, and what has still to be joined with its neighbours. */
export interface MadePart {
  readonly written: Sum;
  /** The first frames, which the part before has too: none of the first part. */
  readonly head: readonly Uint8Array[];
  /** Frames from the end on, which the next part begins with. */
  readonly tail: readonly Uint8Array[];
}

/**
 * Divides music into parts. Each begins at a multiple of `EVEN`, whereby its place in the file is known and its frames
 * are a byte longer or shorter where those of the whole would be.
 *
 * @param samples of the MP3
 * @param encoders that there are for them: each gets as many parts as the others
 * @param shortest frames of a part at least, more or less
 */
export function partsOf(samples: number, encoders: number, shortest: number): Part[] {
  const frames = samples / FRAME;
  const turns = Math.ceil(frames / (encoders * LONGEST));
  const count = encoders === 1 ? 1 : Math.max(1, Math.min(turns * encoders, Math.round(frames / shortest)));
  const starts = Array.from({ length: count }, (_, at) => Math.floor((at * frames) / count / EVEN) * EVEN);
  return starts.map((first, at) => ({ first, end: starts[at + 1] ?? Number.POSITIVE_INFINITY }));
}

/** Encodes a part and writes it in its place, without what has to be joined. It reads and writes synchronously. */
export async function encodePart(order: PartOrder): Promise<MadePart> {
  const { part, rate, bitrate } = order;
  const { first, end } = part;
  const goesOn = end !== Number.POSITIVE_INFINITY;
  const file = new FrameFile(order.target, order.start + bytesOf(first, rate, bitrate));
  const [head, tail] = [[] as Uint8Array[], [] as Uint8Array[]];
  let number = first;
  await encode(musicOf(order, first * FRAME, (end + OVERLAP) * FRAME), { rate, bitrate, goesOn }, (frame) => {
    if (number >= end) tail.push(frame.slice());
    else if (first === 0 || number >= first + OVERLAP) file.add(frame);
    else {
      head.push(frame.slice());
      file.skip(frame);
    }
    number++;
  });
  return { written: file.finish(), head, tail };
}

/** The music of a WAV between two samples of the MP3, the same as if all before had been read too. */
async function* musicOf({ source, size, wave, rate }: PartOrder, from: number, to: number) {
  const file = new Window(source, size, 'audio/wav', Number.POSITIVE_INFINITY);
  if (wave.sampleRate === rate) return yield* readPieces(file, wave, { from, to });
  const entry = entryFor(from, wave.sampleRate, rate);
  let [skip, left] = [entry.skip, to - from];
  for await (const piece of atRate(readPieces(file, wave, { from: entry.from }), wave.sampleRate, rate)) {
    const taken = piece.map((samples) => samples.subarray(skip, skip + left));
    skip = Math.max(0, skip - (piece[0]?.length ?? 0));
    left -= taken[0]?.length ?? 0;
    yield taken;
    if (left <= 0) return;
  }
}
