import type { Database, Handle, LastStep } from '../../db/database.ts';
import { indexedWords, nameKeyOf, sortKeyOf } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { type GenreCounts, genreIndex } from './genre-index.ts';
import { inPieces } from './in-pieces.ts';
import { indexStore } from './index-store.ts';
import type { Changes } from './model.ts';
import { placeOf } from './place.ts';

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
  /** Of whom, or beneath whom, anything has changed: also a picture, of which the index keeps nothing. */
  touched: Set<Id>;
  /** Songs and seconds that albums gain. */
  onAlbums: Map<Id, { songs: number; duration: number }>;
  /** Songs that genres gain, by genre and album. */
  genres: GenreCounts;
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
  const genres = genreIndex(db);
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
      ...{ touched: new Set(), counts: { artists: 0, albums: 0, tracks: 0 }, isSeen: false },
    };
    await inPieces(run.artists, (ids) => compareArtists(run, ids));
    await inPieces(union(run.albums, run.renamed), (ids) => writeAlbums(run, ids));
    await inPieces(union(run.tracks, run.reworded), (ids) => writeTracks(run, ids));
    for (const [album, { songs, duration }] of run.onAlbums)
      if (songs !== 0 || duration !== 0) await store.countAlbum(tx, album, songs, duration);
    await genres.count(tx, run.genres);
    await inPieces(run.artists, (ids) => writeArtists(run, ids));
    if (!run.isSeen) return;
    const { counts } = run;
    const version = state.version + 1;
    await inPieces(union(run.touched, run.artists), (ids) => store.touchArtists(tx, ids, version));
    await store.setState(tx, {
      version,
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
    for (const { artist } of [...before.values(), ...now.values()]) run.touched.add(artist);
    const gone = [...before.values()].filter(({ id }) => !now.has(id));
    const rows = [...now.values()].map(({ artistName, year, ...album }) => ({
      ...{ ...album, nameKey: nameKeyOf(album.name), sortKey: sortKey(album.name) },
      ...{ artistSortKey: sortKey(artistName), year: Number(year) },
    }));
    const { fresh, changed } = compared(before, rows);
    const numbers = await store.albums.insert(
      tx,
      fresh.map((row) => ({ ...row, songCount: 0, duration: 0 })),
    );
    await store.albums.change(tx, changed);
    await store.albums.remove(
      tx,
      gone.map(({ id }) => id),
    );
    run.counts.albums += fresh.length - gone.length;

    for (const { artist } of [...gone, ...fresh]) run.artists.add(artist);
    for (const { id, artist, sortKey } of changed) {
      const old = before.get(id);
      run.artists.add(artist);
      if (old) run.artists.add(old.artist);
      if (old?.sortKey !== sortKey) await genres.sortAlbum(tx, id, sortKey);
    }
    const touched = new Set([...gone, ...fresh, ...changed].map(({ id }) => id));
    const spoken = rows.filter(({ id }) => touched.has(id) || run.renamed.has(id));
    await writeWords(run, 'albums', spoken, before, numbers, ({ id, name, year }) =>
      indexedWords(name, now.get(id)?.artistName ?? '', year === 0 ? '' : String(year)),
    );
    for (const { id } of spoken) touched.add(id);
    if (touched.size > 0) for (const id of await store.tracksOn(tx, [...touched])) run.reworded.add(id);
  }

  async function writeTracks(run: Run, ids: Id[]): Promise<void> {
    const { tx } = run;
    const [before, now] = [byId(await store.before.tracks(tx, ids)), byId(await store.now.tracks(tx, ids))];
    if (before.size + now.size > 0) run.isSeen = true;
    for (const { artist } of [...before.values(), ...now.values()]) run.touched.add(artist);
    const gone = [...before.values()].filter(({ id }) => !now.has(id));
    const rows = [...now.values()].map((track) => ({
      ...{ id: track.id, album: track.album, artist: track.artist, name: track.name, nameKey: nameKeyOf(track.name) },
      ...{ sortKey: sortKey(track.name), ...placeOf(track), year: Number(track.year) },
      ...{ duration: track.duration ?? 0, createdAt: track.createdAt },
    }));
    const { fresh, changed } = compared(before, rows);
    const numbers = await store.tracks.insert(tx, fresh);
    await store.tracks.change(tx, changed);
    await store.tracks.remove(
      tx,
      gone.map(({ id }) => id),
    );
    run.counts.tracks += fresh.length - gone.length;

    for (const { id } of [...gone, ...changed]) {
      const old = before.get(id);
      if (old) countSong(run, old.album, -1, -old.duration);
    }
    for (const { album, duration } of [...fresh, ...changed]) countSong(run, album, 1, duration);
    const touched = new Set([...fresh, ...changed].map(({ id }) => id));
    const spoken = rows.filter(({ id }) => touched.has(id) || run.reworded.has(id));
    await writeWords(run, 'tracks', spoken, before, numbers, ({ id, name }) =>
      indexedWords(name, now.get(id)?.albumName ?? '', now.get(id)?.artistName ?? ''),
    );
    await genres.write(tx, run.genres, before, now);
  }

  async function writeArtists(run: Run, ids: Id[]): Promise<void> {
    const { tx } = run;
    const [before, now] = [byId(await store.before.artists(tx, ids)), byId(await store.now.artists(tx, ids))];
    if (before.size + now.size === 0) return;
    const counts = await store.albumCounts(tx, ids);
    const gone = [...before.keys()].filter((id) => !now.has(id) || !counts.has(id));
    const rows = [...now.values()].flatMap(({ id, name }) => {
      const albumCount = counts.get(id) ?? 0;
      return albumCount === 0 ? [] : [{ id, name, nameKey: nameKeyOf(name), sortKey: sortKey(name), albumCount }];
    });
    const { fresh, changed } = compared(before, rows);
    const numbers = await store.artists.insert(tx, fresh);
    await store.artists.change(tx, changed);
    await store.artists.remove(tx, gone);
    run.counts.artists += fresh.length - gone.length;
    const called = [...fresh, ...changed].filter(({ id, name }) => before.get(id)?.name !== name);
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
      const written = some.map((row) => {
        const number = before.get(row.id)?.row ?? numbers.get(row.id);
        return { row: number as number, words: words(row) };
      });
      await store[kind].setWords(tx, written, isNew);
    }
  }

  return { index, albumsAfter: store.albumsAfter };
}

function countSong({ onAlbums }: Run, album: Id, songs: number, duration: number): void {
  const { songs: had, duration: lasted } = onAlbums.get(album) ?? { songs: 0, duration: 0 };
  onAlbums.set(album, { songs: had + songs, duration: lasted + duration });
}

/** The rows that are new, and those that are others than before. */
function compared<Row extends { id: Id }>(before: ReadonlyMap<Id, { row: number }>, rows: readonly Row[]) {
  const fresh = rows.filter(({ id }) => !before.has(id));
  const changed = rows.flatMap((row) => {
    const old = before.get(row.id);
    return old === undefined || isSame(old, row) ? [] : [{ ...row, row: old.row }];
  });
  return { fresh, changed };
}

/** Whether a row has the values of another. */
const isSame = (row: object, values: Record<string, unknown>): boolean =>
  Object.entries(values).every(([key, value]) => (row as Record<string, unknown>)[key] === value);

const byId = <Row extends { id: Id }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));
const union = (some: ReadonlySet<Id>, others: ReadonlySet<Id>) => new Set([...some, ...others]);
