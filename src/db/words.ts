import type { Columns } from './columns.ts';

/** The tables of words, which migrations make by hand: full-text indexes are no tables that drizzle knows. */
const NAMES = { artists: 'artist_search', albums: 'album_search', tracks: 'track_search' } as const;
export type Searched = keyof typeof NAMES;
export const WORD_TABLES: readonly string[] = Object.values(NAMES);

/** The tables of words: `row` is that of what has the words, which consist of letters and digits. */
export function defineWordTables(c: Columns) {
  const table = (name: string) => c.table(name, { row: c.rowNumber(), words: c.words().notNull() });
  return { artists: table(NAMES.artists), albums: table(NAMES.albums), tracks: table(NAMES.tracks) };
}

export type WordTables = ReturnType<typeof defineWordTables>;
