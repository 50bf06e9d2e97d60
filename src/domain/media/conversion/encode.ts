import { registerMp3Encoder } from '@mediabunny/mp3-encoder';
import { AudioSample, AudioSampleSource, Mp3OutputFormat, NullTarget, Output } from 'mediabunny';

registerMp3Encoder();

/**
 * Encodes music as MP3 with a constant bit rate. LAME does it in a worker of its own, so that the next piece is made
 * ready meanwhile. Only the frames are taken from mediabunny: the file it makes of them counts a frame too many and
 * has no word about the silence that LAME puts around the music.
 *
 * @param pieces of each channel its samples between -1 and 1, as many of each; read no faster than they are encoded
 * @param rate 32000, 44100 or 48000 Hz
 * @param bitrate kbit/s
 * @param take is given the frames in their order, each whole
 */
export async function encode(
  pieces: Iterable<Float32Array[]> | AsyncIterable<Float32Array[]>,
  rate: number,
  bitrate: number,
  take: (frame: Uint8Array) => void,
): Promise<void> {
  const output = new Output({ format: new Mp3OutputFormat({ xingHeader: false }), target: new NullTarget() });
  const source = new AudioSampleSource({
    codec: 'mp3',
    bitrate: bitrate * 1000,
    onEncodedPacket: ({ data }) => take(data),
  });
  output.addAudioTrack(source);
  try {
    await output.start();
    let samples = 0;
    for await (const piece of pieces) {
      if (!piece[0]?.length) continue;
      using sample = new AudioSample({
        data: quantize(piece),
        format: 's16-planar',
        numberOfChannels: piece.length,
        sampleRate: rate,
        timestamp: samples / rate,
      });
      samples += sample.numberOfFrames;
      await source.add(sample);
    }
    // Of no music there is no frame, and nothing to finish.
    if (samples > 0) await output.finalize();
  } finally {
    if (output.state !== 'finalized') await output.cancel();
  }
}

/** The channels one after the other in 16 bits, which is what the encoder takes. */
function quantize(piece: Float32Array[]): Int16Array {
  const length = piece[0]?.length ?? 0;
  const all = new Int16Array(piece.length * length);
  for (const [channel, samples] of piece.entries()) {
    for (let index = 0, at = channel * length; index < length; index++, at++) {
      all[at] = Math.max(-32768, Math.min(32767, Math.round((samples[index] as number) * 32768)));
    }
  }
  return all;
}
