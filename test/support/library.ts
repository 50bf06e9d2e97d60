import { Database as Connection } from 'bun:sqlite';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { clientOf } from '../../src/db/drizzle-internals.ts';
import { indexedWords, nameKeyOf, sortKeyOf } from '../../src/lib/folding.ts';
import type { House } from './house.ts';

type Row = Record<string, string | number | null>;
type Shown = Row & { genres: string[]; disc: number; number: number };

/** Asks the database as it is. */
export async function ask(house: House, text: string): Promise<Row[]> {
  const { read, engine } = house.db;
  if (engine === 'sqlite') return clientOf<Connection>(read).query<Row, []>(text).all();
  return [...((await read.execute(sql.raw(text))) as unknown as Row[])];
}

const sorted = (rows: Row[]) => rows.map((row) => JSON.stringify(row)).sort();

/** The index as it stands, without the numbers of its rows: by table, as texts that can be compared. */
export async function indexOf(house: House): Promise<Record<string, unknown>> {
  const table = async (text: string) => sorted(await ask(house, text));
  const [state] = await ask(house, "select artists, albums, tracks from library_state where name = 'library'");
  return {
    artists: await table('select id, name, name_key, sort_key, album_count from library_artists'),
    albums: await table(
      'select id, artist, name, name_key, sort_key, artist_sort_key, year, song_count, cast(duration as integer) as duration from library_albums',
    ),
    tracks: await table(
      'select id, album, artist, name, name_key, sort_key, disc, number, year, duration from library_tracks',
    ),
    genres: await table('select key, song_count, album_count from genres'),
    trackGenres: await table(
      'select track, place, g.key, album, disc, number from track_genres join genres g on g.id = genre',
    ),
    albumGenres: await table(
      'select album, g.key, ag.song_count, sort_key from album_genres ag join genres g on g.id = ag.genre',
    ),
    words: await wordsIn(house),
    counts: ['artists', 'albums', 'tracks'].map((kind) => Number(state?.[kind] ?? 0)),
  };
}

/** What each thing can be found by. */
async function wordsIn(house: House): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const kinds = [
    ['artist_search', 'library_artists'],
    ['album_search', 'library_albums'],
    ['track_search', 'library_tracks'],
  ] as const;
  for (const [search, table] of kinds) {
    const rows =
      house.db.engine === 'postgres'
        ? await ask(
            house,
            `select t.id, array_to_string(tsvector_to_array(words), ' ') as words from ${search} s left join ${table} t on t."row" = s."row"`,
          )
        : inSqlite(house, search, table);
    for (const { id, words } of rows) if (words) found[`${id}`] = `${words}`.split(' ').sort();
  }
  return found;
}

function inSqlite(house: House, search: string, table: string): Row[] {
  const connection = new Connection(join(house.config.dataDir, 'tonearm.db'));
  try {
    connection.run(`create virtual table temp.vocabulary using fts5vocab(main, '${search}', 'instance')`);
    const rows = connection
      .query<Row, []>(
        `select t.id, group_concat(distinct term) as words from vocabulary v left join ${table} t on t."row" = v.doc group by v.doc`,
      )
      .all();
    return rows.map(({ id = null, words }) => ({ id, words: `${words}`.replaceAll(',', ' ') }));
  } finally {
    connection.close();
  }
}

/** The same, worked out from the catalogue alone. */
export async function indexFromScratch(house: House): Promise<Record<string, unknown>> {
  const articles = house.config.ignoredArticles;
  const key = (name: unknown) => sortKeyOf(`${name}`, articles);
  const shown = (
    await ask(
      house,
      `select t.id, t.name, t.album, al.artist, al.name as album_name, ar.name as artist_name, al.year, t.position,
       t.duration, t.genre, t.account, t.release, f.facts
     from tracks t join albums al on al.id = t.album join artists ar on ar.id = al.artist join files f on f.name = t.audio
     where not t.hidden and not al.hidden and not ar.hidden`,
    )
  ).map((row) => {
    const facts = typeof row.facts === 'string' ? JSON.parse(row.facts) : (row.facts ?? {});
    const disc = row.release ? 1 : (facts.disc ?? 1);
    const number = row.account === null ? row.position : (facts.track ?? row.position);
    const genres = `${row.genre ?? ''}`
      .split(';')
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean);
    return { ...row, disc, number, genres: [...new Set(genres)] } as unknown as Shown;
  });
  const albums = await ask(
    house,
    `select al.id, al.artist, al.name, ar.name as artist_name, al.year from albums al join artists ar on ar.id = al.artist
     where not al.hidden and not ar.hidden`,
  );
  const artists = (await ask(house, 'select id, name from artists where not hidden')).flatMap((row) => {
    const count = albums.filter(({ artist }) => artist === row.id).length;
    return count === 0 ? [] : [{ ...row, count } as Row];
  });
  const on = (album: unknown) => shown.filter((track) => track.album === album);
  const genres = [...new Set(shown.flatMap((track) => track.genres))];
  const words: Record<string, string[]> = {};
  for (const { id, name } of artists) words[`${id}`] = indexedWords(`${name}`).sort();
  for (const { id, name, artist_name, year } of albums)
    words[`${id}`] = indexedWords(`${name}`, `${artist_name}`, `${year}`).sort();
  for (const { id, name, album_name, artist_name } of shown)
    words[`${id}`] = indexedWords(`${name}`, `${album_name}`, `${artist_name}`).sort();
  // SQLite does not say that something has no words.
  for (const [id, some] of Object.entries(words)) if (some.length === 0) delete words[id];
  return {
    artists: sorted(
      artists.map(({ id, name, count }) => ({
        ...{ id: id as string, name: name as string, name_key: nameKeyOf(`${name}`), sort_key: key(name) },
        album_count: count ?? 0,
      })),
    ),
    albums: sorted(
      albums.map(({ id = null, artist = null, name = null, artist_name, year }) => ({
        ...{ id, artist, name, name_key: nameKeyOf(`${name}`), sort_key: key(name) },
        ...{ artist_sort_key: key(artist_name), year: Number(year), song_count: on(id).length },
        duration: on(id).reduce((sum, { duration }) => sum + Number(duration), 0),
      })),
    ),
    tracks: sorted(
      shown.map(({ id = null, album = null, artist = null, name = null, disc, number, year, duration }) => ({
        ...{ id, album, artist, name, name_key: nameKeyOf(`${name}`), sort_key: key(name), disc, number },
        ...{ year: Number(year), duration: Number(duration) },
      })),
    ),
    genres: sorted(
      genres.map((genre) => {
        const having = shown.filter((track) => track.genres.includes(genre));
        return { key: genre, song_count: having.length, album_count: new Set(having.map(({ album }) => album)).size };
      }),
    ),
    trackGenres: sorted(
      shown.flatMap(({ id = null, album = null, genres, disc, number }) =>
        genres.map((key, place) => ({ track: id, place, key, album, disc, number })),
      ),
    ),
    albumGenres: sorted(
      albums.flatMap(({ id = null, name }) =>
        genres.flatMap((genre) => {
          const count = on(id).filter((track) => track.genres.includes(genre)).length;
          return count === 0 ? [] : [{ album: id, key: genre, song_count: count, sort_key: key(name) }];
        }),
      ),
    ),
    words,
    counts: [artists.length, albums.length, shown.length],
  };
}
