import { join } from 'node:path';
import type { Config } from '../../../config.ts';
import { DomainError } from '../../../errors.ts';
import { type FileStore, isFileName, isPlace, type Known, keyOf, type Listed } from '../file-store.ts';
import type { Opened, Wanted } from '../model.ts';
import { asBusy, type Staged } from '../staging.ts';
import { FileCache } from './cache.ts';
import { S3Client } from './client.ts';
import { isFault, S3Fault } from './fault.ts';
import { probeStore } from './probe.ts';
import { StoreQueue } from './store-queue.ts';

type Settings = Pick<
  Config,
  | 'dataDir'
  | 'mediaStore'
  | 's3Endpoint'
  | 's3PublicEndpoint'
  | 's3Region'
  | 's3AccessKeyId'
  | 's3SecretAccessKey'
  | 's3PathStyle'
  | 'cacheBytes'
  | 'minFreeBytes'
>;

/** Files up to this size are fetched before any of their bytes are sent. */
const SMALL = 4 * 1024 * 1024;
/** Longest range of a larger file that is had from the store itself: it is held in memory. */
const LONGEST_RANGE = 1024 * 1024;
/** Seconds for which an address of the store's own holds. */
const ADDRESS_SECONDS = 300;
/** After so many seconds a client may try again. */
const RETRY_AFTER = 5;

const NOTHING: Opened = { bytes: new Blob([]), from: 0 };

/** Files in a bucket of an S3 store, under `<prefix>/<place>/<name>`, with copies on this machine. */
export class S3Store implements FileStore {
  readonly name = 's3';
  readonly #prefix: string;
  readonly #client: S3Client;
  readonly #cache: FileCache;
  readonly #publicEndpoint: string | undefined;
  readonly #ranges = new StoreQueue(16, 256);
  #ownsCache = false;

  /** Touches neither the store nor the disk. @throws Error when `mediaStore` or a key is missing */
  constructor(settings: Settings) {
    const { mediaStore, s3Region: region, s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = settings;
    if (!mediaStore || !accessKeyId || !secretAccessKey) throw new Error('the settings name no S3 store');
    const { bucket, prefix } = mediaStore;
    const endpoint = settings.s3Endpoint ?? `https://s3.${region}.amazonaws.com`;
    const pathStyle = settings.s3PathStyle ?? settings.s3Endpoint !== undefined;
    this.#prefix = prefix;
    this.#publicEndpoint = settings.s3PublicEndpoint;
    this.#client = new S3Client({ bucket, endpoint, region, accessKeyId, secretAccessKey, pathStyle });
    const bounds = { most: settings.cacheBytes, leastFree: settings.minFreeBytes };
    this.#cache = new FileCache(join(settings.dataDir, 'cache'), bounds, (key, size, path) =>
      this.#client.download(prefix + key, size, path),
    );
  }

  /**
   * Takes over the copies that lie in the data folder, for which nobody has to wait. For the owner of that folder: until
   * this is called, `put` leaves the files it is given where they are.
   */
  async ownCache(): Promise<void> {
    this.#ownsCache = true;
    await this.#cache.rebuild();
  }

  /** Makes sure that the store can be used. See `probeStore`. */
  probe(stopping: Promise<never>): Promise<void> {
    return probeStore(this.#client, this.#prefix, stopping);
  }

  async put({ path, size }: Pick<Staged, 'path' | 'size'>, place: string, name: string, type: string): Promise<void> {
    const key = keyOf(place, name);
    const body = Bun.file(path);
    if (body.size !== size) throw new Error('a staged file has another size than it arrived with');
    await this.#client.put(this.#prefix + key, body, type).catch(refuse);
    if (this.#ownsCache) await this.#cache.adopt(path, key);
  }

  open(file: Known, wanted: Wanted): Opened | undefined | Promise<Opened | undefined> {
    const key = keyOf(file.place, file.name);
    if (wanted.end <= wanted.start) return NOTHING;
    const copy = this.#cache.find(key, file.size);
    if (copy) return whole(copy);
    this.#cache.misses++;
    return this.#fetch(key, file.size, wanted).catch(orMissing);
  }

  local({ place, name, size }: Known): string | Promise<string | undefined> {
    const key = keyOf(place, name);
    const copy = this.#cache.find(key, size);
    if (copy) return copy;
    this.#cache.misses++;
    return this.#cache.fill(key, size).catch(orMissing);
  }

  /**
   * Writes a file of the store into a new one on this machine, past the copies.
   * @returns whether the store has it, with that size; @throws DomainError `busy`, `not_found`
   */
  async download({ place, name, size }: Known, path: string): Promise<boolean> {
    const fetched = await this.#client
      .download(this.#prefix + keyOf(place, name), size, path)
      .then(() => true)
      .catch(orMissing);
    return fetched === true;
  }

  /** The bytes of a file from the store itself, piece by piece: no copy is read or made. @throws DomainError `busy` */
  async *parts({ place, name, size }: Pick<Known, 'place' | 'name' | 'size'>): AsyncGenerator<Uint8Array> {
    const key = this.#prefix + keyOf(place, name);
    for (let start = 0; start < size; start += SMALL) {
      const part = await this.#client.range(key, size, start, Math.min(start + SMALL, size)).catch(refuse);
      yield await part.bytes();
    }
  }

  async remove(place: string, name: string): Promise<void> {
    const key = keyOf(place, name);
    await this.#cache.remove(key);
    await this.#client.remove(this.#prefix + key).catch(refuse);
  }

  async sizeOf(place: string, name: string): Promise<number | undefined> {
    return this.#client.size(this.#prefix + keyOf(place, name)).catch(refuse);
  }

  async *list(): AsyncGenerator<Listed[]> {
    for await (const objects of this.#listed()) {
      yield objects.flatMap(({ key, size, modified }) => {
        const [place, name] = this.#ours(key) ?? [];
        return place !== undefined && name !== undefined ? { place, name, size, modified } : [];
      });
    }
  }

  /**
   * Aborts uploads in parts that began before a time and were never completed, as by a process that was killed.
   * @param before milliseconds since the epoch
   * @returns how many
   */
  abortUploads(before: number): Promise<number> {
    return this.#client.abortUploads(this.#prefix, before, (key) => this.#ours(key) !== undefined).catch(refuse);
  }

  /** An address of the store's own at which anybody gets the file, with its type, for 300 s. */
  addressOf({ place, name, type }: Known, disposition: string | undefined): Promise<string> {
    const answer = { type, disposition };
    return this.#client.presign(this.#prefix + keyOf(place, name), ADDRESS_SECONDS, answer, this.#publicEndpoint);
  }

  /** Bytes of the copies on this machine, and how many files were opened that were among them, and that were not. */
  get metrics(): { cacheBytes: number; hits: number; misses: number } {
    const { bytes, hits, misses } = this.#cache;
    return { cacheBytes: bytes, hits, misses };
  }

  /** @throws S3Fault, and what `FileCache.fill` does */
  async #fetch(key: string, size: number, { start, end }: Wanted): Promise<Opened | undefined> {
    const copy = this.#cache.fill(key, size);
    if (size <= SMALL || end - start > LONGEST_RANGE)
      return copy.then((path) => (path === undefined ? undefined : whole(path)));
    copy.catch(() => {});
    return this.#ranges.run(async () => {
      const bytes = await this.#client.range(this.#prefix + key, size, start, end);
      return { bytes, from: start };
    });
  }

  async *#listed() {
    try {
      yield* this.#client.list(this.#prefix);
    } catch (error) {
      refuse(error);
    }
  }

  /** The place and the name of an object of ours; what else lies in the bucket has none. */
  #ours(key: string): [string, string] | undefined {
    if (!key.startsWith(this.#prefix)) return undefined;
    const [place = '', name = '', ...more] = key.slice(this.#prefix.length).split('/');
    return more.length === 0 && isPlace(place) && isFileName(place, name) ? [place, name] : undefined;
  }
}

const whole = (path: string): Opened => ({ bytes: Bun.file(path), from: 0 });

/** What is not in the store is `undefined`. @throws as `refuse` */
const orMissing = (error: unknown): undefined => (isFault(error, 'missing') ? undefined : refuse(error));

/** @throws DomainError `busy` for whatever is wrong with the store or the disk: no client can mend it */
function refuse(error: unknown): never {
  if (!(error instanceof S3Fault)) throw asBusy(error);
  const refusal = new DomainError('busy', 'The file store does not answer, try again later', {
    retryAfter: RETRY_AFTER,
  });
  throw Object.assign(refusal, { cause: error });
}
