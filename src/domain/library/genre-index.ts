import type { Database, Handle } from '../../db/database.ts';
import { genreKeyOf, genresIn } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { genreStore, type TrackGenre } from './genres-store.ts';
import { inPieces } from './in-pieces.ts';
import { type Placed, placeOf } from './place.ts';

/** How many more songs of each album have a genre than before, by genre. */
export type GenreCounts = Map<number, Map<Id, number>>;

/** The genres of the index: which songs have which, and how many. */
export function genreIndex(db: Database) {
  const store = genreStore(db);

  /** Sets the genres of tracks that are or were in the index, where they are others than before. */
  async function write(
    tx: Handle,
    counts: GenreCounts,
    before: ReadonlyMap<Id, object>,
    now: ReadonlyMap<Id, { id: Id; album: Id; genre: string | null } & Placed>,
  ): Promise<void> {
    const had = new Map<Id, TrackGenre[]>();
    const signs = new Map<Id, string>();
    if (before.size > 0)
      for (const { key, ...row } of await store.ofTracks(tx, [...before.keys()])) {
        had.set(row.track, [...(had.get(row.track) ?? []), row]);
        signs.set(row.track, `${signs.get(row.track) ?? ''}${signOf(row, key)}`);
      }
    const names = new Map<string, string>();
    const wanted = new Map<Id, string[]>();
    for (const { id, genre, album, ...place } of now.values()) {
      const found = genre === null ? [] : genresIn([genre], /;/);
      const keys = found.map(genreKeyOf);
      if (keys.map((key) => signOf({ album, ...placeOf(place) }, key)).join('') === (signs.get(id) ?? '')) continue;
      wanted.set(id, keys);
      for (const name of found) if (!names.has(genreKeyOf(name))) names.set(genreKeyOf(name), name);
    }
    const replaced = [...had.keys()].filter((id) => wanted.has(id) || !now.has(id));
    for (const id of replaced) for (const { genre, album } of had.get(id) ?? []) countGenre(counts, genre, album, -1);
    const ids = names.size === 0 ? new Map<string, number>() : await store.ensure(tx, names);
    const rows = [...wanted].flatMap(([track, keys]) => {
      const placed = now.get(track) as Placed & { album: Id };
      return keys.map((key, place): TrackGenre => {
        const genre = ids.get(key) as number;
        countGenre(counts, genre, placed.album, 1);
        return { track, place, genre, album: placed.album, ...placeOf(placed) };
      });
    });
    await store.setOfTracks(tx, replaced, rows);
  }

  /** Says how many songs and albums have each genre, after all tracks are written. */
  async function count(tx: Handle, counts: GenreCounts): Promise<void> {
    const byAlbum = new Map<Id, { genre: number; songs: number }[]>();
    for (const [genre, albums] of counts)
      for (const [album, songs] of albums)
        if (songs !== 0) byAlbum.set(album, [...(byAlbum.get(album) ?? []), { genre, songs }]);
    const sums = new Map<number, { songs: number; albums: number }>();
    await inPieces(new Set(byAlbum.keys()), async (ids) => {
      const had = new Map((await store.onAlbums(tx, ids)).map((row) => [`${row.album} ${row.genre}`, row.songCount]));
      const rows = ids.flatMap((album) =>
        (byAlbum.get(album) ?? []).map(({ genre, songs }) => {
          const before = had.get(`${album} ${genre}`) ?? 0;
          const sum = sums.get(genre) ?? { songs: 0, albums: 0 };
          const albums = Number(before + songs > 0) - Number(before > 0);
          sums.set(genre, { songs: sum.songs + songs, albums: sum.albums + albums });
          return { album, genre, songCount: before + songs };
        }),
      );
      await store.setOnAlbums(tx, rows);
    });
    for (const [genre, { songs, albums }] of sums) await store.count(tx, genre, songs, albums);
  }

  return { write, count, sortAlbum: store.sortAlbum };
}

function countGenre(genres: GenreCounts, genre: number, album: Id, more: number): void {
  const albums = genres.get(genre) ?? new Map<Id, number>();
  albums.set(album, (albums.get(album) ?? 0) + more);
  genres.set(genre, albums);
}

/** How a genre of a track stands in the index, as a text. */
const signOf = ({ album, disc, number }: { album: Id; disc: number; number: number }, key: string) =>
  `${album} ${disc} ${number} ${key}\n`;
