import type { InputAudioTrack } from 'mediabunny';

/** Makes samples of packets, in their order. */
export interface Decoder {
  /** Hz of the samples. */
  readonly rate: number;
  /** Of each channel as many samples, between -1 and 1; none where the packet alone tells none yet. */
  decode(packet: Uint8Array): Promise<Float32Array[]>;
  free(): void;
}

/** Seconds before a place that have to be decoded too, so that the music is whole there. */
export const LEAD = 0.3;

/** The decoders by mediabunny's names of codecs. Each library, 60 to 110 KB, is loaded when it is first needed. */
const DECODERS: Record<string, ((track: InputAudioTrack) => Promise<Decoder>) | undefined> = {
  mp3: mpeg,
  flac,
  vorbis,
  opus,
};

/** @returns `undefined` when there is none for what the track holds */
export async function decoderFor(track: InputAudioTrack): Promise<Decoder | undefined> {
  return DECODERS[track.codec ?? '']?.(track);
}

async function mpeg(track: InputAudioTrack): Promise<Decoder> {
  const { MPEGDecoder } = whole(await import('mpg123-decoder'));
  // Without the frame that tells them there are no gaps to cut.
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  const { sampleRate: rate, numberOfChannels } = track;
  return {
    rate,
    // It makes two channels of one.
    decode: async (packet) => decoder.decodeFrame(packet).channelData.slice(0, numberOfChannels),
    free: () => decoder.free(),
  };
}

async function flac(track: InputAudioTrack): Promise<Decoder> {
  const { FLACDecoder } = whole(await import('@wasm-audio-decoders/flac'));
  const decoder = new FLACDecoder();
  await decoder.ready;
  // The stream information, without which frames that leave out their rate or size tell nothing.
  await decoder.decodeFrames([await description(track)]);
  return {
    rate: track.sampleRate,
    decode: async (packet) => (await decoder.decodeFrames([packet])).channelData,
    free: () => decoder.free(),
  };
}

async function opus(track: InputAudioTrack): Promise<Decoder> {
  const { OpusDecoder } = whole(await import('opus-decoder'));
  const head = await description(track);
  const channels = head[9] ?? 2;
  // RFC 7845, section 5.1: a table of streams for more than two channels.
  const mapped = channels > 2 && {
    streamCount: head[19] ?? 1,
    coupledStreamCount: head[20] ?? 0,
    channelMappingTable: [...head.subarray(21, 21 + channels)],
  };
  const decoder = new OpusDecoder({ channels, forceStereo: channels > 2, ...mapped });
  await decoder.ready;
  return {
    rate: 48_000,
    decode: async (packet) => decoder.decodeFrame(packet).channelData,
    free: () => decoder.free(),
  };
}

async function vorbis(track: InputAudioTrack): Promise<Decoder> {
  const [{ OggVorbisDecoder }, names] = await Promise.all([
    import('@wasm-audio-decoders/ogg-vorbis').then(whole),
    import('codec-parser'),
  ]);
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const [first, , setup] = laced(await description(track));
  /** A page as its own parser would give it. */
  const page = (data: Uint8Array, packets: Uint8Array[]) =>
    ({
      [names.data]: data,
      [names.codecFrames]: packets.map((packet) => ({
        [names.data]: packet,
        [names.header]: { [names.vorbisSetup]: setup },
      })),
    }) as never;
  await decoder.decodeOggPages([page(first as Uint8Array, [])]);
  return {
    rate: track.sampleRate,
    decode: async (packet) => (await decoder.decodeOggPages([page(packet, [packet])])).channelData,
    free: () => decoder.free(),
  };
}

async function description(track: InputAudioTrack): Promise<Uint8Array> {
  const config = await track.getDecoderConfig();
  const bytes = config?.description;
  if (!bytes) throw new Error('the file does not describe its music');
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}

/** The three headers of a Vorbis stream, put into one as Matroska does: their number less one, two lengths, the bytes. */
function laced(bytes: Uint8Array): Uint8Array[] {
  let at = 1;
  const length = () => {
    let sum = 0;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  const [first, second] = [length(), length()];
  return [bytes.slice(at, at + first), bytes.slice(at + first, at + first + second), bytes.slice(at + first + second)];
}

/**
 * A library with all its parts: where the bundler sees which are used it leaves the others out of the executable, but
 * not the lines of these libraries that name them.
 */
const whole = <Library>(library: Library): Library => library;
