import { statSync } from 'node:fs';
import { mkdir, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mostKeptOpen } from '../../lib/descriptor-limit.ts';
import { flush } from '../../lib/flush.ts';
import { type FileStore, isFileName, isPlace, type Known, keyOf, type Listed } from './file-store.ts';
import { FilesKeptOpen } from './kept-open.ts';
import type { Opened, OpenedAtOnce, Wanted } from './model.ts';
import { asBusy, type Staged } from './staging.ts';

/** Files that are named at once. */
const AT_ONCE = 500;

/** Files in the data folder: a folder for each place, on one file system with what is staged. */
export class FolderStore implements FileStore {
  readonly name = 'folder';
  readonly #root: string;
  readonly #keptOpen = new FilesKeptOpen(mostKeptOpen());

  constructor(root: string) {
    this.#root = root;
  }

  /** The bytes are flushed before the name exists, then the names are. */
  async put(staged: Pick<Staged, 'path'>, place: string, name: string): Promise<void> {
    const target = this.#path(place, name);
    const folder = dirname(target);
    try {
      await flush(staged.path);
      if (await mkdir(folder, { recursive: true })) await flush(this.#root);
      await rename(staged.path, target);
      await flush(folder);
      await flush(dirname(staged.path));
    } catch (error) {
      throw asBusy(error);
    }
  }

  /** @returns short parts as arrays; `undefined` as `open` @throws as `open` */
  openAtOnce(file: Known, wanted: Wanted): OpenedAtOnce | undefined {
    const part = this.#keptOpen.read(this.#path(file.place, file.name), file.size, wanted);
    return part === undefined ? this.open(file) : { bytes: part, from: wanted.start };
  }

  open(file: Known): Opened | undefined {
    // Bun opens the file after the answer has been made: too late for anything but a 500. So it is looked for before.
    const path = this.local(file);
    return path === undefined ? undefined : { bytes: Bun.file(path), from: 0 };
  }

  local({ place, name, size }: Known): string | undefined {
    const path = this.#path(place, name);
    return statSync(path, { throwIfNoEntry: false })?.size === size ? path : undefined;
  }

  async remove(place: string, name: string): Promise<void> {
    const path = this.#path(place, name);
    this.#keptOpen.close(path);
    await rm(path, { force: true });
  }

  async sizeOf(place: string, name: string): Promise<number | undefined> {
    const found = await stat(this.#path(place, name)).catch(() => undefined);
    return found?.size;
  }

  async *list(): AsyncGenerator<Listed[]> {
    const entries = await readdir(this.#root, { withFileTypes: true }).catch((error) => {
      // Where the database is elsewhere, the folder is made with the first file.
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const entry of entries) {
      const place = entry.name;
      // The data folder also holds files: the database, the lock.
      if (!entry.isDirectory() || !isPlace(place)) continue;
      let listed: Listed[] = [];
      for await (const { name } of await opendir(join(this.#root, place))) {
        if (!isFileName(place, name)) continue;
        // It may be erased just now.
        const found = await stat(this.#path(place, name)).catch(() => undefined);
        if (found) listed.push({ place, name, size: found.size, modified: found.mtimeMs });
        if (listed.length < AT_ONCE) continue;
        yield listed;
        listed = [];
      }
      if (listed.length > 0) yield listed;
    }
  }

  #path(place: string, name: string): string {
    return `${this.#root}/${keyOf(place, name)}`;
  }
}
