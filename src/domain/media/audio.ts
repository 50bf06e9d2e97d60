import { open } from 'node:fs/promises';
import { DomainError, invalid } from '../../errors.ts';
import { queue } from '../../lib/queue.ts';
import { workerEntry } from '../../lib/worker-entry.ts';
import type { MediaType } from './sniff.ts';

/** How an audio file is made. */
export interface Format {
  /** Seconds. */
  readonly duration: number;
  /** bit/s, the average where it varies. */
  readonly bitrate: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Of a sample; lossy formats have none. */
  readonly bits?: number | undefined;
  readonly channels: number;
  readonly codec: string;
  readonly container: string;
  readonly lossless: boolean;
}

/** The tags of an audio file, tidied: texts of 1 to 200 characters that can be stored. */
export interface Tags {
  readonly title?: string | undefined;
  readonly artist?: string | undefined;
  readonly album?: string | undefined;
  readonly year?: number | undefined;
  /** Its number on the album. */
  readonly track?: number | undefined;
}

export type Audio = Format & Tags;

/** What the worker is asked. The descriptor stays the asker's, so that a worker that is killed leaves none open. */
export interface Question {
  readonly descriptor: number;
  readonly size: number;
  readonly type: string;
}

export type Answer = { readonly audio: Audio } | { readonly problem: string };

interface Limits {
  /** The worker's program. */
  entry: string | URL;
  /** Milliseconds that one file may take. */
  patience: number;
  /** Milliseconds without work after which the worker and its memory are let go. */
  idle: number;
  /** Files that may wait. */
  waiting: number;
}

/**
 * Reads what audio files are, in a worker: a file made to be slow to read slows down nobody else. The worker starts
 * with the first file and ends when there have been none for a while.
 */
export class AudioProbe {
  readonly #limits: Limits;
  readonly #inTurn: ReturnType<typeof queue>;
  #worker: { thread: Worker; ended: Promise<void> } | undefined;
  #idle: Timer | undefined;
  #isStopped = false;
  /** Ends the wait for the worker's answer; does nothing when nobody waits. */
  #settle: (outcome: Outcome) => void = () => {};

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { entry: workerEntry('domain/media'), patience: 20_000, idle: 30_000, waiting: 64, ...limits };
    this.#inTurn = queue(1, this.#limits.waiting, 'audio files');
  }

  /**
   * Makes sure that a file is audio and tells its length, its format and its tags.
   *
   * @param size of the file, in bytes
   * @param sniffed what the file's first bytes say it is
   * @param field names the file in errors
   * @throws DomainError `invalid`; `busy` when too many are waiting or the server is stopping
   */
  async probe(path: string, size: number, sniffed: MediaType | undefined, field = 'file'): Promise<Audio> {
    if (sniffed?.kind !== 'audio') throw unreadable(field);
    return this.#inTurn(async () => {
      const file = await open(path, 'r');
      try {
        const answer = await this.#ask({ descriptor: file.fd, size, type: sniffed.type });
        if ('problem' in answer) throw unreadable(field);
        return answer.audio;
      } finally {
        await file.close();
      }
    });
  }

  /** Ends the worker. What is waiting or under way is refused as `busy`, and so is what comes later. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#settle(ended());
    await this.#end();
  }

  async #ask(question: Question): Promise<Answer> {
    if (this.#isStopped) throw ended();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const { thread } = this.#worker;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const patience = setTimeout(resolve, this.#limits.patience, 'late');
    this.#settle = resolve;
    thread.ref();
    thread.postMessage(question);
    const outcome = await promise;
    clearTimeout(patience);
    if (outcome === 'late' || outcome instanceof Error) await this.#end();
    if (outcome === 'late') return { problem: 'it takes too long' };
    if (outcome instanceof Error) throw outcome;
    thread.unref();
    this.#idle = setTimeout(() => this.#end(), this.#limits.idle).unref();
    return outcome;
  }

  #start(): { thread: Worker; ended: Promise<void> } {
    const thread = new Worker(this.#limits.entry);
    const isCurrent = () => this.#worker?.thread === thread;
    thread.onmessage = ({ data }: MessageEvent<Answer>) => isCurrent() && this.#settle(data);
    thread.onerror = ({ message }) => isCurrent() && this.#settle(new Error(`the audio worker failed: ${message}`));
    const closed = Promise.withResolvers<void>();
    thread.addEventListener('close', () => {
      if (isCurrent()) {
        this.#worker = undefined;
        this.#settle(ended());
      }
      closed.resolve();
    });
    return { thread, ended: closed.promise };
  }

  /** When this returns, the worker reads from no descriptor any more. */
  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.thread.terminate();
    await worker?.ended;
  }
}

type Outcome = Answer | Error | 'late';

function ended(): DomainError {
  return new DomainError('busy', 'audio cannot be read just now', { retryAfter: 5 });
}

function unreadable(field: string): DomainError {
  return invalid(field, 'is not readable audio (MP3, WAV, OGG, M4A or FLAC)');
}
