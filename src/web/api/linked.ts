import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { arrival } from '../app/router.ts';
import { askPage, Failure } from './client.ts';

/** Lists that are kept, for going back. */
const MOST_LISTS = 12;
/** Milliseconds for which a list is as good as a new one. */
const FRESH = 30_000;

/** A list of which each page says where the next one is. */
export class Linked<Answer, Entry> {
  /** Unknown before the first answer. */
  readonly entries = signal<readonly Entry[] | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly isLoading = signal(false);
  /** Where it goes on; absent: it is all there. */
  readonly next = signal<string | undefined>(undefined);
  /** When its first page was read. */
  at = 0;
  readonly #path: string;
  readonly #entriesOf: (answer: Answer) => readonly Entry[];
  #asking: Promise<void> | undefined;
  #stopping = new AbortController();

  constructor(path: string, entriesOf: (answer: Answer) => readonly Entry[]) {
    this.#path = path;
    this.#entriesOf = entriesOf;
    this.next.value = path;
  }

  /** Waits for the next page, once for all that want it. What went wrong is in `failure`. */
  more(): Promise<void> {
    const address = this.next.peek();
    if (address === undefined) return Promise.resolve();
    if (this.#asking !== undefined) return this.#asking;
    const asking = this.#read(address).finally(() => {
      if (this.#asking === asking) this.#asking = undefined;
    });
    this.#asking = asking;
    return asking;
  }

  /** Reads it from its beginning; what was there stays until the answer is. */
  again(): Promise<void> {
    this.#stopping.abort();
    this.#stopping = new AbortController();
    this.#asking = undefined;
    this.next.value = this.#path;
    return this.more();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #read(address: string): Promise<void> {
    const { signal: stopped } = this.#stopping;
    this.isLoading.value = true;
    this.failure.value = undefined;
    try {
      const { answer, next } = await askPage<Answer>(address, stopped);
      if (stopped.aborted) return;
      const isFirst = address === this.#path;
      if (isFirst) this.at = Date.now();
      this.entries.value = [...((!isFirst && this.entries.peek()) || []), ...this.#entriesOf(answer)];
      this.next.value = next;
    } catch (error) {
      if (!stopped.aborted)
        this.failure.value = error instanceof Failure ? error : new Failure('failed', 0, String(error));
    } finally {
      if (!stopped.aborted) this.isLoading.value = false;
    }
  }
}

const lists = new Map<string, Linked<never, unknown>>();
/** Changes when lists are forgotten. */
const viewer = signal(0);

/** The list at an address: as it was for who goes back, else of today. @param path none: nothing is asked */
export function useLinked<Answer, Entry>(
  path: string | undefined,
  entriesOf: (answer: Answer) => readonly Entry[],
): Linked<Answer, Entry> {
  const now = viewer.value;
  const list = useMemo(() => kept(path ?? '', entriesOf), [path, now]);
  useEffect(() => {
    if (path === undefined) return;
    if (list.entries.peek() === undefined) void list.more();
    else if (arrival !== 'back' && Date.now() - list.at > FRESH) void list.again();
  }, [path, list]);
  return list;
}

function kept<Answer, Entry>(path: string, entriesOf: (answer: Answer) => readonly Entry[]): Linked<Answer, Entry> {
  const list = (lists.get(path) as Linked<Answer, Entry> | undefined) ?? new Linked(path, entriesOf);
  lists.delete(path);
  lists.set(path, list as Linked<never, unknown>);
  const [oldest] = lists.keys();
  if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest);
  return list;
}

/** Forgets lists: they are read when they are shown anew. @param of what their addresses begin with */
export function forgetLinked(of: string): void {
  for (const path of lists.keys()) if (path.startsWith(of)) lists.delete(path);
}

/** Forgets what somebody has seen who has left, or what somebody did not see who has come. */
export function dropLinked(): void {
  for (const list of lists.values()) list.stop();
  lists.clear();
  viewer.value++;
}
