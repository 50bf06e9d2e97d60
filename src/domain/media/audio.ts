import { open } from 'node:fs/promises';
import { type DomainError, invalid, isKind } from '../../errors.ts';
import { OnDemandWorker, TookTooLong } from '../../lib/on-demand-worker.ts';
import { fairQueue, type Load } from '../../lib/queue.ts';
import { workerEntry } from '../../lib/worker-entry.ts';
import type { Audio } from './format.ts';
import type { MediaType } from './sniff.ts';

/** What the worker is asked. */
export interface Question {
  readonly descriptor: number;
  readonly size: number;
  readonly type: string;
  /** Its picture, in place of what it is. */
  readonly wantsPicture?: boolean;
}

export type Answer =
  | { readonly audio: Audio }
  | { readonly picture: Uint8Array | undefined }
  | { readonly problem: string };

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

/** Reads what audio files are, in a worker: a file made to be slow to read slows down nobody else. */
export class AudioProbe {
  readonly #patience: number;
  readonly #inTurn: ReturnType<typeof fairQueue>;
  readonly #worker: OnDemandWorker<Question, Answer>;

  constructor(limits: Partial<Limits> = {}) {
    const { entry = workerEntry('domain/media'), patience = 20_000, idle = 30_000, waiting = 64 } = limits;
    this.#patience = patience;
    this.#inTurn = fairQueue({ atOnce: 1, waiting, inLane: waiting }, 'audio files');
    this.#worker = new OnDemandWorker(entry, idle, 'audio');
  }

  /**
   * Makes sure that a file is audio and tells its length, its format and its tags.
   *
   * @param size of the file, in bytes
   * @param sniffed what the file's first bytes say it is
   * @param field names the file in errors
   * @param lane whose it is: people take turns
   * @throws DomainError `invalid`; `busy` when too many are waiting or the server is stopping
   */
  async probe(path: string, size: number, sniffed: MediaType | undefined, field = 'file', lane = ''): Promise<Audio> {
    if (sniffed?.kind !== 'audio') throw unreadable(field);
    const answer = await this.#ask(path, { size, type: sniffed.type }, field, lane);
    if ('audio' in answer) return answer.audio;
    throw unreadable(field);
  }

  /**
   * The picture in the tags of an audio file, as it is there; `undefined` when there is none that can be read.
   *
   * @param type its media type, as `probe` has found it right
   * @throws DomainError `busy`
   */
  async picture(path: string, size: number, type: string, lane = ''): Promise<Uint8Array | undefined> {
    const asked = this.#ask(path, { size, type, wantsPicture: true }, 'file', lane);
    const answer = await asked.catch((error) => {
      if (isKind(error, 'invalid')) return undefined;
      throw error;
    });
    return answer && 'picture' in answer ? answer.picture : undefined;
  }

  /** @throws DomainError `invalid` when it takes too long; `busy` */
  #ask(path: string, question: Omit<Question, 'descriptor'>, field: string, lane: string): Promise<Answer> {
    return this.#inTurn(lane, async () => {
      const file = await open(path, 'r');
      try {
        return await this.#worker.ask({ descriptor: file.fd, ...question }, this.#patience);
      } catch (error) {
        throw error instanceof TookTooLong ? unreadable(field) : error;
      } finally {
        await file.close();
      }
    });
  }

  /** How much waits to be read. */
  get load(): Load {
    return this.#inTurn.load();
  }

  /** Ends the worker. What is waiting or under way is refused as `busy`, and so is what comes later. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }
}

function unreadable(field: string): DomainError {
  return invalid(field, 'is not readable audio (MP3, WAV, OGG, M4A or FLAC)');
}
