import { statSync } from 'node:fs';
import { mkdir, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flush } from '../../lib/flush.ts';
import { type FileStore, isFileName, isPlace, keyOf } from './file-store.ts';
import { asBusy, type Staged } from './staging.ts';

/** Files in the data folder: a folder for each place, on one file system with what is staged. */
export class FolderStore implements FileStore {
  readonly #root: string;

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

  open(place: string, name: string, size: number): Blob | undefined {
    const path = this.#path(place, name);
    // Bun opens the file after the answer has been made: too late for anything but a 500. This look costs 1.5 µs.
    return statSync(path, { throwIfNoEntry: false })?.size === size ? Bun.file(path) : undefined;
  }

  async remove(place: string, name: string): Promise<void> {
    await rm(this.#path(place, name), { force: true });
  }

  async *list(before: number, most: number): AsyncGenerator<{ place: string; names: string[] }> {
    for (const entry of await readdir(this.#root, { withFileTypes: true })) {
      const place = entry.name;
      // The data folder also holds files: the database, secrets, the lock.
      if (!entry.isDirectory() || !isPlace(place)) continue;
      let names: string[] = [];
      for await (const { name } of await opendir(join(this.#root, place))) {
        if (!isFileName(name) || (await stat(this.#path(place, name))).mtimeMs >= before) continue;
        names.push(name);
        if (names.length < most) continue;
        yield { place, names };
        names = [];
      }
      if (names.length > 0) yield { place, names };
    }
  }

  #path(place: string, name: string): string {
    return join(this.#root, keyOf(place, name));
  }
}
