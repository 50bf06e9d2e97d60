import type { Database } from '../../db/database.ts';
import { newName } from '../../lib/ids.ts';
import { checkStore, type OwnedFile, type WrongAccount } from './check-store.ts';
import { type FileStore, PIECES } from './file-store.ts';
import { S3Fault } from './s3/fault.ts';
import { unusable } from './s3/probe.ts';
import type { S3Store } from './s3/s3-store.ts';
import { fileStores, type StoreSettings } from './stores.ts';

/** Rows that are read, and files that are looked at, at once. */
const AT_ONCE = 200;
/** Files of one store that are asked for at once. */
const LANES = 8;
/** Files of a sample, and the milliseconds that looking at them may take. */
const SAMPLE = 2_000;
const SAMPLE_TIME = 3_000;
/** Wrong files that are kept to be told. */
const MOST_TOLD = 20;

export type WrongFile = Pick<OwnedFile, 'place' | 'name' | 'store'> & { problem: string };

/** What a look at the stored files has found. */
export interface Examined {
  files: number;
  /** How many are wrong, and the first of them. */
  wrong: number;
  told: WrongFile[];
}

/** Looks at stored files and the sums of who keeps them, and changes nothing: no copy is made either. */
export function examineMedia(db: Database, settings: StoreSettings) {
  const rows = checkStore(db);
  const stores = fileStores(settings);

  /**
   * Compares rows with their bytes.
   * @param isThorough all of them, with their digests; else the sizes of a random sample
   */
  async function files(isThorough: boolean): Promise<Examined> {
    const found: Examined = { files: 0, wrong: 0, told: [] };
    const end = performance.now() + SAMPLE_TIME;
    for (const after of [rows.filesAfter, rows.piecesAfter]) {
      let seen = 0;
      // Names are random, so a sample may begin anywhere.
      for await (const some of around(after, isThorough ? '' : newName())) {
        await look(some, isThorough, found);
        seen += some.length;
        if (!isThorough && (seen >= SAMPLE || performance.now() > end)) break;
      }
    }
    return found;
  }

  /** All rows by name, some at once: those after a name, then those before. */
  async function* around(after: typeof rows.filesAfter, start: string): AsyncGenerator<OwnedFile[]> {
    let first: string | undefined;
    for (const begin of start === '' ? [''] : [start, '']) {
      for (let last = begin; ; ) {
        const some = await after(db.read, last, AT_ONCE);
        const seen = some.findIndex(({ name }) => name === first);
        yield seen === -1 ? some : some.slice(0, seen);
        first ??= some[0]?.name;
        if (seen !== -1 || some.length < AT_ONCE) break;
        last = some.at(-1)?.name ?? '';
      }
    }
  }

  async function look(some: readonly OwnedFile[], isThorough: boolean, found: Examined): Promise<void> {
    const left = [...some];
    const lane = async () => {
      for (let file = left.pop(); file !== undefined; file = left.pop()) {
        const problem = await problemOf(file, isThorough);
        found.files++;
        if (problem === undefined || (await isGone(file))) continue;
        const { place, name, store } = file;
        if (++found.wrong <= MOST_TOLD) found.told.push({ place, name, store, problem });
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** Whether the row has gone, or names another store, since it was read: a server may be at work. */
  const isGone = async ({ store, name }: OwnedFile) => !(await rows.ownedAmong(db.read, store, [name])).has(name);

  async function problemOf(file: OwnedFile, isThorough: boolean): Promise<string | undefined> {
    const store = stores.of(file.store);
    const size = await store.sizeOf(file.place, file.name);
    if (size === undefined) return 'is missing';
    if (size !== file.size) return `has ${size} bytes instead of ${file.size}`;
    if (!isThorough || file.sha256 === null || file.place === PIECES) return undefined;
    return (await digestOf(store, stores.s3, file)) === file.sha256 ? undefined : 'has other bytes than were stored';
  }

  /** Accounts that are said to keep something else than they do. */
  const wrongAccounts = (): Promise<WrongAccount[]> => rows.wrongAccounts(db.read);

  /** How many files lie elsewhere than in the data folder. */
  const outside = async (): Promise<number> => (await rows.elsewhere(db.read, 'folder')).files;

  return { files, wrongAccounts, outside };
}

async function digestOf(store: FileStore, s3: S3Store | undefined, file: OwnedFile): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256');
  if (store.name === 's3') for await (const part of s3?.parts(file) ?? []) hash.update(part);
  else for await (const part of Bun.file((await store.local(file)) ?? '').stream()) hash.update(part);
  return hash.digest('hex');
}

/**
 * Asks the S3 store of the settings for the first of its names.
 * @throws StoreUnusable, whose message names the setting to look at
 */
export async function askStore(settings: StoreSettings): Promise<void> {
  try {
    for await (const _ of fileStores(settings).s3?.list() ?? []) return;
  } catch (error) {
    const { cause } = error as Error;
    throw cause instanceof S3Fault ? unusable(cause) : error;
  }
}
