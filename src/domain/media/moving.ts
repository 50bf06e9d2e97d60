import type { Database } from '../../db/database.ts';
import { reasonOf } from '../../db/loggable.ts';
import { checkStore, type OwnedFile } from './check-store.ts';
import type { FileStore } from './file-store.ts';
import type { Loose } from './loose.ts';
import type { Located, StoreName } from './model.ts';
import type { Staging } from './staging.ts';

/** Files that are moved at once. */
const AT_ONCE = 50;
/** Milliseconds that a server has to open a file of which it has read that it lies where it lay before. */
const GRACE = 3_000;

/** Files whose earlier copies are erased at once. */
const MOST_CLEARED = 100;

/** A file that could not be moved. */
interface Failed {
  name: string;
  reason: string;
}

/** What a move has come to so far. */
export interface Progress {
  files: number;
  bytes: number;
}

/**
 * Moves files from one store to the other while a server answers from both: a file is copied, proved by size and hash,
 * then its row says where it lies now, and a while later the first copy goes.
 */
export function moving(db: Database, storeOf: (name: StoreName) => FileStore, staging: Staging, loose: Loose) {
  const rows = checkStore(db);

  /**
   * @returns `gone` when it was deleted or moved by somebody else meanwhile; `blocked` while an earlier copy is to be erased
   * @throws Error that says what is wrong with it
   */
  async function moveOne(file: OwnedFile, to: FileStore): Promise<'moved' | 'gone' | 'blocked'> {
    const opened = await storeOf(file.store).open(file, { start: 0, end: file.size });
    if (opened === undefined) throw new Error('its bytes are missing');
    const bytes = opened.bytes.stream() as unknown as AsyncIterable<Uint8Array>;
    const staged = await staging.stage(bytes, file.size);
    try {
      if (staged.size !== file.size) throw new Error(`it has ${staged.size} bytes instead of ${file.size}`);
      if (file.sha256 !== null && staged.sha256 !== file.sha256) throw new Error('its bytes are not those of its hash');
      const copy: Located = { name: file.name, place: file.place, store: to.name };
      if (!(await loose.expectCopy(copy))) return 'blocked';
      await to.put(staged, file.place, file.name, file.type);
      const isMoved = await db.write(async (tx) => {
        if (!(await rows.moved(tx, file, to.name, staged.sha256))) return false;
        await loose.claim(tx, [copy]);
        await loose.release(tx, [file]);
        return true;
      });
      if (isMoved) return 'moved';
      if (!(await isOwned(file.name, to.name))) await loose.erase([copy]);
      return 'gone';
    } finally {
      await staging.discard(staged);
    }
  }

  const isOwned = async (name: string, store: StoreName): Promise<boolean> =>
    (await rows.ownedAmong(db.read, store, [name])).size > 0;

  /**
   * Moves all that lies elsewhere. It may be broken off and begun again at any moment.
   * @param report told after some files how far it has come
   * @returns what could not be moved, and why
   */
  async function move(to: StoreName, report: (done: Progress) => void): Promise<Failed[]> {
    const target = storeOf(to);
    const done: Progress = { files: 0, bytes: 0 };
    const failed: Failed[] = [];
    const erasing: Promise<void>[] = [];

    /** @returns those that are blocked */
    async function moveSome(some: readonly OwnedFile[]): Promise<OwnedFile[]> {
      const moved: OwnedFile[] = [];
      const blocked: OwnedFile[] = [];
      for (const file of some) {
        try {
          const outcome = await moveOne(file, target);
          if (outcome === 'blocked') blocked.push(file);
          if (outcome !== 'moved') continue;
          moved.push(file);
          done.files += 1;
          done.bytes += file.size;
        } catch (error) {
          // What somebody else has moved or deleted meanwhile is not where it was.
          if (await isOwned(file.name, file.store)) failed.push({ name: file.name, reason: reasonOf(error) });
        }
      }
      erasing.push(Bun.sleep(GRACE).then(() => loose.erase(moved)));
      report(done);
      return blocked;
    }

    const blocked: OwnedFile[] = [];
    for (const after of [rows.piecesAfter, rows.filesAfter])
      for (let last = ''; ; ) {
        const some = await after(db.read, last, AT_ONCE, to);
        blocked.push(...(await moveSome(some)));
        if (some.length < AT_ONCE) break;
        last = some.at(-1)?.name ?? '';
      }
    for (let at = 0; at < blocked.length; at += MOST_CLEARED) {
      const some = blocked.slice(at, at + MOST_CLEARED);
      await loose.clear(
        to,
        some.map(({ name }) => name),
      );
      for (const { name } of await moveSome(some))
        failed.push({ name, reason: 'an earlier copy of it could not be erased yet' });
    }
    await Promise.all(erasing);
    // Also what an earlier run that was killed has left where it was.
    await loose.eraseLeft(0, Date.now() - GRACE);
    await loose.idle();
    return failed;
  }

  return { elsewhere: (to: StoreName) => rows.elsewhere(db.read, to), move };
}
