import { FrameCutter } from './frames.ts';
import { Lame } from './lame.ts';

interface Stream {
  /** 32000, 44100 or 48000 Hz. */
  readonly rate: number;
  /** kbit/s. */
  readonly bitrate: number;
  /** Whether more music follows, which somebody else encodes: then the frames that it begins in are left out. */
  readonly goesOn?: boolean;
}

/**
 * Encodes music as MP3 with a constant bit rate, in this thread.
 *
 * @param pieces of each channel its samples between -1 and 1, as many of each; read no faster than they are encoded
 * @param take is given the frames in their order, each whole, its own to keep
 */
export async function encode(
  pieces: Iterable<Float32Array[]> | AsyncIterable<Float32Array[]>,
  { rate, bitrate, goesOn = false }: Stream,
  take: (frame: Uint8Array) => void,
): Promise<void> {
  const frames = new FrameCutter(rate, bitrate, take);
  let lame: Lame | undefined;
  try {
    for await (const piece of pieces) {
      if (!piece[0]?.length) continue;
      lame ??= await Lame.open(piece.length, rate, bitrate);
      for (const bytes of lame.encode(piece)) frames.add(bytes);
    }
    // Of no music there is no frame, and nothing to finish.
    if (lame && !goesOn) frames.add(lame.finish());
  } finally {
    lame?.close();
  }
}
