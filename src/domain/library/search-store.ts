import { and, asc, count, desc, gte, lt, not, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import { hasWords, soughtIn } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Kind, Part } from './model.ts';

/** Most of those that a search finds in each of its two ways: as many as one answer may have. */
const MOST_FOUND = 5000;
/**
 * What is found is sorted in blocks of so many, one block after another, as in a large library the beginning of a common
 * word finds a fifth of everything. Up to so many the order is exact.
 */
const BLOCK = 500;
/** Follows every text that begins alike. */
const LAST = '\u{10ffff}';

/** Queries by words. */
export function searchStore(db: Database) {
  const { libraryArtists, libraryAlbums, libraryTracks } = db.tables;
  const value = (name: string): SQL => sql`${sql.placeholder(name)}`;
  const queriesOn = (table: typeof libraryArtists, kind: Kind) => {
    const { row, id, nameKey, sortKey } = table;
    const words = db.wordTables[kind];
    const begins = and(gte(nameKey, value('key')), lt(nameKey, value('last'))) as SQL;

    const begun = prepared<{ id: Id }[]>((on) => {
      const block = on
        .select({ id, sortKey, isCalled: sql<boolean>`${nameKey} = ${value('key')}`.as('is_called') })
        .from(table)
        .where(begins)
        .orderBy(asc(nameKey), asc(sortKey), asc(id))
        .limit(BLOCK)
        .offset(sql.placeholder('block'))
        .as('begun');
      return on
        .select({ id: block.id })
        .from(block)
        .orderBy(desc(block.isCalled), asc(block.sortKey), asc(block.id))
        .limit(sql.placeholder('size'))
        .offset(sql.placeholder('skip'));
    });
    const countBegun = prepared<{ total: number }[]>((on) => {
      const some = on.select({ id }).from(table).where(begins).limit(MOST_FOUND).as('begun');
      return on.select({ total: count() }).from(some);
    });
    const spoken = prepared<{ id: Id; isRest: unknown }[]>((on) => {
      const block = on
        .select({ row: words.row })
        .from(words)
        .where(hasWords(db, kind, value('sought')))
        .limit(BLOCK)
        .offset(sql.placeholder('block'))
        .as('spoken');
      return on
        .select({ id, isRest: not(begins) })
        .from(table)
        .where(sql`${row} in (select * from ${block})`)
        .orderBy(asc(sortKey), asc(id));
    });
    return { begun, countBegun, spoken };
  };
  const queries = {
    artists: queriesOn(libraryArtists, 'artists'),
    albums: queriesOn(libraryAlbums as unknown as typeof libraryArtists, 'albums'),
    tracks: queriesOn(libraryTracks as unknown as typeof libraryArtists, 'tracks'),
  };

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
      const { begun, countBegun, spoken } = queries[kind];
      const range = { key, last: key + LAST };
      const ids: Id[] = [];
      for (let place = offset; ids.length < size && place < MOST_FOUND; ) {
        const skip = place % BLOCK;
        const wanted = Math.min(size - ids.length, BLOCK - skip);
        const some = await begun(on, { ...range, block: place - skip, skip, size: wanted });
        ids.push(...some.map(({ id }) => id));
        place += wanted;
        if (some.length < wanted) break;
      }
      // Few letters begin so much that the rest need not be looked for.
      if (ids.length === size) return ids;

      const isBehind = offset > 0 && ids.length === 0;
      let skip = isBehind ? offset - Number((await countBegun(on, range))[0]?.total) : 0;
      for (let block = 0; block < MOST_FOUND && skip < MOST_FOUND; block += BLOCK) {
        const some = await spoken(on, { ...range, sought: soughtIn(db.engine, sought), block });
        const rest = some.filter(({ isRest }) => isRest);
        ids.push(...rest.slice(skip, skip + size - ids.length).map(({ id }) => id));
        skip = Math.max(0, skip - rest.length);
        if (ids.length === size || some.length < BLOCK) break;
      }
      return ids;
    },
  };
}
