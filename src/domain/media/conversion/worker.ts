import { makeMp3 } from '../transcoding/make-mp3.ts';
import type { Question as Wish } from '../transcoding/maker.ts';
import { findWave, type Wave } from '../wave.ts';
import { Window } from '../window.ts';
import { encodePart } from './part.ts';
import { NotTaken, readPieces } from './pcm.ts';
import type { Answer, Found, Question, WaveQuestion } from './questions.ts';

declare const self: Worker;

/** One program for both, as the encoder is most of it. */
self.onmessage = async ({ data }: MessageEvent<Question | Wish>) => {
  const tell = (bytes: number) => self.postMessage({ news: bytes });
  self.postMessage('offset' in data ? await makeMp3(data, tell) : await answer(data));
};

async function answer(question: Question): Promise<Answer> {
  try {
    return { result: 'part' in question ? await encodePart(question) : look(question) };
  } catch (error) {
    if (error instanceof NotTaken) return { problem: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code) return { code, message };
    throw error;
  }
}

/** @throws NotTaken */
function look({ source, size }: WaveQuestion): Found {
  const file = new Window(source, size, 'audio/wav', Number.POSITIVE_INFINITY);
  const wave = findWave(file);
  if (!wave) throw new NotTaken('is not a readable WAV file');
  const rate = outputRate(wave);
  readPieces(file, wave);
  return { wave, rate };
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
