import { open, rm } from 'node:fs/promises';
import { invalid } from '../../errors.ts';
import { OnDemandWorker, TookTooLong } from '../../lib/on-demand-worker.ts';
import { fairQueue, type Load } from '../../lib/queue.ts';
import { workerEntry } from '../../lib/worker-entry.ts';
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

/** What the worker is asked. */
export interface Question extends Pick<ConversionOptions, 'bitrate' | 'title' | 'artist'> {
  /** Descriptor of the WAV. */
  readonly source: number;
  /** Of the WAV, in bytes. */
  readonly size: number;
  /** Descriptor of the MP3, which is empty. */
  readonly target: number;
}

export type Answer =
  | { readonly conversion: Conversion }
  | { readonly problem: string }
  /** An error of the system, such as ENOSPC. */
  | { readonly code: string; readonly message: string };

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
}

/** Makes MP3s of WAVs, one at a time, in a worker. */
export class Mp3Converter {
  readonly #patience: number;
  readonly #pace: number;
  readonly #inTurn: ReturnType<typeof fairQueue>;
  readonly #worker: OnDemandWorker<Question, Answer>;

  constructor(limits: Partial<Limits> = {}) {
    const { entry = workerEntry('domain/media/conversion'), patience = 30_000, pace = 200 } = limits;
    this.#patience = patience;
    this.#pace = pace;
    const waiting = limits.waiting ?? 8;
    this.#inTurn = fairQueue({ atOnce: 1, waiting, inLane: waiting }, 'recordings');
    this.#worker = new OnDemandWorker(entry, limits.idle ?? 30_000, 'MP3');
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
    const { bitrate, title, artist, signal, field = 'wav_file' } = options;
    return this.#inTurn(
      lane,
      async () => {
        const source = await open(sourcePath, 'r');
        try {
          const { size } = await source.stat();
          return await writing(targetPath, (target) =>
            this.#ask({ source: source.fd, size, target, bitrate, title, artist }, field, signal),
          );
        } finally {
          await source.close();
        }
      },
      signal,
    );
  }

  /** How much waits to be converted. */
  get load(): Load {
    return this.#inTurn.load();
  }

  /** Ends the worker. What is waiting or under way is refused as `busy`, and so is what comes later. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }

  async #ask(question: Question, field: string, signal: AbortSignal | undefined): Promise<Conversion> {
    const patience = this.#patience + question.size / this.#pace;
    const answer = await this.#worker.ask(question, patience, signal).catch((error: unknown) => {
      throw error instanceof TookTooLong ? invalid(field, 'takes too long to convert') : error;
    });
    if ('conversion' in answer) return answer.conversion;
    if ('problem' in answer) throw invalid(field, answer.problem);
    throw asBusy(Object.assign(new Error(answer.message), { code: answer.code }));
  }
}

/** Makes a new file; when the work fails, there is none. */
async function writing<Result>(path: string, work: (descriptor: number) => Promise<Result>): Promise<Result> {
  const file = await open(path, 'wx', 0o600);
  try {
    return await work(file.fd);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
