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

interface Page<Entry> {
  entries: readonly (Entry | undefined)[];
  /** Of which state of the list it is. */
  state: number;
}

/** A list of the server that is read page by page, each when it comes into view. */
export class LongList<Entry> implements Source<Entry> {
  readonly total = signal<number | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly version = signal(0);
  readonly #pages = new Map<number, Page<Entry>>();
  readonly #asked = new Map<number, AbortController>();
  readonly #path: string;
  #wanted: [number, number] = [0, 1];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Pages of an earlier one are shown until they are read again. */
  #state = 0;
  /** Whether there are changes that the server has not told of yet. */
  #isEdited = false;

  constructor(path: string) {
    this.#path = path;
  }

  at(index: number): Entry | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.entries[index % PAGE];
  }

  lacks(index: number): boolean {
    return this.#isRead(Math.floor(index / PAGE)) && this.at(index) === undefined;
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

  /** Reads again what is in view, as it may have changed; until then what was read before stays. */
  refresh(): void {
    this.#stop();
    this.#isEdited = false;
    this.outdate();
    this.#askWanted();
  }

  /** Changes what is known here before the server tells of it, which it is asked for by `refresh`. */
  edit(change: (entries: (Entry | undefined)[]) => void): void {
    const entries = Array.from({ length: this.total.peek() ?? 0 }, (_, at) => this.at(at));
    change(entries);
    this.#stop();
    this.#isEdited = true;
    this.outdate();
    this.#pages.clear();
    for (let page = 0; page * PAGE < entries.length; page++)
      this.#pages.set(page, { entries: entries.slice(page * PAGE, (page + 1) * PAGE), state: this.#state - 1 });
    this.total.value = entries.length;
    this.version.value++;
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

  /** Says that what was read before is of an earlier state. */
  protected outdate(): void {
    this.#state++;
  }

  #isRead(page: number): boolean {
    return this.#pages.get(page)?.state === this.#state;
  }

  #stop(): void {
    for (const asking of this.#asked.values()) asking.abort();
    this.#asked.clear();
  }

  #asking(query: string): string {
    return `${this.#path}${this.#path.includes('?') ? '&' : '?'}${query}`;
  }

  #askWanted(): void {
    if (this.#isEdited) return;
    const [first, end] = this.#wanted;
    for (const [page, asking] of this.#asked) if (page < first - 1 || page > end) asking.abort();
    for (let page = first; page < end; page++) if (!this.#isRead(page) && !this.#asked.has(page)) void this.#load(page);
  }

  async #load(page: number): Promise<void> {
    const asking = new AbortController();
    this.#asked.set(page, asking);
    try {
      const { total, entries } = await this.read(page * PAGE, PAGE, asking.signal);
      if (asking.signal.aborted) return;
      this.#pages.set(page, { entries, state: this.#state });
      this.#forgetFar(page);
      this.failure.value = undefined;
      this.total.value = total;
      this.version.value++;
      // What it tells may be of a newer state than the other pages in view.
      this.#asked.delete(page);
      this.#askWanted();
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

/** The list at an address, with the pages that it has had. @param make makes it when it is new */
export function useLongList<Entry, List extends LongList<Entry> = LongList<Entry>>(
  path: string,
  make: (path: string) => List = (at) => new LongList<Entry>(at) as List,
): List {
  const list = useMemo(() => {
    const known = lists.get(path) ?? (make(path) as LongList<unknown>);
    lists.delete(path);
    lists.set(path, known);
    const [oldest] = lists.keys();
    if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest);
    return known as LongList<Entry> as List;
  }, [path]);
  useEffect(() => list.need(0, 1), [list]);
  return list;
}

/** Reads a list again when it is come to, and when somebody returns to this tab: it may have been changed elsewhere. */
export function useRefreshed(list: LongList<unknown>): void {
  useEffect(() => {
    const refresh = () => list.total.peek() !== undefined && document.visibilityState === 'visible' && list.refresh();
    refresh();
    addEventListener('focus', refresh);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      removeEventListener('focus', refresh);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [list]);
}

/** Forgets what somebody has seen who has left. */
export function dropLists(): void {
  lists.clear();
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
