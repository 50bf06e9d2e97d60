import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { drawn } from './chance.ts';
import { ask, Failure } from './client.ts';
import type { Listed } from './types.ts';

/** Entries in a page. */
const PAGE = 100;
/** Pages that are kept: what is far away is asked for again. */
const MOST_PAGES = 40;
/** Lists that are kept, for going back. */
const MOST_LISTS = 8;
/** Milliseconds: while somebody scrolls fast, nothing is asked for that has passed already. */
const PAUSE = 60;

/** Something of which any part can be shown, whatever its length. */
export interface Source<Entry> {
  /** Unknown before the first answer. */
  total: Signal<number | undefined>;
  failure: Signal<Failure | undefined>;
  /** Grows with each page, so that who shows the list sees it. */
  version: Signal<number>;
  at(index: number): Entry | undefined;
  /** Whether there is nothing where something was. */
  lacks(index: number): boolean;
  /** Says what is in view: from the first to before the last. */
  need(from: number, to: number): void;
  retry(): void;
  /** Waits for a part. @throws Failure */
  part(from: number, size: number): Promise<Entry[]>;
  /** Waits for some entries, by chance: each once, others each time. @throws Failure */
  some(size: number): Promise<Entry[]>;
}

/** A list of the server that is read page by page, each when it comes into view. */
export class LongList<Entry> implements Source<Entry> {
  readonly total = signal<number | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly version = signal(0);
  readonly #pages = new Map<number, Entry[]>();
  readonly #asked = new Map<number, AbortController>();
  readonly #path: string;
  #wanted: [number, number] = [0, 1];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  at(index: number): Entry | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  lacks(index: number): boolean {
    return this.#pages.has(Math.floor(index / PAGE)) && this.at(index) === undefined;
  }

  need(from: number, to: number): void {
    this.#wanted = [Math.floor(from / PAGE), Math.floor(Math.max(from, to - 1) / PAGE) + 1];
    clearTimeout(this.#timer);
    const isFirst = this.#pages.size === 0 && this.#asked.size === 0;
    this.#timer = setTimeout(() => this.#askWanted(), isFirst ? 0 : PAUSE);
  }

  retry(): void {
    this.failure.value = undefined;
    this.#askWanted();
  }

  async part(from: number, size: number): Promise<Entry[]> {
    return (await this.read(from, size)).entries;
  }

  async some(size: number): Promise<Entry[]> {
    return (await this.ask(this.#asking(`by=random&limit=${size}`))).entries;
  }

  /** One part of the list, with its whole length. @throws Failure */
  protected read(offset: number, limit: number, signal?: AbortSignal): Promise<Listed<Entry>> {
    return this.ask(this.#asking(`offset=${offset}&limit=${limit}`), signal);
  }

  protected ask(path: string, signal?: AbortSignal): Promise<Listed<Entry>> {
    return ask<Listed<Entry>>(path, { signal });
  }

  #asking(query: string): string {
    return `${this.#path}${this.#path.includes('?') ? '&' : '?'}${query}`;
  }

  #askWanted(): void {
    const [first, end] = this.#wanted;
    for (const [page, asking] of this.#asked) if (page < first - 1 || page > end) asking.abort();
    for (let page = first; page < end; page++)
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#load(page);
  }

  async #load(page: number): Promise<void> {
    const asking = new AbortController();
    this.#asked.set(page, asking);
    try {
      const { total, entries } = await this.read(page * PAGE, PAGE, asking.signal);
      this.#pages.set(page, entries);
      this.#forgetFar(page);
      this.failure.value = undefined;
      this.total.value = total;
      this.version.value++;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failure.value = error instanceof Failure ? error : new Failure('failed', 0, String(error));
    } finally {
      if (this.#asked.get(page) === asking) this.#asked.delete(page);
    }
  }

  #forgetFar(from: number): void {
    while (this.#pages.size > MOST_PAGES) {
      const far = [...this.#pages.keys()].reduce((one, other) =>
        Math.abs(other - from) > Math.abs(one - from) ? other : one,
      );
      this.#pages.delete(far);
    }
  }
}

const lists = new Map<string, LongList<unknown>>();

/** The list at an address, with the pages that it has had. */
export function useLongList<Entry>(path: string): LongList<Entry> {
  const list = useMemo(() => {
    const known = lists.get(path) ?? new LongList<unknown>(path);
    lists.delete(path);
    lists.set(path, known);
    const [oldest] = lists.keys();
    if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest);
    return known as LongList<Entry>;
  }, [path]);
  useEffect(() => list.need(0, 1), [list]);
  return list;
}

/** A list that is all there. */
export function wholeList<Entry>(entries: readonly Entry[]): Source<Entry> {
  return {
    total: signal<number | undefined>(entries.length),
    failure: signal<Failure | undefined>(undefined),
    version: signal(0),
    at: (index) => entries[index],
    lacks: () => false,
    need: () => {},
    retry: () => {},
    part: (from, size) => Promise.resolve(entries.slice(from, from + size)),
    some: (size) => Promise.resolve(drawn(entries, size)),
  };
}
