import type { Database } from '../../db/database.ts';
import { checkStore, type OwnedFile } from './check-store.ts';
import type { FileStore } from './file-store.ts';
import type { Loose } from './loose.ts';
import type { Located, StoreName } from './model.ts';
import type { Staging } from './staging.ts';

/** Files that are moved at once. */
const AT_ONCE = 50;
/** Milliseconds that a server has to open a file of which it has read that it lies where it lay before. */
const GRACE = 3_000;

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

  /** @returns whether it was moved; `false` when it was deleted meanwhile; @throws Error that says what is wrong with it */
  async function moveOne(file: OwnedFile, to: FileStore): Promise<boolean> {
    const opened = await storeOf(file.store).open(file, { start: 0, end: file.size });
    if (opened === undefined) throw new Error('its bytes are missing');
    const bytes = opened.bytes.stream() as unknown as AsyncIterable<Uint8Array>;
    const staged = await staging.stage(bytes, file.size);
    try {
      if (staged.size !== file.size) throw new Error(`it has ${staged.size} bytes instead of ${file.size}`);
      if (file.sha256 !== null && staged.sha256 !== file.sha256) throw new Error('its bytes are not those of its hash');
      const copy: Located = { name: file.name, place: file.place, store: to.name };
      await loose.expect([copy]);
      await to.put(staged, file.place, file.name, file.type);
      const isMoved = await db.write(async (tx) => {
        if (!(await rows.moved(tx, file, to.name, staged.sha256))) return false;
        await loose.claim(tx, [copy]);
        await loose.release(tx, [file]);
        return true;
      });
      if (!isMoved) await loose.erase([copy]);
      return isMoved;
    } finally {
      await staging.discard(staged);
    }
  }

  /**
   * Moves all that lies elsewhere. It may be broken off and begun again at any moment.
   * @param report told after some files how far it has come
   * @returns what could not be moved, and why
   */
  async function move(to: StoreName, report: (done: Progress) => void): Promise<{ name: string; reason: string }[]> {
    const target = storeOf(to);
    const done: Progress = { files: 0, bytes: 0 };
    const failed: { name: string; reason: string }[] = [];
    const erasing: Promise<void>[] = [];
    for (const after of [rows.piecesAfter, rows.filesAfter])
      for (let last = ''; ; ) {
        const some = await after(db.read, last, AT_ONCE, to);
        const moved: OwnedFile[] = [];
        for (const file of some) {
          try {
            if (!(await moveOne(file, target))) continue;
            moved.push(file);
            done.files += 1;
            done.bytes += file.size;
          } catch (error) {
            failed.push({ name: file.name, reason: (error as Error).message });
          }
        }
        erasing.push(Bun.sleep(GRACE).then(() => loose.erase(moved)));
        report(done);
        if (some.length < AT_ONCE) break;
        last = some.at(-1)?.name ?? '';
      }
    await Promise.all(erasing);
    await loose.idle();
    return failed;
  }

  return { elsewhere: (to: StoreName) => rows.elsewhere(db.read, to), move };
}
