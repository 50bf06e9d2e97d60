import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { mayBeCommitted } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { isStorable } from '../../lib/text.ts';
import type { FileStore } from './file-store.ts';
import { FolderStore } from './folder-store.ts';
import { looseFiles } from './loose.ts';
import type { Located, StoredFile, StoreName, TakenFile, Wanted } from './model.ts';
import { type Change, quotas } from './quotas.ts';
import { Staging } from './staging.ts';
import { mediaStore } from './store.ts';
import { taking } from './taking.ts';

/** Deletes stored files: their rows in the transaction, their bytes after it. */
export type Drop = (names: readonly string[]) => Promise<void>;

export type Media = ReturnType<typeof mediaService>;

type Settings = Pick<Config, 'dataDir' | 'minFreeBytes' | 'quotaBytes' | 'janitorAge'>;

/** Stored files: what they are, where they lie, who keeps how much, and that store and database agree. */
export function mediaService(db: Database, config: Settings) {
  const staging = new Staging(config.dataDir, config.minFreeBytes);
  const folder = new FolderStore(config.dataDir);
  const stores: Partial<Record<StoreName, FileStore>> = { folder };
  const rows = mediaStore(db);
  const kept = quotas(db, config);

  /** @throws busy for a store that the settings do not name any more */
  function storeOf(name: StoreName): FileStore {
    const store = stores[name];
    if (store === undefined)
      throw new DomainError('busy', 'The store of this file is not configured', { retryAfter: 60 });
    return store;
  }

  const loose = looseFiles(db, storeOf);
  const takers = taking(staging, stores.s3 ?? folder, loose);

  /**
   * One transaction that also makes the rows of files just taken. When it fails, their bytes go again; what the work
   * drops loses its row in the transaction and its bytes after it.
   * @throws too_large (`quota`) when an account would keep more than it may; what the work throws
   */
  async function write<Result>(
    taken: readonly TakenFile[],
    work: (tx: Handle, drop: Drop) => Promise<Result>,
  ): Promise<Result> {
    let dropped: Located[] = [];
    let result: Result;
    try {
      result = await db.write(async (tx) => {
        dropped = [];
        const changes = new Map<Id, Change>();
        await loose.claim(tx, taken);
        for (const file of taken) await rows.insert(tx, file);
        add(changes, taken, 1);
        const done = await work(tx, async (names) => {
          const files = await rows.delete(tx, names);
          add(changes, files, -1);
          await loose.release(tx, files);
          dropped.push(...files);
        });
        await kept.count(tx, changes);
        return done;
      });
    } catch (error) {
      // When the rows may be there, so must be the bytes: the janitor finds out.
      if (!mayBeCommitted(error)) await loose.erase(taken);
      throw error;
    }
    await loose.erase(dropped);
    return result;
  }

  /** A stored file by its name, if it is in that place. */
  async function find(place: string, name: string, on = db.read): Promise<StoredFile | undefined> {
    const file = isStorable(name) ? await rows.byName(on, name) : undefined;
    return file?.place === place ? file : undefined;
  }

  /** Bytes of a stored file, for an answer; `undefined` when they are not there as its row promises. */
  const open = (file: StoredFile, wanted: Wanted) => storeOf(file.store).open(file, wanted);

  /**
   * Erases what no row has come for, or owns any more, and nobody else will erase.
   * @param since all that was noted before this moment has been left by processes that are no more, in milliseconds since
   *   the epoch
   * @returns how many there were
   */
  function eraseLeft(since = 0): Promise<number> {
    const now = Date.now();
    const before = (age: number) => Math.max(now - age, since);
    return loose.eraseLeft(before(config.janitorAge), before(Math.min(config.janitorAge, PATIENCE)));
  }

  /** Ends what works in the background; what waits for it is refused. */
  const stop = () => Promise.all([takers.stop(), loose.idle()]);

  return { staging, quotas: kept, ...takers, write, find, open, eraseLeft, stop };
}

/** Milliseconds that a process has to erase what it has dropped. */
const PATIENCE = 60_000;

/** Counts files among what their accounts keep, or no more. */
function add(changes: Map<Id, Change>, files: readonly StoredFile[], sign: 1 | -1): void {
  for (const { createdBy, size } of files) {
    if (createdBy === null) continue;
    const change = changes.get(createdBy) ?? { used: 0, reserved: 0 };
    change.used += sign * size;
    changes.set(createdBy, change);
  }
}
