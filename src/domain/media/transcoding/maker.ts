import { availableParallelism } from 'node:os';
import { DomainError } from '../../../errors.ts';
import { OnDemandWorker, TookTooLong } from '../../../lib/on-demand-worker.ts';
import { fairQueue, type Load } from '../../../lib/queue.ts';
import { workerEntry } from '../../../lib/worker-entry.ts';
import { asBusy } from '../staging.ts';

/** What the worker is asked. */
export interface Question {
  /** Descriptor of the file. */
  readonly source: number;
  /** Of the file, in bytes. */
  readonly size: number;
  /** Media type. */
  readonly type: string;
  /** Descriptor of the MP3, which is empty. */
  readonly target: number;
  /** kbit/s, one of MPEG 1. */
  readonly bitrate: number;
  /** Seconds at which it begins. */
  readonly offset: number;
}

export type Answer =
  /** Bytes of the whole. */
  | { readonly made: number }
  | { readonly problem: string }
  /** An error of the system, such as ENOSPC. */
  | { readonly code: string; readonly message: string };

interface Limits {
  /** Makes at the same time. */
  atOnce: number;
  /** Makes that may wait. */
  waiting: number;
  /** The worker's program. */
  entry: string | URL;
  /** Milliseconds without work after which a worker and its memory are let go. */
  idle: number;
}

/** Milliseconds that the next bytes may take. */
const PATIENCE = 30_000;

type Asked = Omit<Question, 'source' | 'target'> & {
  /** Opens the file and the MP3, once it is its turn. */
  open: () => Promise<{ source: number; target: number; close: () => Promise<void> }>;
};

/** Makes MP3s in workers, as many at once as there are cores. */
export class Maker {
  readonly #inTurn: ReturnType<typeof fairQueue>;
  /** Those that rest; the last one has rested for the shortest time. */
  readonly #resting: OnDemandWorker<Question, Answer, number>[];
  readonly #all: readonly OnDemandWorker<Question, Answer, number>[];

  constructor(limits: Partial<Limits> = {}) {
    const { atOnce = availableParallelism(), waiting = 8, idle = 30_000 } = limits;
    const { entry = workerEntry('domain/media/conversion') } = limits;
    this.#inTurn = fairQueue({ atOnce, waiting, inLane: waiting }, 'transcodes');
    this.#all = Array.from({ length: atOnce }, () => new OnDemandWorker(entry, idle, 'transcoding'));
    this.#resting = [...this.#all];
  }

  /**
   * Makes an MP3 when its turn has come.
   *
   * @param hear is told how many bytes are written by now
   * @param signal ends it
   * @param lane whose it is: people take turns
   * @returns bytes of the whole
   * @throws DomainError `unsupported` for a file that no decoder takes, before a byte is written; `busy` when too many
   *   wait, the disk is full or the server is stopping; the signal's reason; Error when it failed on its way
   */
  make({ open, ...asked }: Asked, hear: (bytes: number) => void, signal: AbortSignal, lane: string) {
    const work = async (): Promise<number> => {
      const worker = this.#resting.pop();
      if (!worker) throw new Error('more makes at once than workers');
      try {
        const { close, ...descriptors } = await open();
        try {
          const answer = await worker.ask({ ...asked, ...descriptors }, PATIENCE, signal, hear);
          if ('made' in answer) return answer.made;
          if ('problem' in answer) throw new DomainError('unsupported', `The file ${answer.problem}`);
          throw asBusy(Object.assign(new Error(answer.message), { code: answer.code }));
        } finally {
          await close();
        }
      } finally {
        this.#resting.push(worker);
      }
    };
    return this.#inTurn(lane, work, signal).catch((error: unknown) => {
      throw error instanceof TookTooLong ? new DomainError('unsupported', 'The file takes too long to convert') : error;
    });
  }

  /** How much waits to be made. */
  get load(): Load {
    return this.#inTurn.load();
  }

  /** Ends the workers. What is waiting or under way is refused as `busy`, and so is what comes later. */
  async stop(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.stop()));
  }
}
