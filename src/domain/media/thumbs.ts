import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { isKind } from '../../errors.ts';
import { flush } from '../../lib/flush.ts';
import { fairQueue } from '../../lib/queue.ts';
import { DiskCache } from './disk-cache.ts';
import { type Known, noFile } from './file-store.ts';
import type { Reading } from './following.ts';
import { type MadeFile, madeOf, type StoredFile, type StoreName } from './model.ts';
import type { Pictures } from './pictures.ts';
import { SharpMissing } from './sharp.ts';
import { asBusy } from './staging.ts';

/** Pixels of the longest side. */
const SIDES = [64, 128, 256, 300, 500, 600, 1200] as const;
/** Bytes that are kept. */
const MOST = 512 * 1024 * 1024;
/** A grid of covers is asked for at once, by several players. */
const WAITING = 2000;

type Source = Known & Pick<StoredFile, 'store'>;

/** Smaller pictures of stored ones, made as they are asked for, by one maker each, and kept as long as there is room. */
export class Thumbs {
  readonly #cache: DiskCache;
  readonly #pictures: Pictures;
  readonly #storeOf: (name: StoreName) => Reading;
  readonly #inTurn = fairQueue({ atOnce: 1, waiting: WAITING, inLane: WAITING }, 'pictures');

  constructor(
    settings: Pick<Config, 'dataDir' | 'minFreeBytes'>,
    storeOf: (name: StoreName) => Reading,
    pictures: Pictures,
    most = MOST,
  ) {
    this.#cache = new DiskCache(join(settings.dataDir, 'thumbs'), { most, leastFree: settings.minFreeBytes });
    this.#storeOf = storeOf;
    this.#pictures = pictures;
  }

  /** How many wait for their turn. What is being made is in the queue of all pictures. */
  get waiting(): number {
    return this.#inTurn.load().waiting;
  }

  /** Takes over what an earlier run has made. For the owner of the data folder only. */
  own(): Promise<void> {
    return this.#cache.rebuild();
  }

  /**
   * A JPEG of a stored picture: its longest side brought to that many pixels, rounded up to a size that is kept, and
   * never enlarged.
   *
   * @param side 0 or less, or more than 1200: as it is
   * @returns `undefined` when the original is to be given: also where no pictures can be made
   * @throws DomainError `busy` when too many wait, or the store is away; `not_found` when the bytes are not there as the
   *   row promises
   */
  async open(source: Source, side: number): Promise<MadeFile | undefined> {
    const pixels = side > 0 ? SIDES.find((one) => one >= side) : undefined;
    if (pixels === undefined) return undefined;
    const key = keyOf(source.name, pixels);
    const kept = this.#cache.find(key);
    if (kept) return madeOf(key, 'image/jpeg', kept);
    try {
      const made = await this.#cache.fill(key, (path) => this.#inTurn('', () => this.#make(source, pixels, path)));
      return made && madeOf(key, 'image/jpeg', made);
    } catch (error) {
      // One that takes too long to make smaller is given as it is.
      if (error instanceof SharpMissing || isKind(error, 'too_large')) return undefined;
      throw error;
    }
  }

  /** Deletes what was made of a file that is deleted. */
  async forget(name: string): Promise<void> {
    await Promise.all(SIDES.map((side) => this.#cache.remove(keyOf(name, side))));
  }

  async #make(source: Source, side: number, path: string): Promise<void> {
    const local = await this.#storeOf(source.store).local(source);
    if (local === undefined) throw noFile();
    try {
      await writeFile(path, await this.#pictures.shrink(local, side, 'thumbs'), { mode: 0o600 });
      await flush(path);
    } catch (error) {
      // Deleted since it was looked for.
      throw existsSync(local) ? asBusy(error) : noFile();
    }
  }
}

const keyOf = (name: string, side: number): string => `${name.replace(/\..*/, '')}-${side}.jpg`;
