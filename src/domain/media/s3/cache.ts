import { type CacheBounds, DiskCache } from '../disk-cache.ts';
import { StoreQueue } from './store-queue.ts';

/** Writes the bytes of a file into a new one; when it throws, there is none. */
type Fetch = (key: string, size: number, path: string) => Promise<void>;

/** Files that are larger are fetched in a queue of their own, so that small ones do not wait for minutes. */
const SMALL = 4 * 1024 * 1024;

/** Whole files that lie in a store, copied to this machine as they are asked for. */
export class FileCache {
  /** How many files were asked for that were here, and that were not. */
  hits = 0;
  misses = 0;
  readonly #disk: DiskCache;
  readonly #fetch: Fetch;
  readonly #small = new StoreQueue(8, 256);
  readonly #large = new StoreQueue(4, 64);

  constructor(folder: string, bounds: CacheBounds, fetch: Fetch) {
    this.#disk = new DiskCache(folder, bounds);
    this.#fetch = fetch;
  }

  /** Bytes of all copies that are known of. */
  get bytes(): number {
    return this.#disk.bytes;
  }

  /** See `DiskCache.rebuild`. */
  rebuild(): Promise<void> {
    return this.#disk.rebuild();
  }

  /** Where the copy of a file is, if it is here with so many bytes. */
  find(key: string, size: number): string | undefined {
    const copy = this.#disk.find(key, size);
    if (copy) this.hits++;
    return copy?.path;
  }

  /**
   * Fetches a file unless somebody does already.
   * @returns where its copy is; `undefined` when it was deleted meanwhile
   * @throws DomainError `busy` when too many wait; what the fetching throws
   */
  async fill(key: string, size: number): Promise<string | undefined> {
    const queue = size > SMALL ? this.#large : this.#small;
    const copy = await this.#disk.fill(key, (path) => queue.run(() => this.#fetch(key, size, path)));
    return copy?.size === size ? copy.path : undefined;
  }

  /** Takes a file as the copy of what was put: it is moved. One that cannot be had is left where it is. */
  async adopt(path: string, key: string): Promise<void> {
    await this.#disk.adopt(path, key).catch(() => {});
  }

  remove(key: string): Promise<void> {
    return this.#disk.remove(key);
  }
}
