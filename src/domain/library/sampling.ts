import type { Database } from '../../db/database.ts';
import { genreKeyOf } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { pieces } from '../../lib/pieces.ts';
import { genreStore } from './genres-store.ts';
import { listStore, type Order } from './lists-store.ts';
import { hashed, seedOf } from './permutation.ts';

/** Songs that are drawn at once, and how often, when not all of them fit. */
const AT_ONCE = 1000;
const DRAWS = 8;
/** Songs of a genre, and albums of some years, among which the rest is looked for. */
const MOST_LOOKED_AT = 5000;
/** Albums from which on songs of a genre are looked at. */
const ANCHORS = 4;
/** Songs of a genre that similar ones are drawn from, at least, and for each that is wanted. */
const [LEAST_DRAWN_FROM, DRAWN_FROM_EACH] = [500, 4];
/** The last year that albums have. */
const LAST_YEAR = 9999;
/** Genres of one thing that others are compared by. */
const MOST_GENRES = 3;

/** What random songs must have. */
export interface Wishes {
  genre?: string;
  fromYear?: number;
  toYear?: number;
}

/** Songs by chance, drawn by their numbers, so that the time does not depend on how many there are. */
export function sampling(db: Database) {
  const store = listStore(db);
  const genres = genreStore(db);

  /** Different songs, others each time; fewer where there are no more. */
  async function random(size: number, { genre, fromYear, toYear }: Wishes = {}): Promise<Id[]> {
    const wanted = genre === undefined ? undefined : await genres.byKey(db.read, genreKeyOf(genre));
    if (size === 0 || (genre !== undefined && !wanted)) return [];
    const [from, to] = [fromYear ?? 0, toYear ?? Number.MAX_SAFE_INTEGER];
    const anyYear = fromYear === undefined && toYear === undefined;

    async function fitting(ids: readonly Id[]): Promise<Id[]> {
      const ofGenre = wanted ? await store.ofGenre(db.read, ids, wanted.id) : ids;
      if (anyYear || ofGenre.length === 0) return [...ofGenre];
      const about = await store.aboutSongs(db.read, ofGenre);
      return about.filter(({ year }) => year >= from && year <= to).map(({ id }) => id);
    }

    const now = await store.state(db.read);
    const years = anyYear ? undefined : store.orders.byYear(from, Math.min(to, LAST_YEAR));
    /** Of so many drawn songs one fits, about. */
    const share =
      ((wanted?.songCount ?? now?.tracks ?? 0) / Math.max(1, now?.tracks ?? 0)) *
      (years ? (await store.count(db.read, years)) / Math.max(1, now?.albums ?? 0) : 1);
    const last = await store.lastRow(db.read, 'tracks');
    const found = new Set<Id>();
    const drawn = new Set<number>();
    // Where few fit, they are sooner found by what they have in common.
    const draws = share * AT_ONCE * DRAWS < 2 * size ? 0 : DRAWS;
    for (let draw = 0; draw < draws && found.size < size && drawn.size < last; draw++) {
      const rows = new Set<number>();
      const most = Math.min(AT_ONCE, Math.ceil((1.5 * (size - found.size)) / share));
      for (let tries = 0; rows.size < most && tries < 4 * most; tries++) {
        const row = 1 + Math.floor(Math.random() * last);
        if (!drawn.has(row)) rows.add(row);
        drawn.add(row);
      }
      const ids = (await store.atRows(db.read, 'tracks', [...rows])).map(({ id }) => id);
      for (const id of await fitting(ids)) found.add(id);
    }
    if (found.size < size) for (const id of await fitting(await candidates(wanted?.id, years, size))) found.add(id);
    return shuffled([...found], Math.random).slice(0, size);
  }

  /** Songs among which there are more that fit. */
  async function candidates(genre: number | undefined, years: Order | undefined, size: number): Promise<Id[]> {
    if (genre !== undefined) return around(genre, Math.random, MOST_LOOKED_AT);
    const { page, orders, songsOnAny } = store;
    if (years === undefined) return (await page(db.read, orders.everything('tracks'), {}, MOST_LOOKED_AT)).ids;
    const { ids } = await page(db.read, years, {}, MOST_LOOKED_AT);
    return songsOnAny(db.read, shuffled(ids, Math.random).slice(0, size), MOST_LOOKED_AT);
  }

  /** Songs of a genre, from some albums on and then from the first. */
  async function around(genre: number, chance: () => number, most: number): Promise<Id[]> {
    const last = await store.lastRow(db.read, 'albums');
    const rows = Array.from({ length: 20 }, () => 1 + Math.floor(chance() * last));
    const found = (await store.atRows(db.read, 'albums', rows)).map(({ id }) => id).sort();
    const anchors = found.filter((_, at) => at % Math.ceil(found.length / ANCHORS) === 0);
    const songs = new Set<Id>();
    for (const anchor of anchors)
      for (const song of await store.fromAlbum(db.read, genre, anchor, Math.ceil(most / ANCHORS))) songs.add(song);
    if (songs.size < most) for (const song of await store.fromAlbum(db.read, genre, '', most)) songs.add(song);
    return [...songs].slice(0, most);
  }

  /**
   * Songs like some others: of their genres, those of other artists first; where they have no genre, others of their artist.
   * The same ones for the same seed.
   * @param like what they are to resemble; these themselves are left out
   */
  async function similar(like: readonly Id[], count: number, seed: string): Promise<Id[]> {
    if (like.length === 0 || count === 0) return [];
    const known = new Set(like);
    const number = seedOf(seed);
    let turn = 0;
    const chance = () => hashed(number, ++turn) / 2 ** 32;
    const about = await store.aboutSongs(db.read, like.slice(0, AT_ONCE));
    const artists = new Set(about.map(({ artist }) => artist));
    const counts = new Map<number, number>();
    for (const { genre } of await genres.ofTracks(db.read, like.slice(0, AT_ONCE)))
      counts.set(genre, (counts.get(genre) ?? 0) + 1);
    const named = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, MOST_GENRES);
    const found = new Set<Id>();
    const most = Math.min(MOST_LOOKED_AT, Math.max(LEAST_DRAWN_FROM, DRAWN_FROM_EACH * count));
    for (const [genre] of named) for (const id of await around(genre, chance, most)) if (!known.has(id)) found.add(id);
    if (found.size === 0)
      for (const artist of artists)
        for (const id of (await store.page(db.read, store.orders.songsOf(artist), {}, MOST_LOOKED_AT)).ids)
          if (!known.has(id)) found.add(id);
    const others: Id[] = [];
    const own: Id[] = [];
    for (const some of pieces(shuffled([...found].sort(), chance), 2 * count)) {
      const artistOf = new Map((await store.aboutSongs(db.read, some)).map(({ id, artist }) => [id, artist]));
      for (const id of some) {
        const artist = artistOf.get(id);
        if (artist !== undefined) (artists.has(artist) ? own : others).push(id);
      }
      if (others.length >= count) break;
    }
    return [...others, ...own].slice(0, count);
  }

  return { random, similar };
}

/** In an order that chance gives (Fisher and Yates). */
function shuffled<Value>(values: readonly Value[], chance: () => number): Value[] {
  const mixed = [...values];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as Value, mixed[at] as Value];
  }
  return mixed;
}
