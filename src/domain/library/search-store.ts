import { and, asc, count, desc, gte, lt, not, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import { hasWords, soughtIn } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Kind, Part } from './model.ts';

const BOUNDS = {
  /** Most of those that a search finds in each of its two ways: as many as one answer may have. So many are sorted as one. */
  most: 5000,
  /**
   * Of more the first so many are sorted, then the next: in a large library the beginning of a common word finds a fifth of
   * everything, and sorting it would take longer with each track.
   */
  block: 500,
};
/** Follows every text that begins alike. */
const LAST = '\u{10ffff}';

/** Queries by words. */
export function searchStore(db: Database, { most, block: few } = BOUNDS) {
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
        .limit(sql.placeholder('blockSize'))
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
      const some = on
        .select({ id })
        .from(table)
        .where(begins)
        .limit(most + 1)
        .as('begun');
      return on.select({ total: count() }).from(some);
    });
    const rowsWithWords = (on: Handle) =>
      on
        .select({ row: words.row })
        .from(words)
        .where(hasWords(db, kind, value('sought')));
    const spoken = prepared<{ id: Id; isRest: unknown }[]>((on) => {
      const block = rowsWithWords(on).limit(few).offset(sql.placeholder('block')).as('spoken');
      return on
        .select({ id, isRest: not(begins) })
        .from(table)
        .where(sql`${row} in (select * from ${block})`)
        .orderBy(asc(sortKey), asc(id));
    });
    const countSpoken = prepared<{ total: number }[]>((on) => {
      const some = rowsWithWords(on)
        .limit(most + 1)
        .as('spoken');
      return on.select({ total: count() }).from(some);
    });
    const rest = prepared<{ id: Id }[]>((on) => {
      const all = rowsWithWords(on).limit(most).as('spoken');
      return on
        .select({ id })
        .from(table)
        .where(and(sql`${row} in (select * from ${all})`, not(begins)))
        .orderBy(asc(sortKey), asc(id))
        .limit(sql.placeholder('size'))
        .offset(sql.placeholder('skip'));
    });
    return { begun, countBegun, spoken, countSpoken, rest };
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
      const { begun, countBegun, spoken, countSpoken, rest } = queries[kind];
      const range = { key, last: key + LAST };
      const beginning = Number((await countBegun(on, range))[0]?.total);
      const blockSize = beginning > most ? few : most;
      const ids: Id[] = [];
      for (let place = offset; ids.length < size && place < Math.min(beginning, most); ) {
        const skip = place % blockSize;
        const wanted = Math.min(size - ids.length, blockSize - skip);
        const some = await begun(on, { ...range, block: place - skip, blockSize, skip, size: wanted });
        ids.push(...some.map(({ id }) => id));
        place += wanted;
      }
      // Few letters begin so much that the rest need not be looked for.
      if (ids.length === size) return ids;

      const asked = { ...range, sought: soughtIn(db.engine, sought) };
      let skip = Math.max(0, offset - Math.min(beginning, most));
      let some = await spoken(on, { ...asked, block: 0 });
      const isSortedWhole = some.length === few && Number((await countSpoken(on, asked))[0]?.total) <= most;
      if (isSortedWhole) {
        const rows = await rest(on, { ...asked, skip, size: size - ids.length });
        return [...ids, ...rows.map(({ id }) => id)];
      }
      for (let block = few; ; block += few) {
        const others = some.filter(({ isRest }) => isRest);
        ids.push(...others.slice(skip, skip + size - ids.length).map(({ id }) => id));
        skip = Math.max(0, skip - others.length);
        if (ids.length === size || some.length < few || block >= most) break;
        some = await spoken(on, { ...asked, block });
      }
      return ids;
    },
  };
}
