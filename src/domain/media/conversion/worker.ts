import type { Answer, Question } from '../convert.ts';
import { makeMp3 } from '../transcoding/make-mp3.ts';
import type { Question as Wish } from '../transcoding/maker.ts';
import { findWave, type Wave } from '../wave.ts';
import { Window } from '../window.ts';
import { encode } from './encode.ts';
import { Mp3File } from './mp3-file.ts';
import { NotTaken, readPieces } from './pcm.ts';
import { atRate } from './resample.ts';

declare const self: Worker;

/** One program for both, as the encoder is most of it. */
self.onmessage = async ({ data }: MessageEvent<Question | Wish>) => {
  const tell = (bytes: number) => self.postMessage({ news: bytes });
  self.postMessage('offset' in data ? await makeMp3(data, tell) : await answer(data));
};

async function answer(question: Question): Promise<Answer> {
  try {
    return await convert(question);
  } catch (error) {
    if (error instanceof NotTaken) return { problem: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code) return { code, message };
    throw error;
  }
}

async function convert({ source, size, target, bitrate, title, artist }: Question): Promise<Answer> {
  const input = new Window(source, size, 'audio/wav', Number.POSITIVE_INFINITY);
  const wave = findWave(input);
  if (!wave) throw new NotTaken('is not a readable WAV file');
  const rate = outputRate(wave);
  const pieces = readPieces(input, wave);
  const { channels, length, sampleRate } = wave;
  const file = new Mp3File(target, { title, artist, rate, channels, bitrate });
  await encode(atRate(pieces, sampleRate, rate), rate, bitrate, (frame) => file.add(frame));
  const samples = Math.ceil((length * rate) / sampleRate);
  return { conversion: { duration: length / sampleRate, channels, sampleRate: rate, size: file.finish(samples) } };
}

/** What the slowest recorder and the fastest converter do, and a bit more. */
const [SLOWEST, FASTEST] = [4000, 400_000];

/**
 * The rates of MPEG 1. Those of MPEG 2 and 2.5, for less than 32 kHz, are left out: they do not have every bit rate,
 * not every player knows the latter, and their frames are so long that players that do not cut away the encoder's
 * silence show a fifth of a second too much.
 */
function outputRate({ sampleRate: rate }: Wave): number {
  if (rate < SLOWEST || rate > FASTEST) throw new NotTaken(`has ${rate} samples a second`);
  if (rate === 32_000) return rate;
  return [44_100, 48_000].find((to) => to % rate === 0 || rate % to === 0) ?? 48_000;
}
