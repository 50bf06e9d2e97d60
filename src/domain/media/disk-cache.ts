import { existsSync, renameSync, type Stats, statSync } from 'node:fs';
import { mkdir, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nanoid } from 'nanoid';

/** How much a cache keeps, in bytes. */
export interface CacheBounds {
  readonly most: number;
  /** Of the disk, what the files leave free. */
  readonly leastFree: number;
}

/** A file of a cache. It stays for ten seconds at least: time to open it. */
export interface Kept {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** When it was written, in milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** What is being made. */
interface Fill {
  whole: Promise<Kept | undefined>;
  /** It was removed meanwhile. */
  unwanted: boolean;
}

interface Counted {
  size: number;
  /** When it was opened last, in milliseconds since the epoch. */
  usedAt: number;
}

interface Found extends Counted {
  key: string;
}

/** Milliseconds for which a file stays after it was found: Bun opens a file after its answer has been made. */
const GRACE = 10_000;
/** What goes before the names of folders of files that are not whole yet: no key begins so. */
const UNFINISHED = 'tmp-';

/**
 * Files that can be had again, on this machine: whole or not there, at most so many bytes, those that were not used for
 * longest deleted first. The bytes of a key never change. A key is a file name, or one behind the name of a folder.
 */
export class DiskCache {
  readonly #folder: string;
  /** Of this process alone: another may share the folder, as a command beside the server does. */
  readonly #unfinished: string;
  readonly #bounds: CacheBounds;
  /** By key, the one that was not used for longest first. What lies in the folder decides, this only counts it. */
  readonly #files = new Map<string, Counted>();
  #bytes = 0;
  readonly #fills = new Map<string, Fill>();
  #evicting: Promise<void> | undefined;
  #later: Timer | undefined;

  constructor(folder: string, bounds: CacheBounds) {
    this.#folder = folder;
    this.#unfinished = join(folder, UNFINISHED + nanoid());
    this.#bounds = bounds;
  }

  /** Bytes of all files that are known of. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes the folder over from an earlier run: counts its files and throws away what it left unfinished. Files may be
   * found meanwhile. For the owner of the data folder only.
   */
  async rebuild(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const found: Found[] = [];
    for await (const entry of await opendir(this.#folder)) {
      const path = join(this.#folder, entry.name);
      if (path === this.#unfinished) continue;
      if (entry.name.startsWith(UNFINISHED)) await rm(path, { recursive: true, force: true });
      else if (!entry.isDirectory()) found.push(...(await fileAt(path, entry.name)));
      else
        for await (const { name } of await opendir(path))
          found.push(...(await fileAt(join(path, name), `${entry.name}/${name}`)));
    }
    // What was found since stays behind them all.
    const recent = [...this.#files];
    this.#files.clear();
    this.#bytes = 0;
    for (const { key, size, usedAt } of found.sort((a, b) => a.usedAt - b.usedAt)) this.#count(key, size, usedAt);
    for (const [key, { size, usedAt }] of recent) this.#count(key, size, usedAt);
    await this.#evict();
  }

  /** A file, if it is here. @param expected bytes that it must have */
  find(key: string, expected?: number): Kept | undefined {
    const path = join(this.#folder, key);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile() || (expected !== undefined && found.size !== expected)) return undefined;
    this.#count(key, found.size);
    return { path, size: found.size, writtenAt: found.mtimeMs };
  }

  /**
   * Makes a file unless somebody does already.
   * @param make writes it into a new file; what is left when it throws is deleted
   * @returns `undefined` when it was removed meanwhile
   * @throws what `make` throws
   */
  fill(key: string, make: (path: string) => Promise<void>): Promise<Kept | undefined> {
    const running = this.#fills.get(key);
    if (running) return running.whole;
    const fill: Fill = {
      unwanted: false,
      whole: this.#makeAgain(key, make, () => fill.unwanted).finally(() => this.#fills.delete(key)),
    };
    this.#fills.set(key, fill);
    return fill.whole;
  }

  /** Takes a file as that of a key: it is moved. @throws the error of the system, and leaves it where it is */
  async adopt(path: string, key: string): Promise<Kept | undefined> {
    const target = join(this.#folder, key);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(path, target);
    this.#evictSoon();
    return this.find(key);
  }

  async remove(key: string): Promise<void> {
    const fill = this.#fills.get(key);
    if (fill) fill.unwanted = true;
    if (!existsSync(join(this.#folder, key))) return this.#forget(key);
    await this.#delete(key, await this.temporary());
  }

  /** A path in the folder that nothing has yet, for a file that is to be adopted. An earlier run's are thrown away. */
  async temporary(): Promise<string> {
    await mkdir(this.#unfinished, { recursive: true, mode: 0o700 });
    return join(this.#unfinished, nanoid());
  }

  /** As `#make`; once more when somebody has emptied the folder meanwhile, as an owner may whose disk is full. */
  #makeAgain(key: string, make: (path: string) => Promise<void>, isUnwanted: () => boolean) {
    return this.#make(key, make, isUnwanted).catch((error) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      return this.#make(key, make, isUnwanted);
    });
  }

  async #make(key: string, make: (path: string) => Promise<void>, isUnwanted: () => boolean) {
    const path = await this.temporary();
    try {
      await make(path);
      const kept = isUnwanted() ? undefined : await this.adopt(path, key);
      if (!isUnwanted()) return kept;
      await this.#delete(key, await this.temporary());
      return undefined;
    } finally {
      await rm(path, { force: true });
    }
  }

  #count(key: string, size: number, usedAt = Date.now()): void {
    this.#forget(key);
    this.#files.set(key, { size, usedAt });
    this.#bytes += size;
  }

  #forget(key: string): void {
    this.#bytes -= this.#files.get(key)?.size ?? 0;
    this.#files.delete(key);
  }

  #evictSoon(): void {
    // What a disk refuses here it refuses others too, who have somebody to tell.
    this.#evicting ??= this.#evict()
      .catch(() => {})
      .finally(() => {
        this.#evicting = undefined;
      });
  }

  /** Deletes what was not used for longest until the rest fits. What was found just now has to wait. */
  async #evict(): Promise<void> {
    clearTimeout(this.#later);
    const { bavail, bsize } = await statfs(this.#folder);
    const limit = Math.min(this.#bounds.most, this.#bytes + bavail * bsize - this.#bounds.leastFree);
    for (const [key, { usedAt }] of this.#files) {
      const away = await this.temporary();
      if (this.#bytes <= limit) return;
      // It was found or deleted meanwhile.
      if (this.#files.get(key)?.usedAt !== usedAt) continue;
      const wait = usedAt + GRACE - Date.now();
      if (wait > 0) {
        this.#later = setTimeout(() => this.#evictSoon(), wait).unref();
        return;
      }
      await this.#delete(key, away);
    }
  }

  /** In one turn of the event loop nobody can find it any more; the bytes go after that, as a large file takes long. */
  async #delete(key: string, away: string): Promise<void> {
    this.#forget(key);
    try {
      renameSync(join(this.#folder, key), away);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    await rm(away, { force: true });
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | null)?.code;

async function fileAt(path: string, key: string): Promise<Found[]> {
  const found: Stats | undefined = await stat(path).catch(() => undefined);
  return found?.isFile() ? [{ key, size: found.size, usedAt: found.mtimeMs }] : [];
}
