import { OnDemandWorker } from '../on-demand-worker.ts';
import { fairQueue } from '../queue.ts';
import { workerEntry } from '../worker-entry.ts';
import type { Paper } from './paper.ts';

/** Milliseconds that one file may take: ten thousand rows take three seconds. */
const PATIENCE = 60_000;
/** Milliseconds without work after which the worker and its memory are let go. */
const IDLE = 10_000;

/** Makes PDF files in a worker, one at a time, so that a long one delays no other request. */
export class Press {
  readonly #inTurn = fairQueue({ atOnce: 1, waiting: 64, inLane: 8 }, 'PDF files');
  readonly #worker = new OnDemandWorker<Paper, { file: Uint8Array<ArrayBuffer> }>(workerEntry('lib/pdf'), IDLE, 'PDF');

  /**
   * Makes a file; the same paper gives the same bytes.
   * @param lane whose it is: people take turns
   * @param read fetches the paper in its turn, so that papers that wait take no memory
   * @throws what `read` throws; DomainError `busy` when too many are waiting or the server is stopping
   */
  async print(lane: string, read: () => Promise<Paper>): Promise<Uint8Array<ArrayBuffer>> {
    return this.#inTurn(lane, async () => (await this.#worker.ask(await read(), PATIENCE)).file);
  }

  stop(): Promise<void> {
    return this.#worker.stop();
  }
}
