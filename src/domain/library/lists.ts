import type { Database } from '../../db/database.ts';
import { genreKeyOf, nameKeyOf } from '../../lib/folding.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import type { Id } from '../../lib/ids.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import { genreStore } from './genres-store.ts';
import { type Key, listStore, type Order, type Place } from './lists-store.ts';
import type { AlbumList, Genre, Kind, LibraryState, ListedIds, Part } from './model.ts';
import { permuted } from './permutation.ts';

/** Offsets of lists whose place is remembered. */
const REMEMBERED = 10_000;
/** Rows between two places that are remembered on the way to a far one. */
const STRIDE = 5000;
/** Rows of a random order that are looked for at once, at most. */
const AT_ONCE = 2000;
/** Genres that are read at once. */
const GENRES_AT_ONCE = 1000;

const NEVER: LibraryState = { version: 0, changedAt: 0, artists: 0, albums: 0, tracks: 0 };
const NOTHING: ListedIds = { ids: [], total: 0 };

/** Lists of what everybody sees, by offset and size. */
export function libraryLists(db: Database) {
  const store = listStore(db);
  const genres = genreStore(db);
  const { orders } = store;
  /** Where an offset begins, for as long as nothing changes: a page after another one is a seek, however far behind. */
  const begins = growingCache<string, Key>(REMEMBERED);
  const totals = growingCache<string, number>(REMEMBERED);
  let numbers: { version: number; taken: Uint8Array } | undefined;

  /** How much there is, and when that changed last. */
  const state = async (): Promise<LibraryState> => (await store.state(db.read)) ?? NEVER;

  /** @param name of the list with its parameters */
  async function page(name: string, order: Order, { version }: LibraryState, { offset, size }: Part): Promise<Id[]> {
    if (size === 0) return [];
    const at = (place: number) => `${version} ${name} ${place}`;
    const known = begins.get(at(offset));
    const from = known ? { after: known } : await farPlace(at, order, offset);
    const { ids, last } = await store.page(db.read, order, from, size);
    if (last && ids.length === size) begins.set(at(offset + size), last);
    return ids;
  }

  /** The offset of the last remembered place that is a `STRIDE`th one, up to an offset; 0: none. */
  function lastRemembered(at: (place: number) => string, offset: number): number {
    let place = offset - (offset % STRIDE);
    while (place > 0 && !begins.has(at(place))) place -= STRIDE;
    return place;
  }

  /**
   * The last remembered place before an offset, and how many to skip from there. On the way every `STRIDE`th place is
   * remembered: the whole way is gone once for each version, and others have their turn in between.
   * @param at what a place of the list is remembered by
   */
  async function farPlace(at: (place: number) => string, order: Order, offset: number): Promise<Place> {
    let place = lastRemembered(at, offset);
    let after = begins.get(at(place));
    for (; place + STRIDE <= offset; place += STRIDE) {
      const { last } = await store.page(db.read, order, { after, skip: STRIDE - 1 }, 1);
      if (last === undefined) break;
      begins.set(at(place + STRIDE), last);
      after = last;
      await yieldTurn();
    }
    return { after, skip: offset - place };
  }

  /** The total of a list that no counter has: counted once for each version. */
  async function countOnce(name: string, order: Order, { version }: LibraryState): Promise<number> {
    const key = `${version} ${name}`;
    const known = totals.get(key) ?? (await store.count(db.read, order));
    totals.set(key, known);
    return known;
  }

  /** The ids of a list of albums. A genre that nobody has: none. */
  async function albums(list: AlbumList, part: Part): Promise<ListedIds> {
    const now = await state();
    const beyond = part.offset >= now.albums;
    const plain = { newest: orders.newest, name: orders.byName, artist: orders.byArtist };
    switch (list.by) {
      case 'newest':
      case 'name':
      case 'artist':
        return { ids: beyond ? [] : await page(list.by, plain[list.by](), now, part), total: now.albums };
      case 'id':
        return { ids: await everything('albums', part), total: now.albums };
      case 'year': {
        const { from, to } = list;
        const order = orders.byYear(from, to);
        const total = await countOnce(`year ${Math.min(from, to)} ${Math.max(from, to)}`, order, now);
        return { ids: part.offset < total ? await page(`year ${from} ${to}`, order, now, part) : [], total };
      }
      case 'genre': {
        const genre = await genres.byKey(db.read, genreKeyOf(list.genre));
        if (!genre) return NOTHING;
        const order = orders.albumsOfGenre(genre.id);
        const ids = part.offset < genre.albumCount ? await page(`albums ${genre.id}`, order, now, part) : [];
        return { ids, total: genre.albumCount };
      }
      case 'random':
        return { ids: beyond ? [] : await shuffled(list.seed, now, part), total: now.albums };
    }
  }

  /** Which numbers albums have, read once for each version. Most often it is all of them. */
  async function numbersOfAlbums(last: number, { version, albums }: LibraryState): Promise<Uint8Array> {
    if (numbers?.version === version && numbers.taken.length > last) return numbers.taken;
    const taken = new Uint8Array(last + 1);
    if (last === albums) taken.fill(1, 1);
    else for (const row of await store.albumRows(db.read)) if (row <= last) taken[row] = 1;
    numbers = { version, taken };
    return taken;
  }

  /** A part of the albums in an order that is the same for the same seed: their numbers in a random order. */
  async function shuffled(seed: number, now: LibraryState, { offset, size }: Part): Promise<Id[]> {
    const last = await store.lastRow(db.read, 'albums');
    const order = permuted(last, seed);
    const at = (place: number) => `${now.version} random ${seed} ${place}`;
    let place = begins.has(at(offset)) ? offset : lastRemembered(at, offset);
    let step = Number(begins.get(at(place))?.[0] ?? 0);
    const taken = place < offset ? await numbersOfAlbums(last, now) : undefined;
    for (; taken && place < offset && step < order.length; step++) {
      if (place % STRIDE === 0) begins.set(at(place), [step]);
      place += taken[order.at(step)] ?? 0;
    }
    const ids: Id[] = [];
    while (ids.length < size && step < order.length) {
      const steps = Math.min(AT_ONCE, Math.max(50, 2 * (size - ids.length)), order.length - step);
      const rows = Array.from({ length: steps }, (_, more) => order.at(step + more));
      const found = new Map((await store.atRows(db.read, 'albums', rows)).map(({ id, row }) => [row, id]));
      for (const row of rows) {
        if (ids.length === size) break;
        step += 1;
        const id = found.get(row);
        if (id !== undefined) ids.push(id);
      }
    }
    if (ids.length === size) begins.set(at(offset + size), [step]);
    return ids;
  }

  /** Everything of a kind, in the order of the ids, which is that of their making. */
  async function everything(kind: Kind, part: Part): Promise<Id[]> {
    const now = await state();
    return part.offset < now[kind] ? page(`all ${kind}`, orders.everything(kind), now, part) : [];
  }

  /** All songs, album by album. */
  async function songs(part: Part): Promise<ListedIds> {
    const now = await state();
    return { ids: part.offset < now.tracks ? await page('songs', orders.songs(), now, part) : [], total: now.tracks };
  }

  /** All artists, by sort key. */
  async function artistsByName(part: Part): Promise<ListedIds> {
    const now = await state();
    const ids = part.offset < now.artists ? await page('artists', orders.artistsByName(), now, part) : [];
    return { ids, total: now.artists };
  }

  /** Songs of a genre, album by album. */
  async function songsOfGenre(name: string, part: Part): Promise<ListedIds> {
    const genre = await genres.byKey(db.read, genreKeyOf(name));
    if (!genre) return NOTHING;
    const order = orders.songsOfGenre(genre.id);
    const ids = part.offset < genre.songCount ? await page(`songs ${genre.id}`, order, await state(), part) : [];
    return { ids, total: genre.songCount };
  }

  /** All ids of an order, in pieces. */
  async function whole(order: Order): Promise<Id[]> {
    const all: Id[] = [];
    for (let after: Key | undefined; ; ) {
      const { ids, last } = await store.page(db.read, order, { after }, AT_ONCE);
      all.push(...ids);
      if (last === undefined || ids.length < AT_ONCE) return all;
      after = last;
    }
  }

  /** The artists whose name has the same words; those of exactly this name first. */
  async function artistsCalled(name: string): Promise<Id[]> {
    const key = nameKeyOf(name);
    const found = key === '' ? [] : await store.artistsCalled(db.read, key);
    const same = name.toLowerCase();
    const isExact = (artist: { name: string }) => artist.name.toLowerCase() === same;
    return [...found.filter(isExact), ...found.filter((artist) => !isExact(artist))].map(({ id }) => id);
  }

  async function allGenres(): Promise<Genre[]> {
    const all: (Genre & { key: string })[] = [];
    for (;;) {
      const some = await genres.all(db.read, all.at(-1)?.key ?? '', GENRES_AT_ONCE);
      all.push(...some);
      if (some.length < GENRES_AT_ONCE) return all.map(({ key: _, ...genre }) => genre);
    }
  }

  return {
    ...{ state, albums, everything, songs, artistsByName, songsOfGenre, artistsCalled, genres: allGenres },
    /** By sort key. */
    artists: () => store.artists(db.read),
    artistsChanged: (version: number) => store.artistsChanged(db.read, version),
    /** By year, then sort key. */
    albumsOf: (artist: Id) => whole(orders.albumsOf(artist)),
    /** By disc, then number. */
    songsOn: (album: Id) => whole(orders.songsOn(album)),
    songsOf: (artist: Id) => whole(orders.songsOf(artist)),
    topSongs: (artist: Id, count: number) => store.topSongs(db.read, artist, count),
  };
}
