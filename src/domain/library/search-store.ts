import { and, asc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { hasWords } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Kind, Part } from './model.ts';

/** Most of those that a search finds in each of its three ways, as many as one answer may have: all of them are sorted. */
const MOST_FOUND = 5000;
/** Follows every text that begins alike. */
const LAST = '\u{10ffff}';

/** Queries by words. */
export function searchStore(db: Database) {
  const { libraryArtists, libraryAlbums, libraryTracks } = db.tables;
  const own = { artists: libraryArtists, albums: libraryAlbums, tracks: libraryTracks };
  const words = db.wordTables;

  return {
    /**
     * Ids of what has all the words, each as the beginning of one of its own: first what is called so, then what begins so,
     * then the rest, each by sort key.
     * @param key the whole query, as names are compared
     */
    find: async (
      on: Handle,
      kind: Kind,
      key: string,
      sought: readonly string[],
      { offset, size }: Part,
    ): Promise<Id[]> => {
      const table = own[kind] as typeof libraryArtists;
      const { row, nameKey } = table;
      const begins = and(gte(nameKey, key), lt(nameKey, key + LAST)) as SQL;
      const called = on.select({ row }).from(table).where(eq(nameKey, key)).limit(MOST_FOUND).as('called');
      const beginning = on
        .select({ row })
        .from(table)
        .where(begins)
        .orderBy(asc(nameKey))
        .limit(MOST_FOUND)
        .as('begun');
      const spoken = on
        .select({ row: words[kind].row })
        .from(words[kind])
        .where(hasWords(db, kind, sought))
        .limit(MOST_FOUND)
        .as('spoken');
      const rank = sql`case when ${eq(nameKey, key)} then 0 when ${begins} then 1 else 2 end`;
      const among = async (some: SQL): Promise<Id[]> => {
        const rows = await on
          .select({ id: table.id })
          .from(table)
          .where(sql`${row} in (${some})`)
          .orderBy(rank, asc(table.sortKey), asc(table.id))
          .limit(size)
          .offset(offset);
        return rows.map(({ id }) => id);
      };
      // `union` takes no part that has a limit of its own, so each is a query around one.
      const near = sql`select * from ${called} union select * from ${beginning}`;
      // What begins so comes before the rest. Few letters begin so much that the rest need not be looked for.
      const first = await among(near);
      return first.length === size ? first : among(sql`${near} union select * from ${spoken}`);
    },
  };
}
