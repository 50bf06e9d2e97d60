import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { mayHaveHappened } from '../../db/engines.ts';
import { isStorable } from '../../lib/text.ts';
import type { FileStore } from './file-store.ts';
import { FolderStore } from './folder-store.ts';
import type { StoredFile } from './model.ts';
import { Staging } from './staging.ts';
import { mediaStore } from './store.ts';
import { taking } from './taking.ts';

/** Deletes stored files: their rows in the transaction, their bytes after it. */
export type Drop = (names: readonly string[]) => Promise<void>;

export type Media = ReturnType<typeof mediaService>;

/** Stored files: what they are, where they lie, and that store and database agree. */
export function mediaService(db: Database, config: Pick<Config, 'dataDir'>) {
  const staging = new Staging(config.dataDir);
  const files: FileStore = new FolderStore(config.dataDir);
  const rows = mediaStore(db);
  const startedAt = Date.now();

  const erase = ({ place, name }: StoredFile) => files.remove(place, name);

  /**
   * One transaction that also makes the rows of files just taken. When it fails, their bytes go again; what the work
   * drops loses its row in the transaction and its bytes after it.
   */
  async function write<Result>(
    taken: readonly StoredFile[],
    work: (tx: Handle, drop: Drop) => Promise<Result>,
  ): Promise<Result> {
    let dropped: StoredFile[] = [];
    try {
      const result = await db.write(async (tx) => {
        dropped = [];
        for (const file of taken) await rows.insert(tx, file);
        return work(tx, async (names) => void dropped.push(...(await rows.delete(tx, names))));
      });
      await Promise.all(dropped.map(erase));
      return result;
    } catch (error) {
      // When the rows may be there, so must be the bytes: the sweep at the next start decides.
      if (!mayHaveHappened(error)) await Promise.all(taken.map(erase));
      throw error;
    }
  }

  /** A stored file by its name, if it is in that place. */
  async function find(place: string, name: string, on = db.read): Promise<StoredFile | undefined> {
    const file = isStorable(name) ? await rows.byName(on, name) : undefined;
    return file?.place === place ? file : undefined;
  }

  /** The bytes of a stored file, for an answer; `undefined` when they are not there as its row promises. */
  const open = (file: StoredFile): Blob | undefined | Promise<Blob | undefined> => {
    const opened = files.open(file, { start: 0, end: file.size });
    return opened instanceof Promise ? opened.then((whole) => whole?.bytes) : opened?.bytes;
  };

  /**
   * Deletes files in the store that have no row: what a crash between store and database left. Files younger than this
   * process are left alone, as their row may be on its way. @returns how many there were
   */
  async function sweepOrphans(before = startedAt): Promise<number> {
    let swept = 0;
    for await (const listed of files.list()) {
      const old = listed.filter(({ modified }) => modified < before);
      const names = old.map(({ name }) => name);
      const known = await rows.known(db.read, names);
      const orphans = old.filter(({ name }) => !known.has(name));
      await Promise.all(orphans.map(({ place, name }) => files.remove(place, name)));
      swept += orphans.length;
    }
    return swept;
  }

  return { staging, ...taking(staging, files), write, find, open, sweepOrphans };
}
