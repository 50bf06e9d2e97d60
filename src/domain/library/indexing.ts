import type { Database, Handle, LastStep } from '../../db/database.ts';
import { genreKeyOf, genresIn, indexedWords, nameKeyOf, sortKeyOf } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import { genreStore, type TrackGenre } from './genres-store.ts';
import { indexStore } from './index-store.ts';
import type { Changes } from './model.ts';

/** Entries that are compared at once. */
const AT_ONCE = 250;
/** The largest number of a disc, and of a song on it, that is believed. */
const LARGEST = 9999;

/** What changes, gathered until it is written. */
interface Notes {
  artists: Set<Id>;
  albums: Set<Id>;
  tracks: Set<Id>;
}

/** A run of the index: what is visible of the changed entries before and after. */
interface Run {
  tx: Handle;
  artists: Set<Id>;
  albums: Set<Id>;
  /** Whose artist is called otherwise: their words change though nothing of themselves does. */
  renamed: Set<Id>;
  tracks: Set<Id>;
  /** On an album that has changed: their words may have. */
  reworded: Set<Id>;
  /** Songs and seconds that albums gain. */
  onAlbums: Map<Id, { songs: number; duration: number }>;
  /** Songs that genres gain, by genre and album. */
  genres: Map<number, Map<Id, number>>;
  counts: Record<'artists' | 'albums' | 'tracks', number>;
  /** Whether anything that is or was visible has changed. */
  isSeen: boolean;
}

/**
 * The index of what everybody sees: rows, counts, genres and words follow from the catalogue, and are written at the end of
 * the transaction that changes it. Whoever writes holds the row of the state, last of all locks: so writers wait for each
 * other in one order, and each sees what those before have counted.
 */
export function indexing(db: Database, articles: readonly string[]) {
  const store = indexStore(db);
  const genres = genreStore(db);
  const sortKey = (name: string) => sortKeyOf(name, articles);

  const step: LastStep<Notes> = {
    begin: () => ({ artists: new Set(), albums: new Set(), tracks: new Set() }),
    finish: async (tx, notes) => {
      if (notes.artists.size + notes.albums.size + notes.tracks.size > 0) await write(tx, notes);
    },
  };

  /** Notes what a transaction has changed, added or deleted in the catalogue; the index follows at its end. */
  async function index(tx: Handle, changes: Changes): Promise<void> {
    const notes = db.atEnd(tx, step);
    for (const kind of ['artists', 'albums', 'tracks'] as const)
      for (const id of changes[kind] ?? []) notes[kind].add(id);
  }

  async function write(tx: Handle, notes: Notes): Promise<void> {
    const state = await store.lock(tx);
    const run: Run = {
      ...{ tx, ...notes, renamed: new Set(), reworded: new Set(), onAlbums: new Map(), genres: new Map() },
      ...{ counts: { artists: 0, albums: 0, tracks: 0 }, isSeen: false },
    };
    await inPieces(run.artists, (ids) => compareArtists(run, ids));
    await inPieces(union(run.albums, run.renamed), (ids) => writeAlbums(run, ids));
    await inPieces(union(run.tracks, run.reworded), (ids) => writeTracks(run, ids));
    for (const [album, { songs, duration }] of run.onAlbums)
      if (songs !== 0 || duration !== 0) await store.countAlbum(tx, album, songs, duration);
    await countGenres(run);
    await inPieces(run.artists, (ids) => writeArtists(run, ids));
    if (!run.isSeen) return;
    const { counts } = run;
    await store.setState(tx, {
      version: state.version + 1,
      changedAt: Math.max(Date.now(), state.changedAt + 1),
      artists: state.artists + counts.artists,
      albums: state.albums + counts.albums,
      tracks: state.tracks + counts.tracks,
    });
  }

  /** Finds out which artists come, go or are called otherwise: all their albums are compared then. */
  async function compareArtists(run: Run, ids: Id[]): Promise<void> {
    const [before, now] = [byId(await store.before.artists(run.tx, ids)), byId(await store.now.artists(run.tx, ids))];
    const moved = ids.filter((id) => before.get(id)?.name !== now.get(id)?.name);
    if (before.size > 0) run.isSeen = true;
    if (moved.length === 0) return;
    for (const id of await store.albumsOf(run.tx, moved)) run.renamed.add(id);
  }

  async function writeAlbums(run: Run, ids: Id[]): Promise<void> {
    const { tx } = run;
    const [before, now] = [byId(await store.before.albums(tx, ids)), byId(await store.now.albums(tx, ids))];
    if (before.size + now.size > 0) run.isSeen = true;
    const gone = [...before.values()].filter(({ id }) => !now.has(id));
    const reworded = new Set(gone.map(({ id }) => id));
    for (const { artist } of gone) run.artists.add(artist);
    const rows = [...now.values()].flatMap((album) => {
      const old = before.get(album.id);
      const row = {
        ...{ id: album.id, artist: album.artist, name: album.name, nameKey: nameKeyOf(album.name) },
        ...{ sortKey: sortKey(album.name), artistSortKey: sortKey(album.artistName), year: Number(album.year) },
        createdAt: album.createdAt,
      };
      if (old && isSame(old, row) && !run.renamed.has(album.id)) return [];
      reworded.add(album.id);
      run.artists.add(album.artist);
      if (old) run.artists.add(old.artist);
      return [{ ...row, ...(old ? { row: old.row } : {}), songCount: 0, duration: 0 }];
    });
    await store.remove(tx, 'albums', [...gone.map(({ id }) => id)]);
    const numbers = await store.put.albums(tx, rows);
    run.counts.albums += rows.filter(({ id }) => !before.has(id)).length - gone.length;
    await writeWords(run, 'albums', rows, before, numbers, ({ id, name, year }) =>
      indexedWords(name, now.get(id)?.artistName ?? '', year === 0 ? '' : String(year)),
    );
    for (const { id, sortKey } of rows) {
      const old = before.get(id);
      if (old && old.sortKey !== sortKey) await genres.sortAlbum(tx, id, sortKey);
    }
    if (reworded.size > 0) for (const id of await store.tracksOn(tx, [...reworded])) run.reworded.add(id);
  }

  async function writeTracks(run: Run, ids: Id[]): Promise<void> {
    const { tx } = run;
    const [before, now] = [byId(await store.before.tracks(tx, ids)), byId(await store.now.tracks(tx, ids))];
    if (before.size + now.size > 0) run.isSeen = true;
    const gone = [...before.values()].filter(({ id }) => !now.has(id));
    const rows = [...now.values()].flatMap((track) => {
      const old = before.get(track.id);
      const row = {
        ...{ id: track.id, album: track.album, artist: track.artist, name: track.name, nameKey: nameKeyOf(track.name) },
        ...{ sortKey: sortKey(track.name), ...placeOf(track), year: Number(track.year) },
        ...{ duration: track.duration ?? 0, createdAt: track.createdAt },
      };
      if (old && isSame(old, row) && !run.reworded.has(track.id)) return [];
      return [{ ...row, ...(old ? { row: old.row } : {}) }];
    });
    for (const { album, duration } of gone) countSong(run, album, -1, -duration);
    for (const { id, album, duration } of rows) {
      const old = before.get(id);
      if (old) countSong(run, old.album, -1, -old.duration);
      countSong(run, album, 1, duration);
    }
    await store.remove(tx, 'tracks', [...gone.map(({ id }) => id)]);
    const numbers = await store.put.tracks(tx, rows);
    run.counts.tracks += rows.filter(({ id }) => !before.has(id)).length - gone.length;
    await writeWords(run, 'tracks', rows, before, numbers, ({ id, name }) =>
      indexedWords(name, now.get(id)?.albumName ?? '', now.get(id)?.artistName ?? ''),
    );
    await writeGenres(run, before, now);
  }

  /** Sets the genres of tracks that are or were in the index. */
  async function writeGenres(
    run: Run,
    before: ReadonlyMap<Id, object>,
    now: ReadonlyMap<Id, { id: Id; album: Id; genre: string | null } & Placed>,
  ): Promise<void> {
    const had = before.size === 0 ? [] : await genres.ofTracks(run.tx, [...before.keys()]);
    const names = new Map<string, string>();
    const wanted = new Map<Id, string[]>();
    for (const { id, genre } of now.values()) {
      const found = genre === null ? [] : genresIn([genre], /;/);
      for (const name of found) if (!names.has(genreKeyOf(name))) names.set(genreKeyOf(name), name);
      wanted.set(id, found.map(genreKeyOf));
    }
    if (had.length === 0 && names.size === 0) return;
    const ids = names.size === 0 ? new Map<string, number>() : await genres.ensure(run.tx, names);
    for (const { genre, album } of had) countGenre(run, genre, album, -1);
    const rows = [...now.values()].flatMap((track) =>
      (wanted.get(track.id) ?? []).map((key, place): TrackGenre => {
        const genre = ids.get(key) as number;
        countGenre(run, genre, track.album, 1);
        return { track: track.id, place, genre, album: track.album, ...placeOf(track) };
      }),
    );
    await genres.setOfTracks(run.tx, [...new Set(had.map(({ track }) => track))], rows);
  }

  async function countGenres(run: Run): Promise<void> {
    const byAlbum = new Map<Id, { genre: number; songs: number }[]>();
    for (const [genre, albums] of run.genres)
      for (const [album, songs] of albums)
        if (songs !== 0) byAlbum.set(album, [...(byAlbum.get(album) ?? []), { genre, songs }]);
    const sums = new Map<number, { songs: number; albums: number }>();
    await inPieces(new Set(byAlbum.keys()), async (ids) => {
      const had = new Map(
        (await genres.onAlbums(run.tx, ids)).map((row) => [`${row.album} ${row.genre}`, row.songCount]),
      );
      const rows = ids.flatMap((album) =>
        (byAlbum.get(album) ?? []).map(({ genre, songs }) => {
          const before = had.get(`${album} ${genre}`) ?? 0;
          const sum = sums.get(genre) ?? { songs: 0, albums: 0 };
          const albums = Number(before + songs > 0) - Number(before > 0);
          sums.set(genre, { songs: sum.songs + songs, albums: sum.albums + albums });
          return { album, genre, songCount: before + songs };
        }),
      );
      await genres.setOnAlbums(run.tx, rows);
    });
    for (const [genre, { songs, albums }] of sums) await genres.count(run.tx, genre, songs, albums);
  }

  async function writeArtists(run: Run, ids: Id[]): Promise<void> {
    const { tx } = run;
    const [before, now] = [byId(await store.before.artists(tx, ids)), byId(await store.now.artists(tx, ids))];
    if (before.size + now.size === 0) return;
    const counts = await store.albumCounts(tx, ids);
    const gone = [...before.keys()].filter((id) => !now.has(id) || !counts.has(id));
    const rows = [...now.values()].flatMap(({ id, name }) => {
      const albumCount = counts.get(id) ?? 0;
      const old = before.get(id);
      const row = { id, name, nameKey: nameKeyOf(name), sortKey: sortKey(name), albumCount };
      if (albumCount === 0 || (old && isSame(old, row))) return [];
      return [{ ...row, ...(old ? { row: old.row } : {}) }];
    });
    await store.remove(tx, 'artists', gone);
    const numbers = await store.put.artists(tx, rows);
    run.counts.artists += rows.filter(({ id }) => !before.has(id)).length - gone.length;
    const called = rows.filter(({ id, name }) => before.get(id)?.name !== name);
    await writeWords(run, 'artists', called, before, numbers, ({ name }) => indexedWords(name));
  }

  async function writeWords<Row extends { id: Id }>(
    { tx }: Run,
    kind: 'artists' | 'albums' | 'tracks',
    rows: readonly Row[],
    before: ReadonlyMap<Id, { row: number }>,
    numbers: ReadonlyMap<Id, number>,
    words: (row: Row) => string[],
  ): Promise<void> {
    for (const isNew of [true, false]) {
      const some = rows.filter(({ id }) => before.has(id) !== isNew);
      const written = some.map((row) => ({ row: numbers.get(row.id) as number, words: words(row) }));
      await store.putWords(tx, kind, written, isNew);
    }
  }

  return { index, idsAfter: store.idsAfter };
}

/** What says where a track stands. */
interface Placed {
  position: number;
  account: Id | null;
  release: boolean;
  disc: number | null;
  number: number | null;
}

/** Where a song stands: an upload by its tags, what a release has published as the release says. */
export function placeOf({ position, account, release, disc, number }: Placed): { disc: number; number: number } {
  return {
    disc: release ? 1 : believed(disc, 1),
    number: account === null ? position : believed(number, position),
  };
}

const believed = (value: number | null, other: number): number =>
  value !== null && Number.isInteger(value) && value >= 1 && value <= LARGEST ? value : other;

function countSong({ onAlbums }: Run, album: Id, songs: number, duration: number): void {
  const { songs: had, duration: lasted } = onAlbums.get(album) ?? { songs: 0, duration: 0 };
  onAlbums.set(album, { songs: had + songs, duration: lasted + duration });
}

function countGenre({ genres }: Run, genre: number, album: Id, more: number): void {
  const albums = genres.get(genre) ?? new Map<Id, number>();
  albums.set(album, (albums.get(album) ?? 0) + more);
  genres.set(genre, albums);
}

/** Whether a row has the values of another. */
const isSame = (row: object, values: Record<string, unknown>): boolean =>
  Object.entries(values).every(([key, value]) => (row as Record<string, unknown>)[key] === value);

const byId = <Row extends { id: Id }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));
const union = (some: ReadonlySet<Id>, others: ReadonlySet<Id>) => new Set([...some, ...others]);

async function inPieces(ids: ReadonlySet<Id>, work: (some: Id[]) => Promise<void>): Promise<void> {
  const all = [...ids];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    // Readers are served between the pieces of a long one.
    if (at > 0) await yieldTurn();
    await work(all.slice(at, at + AT_ONCE));
  }
}
