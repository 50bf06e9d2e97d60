import { account } from './english/account.ts';
import { books } from './english/books.ts';
import { desk } from './english/desk.ts';
import { listen } from './english/listen.ts';
import { people } from './english/people.ts';
import { playlists } from './english/playlists.ts';
import { releases } from './english/releases.ts';
import { upload } from './english/upload.ts';

/** A file for each part of the page; no key stands in two. */
const texts = { ...listen, ...account, ...people, ...playlists, ...desk, ...releases, ...books, ...upload };

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

export type Word = keyof typeof texts;
export type Counted = keyof typeof counted;

/** All that the page says, in one language. */
export interface Words {
  texts: Record<Word, string>;
  /** By the plural categories of the language. */
  counted: Record<Counted, { one: string; few?: string; many?: string; other: string }>;
}

export const english: Words = { texts, counted };
