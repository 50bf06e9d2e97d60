import { renameSync, type Stats } from 'node:fs';
import { mkdir, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import { fileOfSize } from '../folder-store.ts';
import type { Opened } from '../model.ts';
import { StoreQueue } from './store-queue.ts';

/** How much a cache keeps, in bytes. */
export interface CacheBounds {
  readonly most: number;
  /** Of the disk, what the copies leave free. */
  readonly leastFree: number;
}

/** Writes the bytes of a file into a new one; when it throws, there is none. */
type Fetch = (key: string, size: number, path: string) => Promise<void>;

/** What is being fetched. */
interface Fill {
  whole: Promise<Opened | undefined>;
  /** The file was deleted meanwhile. */
  unwanted: boolean;
}

interface Copy {
  size: number;
  /** When it was opened last, in milliseconds since the epoch. */
  usedAt: number;
}

/** Milliseconds for which a copy stays after it was opened: Bun opens a file after its answer has been made. */
const GRACE = 10_000;
/** What goes before the names of folders of copies that are not whole yet: no place begins so. */
const UNFINISHED = 'tmp-';
/** Files that are larger are fetched in a queue of their own, so that small ones do not wait for minutes. */
const SMALL = 4 * 1024 * 1024;

/** Whole files that lie in a store, copied to this machine as they are asked for. The bytes of a key never change. */
export class FileCache {
  /** How many files were asked for that were here, and that were not. */
  hits = 0;
  misses = 0;
  readonly #folder: string;
  /** Of this process alone: another may share the folder, as a command beside the server does. */
  readonly #unfinished: string;
  readonly #bounds: CacheBounds;
  readonly #fetch: Fetch;
  /** By key, the one that was not used for longest first. What lies in the folder decides, this only counts it. */
  readonly #copies = new Map<string, Copy>();
  #bytes = 0;
  readonly #fills = new Map<string, Fill>();
  readonly #small = new StoreQueue(8, 256);
  readonly #large = new StoreQueue(4, 64);
  #evicting: Promise<void> | undefined;
  #later: Timer | undefined;

  constructor(folder: string, bounds: CacheBounds, fetch: Fetch) {
    this.#folder = folder;
    this.#unfinished = join(folder, UNFINISHED + nanoid());
    this.#bounds = bounds;
    this.#fetch = fetch;
  }

  /** Bytes of all copies that are known of. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes the folder over from an earlier run: counts its copies and throws away what it left unfinished. Files may be
   * opened meanwhile. For the owner of the data folder only.
   */
  async rebuild(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const found: { key: string; size: number; usedAt: number }[] = [];
    for await (const entry of await opendir(this.#folder)) {
      const path = join(this.#folder, entry.name);
      if (path === this.#unfinished) continue;
      if (entry.name.startsWith(UNFINISHED)) await rm(path, { recursive: true, force: true });
      else if (entry.isDirectory())
        for await (const copy of copiesIn(path)) found.push({ ...copy, key: `${entry.name}/${copy.key}` });
    }
    // What was opened since stays behind them all.
    const recent = [...this.#copies];
    this.#copies.clear();
    this.#bytes = 0;
    for (const { key, ...copy } of found.sort((a, b) => a.usedAt - b.usedAt)) this.#count(key, copy.size, copy.usedAt);
    for (const [key, { size, usedAt }] of recent) this.#count(key, size, usedAt);
    await this.#evict();
  }

  /** A copy, if it is here with so many bytes. */
  find(key: string, size: number): Opened | undefined {
    const opened = fileOfSize(this.#path(key), size);
    if (opened) {
      this.#count(key, size);
      this.hits++;
    }
    return opened;
  }

  /**
   * Fetches a file unless somebody does already.
   * @returns `undefined` when it was deleted meanwhile
   * @throws DomainError `busy` when too many wait; what the fetching throws
   */
  fill(key: string, size: number): Promise<Opened | undefined> {
    const running = this.#fills.get(key);
    if (running) return running.whole;
    const fill: Fill = {
      unwanted: false,
      whole: (size > SMALL ? this.#large : this.#small)
        .run(async () => {
          const path = await this.#temporary();
          try {
            await this.#fetch(key, size, path);
            return fill.unwanted ? undefined : await this.#move(path, key, size);
          } finally {
            await rm(path, { force: true });
            this.#evictSoon();
          }
        })
        .finally(() => this.#fills.delete(key)),
    };
    this.#fills.set(key, fill);
    return fill.whole;
  }

  /** Takes a file as the copy of what was put: it is moved. One that cannot be had is left where it is. */
  async adopt(path: string, key: string, size: number): Promise<void> {
    await this.#move(path, key, size).catch(() => {});
    this.#evictSoon();
  }

  async remove(key: string): Promise<void> {
    const fill = this.#fills.get(key);
    if (fill) fill.unwanted = true;
    await this.#delete(key, await this.#temporary());
  }

  async #move(path: string, key: string, size: number): Promise<Opened | undefined> {
    const target = this.#path(key);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(path, target);
    this.#count(key, size);
    return fileOfSize(target, size);
  }

  #path(key: string): string {
    return join(this.#folder, key);
  }

  #count(key: string, size: number, usedAt = Date.now()): void {
    this.#forget(key);
    this.#copies.set(key, { size, usedAt });
    this.#bytes += size;
  }

  #forget(key: string): void {
    this.#bytes -= this.#copies.get(key)?.size ?? 0;
    this.#copies.delete(key);
  }

  #evictSoon(): void {
    // What a disk refuses here it refuses others too, who have somebody to tell.
    this.#evicting ??= this.#evict()
      .catch(() => {})
      .finally(() => {
        this.#evicting = undefined;
      });
  }

  /** Deletes what was not used for longest until the rest fits. What was opened just now has to wait. */
  async #evict(): Promise<void> {
    clearTimeout(this.#later);
    const { bavail, bsize } = await statfs(this.#folder);
    const limit = Math.min(this.#bounds.most, this.#bytes + bavail * bsize - this.#bounds.leastFree);
    for (const [key, { usedAt }] of this.#copies) {
      const away = await this.#temporary();
      if (this.#bytes <= limit) return;
      // It was opened or deleted meanwhile.
      if (this.#copies.get(key)?.usedAt !== usedAt) continue;
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
      renameSync(this.#path(key), away);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    await rm(away, { force: true });
  }

  async #temporary(): Promise<string> {
    await mkdir(this.#unfinished, { recursive: true, mode: 0o700 });
    return join(this.#unfinished, nanoid());
  }
}

async function* copiesIn(folder: string): AsyncGenerator<{ key: string; size: number; usedAt: number }> {
  for await (const { name } of await opendir(folder)) {
    const found: Stats | undefined = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) yield { key: name, size: found.size, usedAt: found.mtimeMs };
  }
}
