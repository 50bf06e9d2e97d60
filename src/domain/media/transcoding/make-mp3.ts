import { writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { encode } from '../conversion/encode.ts';
import { NotTaken } from '../conversion/pcm.ts';
import { atRate } from '../conversion/resample.ts';
import { Window } from '../window.ts';
import type { Answer, Question } from './maker.ts';
import { openMusic } from './music.ts';

/** Bytes after which what was made is written: little at first, as somebody waits for it. */
const [FIRST, MOST] = [4 * 1024, 64 * 1024];

/**
 * Makes an MP3 of music. For a worker only.
 * @param tell is told how many bytes are written by now
 * @throws Error when it fails on its way
 */
export async function makeMp3(question: Question, tell: (bytes: number) => void): Promise<Answer> {
  // The decoders tell of each broken packet on standard error, which is for the log.
  console.error = () => {};
  // On Linux this is the thread's: answers to requests go before.
  if (process.platform === 'linux') setPriority(10);
  try {
    return { made: await make(question, tell) };
  } catch (error) {
    if (error instanceof NotTaken) return { problem: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code) return { code, message };
    throw error;
  }
}

/** @returns bytes that were written */
async function make(
  { source, size, type, target, bitrate, offset }: Question,
  tell: (bytes: number) => void,
): Promise<number> {
  const input = new Window(source, size, type, Number.POSITIVE_INFINITY);
  const { rate, pieces } = await openMusic(input, offset).catch(asNotTaken);
  const buffer = new Uint8Array(MOST + 4096);
  let [buffered, written, enough] = [0, 0, FIRST];
  const flush = () => {
    for (let done = 0; done < buffered; ) {
      const count = writeSync(target, buffer, done, buffered - done, written);
      done += count;
      written += count;
    }
    buffered = 0;
  };
  const to = 44_100 % rate === 0 || rate % 44_100 === 0 ? 44_100 : 48_000;
  await encode(atRate(pieces, rate, to), { rate: to, bitrate }, (frame) => {
    buffer.set(frame, buffered);
    buffered += frame.length;
    if (buffered < enough) return;
    flush();
    enough = Math.min(2 * enough, MOST);
    tell(written);
  });
  flush();
  if (written === 0 && offset === 0) throw new NotTaken('has no music');
  return written;
}

/** A file that a reader stumbles over before the first sample is taken for one that has no decoder. */
function asNotTaken(error: unknown): never {
  throw (error as NodeJS.ErrnoException).code ? error : new NotTaken(String(error));
}
