import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../../config.ts';
import { DomainError } from '../../../errors.ts';
import { flush } from '../../../lib/flush.ts';
import type { Load } from '../../../lib/queue.ts';
import { DiskCache } from '../disk-cache.ts';
import { type Known, noFile } from '../file-store.ts';
import type { Reading } from '../following.ts';
import { type MadeFile, madeOf, type StoredFile, type StoreName } from '../model.ts';
import { asBusy } from '../staging.ts';
import { MP3_RATES } from './choice.ts';
import { GrowingFile } from './growing-file.ts';
import { Maker } from './maker.ts';

/** An MP3 of a stored file: whole, or what there is of it and what is still to come. */
export type Transcode = { readonly whole: MadeFile } | { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

export interface Wish {
  /** kbit/s, one of `MP3_RATES`. */
  readonly bitrate: number;
  /** Seconds at which it begins; 0. */
  readonly offset?: number | undefined;
  /** Whose it is: people take turns. */
  readonly lane?: string | undefined;
  /** The listener's leaving. */
  readonly signal?: AbortSignal | undefined;
}

/** What is being made, with those who listen to it. */
interface Make {
  readonly file: GrowingFile;
  readonly ending: AbortController;
  /** Whether nobody will have it again: it begins later, or its file was deleted meanwhile. */
  isPassing: boolean;
}

type Source = Known & Pick<StoredFile, 'store'>;
type Settings = Pick<Config, 'dataDir' | 'transcodeCacheBytes' | 'minFreeBytes'>;

/** MP3s that are made of stored files as they are listened to, by one maker for all listeners, and kept as long as there is room. */
export class Transcodes {
  readonly #cache: DiskCache;
  readonly #maker: Maker;
  readonly #most: number;
  readonly #storeOf: (name: StoreName) => Reading;
  readonly #makes = new Map<string, Make>();
  /** Those that are read and not kept, also when they are whole. */
  readonly #passing = new Set<GrowingFile>();

  constructor(settings: Settings, storeOf: (name: StoreName) => Reading, maker = new Maker()) {
    this.#most = settings.transcodeCacheBytes;
    const bounds = { most: this.#most, leastFree: settings.minFreeBytes };
    this.#cache = new DiskCache(join(settings.dataDir, 'transcodes'), bounds);
    this.#maker = maker;
    this.#storeOf = storeOf;
  }

  /** How many MP3s wait to be made, and are being made. */
  get load(): Load {
    return this.#maker.load;
  }

  /** Takes over what an earlier run has made. For the owner of the data folder only. */
  own(): Promise<void> {
    return this.#cache.rebuild();
  }

  /**
   * An MP3 of a WAV, FLAC, OGG (Vorbis, Opus) or MP3 with a constant bit rate. Its body has to be read or cancelled, or
   * the signal to be aborted.
   *
   * @returns `undefined` when there is no decoder for what the file holds: then there is the original
   * @throws DomainError `busy` when too many are being made, the disk is full or the store is away; `not_found` when the
   *   bytes are not there as the row promises; the signal's reason
   */
  async open(source: Source, { bitrate, offset = 0, lane = '', signal }: Wish): Promise<Transcode | undefined> {
    signal?.throwIfAborted();
    const key = keyOf(source.name, bitrate);
    const whole = offset > 0 ? undefined : this.find(source, bitrate);
    if (whole) return { whole };
    const { file } = this.#join(offset > 0 ? `${key} ${offset}` : key, key, { source, bitrate, offset, lane });
    const leave = file.enter();
    signal?.addEventListener('abort', leave, { once: true });
    try {
      await file.begun;
      signal?.throwIfAborted();
      return { body: file.stream(leave) };
    } catch (error) {
      leave();
      signal?.throwIfAborted();
      if (error instanceof DomainError && error.kind === 'unsupported') return undefined;
      throw error;
    }
  }

  /** The whole MP3, if it is there: nothing is made. */
  find({ name }: Pick<Source, 'name'>, bitrate: number): MadeFile | undefined {
    const key = keyOf(name, bitrate);
    const kept = this.#cache.find(key);
    return kept && madeOf(key, 'audio/mpeg', kept);
  }

  /** Deletes what was made of a file that is deleted; who listens may do so to the end. */
  async forget(name: string): Promise<void> {
    await Promise.all(
      MP3_RATES.map(async (rate) => {
        const key = keyOf(name, rate);
        const make = this.#makes.get(key);
        if (make) make.isPassing = true;
        await this.#cache.remove(key);
      }),
    );
  }

  /** Ends the workers; what they make is not kept. */
  stop(): Promise<void> {
    return this.#maker.stop();
  }

  /** The make of that name, which begins if there is none. */
  #join(name: string, key: string, asked: Asked): Make {
    const running = this.#makes.get(name);
    if (running) return running;
    const isPassing = name !== key;
    if (isPassing && this.#passingBytes() > this.#most)
      throw new DomainError('busy', 'Too many begin in the middle of a track at once', {
        subject: 'queue',
        retryAfter: 5,
      });
    const ending = new AbortController();
    const forget = () => {
      if (this.#makes.get(name) === make) this.#makes.delete(name);
    };
    const file: GrowingFile = new GrowingFile(() => {
      this.#passing.delete(file);
      forget();
      ending.abort(new DomainError('busy', 'Nobody listens any more', { retryAfter: 5 }));
    });
    const make: Make = { file, ending, isPassing };
    this.#makes.set(name, make);
    void this.#run(make, key, asked).then(
      async () => {
        forget();
        await file.finish();
      },
      async (error) => {
        forget();
        await file.fail(error);
      },
    );
    return make;
  }

  async #run(make: Make, key: string, { source, bitrate, offset, lane }: Asked): Promise<void> {
    const { file, ending } = make;
    const local = await this.#storeOf(source.store).local(source);
    if (local === undefined) throw noFile();
    const path = await this.#cache.temporary();
    try {
      const { size, type } = source;
      const asked = { size, type, bitrate, offset, open: () => this.#opened(make, local, path) };
      const made = await this.#maker.make(asked, (bytes) => file.grow(bytes), ending.signal, lane);
      file.grow(made);
      if (make.isPassing) return;
      await flush(path);
      if (!make.isPassing) await this.#cache.adopt(path, key);
      // Its file was deleted just now, when this could not be found yet.
      if (make.isPassing) await this.#cache.remove(key);
    } catch (error) {
      // Deleted since it was looked for.
      throw existsSync(local) ? asBusy(error) : noFile();
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The file, and the MP3 as something to write and to read. */
  async #opened({ file, isPassing }: Make, local: string, path: string) {
    const source = await open(local, 'r');
    try {
      const target = await open(path, 'wx+', 0o600);
      file.open(target);
      if (isPassing) this.#passing.add(file);
      return { source: source.fd, target: target.fd, close: () => source.close() };
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  #passingBytes(): number {
    let sum = 0;
    for (const { bytes } of this.#passing) sum += bytes;
    return sum;
  }
}

interface Asked {
  readonly source: Source;
  readonly bitrate: number;
  readonly offset: number;
  readonly lane: string;
}

const keyOf = (name: string, bitrate: number): string => `${name.replace(/\..*/, '')}-${bitrate}.mp3`;
