import { and, eq, getTableColumns, not, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import { valuesOf } from '../../db/word-search.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';

/** Queries on songs, albums and artists by their ids: one of each kind for a whole page, whatever its length. */
export function rowStore(
  {
    engine,
    tables: { artists, albums, files, tracks, libraryArtists, libraryAlbums, libraryTracks, releases, releaseTracks },
  }: Database,
  { whose }: Pick<Visibility['sql'], 'whose'>,
) {
  const among = (column: PgColumn): SQL => sql`${column} in ${valuesOf(engine, sql`${sql.placeholder('ids')}`)}`;
  // Lyrics may be as long as all else of a page.
  const facts =
    engine === 'sqlite'
      ? sql<string>`json_remove(${files.facts}, '$.lyrics')`
      : sql<string>`cast(${files.facts} - 'lyrics' as text)`;
  const lyrics =
    engine === 'sqlite'
      ? sql<string | null>`json_extract(${files.facts}, '$.lyrics')`
      : sql<string | null>`${files.facts} ->> 'lyrics'`;

  const song = {
    ...{ id: tracks.id, name: tracks.name, album: tracks.album, albumName: albums.name },
    ...{ artist: albums.artist, artistName: artists.name, position: tracks.position, given: tracks.disc },
    ...{ year: albums.year },
    ...{ duration: tracks.duration, genre: tracks.genre, image: tracks.image, albumImage: albums.image },
    ...{ audio: files.name, type: files.type, size: files.size, facts, plays: tracks.plays },
    ...{ account: tracks.account, release: tracks.release, createdAt: tracks.createdAt },
  };
  const isShown = and(not(tracks.hidden), not(albums.hidden), not(artists.hidden));
  const isHidden = sql`(${tracks.hidden} or ${albums.hidden} or ${artists.hidden})`;
  const songs = prepared((on) =>
    on
      .select(song)
      .from(tracks)
      .innerJoin(albums, eq(albums.id, tracks.album))
      .innerJoin(artists, eq(artists.id, albums.artist))
      .innerJoin(files, eq(files.name, tracks.audio))
      .where(and(among(tracks.id), isShown)),
  );
  const anySongs = (on: Handle) =>
    on
      .select({ ...song, owner: sql<Id | null>`${whose.tracks}` })
      .from(tracks)
      .innerJoin(albums, eq(albums.id, tracks.album))
      .innerJoin(artists, eq(artists.id, albums.artist))
      .innerJoin(files, eq(files.name, tracks.audio));
  const hiddenSongs = prepared((on) => anySongs(on).where(and(among(tracks.id), isHidden)));
  const hiddenSongsOn = prepared((on) => anySongs(on).where(among(tracks.album)));

  const { id, artist, name, sortKey, year, songCount, duration, createdAt } = getTableColumns(libraryAlbums);
  const album = { id, artist, name, sortKey, year, songCount, duration, createdAt };
  const shownAlbums = prepared((on) =>
    on
      .select({ ...album, artistName: artists.name, image: albums.image, release: albums.release })
      .from(libraryAlbums)
      .innerJoin(albums, eq(albums.id, libraryAlbums.id))
      .innerJoin(artists, eq(artists.id, libraryAlbums.artist))
      .where(among(libraryAlbums.id)),
  );
  const hiddenAlbums = prepared((on) =>
    on
      .select({
        ...{ id: albums.id, artist: albums.artist, name: albums.name, year: albums.year, createdAt: albums.createdAt },
        ...{ artistName: artists.name, image: albums.image, release: albums.release },
        owner: sql<Id | null>`${whose.albums}`,
      })
      .from(albums)
      .innerJoin(artists, eq(artists.id, albums.artist))
      .where(and(among(albums.id), sql`(${albums.hidden} or ${artists.hidden})`)),
  );
  const firstTracks = prepared((on) =>
    on
      .select({
        id: libraryAlbums.id,
        image: sql<string | null>`(select cover_t.image from tracks cover_t where cover_t.id = (
          select first_t.id from library_tracks first_t where first_t.album = library_albums.id
          order by first_t.disc, first_t.number, first_t.id limit 1))`,
      })
      .from(libraryAlbums)
      .where(among(libraryAlbums.id)),
  );

  const shownArtists = prepared((on) =>
    on
      .select({
        ...{ id: libraryArtists.id, name: libraryArtists.name, sortKey: libraryArtists.sortKey },
        ...{ albumCount: libraryArtists.albumCount, image: artists.image },
      })
      .from(libraryArtists)
      .innerJoin(artists, eq(artists.id, libraryArtists.id))
      .where(among(libraryArtists.id)),
  );
  const otherArtists = prepared((on) =>
    on
      .select({
        ...{ id: artists.id, name: artists.name, image: artists.image, hidden: artists.hidden },
        owner: sql<Id | null>`${whose.artists}`,
      })
      .from(artists)
      .where(among(artists.id)),
  );
  const newestAlbums = prepared((on) =>
    on
      .select({ artist: libraryArtists.id, id: albums.id, image: albums.image })
      .from(libraryArtists)
      .innerJoin(
        albums,
        sql`${albums.id} = (select new_al.id from library_albums new_al where new_al.artist = library_artists.id
          order by new_al.created_at desc, new_al.id desc limit 1)`,
      )
      .where(among(libraryArtists.id)),
  );

  const ofReleaseTracks = prepared((on) =>
    on
      .select({
        ...{ id: releaseTracks.id, feat: releaseTracks.feat, isrc: releaseTracks.isrc },
        explicit: releaseTracks.explicit,
      })
      .from(releaseTracks)
      .where(among(releaseTracks.id)),
  );
  const ofReleases = prepared((on) =>
    on
      .select({ id: releases.id, type: releases.type, date: releases.date, feat: releases.feat })
      .from(releases)
      .where(among(releases.id)),
  );
  const explicit = prepared((on) =>
    on
      .select({
        id: releaseTracks.releaseId,
        explicit: sql<number>`max(case when ${releaseTracks.explicit} then 1 else 0 end)`,
      })
      .from(releaseTracks)
      .where(among(releaseTracks.releaseId))
      .groupBy(releaseTracks.releaseId),
  );
  const texts = prepared((on) =>
    on
      .select({ id: tracks.id, lyrics, release: tracks.release })
      .from(tracks)
      .innerJoin(files, eq(files.name, tracks.audio))
      .where(among(tracks.id)),
  );
  const releaseTexts = prepared((on) =>
    on
      .select({ id: releaseTracks.id, lyrics: releaseTracks.lyrics })
      .from(releaseTracks)
      .where(among(releaseTracks.id)),
  );
  const infos = prepared((on) =>
    on.select({ id: artists.id, info: artists.info }).from(artists).where(among(artists.id)),
  );
  const visible = {
    artists: prepared((on) =>
      on.select({ id: libraryArtists.id }).from(libraryArtists).where(among(libraryArtists.id)),
    ),
    albums: prepared((on) => on.select({ id: libraryAlbums.id }).from(libraryAlbums).where(among(libraryAlbums.id))),
    tracks: prepared((on) => on.select({ id: libraryTracks.id }).from(libraryTracks).where(among(libraryTracks.id))),
  };

  /** With the ids as the one parameter. */
  const by =
    <Row>(query: (on: Handle, values: Record<string, unknown>) => Promise<Row[]>) =>
    async (on: Handle, ids: readonly Id[]): Promise<Row[]> =>
      ids.length === 0 ? [] : query(on, { ids: JSON.stringify(ids) });

  return {
    ...{ songs: by(songs), hiddenSongs: by(hiddenSongs), songsOnHidden: by(hiddenSongsOn) },
    ...{ albums: by(shownAlbums), hiddenAlbums: by(hiddenAlbums), firstTracks: by(firstTracks) },
    ...{ artists: by(shownArtists), otherArtists: by(otherArtists), newestAlbums: by(newestAlbums) },
    /** What the label says of songs and albums. */
    ...{ ofReleaseTracks: by(ofReleaseTracks), ofReleases: by(ofReleases), explicit: by(explicit) },
    ...{ texts: by(texts), releaseTexts: by(releaseTexts), infos: by(infos) },
    visible: { artists: by(visible.artists), albums: by(visible.albums), tracks: by(visible.tracks) },
  };
}

export type SongSource = Awaited<ReturnType<ReturnType<typeof rowStore>['songs']>>[number];
