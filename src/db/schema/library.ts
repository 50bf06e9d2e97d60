import type { Columns } from '../columns.ts';

/**
 * What players browse: the visible part of the catalogue with what follows from it (sort keys, counts, genres), kept up to
 * date in the transactions that change the catalogue. A hidden entry, and a track without audio, has no row here. The
 * words by which each is found lie in `artist_search`, `album_search`, `track_search`, which a migration makes by hand:
 * their `row` is that of the table here.
 * Rows do not refer to those of the catalogue: what is deleted there is counted off here, which needs the row.
 */
export function libraryTables(c: Columns) {
  const libraryArtists = c.table(
    'library_artists',
    {
      row: c.sequence(),
      id: c.id().notNull(),
      name: c.text().notNull(),
      /** The words of the name, folded, with a space between each two: what a search is compared with. */
      nameKey: c.text().notNull(),
      /** The name without a leading article, folded. */
      sortKey: c.text().notNull(),
      /** Visible albums. */
      albumCount: c.integer().notNull(),
      /** The version of the library in which it, or anything beneath it, changed last: it may have another cover since. */
      changed: c.bigint().notNull().default(0),
    },
    (t) => [
      c.uniqueIndex('library_artists_id').on(t.id),
      c.index('library_artists_changed').on(t.changed),
      c.index('library_artists_by_name').on(t.sortKey, t.id),
      c.index('library_artists_by_words').on(t.nameKey, t.sortKey, t.id),
    ],
  );

  const libraryAlbums = c.table(
    'library_albums',
    {
      row: c.sequence(),
      id: c.id().notNull(),
      artist: c.id().notNull(),
      name: c.text().notNull(),
      nameKey: c.text().notNull(),
      sortKey: c.text().notNull(),
      artistSortKey: c.text().notNull(),
      /** 0: unknown. */
      year: c.integer().notNull(),
      songCount: c.integer().notNull(),
      /** Seconds of all songs. */
      duration: c.bigint().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('library_albums_id').on(t.id),
      c.index('library_albums_newest').on(t.createdAt, t.id),
      c.index('library_albums_by_name').on(t.sortKey, t.id),
      c.index('library_albums_by_artist').on(t.artistSortKey, t.year, t.sortKey, t.id),
      c.index('library_albums_by_year').on(t.year, t.id),
      c.index('library_albums_by_words').on(t.nameKey, t.sortKey, t.id),
      c.index('library_albums_of_artist').on(t.artist, t.year, t.sortKey, t.id),
    ],
  );

  const libraryTracks = c.table(
    'library_tracks',
    {
      row: c.sequence(),
      id: c.id().notNull(),
      album: c.id().notNull(),
      artist: c.id().notNull(),
      name: c.text().notNull(),
      nameKey: c.text().notNull(),
      sortKey: c.text().notNull(),
      disc: c.integer().notNull(),
      /** Place on the disc: of an upload what its tag says, where it says so. */
      number: c.integer().notNull(),
      /** Of the album; 0: unknown. */
      year: c.integer().notNull(),
      /** Seconds; 0: unknown. */
      duration: c.integer().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('library_tracks_id').on(t.id),
      c.index('library_tracks_of_album').on(t.album, t.disc, t.number, t.id),
      c.index('library_tracks_by_words').on(t.nameKey, t.sortKey, t.id),
      c.index('library_tracks_of_artist').on(t.artist, t.id),
    ],
  );

  const genres = c.table(
    'genres',
    {
      id: c.sequence(),
      /** As first seen. */
      name: c.text().notNull(),
      /** Folded. */
      key: c.text().notNull(),
      songCount: c.integer().notNull(),
      albumCount: c.integer().notNull(),
    },
    (t) => [c.uniqueIndex('genres_key').on(t.key)],
  );

  const trackGenres = c.table(
    'track_genres',
    {
      track: c.id().notNull(),
      /** In the order in which the track names them. */
      place: c.integer().notNull(),
      genre: c
        .bigint()
        .notNull()
        .references(() => genres.id),
      /** Where the track stands, in the order of its genre's list. */
      album: c.id().notNull(),
      disc: c.integer().notNull(),
      number: c.integer().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.track, t.place] }),
      c.index('track_genres_in_order').on(t.genre, t.album, t.disc, t.number, t.track),
    ],
  );

  const albumGenres = c.table(
    'album_genres',
    {
      album: c.id().notNull(),
      genre: c
        .bigint()
        .notNull()
        .references(() => genres.id),
      songCount: c.integer().notNull(),
      sortKey: c.text().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.album, t.genre] }),
      c.index('album_genres_of_genre').on(t.genre, t.sortKey, t.album),
    ],
  );

  /**
   * The row `library` says how many there are of each, and when that, or anything of them, changed last. Other rows are of
   * work that brings an older database up to date: `version` is 1 when it is done, `after` is how far it has come.
   */
  const libraryState = c.table('library_state', {
    name: c.text().primaryKey(),
    version: c.bigint().notNull(),
    changedAt: c.moment().notNull(),
    artists: c.bigint().notNull(),
    albums: c.bigint().notNull(),
    tracks: c.bigint().notNull(),
    after: c.text(),
  });

  return { libraryArtists, libraryAlbums, libraryTracks, genres, trackGenres, albumGenres, libraryState };
}
