import { signal } from '@preact/signals';
import type { Failure } from '../../api/client.ts';
import type { Entry, Standing } from './entry.ts';
import type { Kept } from './kept.ts';

/** Milliseconds between two looks at how far files are. */
const PAUSE = 150;

export const entries = signal<readonly Entry[]>([]);
/** Grows when any file stands otherwise: for what is said of all of them. */
export const version = signal(0);
export const failure = signal<Failure | undefined>(undefined);
export const isReady = signal(false);
export const isOnline = signal(navigator.onLine);
/** Whether files wait because too many are not published. */
export const isFull = signal(false);

/** Where the list of whoever is signed in outlives a reload. */
export const memory: { kept: Kept | undefined } = { kept: undefined };
let pause: ReturnType<typeof setTimeout> | undefined;

/** Changes how a file stands. */
export function stand(entry: Entry, change: Partial<Standing>): void {
  entry.standing.value = { ...entry.standing.peek(), ...change };
  tellSoon();
  // How many bytes have come the server knows better.
  if (Object.keys(change).some((name) => name !== 'sent')) void memory.kept?.note([entry]);
}

/** Has what is said of all files said anew. */
export function tellSoon(): void {
  if (pause !== undefined) return;
  pause = setTimeout(() => {
    pause = undefined;
    version.value++;
  }, PAUSE);
}
