import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { isBackupRunning } from '../limits/service.ts';
import type { FileStore } from './file-store.ts';
import { looseStore } from './loose-store.ts';
import type { Located, StoreName } from './model.ts';

export type Loose = ReturnType<typeof looseFiles>;

/** Erased at once. */
const AT_ONCE = 100;
/** Milliseconds in which those who have moved a file erase where it was. */
const OWNER_TIME = 10_000;
/** Milliseconds that it takes to erase, at most: a store that is away is given up by then. */
const ERASING_TIME = 3_000;

/**
 * Bytes that no row owns, not yet or no more. Each is noted before it is put and in the transaction that drops its row,
 * so that whatever dies at whatever moment leaves neither a row without bytes, nor bytes of which nobody knows.
 * @param storeOf the store of that name
 * @param erased is told which files are gone, so that what was made of them goes too
 */
export function looseFiles(
  db: Database,
  storeOf: (name: StoreName) => FileStore,
  erased: (file: Located) => Promise<unknown>,
) {
  const rows = looseStore(db);
  /** What is being erased beside the answers. */
  const underWay = new Set<Promise<void>>();

  /** Notes files that are about to be put. */
  const expect = (files: readonly Located[]): Promise<void> =>
    db.write((tx) => rows.insert(tx, files, 'arriving', Date.now()));

  /**
   * Notes the copy of a file that has a row, which is about to be put; also when somebody who was killed has noted it.
   * @returns `false` while an earlier copy of it is to be erased: see `clear`
   */
  const expectCopy = (copy: Located): Promise<boolean> =>
    db.write(async (tx) => {
      const now = Date.now();
      if (await rows.renew(tx, copy, now)) return true;
      if ((await rows.noted(tx, [copy.name])).length > 0) return false;
      await rows.insert(tx, [copy], 'arriving', now);
      return true;
    });

  /**
   * Erases earlier copies in a store that those who were to erase them have left, once nobody else can be at it.
   * @param names at most 100
   */
  async function clear(store: StoreName, names: readonly string[]): Promise<void> {
    await Bun.sleep(OWNER_TIME);
    if (await isBackupRunning(db)) return;
    const left = (await rows.noted(db.read, names)).filter((copy) => copy.store === store);
    await forget(await remove(left));
    await Bun.sleep(ERASING_TIME);
  }

  /** Says in the transaction that makes their rows that files are there. @throws busy when the janitor has taken one */
  async function claim(tx: Handle, files: readonly Located[]): Promise<void> {
    if (files.length === 0) return;
    const names = files.map(({ name }) => name);
    if ((await rows.remove(tx, names, { state: 'arriving' })) < names.length)
      throw new DomainError('busy', 'The upload took too long, send it again', { retryAfter: 1 });
  }

  /** Lets no row come for files any more; waits for those that make one just now. */
  const giveUp = async (tx: Handle, files: readonly Located[]): Promise<void> => {
    const names = files.map(({ name }) => name);
    await rows.remove(tx, names, { state: 'arriving' });
  };

  /**
   * Says in the transaction that drops their rows that files are to be erased after it: no row can come for them any
   * more. Of one that was moved just now the mover still erases where it was.
   */
  async function release(tx: Handle, files: readonly Located[]): Promise<void> {
    await rows.remove(
      tx,
      files.map(({ name }) => name),
    );
    await rows.insert(tx, files, 'leaving', Date.now());
  }

  /**
   * Erases what is noted here. What cannot be erased now, as its store is away or a backup is being made that may name it,
   * is left to the janitor.
   * @returns once the bytes are gone from this machine; other stores are not waited for
   */
  async function erase(files: readonly Located[]): Promise<void> {
    // Asked after their rows are gone: a backup that begins later does not name them.
    if (files.length > 0 && !(await isBackupRunning(db))) await discard(files);
  }

  /** The same of bytes that never had a row: no backup can name them. */
  async function discard(files: readonly Located[]): Promise<void> {
    if (files.length === 0) return;
    const isNear = files.every(({ store }) => store === 'folder');
    const removed = remove(files);
    const forgotten = removed.then(forget).catch(() => {});
    underWay.add(forgotten);
    void forgotten.finally(() => underWay.delete(forgotten));
    if (isNear) await removed;
  }

  /** @returns those that are gone */
  async function remove(files: readonly Located[]): Promise<Located[]> {
    const gone: Located[] = [];
    for (let at = 0; at < files.length; at += AT_ONCE)
      await Promise.all(
        files.slice(at, at + AT_ONCE).map(async (file) => {
          const isGone = await storeOf(file.store)
            .remove(file.place, file.name)
            .then(() => erased(file))
            .then(
              () => true,
              () => false,
            );
          if (isGone) gone.push(file);
        }),
      );
    return gone;
  }

  async function forget(files: readonly Located[]): Promise<void> {
    if (files.length === 0) return;
    await db.write(async (tx) => {
      for (const [store, gone] of Map.groupBy(files, (file) => file.store))
        await rows.remove(
          tx,
          gone.map(({ name }) => name),
          { store },
        );
    });
  }

  /**
   * Erases what is left: what has been arriving since then and will never have a row, and what somebody has not come to
   * erase.
   * @param arriving @param leaving milliseconds since the epoch
   * @returns how many files are gone
   */
  async function eraseLeft(arriving: number, leaving: number): Promise<number> {
    await db.write((tx) => rows.giveUp(tx, arriving));
    let erased = 0;
    for (;;) {
      if (await isBackupRunning(db)) return erased;
      const files = await rows.leaving(db.read, leaving, AT_ONCE);
      const gone = await remove(files);
      await forget(gone);
      erased += gone.length;
      // The rest is where a store is away: they come first again, at the next time.
      if (gone.length < AT_ONCE) return erased;
    }
  }

  /** Resolves when nothing is being erased. */
  const idle = async (): Promise<void> => void (await Promise.all(underWay));

  return { expect, expectCopy, clear, claim, giveUp, release, erase, discard, eraseLeft, idle };
}
