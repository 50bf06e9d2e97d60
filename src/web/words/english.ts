import { listen } from './english/listen.ts';
import { upload } from './english/upload.ts';

/** A file for each part of the page; no key stands in two. */
const texts = { ...listen, ...upload };

const counted = {
  tracks: { one: '{n} track', other: '{n} tracks' },
  albums: { one: '{n} album', other: '{n} albums' },
  artists: { one: '{n} artist', other: '{n} artists' },
  minutes: { one: '{n} minute', other: '{n} minutes' },
  files: { one: '{n} file', other: '{n} files' },
  hours: { one: '{n} hour', other: '{n} hours' },
} as const;

export type Word = keyof typeof texts;
export type Counted = keyof typeof counted;

/** All that the page says, in one language. */
export interface Words {
  texts: Record<Word, string>;
  /** By the plural categories of the language. */
  counted: Record<Counted, { one: string; few?: string; many?: string; other: string }>;
}

export const english: Words = { texts, counted };
