import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ask, Failure } from './client.ts';

/** What is known of something that is asked for. `value` may be there while a newer one is on its way. */
export interface State<Value> {
  value?: Value;
  failure?: Failure;
  isLoading: boolean;
}

interface Kept {
  state: Signal<State<unknown>>;
  /** When it was answered; 0: never. */
  at: number;
  asking?: AbortController | undefined;
  /** How many show it. */
  users: number;
}

/** Milliseconds for which an answer is as good as a new one. */
const FRESH = 30_000;
/** Answers that are kept, for going back. */
const MOST = 40;
const kept = new Map<string, Kept>();
/** Changes when what is shown may be another's to see. */
const viewer = signal(0);

/** The answer of an address: at once if it was asked before, and anew if that is a while ago. @param path none: nothing is asked */
export function useResource<Value>(path: string | undefined): State<Value> & { retry: () => void } {
  const now = viewer.value;
  const entry = useMemo(() => entryOf(path), [path, now]);
  useEffect(() => {
    if (path === undefined) return;
    entry.users++;
    if (Date.now() - entry.at > FRESH && !entry.asking) void load(path, entry);
    return () => {
      entry.users--;
      // Once all have left nobody needs an answer.
      if (entry.users > 0) return;
      entry.asking?.abort();
      entry.asking = undefined;
    };
  }, [path, entry, now]);
  const state = entry.state.value as State<Value>;
  return { ...state, retry: () => path !== undefined && void load(path, entry) };
}

/** Notes what an address would answer now, as another answer has told. */
export function noteResource(path: string, value: unknown): void {
  const entry = kept.get(path);
  if (!entry) return;
  entry.asking?.abort();
  entry.asking = undefined;
  entry.at = Date.now();
  entry.state.value = { value, isLoading: false };
}

/** Asks again for what an address answers, if it was asked before. */
export function renewResource(path: string): void {
  const entry = kept.get(path);
  if (entry) void load(path, entry);
}

/** What was answered is old after a change: it is asked for anew when it is shown again. @param path how its address begins */
export function outdateResources(path: string): void {
  for (const [known, entry] of kept) if (known.startsWith(path)) entry.at = 0;
}

/** The same, and what is shown now is asked for anew at once. */
export function refreshResources(path: string): void {
  outdateResources(path);
  for (const [known, entry] of kept) if (known.startsWith(path) && entry.users > 0) void load(known, entry);
}

/** Asks anew for all that somebody sees who has signed in. */
export function forgetResources(): void {
  for (const entry of kept.values()) entry.at = 0;
  viewer.value++;
}

/** Forgets what was answered: it is asked for when it is shown anew. @param of what the address begins with */
export function forgetResource(of: string): void {
  for (const path of kept.keys()) if (path.startsWith(of)) kept.delete(path);
}

/**
 * Forgets all that somebody has seen who has left: also what everybody may ask for may have shown more to them. What is
 * shown is asked for anew.
 */
export function dropResources(): void {
  for (const { asking } of kept.values()) asking?.abort();
  kept.clear();
  viewer.value++;
}

function entryOf(path: string | undefined): Kept {
  const name = path ?? '';
  const known = kept.get(name);
  // The last one used goes last, the first is forgotten first.
  kept.delete(name);
  const entry = known ?? { state: signal<State<unknown>>({ isLoading: path !== undefined }), at: 0, users: 0 };
  kept.set(name, entry);
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return entry;
}

async function load(path: string, entry: Kept): Promise<void> {
  entry.asking?.abort();
  const asking = new AbortController();
  entry.asking = asking;
  const { value } = entry.state.peek();
  entry.state.value = { ...(value !== undefined && { value }), isLoading: true };
  try {
    const answer = await ask(path, { signal: asking.signal });
    if (asking.signal.aborted) return;
    entry.at = Date.now();
    entry.state.value = { value: answer, isLoading: false };
  } catch (error) {
    // Of an answer that nobody waits for any more nothing is said.
    if (asking.signal.aborted) return;
    const failure = error instanceof Failure ? error : new Failure('failed', 0, String(error));
    entry.state.value = { ...(value !== undefined && { value }), failure, isLoading: false };
  } finally {
    if (entry.asking === asking) entry.asking = undefined;
  }
}
