import { type Signal, signal } from '@preact/signals';
import { unique } from '../../app/unique.ts';
import type { Word } from '../../words/english.ts';

/** What is told of a track, as it stands in the boxes. */
export interface Said {
  title: string;
  artist: string;
  album: string;
  year: string;
  genre: string;
}

/** What the house has read from a finished upload. */
export interface Read {
  sha256: string;
  cover: string | null;
  /** The album of the track that has the same bytes already. */
  held: { name: string; album: string } | undefined;
}

/** Something that is said of a file that does not go on. */
export interface Problem {
  word: Word;
  values?: Record<string, string>;
}

/**
 * `refused`: it never goes on; `lost`: its bytes are gone with a reload; `waiting` for its turn, `sending`, `reading` its
 * tags, `ready` to be published, `publishing`, `published`; `failed`: it goes on when it is asked to.
 */
export type Step =
  | 'refused'
  | 'lost'
  | 'waiting'
  | 'sending'
  | 'reading'
  | 'ready'
  | 'publishing'
  | 'published'
  | 'failed';

/** How a file stands. */
export interface Standing {
  step: Step;
  /** Bytes that have come. */
  sent: number;
  said: Said;
  problem?: Problem | undefined;
  read?: Read | undefined;
  /** Where it is heard, once it is published: absent when the answer was lost. */
  album?: string | undefined;
}

/** A file of the list. */
export interface Entry {
  readonly key: string;
  readonly name: string;
  /** Beneath the folder that was chosen; else its name. */
  readonly path: string;
  readonly size: number;
  /** Tells it from others of its name and size. */
  sample: string | undefined;
  /** What it is called at the server. */
  upload: string | undefined;
  file: File | undefined;
  readonly standing: Signal<Standing>;
}

const NOTHING_SAID: Said = { title: '', artist: '', album: '', year: '', genre: '' };

export const entryOf = (file: File, path: string): Entry => ({
  key: unique(),
  ...{ name: file.name, path, size: file.size, sample: undefined, upload: undefined, file },
  standing: signal<Standing>({ step: 'waiting', sent: 0, said: NOTHING_SAID }),
});

export const stepOf = ({ standing }: Entry): Step => standing.peek().step;

/** Whether the house keeps bytes of it that nothing has used. */
export const isKept = (entry: Entry): boolean =>
  entry.upload !== undefined && stepOf(entry) !== 'published' && stepOf(entry) !== 'refused';

/** Bytes of a sample: at the beginning, in the middle and at the end. */
const PART = 64 * 1024;

/** What tells a file from others of its name and size: parts of it, as one number. */
export async function sampleOf(file: Blob): Promise<string> {
  const places = [0, Math.max(0, Math.floor(file.size / 2) - PART / 2), Math.max(0, file.size - PART)];
  let [low, high] = [0x811c9dc5, 7];
  for (const at of places)
    for (const byte of new Uint8Array(await file.slice(at, at + PART).arrayBuffer())) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = (Math.imul(high, 31) + byte) | 0;
    }
  return `${(low >>> 0).toString(36)}-${(high >>> 0).toString(36)}`;
}
