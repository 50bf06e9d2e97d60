import { open, rm } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { invalid } from '../../errors.ts';
import { OnDemandWorker, TookTooLong } from '../../lib/on-demand-worker.ts';
import { fairQueue, type Load } from '../../lib/queue.ts';
import { workerEntry } from '../../lib/worker-entry.ts';
import { type Encode, Joining } from './conversion/joining.ts';
import { type FileHandle, Mp3File } from './conversion/mp3-file.ts';
import { type MadePart, type PartOrder, partsOf, SHORTEST } from './conversion/part.ts';
import type { Answer, Found, Question, WaveQuestion } from './conversion/questions.ts';
import { asBusy } from './staging.ts';

export interface ConversionOptions {
  /** kbit/s, one of MPEG 1: 32 to 320. */
  readonly bitrate: number;
  readonly title?: string | undefined;
  readonly artist?: string | undefined;
  /** Ends the conversion when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
  /** Names the WAV in errors. */
  readonly field?: string | undefined;
}

/** The MP3 that was made. */
export interface Conversion {
  /** Seconds, of the music. */
  readonly duration: number;
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Bytes. */
  readonly size: number;
}

interface Limits {
  /** The worker's program. */
  entry: string | URL;
  /** Milliseconds that any file may take. */
  patience: number;
  /** Bytes for which there is a millisecond more. */
  pace: number;
  /** Milliseconds without work after which the worker and its memory are let go. */
  idle: number;
  /** Files that may wait. */
  waiting: number;
  /** That work on one file at most. */
  encoders: number;
  /** Whether one core is left to others. */
  isBusy: () => boolean;
  /** Frames that are worth an encoder. */
  shortestPart: number;
}

type Encoder = OnDemandWorker<Question, Answer>;

/** Encoders that work on one file; more would wait for the disk. */
const MOST_ENCODERS = 4;

/** The minute's load, of all programs: no more than what we do ourselves is none. */
const hasMoreThanItCan = (): boolean => (loadavg()[0] ?? 0) > availableParallelism();

/** Makes MP3s of WAVs, one at a time, in workers: a long one in as many as there are cores, or one less on a busy machine. */
export class Mp3Converter {
  readonly #patience: number;
  readonly #pace: number;
  readonly #inTurn: ReturnType<typeof fairQueue>;
  readonly #encoders: readonly Encoder[];
  readonly #shortestPart: number;
  readonly #isBusy: () => boolean;

  constructor(limits: Partial<Limits> = {}) {
    const { entry = workerEntry('domain/media/conversion'), patience = 30_000, pace = 200, idle = 30_000 } = limits;
    const { waiting = 8, encoders = Math.min(MOST_ENCODERS, availableParallelism()), shortestPart = SHORTEST } = limits;
    this.#shortestPart = shortestPart;
    this.#isBusy = limits.isBusy ?? hasMoreThanItCan;
    this.#patience = patience;
    this.#pace = pace;
    this.#inTurn = fairQueue({ atOnce: 1, waiting, inLane: waiting }, 'recordings');
    this.#encoders = Array.from({ length: encoders }, () => new OnDemandWorker(entry, idle, 'MP3'));
  }

  /**
   * Converts a WAV or RF64 (8 to 32 bit PCM, float, A-law or µ-law, mono or stereo, 4 to 400 kHz) of any length into an
   * MP3 with a constant bit rate, in memory that does not depend on the length. The file is complete, but not flushed
   * to the disk, when this returns; when it throws, there is none.
   *
   * @param targetPath where nothing is yet
   * @param lane whose it is: people take turns
   * @throws DomainError `invalid` for what is no such WAV; `busy` when too many are waiting, the disk is full or the
   *   server is stopping; the signal's reason
   */
  convert(sourcePath: string, targetPath: string, options: ConversionOptions, lane = ''): Promise<Conversion> {
    return this.#inTurn(
      lane,
      async () => {
        const source = await open(sourcePath, 'r');
        try {
          return await writing(targetPath, (target) => this.#convert(source, target, options));
        } finally {
          await source.close();
        }
      },
      options.signal,
    );
  }

  /** How much waits to be converted. */
  get load(): Load {
    return this.#inTurn.load();
  }

  /** Ends the workers. What is waiting or under way is refused as `busy`, and so is what comes later. */
  async stop(): Promise<void> {
    await Promise.all(this.#encoders.map((encoder) => encoder.stop()));
  }

  async #convert(source: FileHandle, target: FileHandle, options: ConversionOptions): Promise<Conversion> {
    const { signal, field = 'wav_file', bitrate } = options;
    const { size } = await source.stat();
    const ending = new AbortController();
    const asking: Asking = {
      field,
      late: performance.now() + this.#patience + size / this.#pace,
      signal: AbortSignal.any([ending.signal, ...(signal ? [signal] : [])]),
    };
    const [first] = this.#encoders as [Encoder];
    const { wave, rate } = await ask<Found>(first, { source: source.fd, size } satisfies WaveQuestion, asking);
    const { channels, length, sampleRate } = wave;
    const samples = Math.ceil((length * rate) / sampleRate);
    const file = new Mp3File(target, { ...options, rate, channels });
    const order = { source: source.fd, size, wave, rate, bitrate, target: target.fd, start: file.start };
    const free = this.#isBusy() ? Math.max(1, this.#encoders.length - 1) : this.#encoders.length;
    const parts = partsOf(samples, free, this.#shortestPart);
    const encoders = this.#encoders.slice(0, Math.min(free, parts.length)).map(
      (encoder): Encode =>
        (part) =>
          ask<MadePart>(encoder, { ...order, part } satisfies PartOrder, asking),
    );
    const joining = new Joining(parts, (frames, first) => file.write(frames, first));
    const sum = await joining.encode(encoders, (reason) => ending.abort(reason));
    return { duration: length / sampleRate, channels, sampleRate: rate, size: await file.finish(samples, sum) };
  }
}

interface Asking {
  /** Names the WAV in errors. */
  readonly field: string;
  /** When the answer is not waited for any more, as `performance.now()` tells it. */
  readonly late: number;
  readonly signal: AbortSignal;
}

/** @returns what the worker gives for that question @throws as `convert` */
async function ask<Result extends Found | MadePart>(
  encoder: Encoder,
  question: Question,
  { field, late, signal }: Asking,
): Promise<Result> {
  const patience = Math.max(0, late - performance.now());
  const answer = await encoder.ask(question, patience, signal).catch((error: unknown) => {
    throw error instanceof TookTooLong ? invalid(field, 'takes too long to convert') : error;
  });
  if ('result' in answer) return answer.result as Result;
  if ('problem' in answer) throw invalid(field, answer.problem);
  throw asBusy(Object.assign(new Error(answer.message), { code: answer.code }));
}

/** Makes a new file; when the work fails, there is none. */
async function writing<Result>(path: string, work: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const file = await open(path, 'wx+', 0o600);
  try {
    return await work(file);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
