import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { mayBeCommitted } from '../../db/engines.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import { newName } from '../../lib/ids.ts';
import { type Load, together } from '../../lib/queue.ts';
import { isStorable } from '../../lib/text.ts';
import { secretService } from '../secrets/service.ts';
import { checking } from './checking.ts';
import { isFileName, isPlace, PIECES } from './file-store.ts';
import { following } from './following.ts';
import { looseFiles } from './loose.ts';
import type {
  Drop,
  Located,
  MadeFile,
  OpenedAtOnce,
  Place,
  StoredBytes,
  StoredFile,
  TakenFile,
  Wanted,
} from './model.ts';
import { moving } from './moving.ts';
import { Pictures } from './pictures.ts';
import { previews } from './previews.ts';
import { type Changes, changeOf, quotas } from './quotas.ts';
import { rereading } from './rereading.ts';
import { type ResumableSettings, resumableUploads } from './resumable.ts';
import { Staging } from './staging.ts';
import { mediaStore } from './store.ts';
import { fileStores, type StoreSettings } from './stores.ts';
import { taking } from './taking.ts';
import { Thumbs } from './thumbs.ts';
import { transcodeTickets } from './transcoding/tickets.ts';
import { type Transcode, Transcodes, type Wish } from './transcoding/transcodes.ts';
import { type Archive, type MadeEntry, type Md5Of, type ZipEntry, zipOf } from './zip/archive.ts';

export type { Archive, Drop, Md5Of };

export type Media = ReturnType<typeof mediaService>;

type Settings = StoreSettings &
  ResumableSettings &
  Pick<Config, 'mediaDelivery' | 'quotaBytes' | 'janitorAge' | 'transcodeCacheBytes' | 'minFreeBytes'>;

/** Stored files: what they are, where they lie, who keeps how much, and that store and database agree. */
export function mediaService(db: Database, config: Settings) {
  const staging = new Staging(config.dataDir, config.minFreeBytes);
  const stores = fileStores(config);
  const rows = mediaStore(db);
  const readingOf = following(stores.of, (name) => rows.byName(db.read, name));
  const kept = quotas(db, config);
  const pictures = new Pictures();
  const transcodes = new Transcodes(config, readingOf);
  const thumbs = new Thumbs(config, readingOf, pictures);
  const tickets = transcodeTickets(() => secretService(db).get('transcodes'));
  const loose = looseFiles(db, stores.of, ({ name }) => Promise.all([transcodes.forget(name), thumbs.forget(name)]));
  const parts = { staging, files: stores.newest, storeOf: stores.of, loose, quotas: kept };
  const resumable = resumableUploads(db, config, parts);
  const takers = taking(staging, stores.newest, loose, pictures);
  const preview = previews({ resumable, staging, look: takers.preview, limit: config.maxTrackBytes });

  /**
   * Tries the stores, and takes the data folder's part of them over. To be awaited before the first file.
   * @param stopping rejects when nobody waits for it any more
   * @throws Error in words for the owner, which begin with the setting that is wrong
   */
  async function openStores(stopping: Promise<never>): Promise<void> {
    await stores.s3?.probe(stopping);
    await checkStores();
    // Beside the first requests: they find what has been found by then.
    for (const owned of [stores.s3?.ownCache(), transcodes.own(), thumbs.own()]) void owned?.catch(() => {});
  }

  /** Makes sure that every file lies in a store that the settings name. @throws Error as `openStores` */
  async function checkStores(): Promise<void> {
    if (stores.s3 === undefined && (await rows.isAnyInS3(db.read)))
      throw new Error(
        'MEDIA_STORE is not set, and files lie in an S3 store: set it as it was, or move them to the folder',
      );
  }

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
        const changes: Changes = new Map();
        await loose.claim(tx, taken);
        dropped.push(...(await resumable.use(tx, taken, changes)));
        for (const file of taken) await rows.insert(tx, file);
        add(changes, taken, 1);
        const done = await work(tx, async (names, also = []) => {
          const files = await rows.delete(tx, names);
          add(changes, files, -1);
          const left = [...files, ...also];
          await loose.release(tx, left);
          dropped.push(...left);
        });
        await kept.count(tx, changes);
        return done;
      });
    } catch (error) {
      // When the rows may be there, so must be the bytes: the janitor finds out.
      if (!mayBeCommitted(error)) await loose.discard(taken);
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

  /** What has been told by `bytesOf`. Not where there are two stores: where a file lies may change then. */
  const told = stores.s3 === undefined ? growingCache<string, StoredBytes>(1_000) : undefined;

  /** What a file is that some row names now: so it is there, and need not be looked for each time that a part is read. */
  async function bytesOf(place: Place, name: string): Promise<StoredBytes | undefined> {
    const known = told?.get(name);
    if (known?.place === place) return known;
    const found = await find(place, name);
    if (found === undefined) return undefined;
    const { type, size, createdAt, store } = found;
    const bytes = { name, place, type, size, createdAt, store };
    told?.set(name, bytes);
    return bytes;
  }

  /**
   * The names of stored files by their contents.
   * @param hashes SHA-256, hexadecimal, a hundred at most
   * @param createdBy of this account only; `undefined`: of all
   */
  const findByHash = (hashes: readonly string[], place: Place, createdBy: string | undefined, on = db.read) =>
    rows.byHash(on, place, hashes, createdBy);

  /** Bytes of a stored file, for an answer; `undefined` when they are not there as its row promises. */
  const open = (file: StoredBytes, wanted: Wanted) => readingOf(file.store).open(file, wanted);

  /** The same, where nobody has to be waited for; `undefined` wherever `open` is to be asked. */
  const openAtOnce = (file: StoredBytes, wanted: Wanted): OpenedAtOnce | undefined =>
    file.store === 'folder' ? stores.folder.openAtOnce(file, wanted) : undefined;

  /** Where a client is to fetch a file itself; `undefined` when it is had from here. */
  const addressOf = (file: StoredBytes, disposition: string | undefined): Promise<string> | undefined =>
    config.mediaDelivery === 'redirect' && file.store === 's3' ? stores.s3?.addressOf(file, disposition) : undefined;

  /** The origin of such addresses; `undefined` when there are none. */
  async function redirectOrigin(): Promise<string | undefined> {
    if (config.mediaDelivery !== 'redirect') return undefined;
    // Of a file that need not be there.
    const any = { place: 'tracks', name: `${newName()}.mp3`, type: 'audio/mpeg', size: 0 };
    const address = await stores.s3?.addressOf(any, undefined);
    return address && new URL(address).origin;
  }

  /** An MP3 of stored audio, as it is made. See `Transcodes.open`; `chooseRate` says when. */
  const transcode = (file: StoredFile, wish: Wish): Promise<Transcode | undefined> => transcodes.open(file, wish);

  /** The same MP3, if it is there and whole: nothing is made. */
  const findTranscode = (file: StoredFile, bitrate: number): MadeFile | undefined => transcodes.find(file, bitrate);

  /** A smaller picture of a stored one. See `Thumbs.open`. */
  const thumb = (file: StoredFile, side: number): Promise<MadeFile | undefined> => thumbs.open(file, side);

  /** An archive of stored files, and of what is made of their sums. See `zipOf`. */
  const zip = (entries: readonly (ZipEntry | MadeEntry)[], ended?: () => void): Archive =>
    zipOf(entries, readingOf, ended);

  /**
   * Erases what no row has come for, or owns any more, and nobody else will erase.
   * @param since all that was noted before this moment has been left by processes that are no more, in milliseconds since
   *   the epoch
   * @returns how many there were
   */
  async function eraseLeft(since = 0): Promise<number> {
    const now = Date.now();
    const before = (age: number) => Math.max(now - age, since);
    const erased = await loose.eraseLeft(before(config.janitorAge), before(Math.min(config.janitorAge, PATIENCE)));
    // What is uploaded in parts lies in the store unseen until it is whole.
    await stores.s3?.abortUploads(now - config.janitorAge);
    return erased;
  }

  /** Of files in S3: what their copies take, and how often one was there or not. */
  function cache() {
    const { cacheBytes = 0, hits = 0, misses = 0 } = stores.s3?.metrics ?? {};
    return { bytes: cacheBytes, hits, misses };
  }

  /** How much waits for what is dear, and is under way. */
  function loads(): Record<'pictures' | 'audio' | 'mp3', Load> {
    const { audio, mp3 } = takers.loads();
    const drawn = together(pictures.load, { waiting: thumbs.waiting, busy: 0 });
    return { pictures: drawn, audio, mp3: together(mp3, transcodes.load) };
  }

  /** How many files are stored. */
  const countFiles = (): Promise<number> => rows.count(db.read);

  /** Ends what works in the background; what waits for it is refused. */
  const stop = () => Promise.all([takers.stop(), transcodes.stop(), loose.idle()]);

  return {
    ...{ take: takers.take, takeWithPicture: takers.takeWithPicture, takeRecording: takers.takeRecording, preview },
    ...rereading(db, readingOf, takers.probeAgain),
    ...checking(db, stores.all, loose, config.janitorAge),
    ...moving(db, stores.of, staging, loose),
    ...{ staging, quotas: kept, resumable, openStores, checkStores },
    ...{
      write,
      find,
      bytesOf,
      findByHash,
      open,
      openAtOnce,
      transcode,
      findTranscode,
      thumb,
      zip,
      tickets,
      addressOf,
      redirectOrigin,
      eraseLeft,
    },
    ...{ cache, loads, countFiles, stop },
  };
}

/** The stores that the settings name, for those who bring files away and back without a server: backups. */
export const storesOf = (settings: Parameters<typeof fileStores>[0]) => fileStores(settings);

/** Whether a path beneath the root of a store may be that of a stored file; of unfinished uploads it is not. */
export function isStoredPath(path: string): boolean {
  const [place = '', name = '', ...more] = path.split('/');
  return more.length === 0 && place !== PIECES && isPlace(place) && isFileName(place, name);
}

/** Milliseconds that a process has to erase what it has dropped. */
const PATIENCE = 60_000;

/** Counts files among what their accounts keep, or no more. */
function add(changes: Changes, files: readonly StoredFile[], sign: 1 | -1): void {
  for (const { createdBy, size } of files) {
    if (createdBy === null) continue;
    changeOf(changes, createdBy).used += sign * size;
  }
}
