import type { account } from './english/account.ts';
import type { label } from './english/label.ts';
import { listen } from './english/listen.ts';
import { people } from './english/people.ts';
import { playlists } from './english/playlists.ts';
import type { upload } from './english/upload.ts';

/** A file for each part of the page; no key stands in two. Those of large rooms come with the room. */
const texts = { ...listen, ...people, ...playlists };

const counted = {
  tracks: { one: '{n} track', other: '{n} tracks' },
  albums: { one: '{n} album', other: '{n} albums' },
  artists: { one: '{n} artist', other: '{n} artists' },
  playlists: { one: '{n} playlist', other: '{n} playlists' },
  followers: { one: '{n} follower', other: '{n} followers' },
  minutes: { one: '{n} minute', other: '{n} minutes' },
  files: { one: '{n} file', other: '{n} files' },
  hours: { one: '{n} hour', other: '{n} hours' },
  lines: { one: '{n} line', other: '{n} lines' },
  people: { one: '{n} person', other: '{n} people' },
  statements: { one: '{n} statement', other: '{n} statements' },
} as const;

/** What is said before any room is loaded. */
type FirstWord = keyof typeof texts;
export type Word = FirstWord | keyof typeof account | keyof typeof label | keyof typeof upload;
export type Counted = keyof typeof counted;

/** All that the page says, in one language. */
export interface Words {
  texts: Record<FirstWord, string>;
  /** By the plural categories of the language. */
  counted: Record<Counted, { one: string; few?: string; many?: string; other: string }>;
}

export const english: Words = { texts, counted };
