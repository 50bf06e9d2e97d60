import { DROP_WORDS, type Engine, id, mixed, moment, name, rows, wordRows } from './rows.ts';
import type { Size } from './size.ts';

const NOBODY = { image: 'null', account: 'null', created_by: 'null' };

/** Everything that can be heard, as an import would have left it, with the index that players browse. */
export function catalogueSql(engine: Engine, { artists, albums, tracks, genres }: Size): string[] {
  const shown = { ...NOBODY, hidden: 'false' };
  const key = (column: string) => `lower(${column})`;
  // Without its article, as the index sorts it.
  const sortKey = (column: string) =>
    `lower(case when ${column} like 'The %' then substr(${column}, 5) else ${column} end)`;
  const wordColumns = engine === 'sqlite' ? '(rowid, words)' : '("row", words)';
  const words = (text: string) => (engine === 'sqlite' ? text : `array_to_tsvector(string_to_array(${text}, ' '))`);
  const rowOf = (column: string) => `${column}."row"`;
  return [
    ...wordRows(),
    rows(engine, 'artists', artists, {
      ...{ id: id('artist', 'i'), name: name(7), name_key: 'null', info: 'null', ...shown },
      created_at: moment(),
    }),
    rows(engine, 'albums', albums, {
      ...{ id: id('album', 'i'), name: name(11), name_key: 'null', artist: id('artist', `i % ${artists}`) },
      ...{ year: `cast(1950 + ${mixed(13, 75)} as text)`, musicbrainz_id: 'null', ...shown, release: 'false' },
      created_at: moment(),
    }),
    rows(engine, 'files', tracks, {
      ...{ name: `'song-' || i || '.mp3'`, place: `'tracks'`, type: `'audio/mpeg'`, size: 4_800_000 },
      facts: `'{"duration":200,"bitrate":192000,"sampleRate":44100,"channels":2,"codec":"MPEG 1 Layer 3"}'`,
      ...{ original_name: `'song.mp3'`, created_by: 'null', created_at: moment() },
      sha256: `'${'0'.repeat(54)}' || cast(1000000000 + i as text)`,
    }),
    rows(engine, 'tracks', tracks, {
      ...{ id: id('track', 'i'), name: name(17), album: id('album', 'cast(i / 10 as integer)'), disc: 1 },
      ...{ position: '1 + i % 10', duration: `60 + ${mixed(19, 300)}`, image: 'null', audio: `'song-' || i || '.mp3'` },
      ...{ genre: `'Genre ' || (cast(i / 10 as integer) * 7 % ${genres})`, plays: mixed(23, 500), account: 'null' },
      ...{ hidden: 'false', release: 'false', created_by: 'null', created_at: moment() },
    }),
    DROP_WORDS,

    `insert into genres (id, name, key, song_count, album_count)
     select 1 + min(g), genre, lower(genre), count(*), count(distinct album)
     from (select genre, album, cast(substr(genre, 7) as integer) as g from tracks) as t group by genre`,
    `insert into library_artists (id, name, name_key, sort_key, album_count, changed)
     select ar.id, ar.name, ${key('ar.name')}, ${sortKey('ar.name')}, (select count(*) from albums al where al.artist = ar.id), 0
     from artists ar order by ar.id`,
    `insert into library_albums (id, artist, name, name_key, sort_key, artist_sort_key, year, song_count, duration, created_at)
     select al.id, al.artist, al.name, ${key('al.name')}, ${sortKey('al.name')}, ${sortKey('ar.name')}, cast(al.year as integer),
       (select count(*) from tracks t where t.album = al.id),
       (select coalesce(sum(t.duration), 0) from tracks t where t.album = al.id), al.created_at
     from albums al join artists ar on ar.id = al.artist order by al.id`,
    `insert into library_tracks (id, album, artist, name, name_key, sort_key, disc, number, year, duration, created_at)
     select t.id, t.album, al.artist, t.name, ${key('t.name')}, ${sortKey('t.name')}, t.disc, t.position,
       cast(al.year as integer), t.duration, t.created_at
     from tracks t join albums al on al.id = t.album order by t.id`,
    `insert into track_genres (track, place, genre, album, disc, number)
     select t.id, 0, 1 + cast(substr(t.genre, 7) as integer), t.album, t.disc, t.position from tracks t order by t.id`,
    `insert into album_genres (album, genre, song_count, sort_key)
     select tg.album, tg.genre, count(*), al.sort_key from track_genres tg join library_albums al on al.id = tg.album
     group by tg.album, tg.genre, al.sort_key`,
    `insert into artist_search ${wordColumns} select ${rowOf('ar')}, ${words('ar.name_key')} from library_artists ar`,
    `insert into album_search ${wordColumns}
     select ${rowOf('al')}, ${words(`al.name_key || ' ' || ar.name_key || ' ' || cast(al.year as text)`)}
     from library_albums al join library_artists ar on ar.id = al.artist`,
    `insert into track_search ${wordColumns}
     select ${rowOf('t')}, ${words(`t.name_key || ' ' || al.name_key || ' ' || ar.name_key`)}
     from library_tracks t join library_albums al on al.id = t.album join library_artists ar on ar.id = t.artist`,
    `insert into library_state (name, version, changed_at, artists, albums, tracks, after) values
     ('library', 1, 1650000000000, ${artists}, ${albums}, ${tracks}, null),
     ('index', 1, 1650000000000, 0, 0, 0, ''), ('tags', 1, 1650000000000, 0, 0, 0, '')`,
  ];
}
