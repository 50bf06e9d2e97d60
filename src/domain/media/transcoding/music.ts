import { CustomSource, type EncodedPacket, EncodedPacketSink, FLAC, Input, MP3, OGG } from 'mediabunny';
import { NotTaken, PIECE, readPieces } from '../conversion/pcm.ts';
import { findWave } from '../wave.ts';
import type { Window } from '../window.ts';
import { type Decoder, decoderFor, LEAD } from './decoders.ts';
import { toStereo } from './stereo.ts';

/** The music of a file, decoded. */
export interface Music {
  /** Hz. */
  readonly rate: number;
  /** Of one or two channels the samples, between -1 and 1; each valid until the next. */
  readonly pieces: AsyncIterable<Float32Array[]>;
}

const MOST_CHANNELS = 8;
/** What the slowest recorder and the fastest converter do, and a bit more. */
const [SLOWEST, FASTEST] = [4000, 400_000];
/** Of a file's bytes, what is remembered of it besides the window. */
const REMEMBERED = 1024 * 1024;

/**
 * Opens the music of a WAV, FLAC, OGG (Vorbis, Opus) or MP3, whose media type the window has.
 * @param from seconds; past the end there is no music
 * @throws NotTaken for what no decoder is there for
 */
export async function openMusic(file: Window, from: number): Promise<Music> {
  const music = file.type === 'audio/wav' ? openWave(file, from) : await openPackets(file, from);
  if (music.rate < SLOWEST || music.rate > FASTEST) throw new NotTaken(`has ${music.rate} samples a second`);
  return { rate: music.rate, pieces: gathered(music.pieces) };
}

function openWave(file: Window, from: number): Music {
  const wave = findWave(file);
  if (!wave) throw new NotTaken('is not a readable WAV file');
  const first = Math.min(wave.length, Math.round(from * wave.sampleRate));
  const pieces = readPieces(file, wave, { from: first, most: MOST_CHANNELS });
  return { rate: wave.sampleRate, pieces: mixed(pieces, 'WAVE') };
}

async function openPackets(file: Window, from: number): Promise<Music> {
  const source = new CustomSource({
    getSize: () => file.size,
    // What is given is kept, and the window's bytes hold until the next call.
    read: (start, end) => file.view(start, end).slice(),
    maxCacheSize: REMEMBERED,
  });
  const input = new Input({ formats: [FLAC, MP3, OGG], source });
  const track = await input.getPrimaryAudioTrack().catch(() => null);
  if (!track || track.numberOfChannels > MOST_CHANNELS) throw new NotTaken('is not readable music');
  const decoder = await decoderFor(track);
  if (!decoder) throw new NotTaken('has no decoder');
  const sink = new EncodedPacketSink(track);
  // Where there is no packet at all, looking for one of a moment does not end.
  if ((await sink.getFirstPacket()) === null) throw new NotTaken('has no music');
  const start = await sink.getPacket(Math.max(0, from - LEAD));
  const packets = sink.packets(start ?? undefined);
  return { rate: decoder.rate, pieces: mixed(decoded(packets, decoder, from), track.codec ?? '') };
}

/** What packets hold from a moment on. Of the first and the last packet of a file only its duration counts. */
async function* decoded(packets: AsyncIterable<EncodedPacket>, decoder: Decoder, from: number) {
  const { rate } = decoder;
  let isThere = false;
  try {
    for await (const { data, timestamp, duration } of packets) {
      const channels = await decoder.decode(data);
      const length = channels[0]?.length ?? 0;
      const count = Math.min(length, Math.round(duration * rate));
      // An encoder's run-up stands before the music, its fill behind it.
      const begin = timestamp === 0 ? length - count : 0;
      const skipped = isThere ? 0 : Math.max(0, Math.round((from - timestamp) * rate));
      if (skipped >= count) continue;
      isThere = true;
      yield channels.map((samples) => samples.subarray(begin + skipped, begin + count));
    }
  } finally {
    decoder.free();
  }
}

async function* mixed(pieces: Iterable<Float32Array[]> | AsyncIterable<Float32Array[]>, codec: string) {
  for await (const piece of pieces) yield piece.length > 2 ? toStereo(piece, codec) : piece;
}

/** The same samples in larger pieces: handing one to the encoder costs as much as encoding some milliseconds. */
async function* gathered(pieces: AsyncIterable<Float32Array[]>): AsyncGenerator<Float32Array[]> {
  let kept: Float32Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const count = piece[0]?.length ?? 0;
    if (kept.length === 0) kept = piece.map(() => new Float32Array(PIECE));
    if (length + count > PIECE && length > 0) {
      yield kept.map((samples) => samples.subarray(0, length));
      length = 0;
    }
    if (count >= PIECE) yield piece;
    else {
      for (const [channel, samples] of kept.entries()) samples.set(piece[channel] ?? [], length);
      length += count;
    }
  }
  if (length > 0) yield kept.map((samples) => samples.subarray(0, length));
}
