import { beforeAll, describe, expect, test } from 'bun:test';
import { seed } from '../../../scripts/library/seed.ts';
import type { AlbumList, Part } from '../../../src/domain/library/model.ts';
import { onEachEngine } from '../../support/house.ts';
import { ask, indexFromScratch, indexOf } from '../../support/library.ts';
import { faultsOf, type Sent, statementsOf } from '../../support/plans.ts';

const SIZE = { artists: 40, albums: 300, tracks: 1500 };

onEachEngine('the library', (house) => {
  const library = () => house().services.library;
  let asked: () => Sent[] = () => [];

  beforeAll(async () => {
    asked = statementsOf(house());
    await seed(house().db, SIZE);
    await library().fill.begin();
    await house().services.tasks.drain();
  }, 60_000);

  const ids = async (query: string) => (await ask(house(), query)).map(({ id }) => `${id}`);
  /** All pages of a list, of a size that divides nothing. */
  async function pages(read: (part: Part) => Promise<string[]>, size = 37): Promise<string[]> {
    const all: string[] = [];
    for (;;) {
      const some = await read({ offset: all.length, size });
      all.push(...some);
      if (some.length < size) return all;
    }
  }
  const albums = (list: AlbumList) => pages(async (part) => (await library().ids.albums(list, part)).ids);

  test('index · of a large catalogue that was there before it', async () => {
    expect(await indexOf(house())).toEqual(await indexFromScratch(house()));
    const { artists, albums, tracks } = await library().state();
    expect({ artists, albums, tracks }).toEqual(SIZE);
  }, 30_000);

  const LISTS: [string, AlbumList, string][] = [
    ['newest', { by: 'newest' }, 'order by created_at desc, id desc'],
    ['name', { by: 'name' }, 'order by sort_key, id'],
    ['artist', { by: 'artist' }, 'order by artist_sort_key, year, sort_key, id'],
    ['id', { by: 'id' }, 'order by id'],
    ['year', { by: 'year', from: 1960, to: 1980 }, 'where year between 1960 and 1980 order by year, id'],
    [
      'year backwards',
      { by: 'year', from: 1980, to: 1960 },
      'where year between 1960 and 1980 order by year desc, id desc',
    ],
    ['years without end', { by: 'year', from: 0, to: 3000 }, 'order by year, id'],
    [
      'genre',
      { by: 'genre', genre: 'GENRE 7' },
      `where id in (select album from album_genres ag join genres g on g.id = ag.genre where g.name = 'Genre 7') order by sort_key, id`,
    ],
    ['genre that nobody has', { by: 'genre', genre: 'Genre' }, 'where 1 = 0'],
  ];

  describe('ids.albums', () => {
    test.each(LISTS)('ids.albums · %s: in order, page by page, from anywhere', async (_, list, rest) => {
      const expected = await ids(`select id from library_albums ${rest}`);
      expect(await albums(list)).toEqual(expected);
      const { total } = await library().ids.albums(list, { offset: 0, size: 1 });
      expect(total).toBe(expected.length);
      // Nobody has asked for the page before.
      for (const offset of [3, 100, 299, 300, 5000])
        expect((await library().ids.albums(list, { offset, size: 11 })).ids).toEqual(
          expected.slice(offset, offset + 11),
        );
      expect(await library().ids.albums(list, { offset: 0, size: 0 })).toEqual({ ids: [], total });
    });

    test('ids.albums · random: everything once, the same for a seed, another order for another', async () => {
      const all = await ids('select id from library_albums order by id');
      const one = await albums({ by: 'random', seed: 1 });
      expect(one.toSorted()).toEqual(all);
      expect(await albums({ by: 'random', seed: 1 })).toEqual(one);
      expect(await albums({ by: 'random', seed: 2 })).not.toEqual(one);
      expect((await library().ids.albums({ by: 'random', seed: 1 }, { offset: 101, size: 20 })).ids).toEqual(
        one.slice(101, 121),
      );
      expect(one).not.toEqual(all);
    });

    test('ids.albums · random: a page that nobody has come to is where it belongs, also where albums are gone', async () => {
      const root = await house().root();
      const [artist = ''] = await ids('select id from library_artists order by id limit 1');
      const make = async (name: string) =>
        (await house().call('POST', '/albums', { token: root, body: { name, artist } })).body._id as string;
      const [gone, last] = [await make('Gone'), await make('Last')];
      for (const change of [() => house().call('DELETE', `/albums/${gone}`, { token: root }), async () => undefined]) {
        const one = await albums({ by: 'random', seed: 3 });
        expect(one.toSorted()).toEqual(await ids('select id from library_albums order by id'));
        for (const offset of [1, 50, 150, 299, 300, 301])
          expect((await library().ids.albums({ by: 'random', seed: 3 }, { offset, size: 7 })).ids).toEqual(
            one.slice(offset, offset + 7),
          );
        await change();
      }
      await house().call('DELETE', `/albums/${last}`, { token: root });
    });

    test('ids.albums · what changes between two pages is in the next one', async () => {
      const root = await house().root();
      await library().ids.albums({ by: 'newest' }, { offset: 0, size: 10 });
      const [first = ''] = await ids('select id from library_artists order by id limit 1');
      const { body } = await house().call('POST', '/albums', { token: root, body: { name: 'New', artist: first } });
      expect((await library().ids.albums({ by: 'newest' }, { offset: 0, size: 1 })).ids).toEqual([body._id]);
      const expected = await ids('select id from library_albums order by created_at desc, id desc');
      expect((await library().ids.albums({ by: 'newest' }, { offset: 10, size: 5 })).ids).toEqual(
        expected.slice(10, 15),
      );
      await house().call('DELETE', `/albums/${body._id}`, { token: root });
    });
  });

  test('ids.everything · each kind in the order of its making', async () => {
    for (const kind of ['artists', 'albums', 'tracks'] as const)
      expect(await pages((part) => library().ids.everything(kind, part), 211)).toEqual(
        await ids(`select id from library_${kind} order by id`),
      );
    expect(await library().ids.everything('tracks', { offset: 1e6, size: 5 })).toEqual([]);
  });

  test('ids.songsOfGenre · album by album, with their number', async () => {
    const { total } = await library().ids.songsOfGenre('genre 7', { offset: 0, size: 1 });
    const expected = await ids(
      `select t.id from library_tracks t join track_genres tg on tg.track = t.id join genres g on g.id = tg.genre
       where g.name = 'Genre 7' order by t.album, t.disc, t.number, t.id`,
    );
    expect(total).toBe(expected.length);
    expect(await pages(async (part) => (await library().ids.songsOfGenre('genre 7', part)).ids, 7)).toEqual(expected);
  });

  test('ids.albumsOf, songsOn, topSongs · of one artist and album', async () => {
    const [artist = ''] = await ids('select id from library_artists order by sort_key limit 1');
    expect(await library().ids.albumsOf(artist)).toEqual(
      await ids(`select id from library_albums where artist = '${artist}' order by year, sort_key, id`),
    );
    const [album = ''] = await library().ids.albumsOf(artist);
    expect(await library().ids.songsOn(album)).toEqual(
      await ids(`select id from library_tracks where album = '${album}' order by disc, number, id`),
    );
    expect(await library().ids.topSongs(artist, 5)).toEqual(
      await ids(`select id from library_tracks where artist = '${artist}' order by created_at desc, id desc limit 5`),
    );
  });

  describe('ids.random', () => {
    const about = async (songs: string[]) => library().songs(songs);

    test('ids.random · as many as asked for, none twice, others each time', async () => {
      const one = await library().ids.random(200);
      expect(new Set(one).size).toBe(200);
      expect(await library().ids.random(200)).not.toEqual(one);
      expect(new Set(await library().ids.random(5000)).size).toBeGreaterThan(1400);
      expect(await library().ids.random(0)).toEqual([]);
    });

    test('ids.random · only what is wished for, and all of it where there is little', async () => {
      const having = await ids(
        `select track as id from track_genres tg join genres g on g.id = tg.genre where g.name = 'Genre 7'`,
      );
      expect((await library().ids.random(500, { genre: 'genre 7' })).toSorted()).toEqual(having.toSorted());
      const years = await about(await library().ids.random(20, { fromYear: 1960, toYear: 1970 }));
      expect(years).toHaveLength(20);
      for (const { year } of years) expect(year >= 1960 && year <= 1970).toBe(true);
      expect(await library().ids.random(5, { genre: 'none' })).toEqual([]);
    });

    test('ids.similar · songs of the genre, of other artists first, the same for the same day', async () => {
      const [song = ''] = await ids('select id from library_tracks order by id limit 1');
      const [own] = await about([song]);
      const like = await library().ids.similar([song], 30, 'seed');
      expect(like).toHaveLength(30);
      expect(like).not.toContain(song);
      expect(await library().ids.similar([song], 30, 'seed')).toEqual(like);
      const rows = await about(like);
      for (const { genres } of rows) expect(genres.some((name) => own?.genres.includes(name))).toBe(true);
      const isOwn = rows.map(({ artist }) => artist === own?.artist);
      expect(isOwn).toEqual(isOwn.toSorted());
    });
  });

  describe('search', () => {
    const find = (query: string, part: Part) => library().search(query, { tracks: part, albums: part, artists: part });

    test('search · pages follow each other, and size 0 finds nothing', async () => {
      const whole = await find('ka', { offset: 0, size: 5000 });
      expect(whole.tracks.length).toBeGreaterThan(50);
      expect(await pages(async (part) => (await find('ka', part)).tracks, 13)).toEqual(whole.tracks);
      expect(await pages(async (part) => (await find('ka', part)).albums, 13)).toEqual(whole.albums);
      expect(await find('ka', { offset: 0, size: 0 })).toEqual({ artists: [], albums: [], tracks: [] });
      expect(await library().search('ka', {})).toEqual({ artists: [], albums: [], tracks: [] });
    });

    test('search · is refused when it is longer than 500 characters', async () => {
      expect(find('x'.repeat(501), { offset: 0, size: 1 })).rejects.toMatchObject({ detail: { field: 'query' } });
    });
  });

  test('every list and search · reads no large table from end to end, and sorts no list', async () => {
    asked();
    for (const [, list] of LISTS) {
      await library().ids.albums(list, { offset: 1, size: 3 });
      await library().ids.albums(list, { offset: 4, size: 3 });
    }
    await library().ids.albums({ by: 'random', seed: 4 }, { offset: 5, size: 3 });
    for (const kind of ['artists', 'albums', 'tracks'] as const)
      await library().ids.everything(kind, { offset: 2, size: 5 });
    await library().ids.songsOfGenre('Genre 7', { offset: 3, size: 5 });
    const [artist = ''] = await library().ids.everything('artists', { offset: 0, size: 1 });
    const [album = ''] = await library().ids.albumsOf(artist);
    await library().ids.songsOn(album);
    const lists = asked();
    expect(lists.length).toBeGreaterThan(5);
    expect(await faultsOf(house(), lists, { sorts: true })).toEqual([]);

    // Whole at first, then what has changed.
    await library().allArtists();
    await library().allArtists();
    const songs = await library().ids.random(20);
    await library().songs(songs);
    await library().albums([album]);
    await library().artists([artist]);
    await library().album(album, undefined);
    await library().ids.topSongs(artist, 5);
    await library().ids.similar(songs.slice(0, 2), 5, 'x');
    await library().search(
      'ka lo',
      Object.fromEntries(['artists', 'albums', 'tracks'].map((kind) => [kind, { offset: 0, size: 5 }])),
    );
    const others = asked();
    expect(others.length).toBeGreaterThan(5);
    expect(await faultsOf(house(), others, { sorts: false })).toEqual([]);
  });
});
