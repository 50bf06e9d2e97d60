import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RESTORING, takeDataFolder } from '../../db/data-folder.ts';
import type { Database } from '../../db/database.ts';
import { reasonOf } from '../../db/loggable.ts';
import { prepareSnapshot, SnapshotFile } from '../../db/snapshot.ts';
import { flush } from '../../lib/flush.ts';
import { PLACES } from '../media/model.ts';
import { storesOf } from '../media/service.ts';
import { digest, write } from './bytes.ts';
import {
  type HouseSettings,
  type Occupants,
  occupants,
  postgresOf,
  refuseServed,
  removeOthers,
  replaceDatabase,
} from './house.ts';
import { isDatabasePath } from './manifest.ts';
import { BackupError, explained, type Manifest, type Problem, type Report } from './model.ts';
import type { Entry, Source } from './target.ts';
import { sourceOf, verifyBackup } from './verify.ts';

/** Files that are put into the store beside each other. */
const AT_ONCE = 4;
/** In the folder of what is under way: that there was nothing which would be replaced. */
const OVER_NOTHING = 'over-nothing';
const NOTHING: Occupants = { house: [], others: '' };
const FORCED = 'which replaces the house that is there and leaves what is not of this program';

/** What has become of a restore. Where there are problems, nothing was changed. */
export interface Restored {
  files: number;
  bytes: number;
  problems: Problem[];
}

interface Telling {
  /** Of what is verified first, and of what is brought then. */
  verifying: Report;
  bringing: Report;
  /** Told what is about to be replaced and what stays beside it; nothing of an empty target. */
  replacing(what: readonly string[], kept: string): void;
}

/**
 * Makes the house of the settings that of a backup, whatever engine and store either has. Nothing is changed before all of
 * the backup has been read; the old house is whole until the moment when the new one is.
 * @param isForced whether what is there may be replaced
 * @throws BackupError, DataFolderError beside a running server; what the database, the store or the disk says
 */
export async function restoreBackup(
  settings: HouseSettings,
  path: string,
  isForced: boolean,
  tell: Telling,
): Promise<Restored> {
  const { manifest, problems } = await verifyBackup(path, tell.verifying);
  if (problems.length > 0) return { files: manifest.files.length, bytes: 0, problems };
  const folder = takeDataFolder(settings.dataDir, PLACES, 'restore');
  const db = await postgresOf(settings);
  try {
    if (db) await refuseServed(db);
    const stores = storesOf(settings);
    await stores.s3?.probe(new Promise(() => {}));
    const marker = join(settings.dataDir, RESTORING, OVER_NOTHING);
    const isResumed = existsSync(marker);
    const { house, others } = isResumed ? NOTHING : await occupants(settings, stores, db);
    const found = [...house, ...(others === '' ? [] : [`${others} in DATA_DIR ${settings.dataDir}`])];
    if (found.length > 0 && !isForced)
      throw new BackupError(`${found.join(', and ')}: not empty; name an empty one, or use --force, ${FORCED}`);
    tell.replacing(house, others);
    const work = new Restore(settings, stores, db, sourceOf(path), manifest, tell.bringing);
    return await work.run(house.length === 0, isResumed);
  } finally {
    await db?.close();
    folder.release();
  }
}

class Restore {
  readonly #settings: HouseSettings;
  readonly #stores: ReturnType<typeof storesOf>;
  readonly #db: Database | undefined;
  readonly #source: Source;
  /** Of the files of the manifest, by path. */
  readonly #hashes: ReadonlyMap<string, string>;
  readonly #report: Report;
  readonly #shop: string;
  readonly #staged: string;

  constructor(
    settings: HouseSettings,
    stores: ReturnType<typeof storesOf>,
    db: Database | undefined,
    source: Source,
    manifest: Manifest,
    report: Report,
  ) {
    this.#settings = settings;
    this.#stores = stores;
    this.#db = db;
    this.#source = source;
    this.#hashes = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
    this.#report = report;
    this.#shop = join(settings.dataDir, RESTORING);
    this.#staged = join(this.#shop, 'tonearm.db');
  }

  /**
   * @param isEmpty whether nothing is replaced: then a restore that fails leaves no house that starts
   * @param isResumed whether an earlier one has left something
   */
  async run(isEmpty: boolean, isResumed: boolean): Promise<Restored> {
    await this.#open(isEmpty);
    let isReplaced = false;
    let isPartial = isEmpty && isResumed;
    try {
      await this.#bringDatabase();
      isPartial = isEmpty;
      const restored = await this.#bringFiles();
      // For whoever asks what it names, once the file itself has moved.
      const named = new SnapshotFile(this.#staged);
      try {
        await replaceDatabase(this.#settings.dataDir, this.#db, this.#staged);
        isReplaced = true;
        const { newest } = this.#stores;
        await removeOthers(
          this.#settings,
          this.#stores,
          (store, place, name) => store === newest.name && named.find(place, name) !== undefined,
        );
      } finally {
        named.close();
      }
      await rm(this.#shop, { recursive: true });
      await flush(this.#settings.dataDir);
      return restored;
    } catch (error) {
      // The old house is still whole, and may go on; or there is none, as before.
      if (!isReplaced && !isPartial) await rm(this.#shop, { recursive: true, force: true });
      throw explained(error, 'the backup cannot be restored');
    }
  }

  async #open(isEmpty: boolean): Promise<void> {
    await mkdir(this.#shop, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#shop))
      if (name !== OVER_NOTHING) await rm(join(this.#shop, name), { recursive: true });
    if (isEmpty) await writeFile(join(this.#shop, OVER_NOTHING), '', { mode: 0o600 });
    await flush(this.#shop);
    await flush(this.#settings.dataDir);
  }

  async #bringDatabase(): Promise<void> {
    for await (const entry of this.#source.entries()) {
      if (!isDatabasePath(entry.path)) {
        await digest(entry.bytes);
        continue;
      }
      await this.#write(entry, this.#staged);
      return prepareSnapshot(this.#staged, this.#stores.newest.name).catch((error) => {
        throw new BackupError(`the database of the backup cannot be used: ${reasonOf(error)}`);
      });
    }
    throw changed('its database');
  }

  /** Puts the files that the database names into the store. Names are never used twice: none of the old house is lost. */
  async #bringFiles(): Promise<Restored> {
    const snapshot = new SnapshotFile(this.#staged);
    const all = snapshot.totals();
    const done = { files: 0, bytes: 0 };
    const putting = new Set<Promise<void>>();
    try {
      for await (const entry of this.#source.entries()) {
        const [place = '', name = ''] = entry.path.split('/');
        const row = snapshot.find(place, name);
        if (row === undefined) {
          await digest(entry.bytes);
          continue;
        }
        const path = join(this.#shop, `file-${done.files}`);
        const { size } = await this.#write(entry, path);
        const put = this.#stores.newest
          .put({ path, size }, place, name, row.type)
          .then(() => rm(path, { force: true }));
        putting.add(put);
        put.finally(() => putting.delete(put)).catch(() => {});
        if (putting.size >= AT_ONCE) await Promise.race(putting);
        done.files++;
        done.bytes += size;
        this.#report({ ...done }, all);
      }
      await Promise.all(putting);
      return { ...done, problems: [] };
    } finally {
      await Promise.allSettled(putting);
      snapshot.close();
    }
  }

  /** @throws BackupError when the bytes are not those of the manifest any more */
  async #write({ path, bytes }: Entry, to: string) {
    const written = await write(bytes, to);
    if (written.sha256 !== this.#hashes.get(path)) throw changed(path);
    return written;
  }
}

const changed = (what: string) =>
  new BackupError(`${what} has changed since the backup was verified a moment ago; try again`);
