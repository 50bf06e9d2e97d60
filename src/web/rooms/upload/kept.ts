import { signal } from '@preact/signals';
import { UPLOADS } from '../../app/uploads-kept.ts';
import type { Entry, Standing } from './entry.ts';

/** Bytes of a file that is kept over a reload, and of all such files. */
const LARGEST = 256 * 1024 * 1024;
const MOST = 1024 * 1024 * 1024;

interface KeptEntry {
  key: string;
  owner: string;
  /** Where it stands in the list. */
  at: number;
  name: string;
  path: string;
  size: number;
  sample: string | undefined;
  upload: string | undefined;
  standing: Standing;
}

/** The list of one member's uploads in the browser's own database. Where there is none it is forgotten with the page. */
export class Kept {
  readonly #owner: string;
  readonly #opening: Promise<IDBDatabase | undefined>;
  readonly #places = new Map<string, number>();
  #order = 0;
  #bytes = 0;
  readonly #files = new Map<string, number>();

  constructor(owner: string) {
    this.#owner = owner;
    this.#opening = open();
  }

  /** What was in the list, in its order. What is another's goes. */
  async load(): Promise<Entry[]> {
    const rows = ((await this.#do('entries', 'readonly', (store) => store.getAll())) ?? []) as KeptEntry[];
    if (rows.some(({ owner }) => owner !== this.#owner)) {
      await this.#do('entries', 'readwrite', (store) => store.clear());
      await this.#do('files', 'readwrite', (store) => store.clear());
      return [];
    }
    const files = new Set((await this.#do('files', 'readonly', (store) => store.getAllKeys())) as string[] | undefined);
    const entries: Entry[] = [];
    for (const { owner: _, at, standing, ...row } of rows.sort((one, other) => one.at - other.at)) {
      this.#order = Math.max(this.#order, at + 1);
      const file = files.has(row.key)
        ? ((await this.#do('files', 'readonly', (store) => store.get(row.key))) as Blob | undefined)
        : undefined;
      if (file) this.#count(row.key, file.size);
      const whole = file && new File([file], row.name);
      entries.push({ ...row, file: whole, standing: signal(standing) });
      this.#places.set(row.key, at);
    }
    return entries;
  }

  /** Keeps how entries stand. */
  async note(entries: readonly Entry[]): Promise<void> {
    const rows = entries.map((entry): KeptEntry => {
      const at = this.#places.get(entry.key) ?? this.#order++;
      this.#places.set(entry.key, at);
      const { key, name, path, size, sample, upload } = entry;
      return { ...{ key, at, name, path, size, sample, upload }, owner: this.#owner, standing: entry.standing.peek() };
    });
    await this.#do('entries', 'readwrite', (store) => {
      for (const row of rows) store.put(row);
      return undefined;
    });
  }

  /** Keeps the bytes of an entry, unless they are too many: then the file has to be chosen again after a reload. */
  async noteFile({ key, file }: Entry): Promise<void> {
    if (!file || file.size > LARGEST || this.#bytes + file.size > MOST || this.#files.has(key)) return;
    this.#count(key, file.size);
    const done = await this.#do('files', 'readwrite', (store) => store.put(file, key));
    if (done === undefined) this.#uncount(key);
  }

  async dropFile({ key }: Pick<Entry, 'key'>): Promise<void> {
    if (!this.#files.has(key)) return;
    this.#uncount(key);
    await this.#do('files', 'readwrite', (store) => store.delete(key));
  }

  async drop(entries: readonly Pick<Entry, 'key'>[]): Promise<void> {
    await this.#do('entries', 'readwrite', (store) => {
      for (const { key } of entries) store.delete(key);
      return undefined;
    });
    for (const entry of entries) await this.dropFile(entry);
  }

  async close(): Promise<void> {
    (await this.#opening)?.close();
  }

  #count(key: string, size: number): void {
    this.#files.set(key, size);
    this.#bytes += size;
  }

  #uncount(key: string): void {
    this.#bytes -= this.#files.get(key) ?? 0;
    this.#files.delete(key);
  }

  /** @returns what was asked for; `undefined` when nothing was, or it cannot be had */
  async #do(
    name: 'entries' | 'files',
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => { readonly result: unknown } | undefined,
  ): Promise<unknown> {
    const database = await this.#opening;
    if (!database) return undefined;
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode);
        const request = act(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      // Full, or somebody has signed out in another tab.
      return undefined;
    }
  }
}

function open(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(UPLOADS, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('entries', { keyPath: 'key' });
        opening.result.createObjectStore('files');
      };
      opening.onsuccess = () => {
        // Whoever signs out deletes it.
        opening.result.onversionchange = () => opening.result.close();
        resolve(opening.result);
      };
      opening.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}
