import { beforeAll, describe, expect, test } from 'bun:test';
import { type Id, newId } from '../../../src/lib/ids.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { type Params, Player, type Told } from '../../support/player.ts';

const UNKNOWN = 'f'.repeat(24);

interface Wanted {
  name: string;
  year?: string;
  genre?: string;
  songs: string[];
}

/** Writes an artist with albums as the catalogue would have it, one after the other. @returns ids by name */
async function publish(house: House, artist: string, albums: readonly Wanted[], info: string | null = null) {
  const { tables } = house.db;
  const ids: Record<string, Id> = { [artist]: newId() };
  const provenance = { account: null, createdBy: null, hidden: false, image: null };
  let now = Date.UTC(2026, 0, 1) + Math.floor(performance.now());
  await house.db.write(async (tx) => {
    await tx
      .insert(tables.artists)
      .values({ id: ids[artist] as Id, name: artist, info, createdAt: now, ...provenance });
    for (const { name, year = '', genre = null, songs } of albums) {
      const album = newId();
      ids[name] = album;
      await tx
        .insert(tables.albums)
        .values({ id: album, artist: ids[artist] as Id, name, year, release: false, createdAt: ++now, ...provenance });
      for (const [at, song] of songs.entries()) {
        const [id, audio] = [newId(), `${newId()}.flac`];
        ids[song] = id;
        const facts = { bitrate: 900_499, sampleRate: 44_100, bits: 16, channels: 2, codec: 'FLAC', lossless: true };
        await tx.insert(tables.files).values({
          name: audio,
          place: 'tracks',
          type: 'audio/flac',
          size: 1234,
          facts,
          originalName: 'x',
          createdBy: null,
          createdAt: now,
        });
        await tx.insert(tables.tracks).values({
          id,
          album,
          name: song,
          position: at + 1,
          duration: 100,
          audio,
          genre,
          release: false,
          createdAt: now,
          ...provenance,
        });
      }
    }
    await house.services.library.index(tx, {
      artists: [ids[artist] as Id],
      albums: albums.map(({ name }) => ids[name] as Id),
      tracks: albums.flatMap(({ songs }) => songs.map((song) => ids[song] as Id)),
    });
  });
  return ids;
}

onEachEngine('browsing', (house) => {
  let me: Player;
  let ids: Record<string, Id>;
  const id = (name: string) => ids[name] as Id;
  const names = (things: Told[]) => things.map(({ name, title }: Told) => title ?? name);

  beforeAll(async () => {
    me = await Player.of(house());
    ids = {
      ...(await publish(
        house(),
        'The Ärtist',
        [
          { name: 'Zebra', year: '2001', genre: 'Rock; Pop & Co', songs: ['Café Ø', 'A Song'] },
          { name: 'Apple', year: '1999', genre: 'Rock', songs: ['Hinter/den\\Bergen'] },
          { name: 'Empty', songs: [] },
        ],
        '<b>& "so"',
      )),
      ...(await publish(house(), '9 Lives', [{ name: '100%', year: '1984', genre: 'Jazz', songs: ['Blue_Note'] }])),
      ...(await publish(house(), 'Земфира', [{ name: 'Прости', year: '2000', songs: ['日本語の歌'] }])),
    };
  });

  test('GET /rest/getSong · has all that is always there, and nothing that is not known', async () => {
    const created = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const artists = [{ id: id('The Ärtist'), name: 'The Ärtist' }];
    expect(await me.get('getSong', { id: id('A Song') })).toEqual({
      ...{
        id: id('A Song'),
        title: 'A Song',
        isDir: false,
        isVideo: false,
        parent: id('Zebra'),
        albumId: id('Zebra'),
        album: 'Zebra',
      },
      ...{
        artist: 'The Ärtist',
        artistId: id('The Ärtist'),
        track: 2,
        discNumber: 1,
        year: 2001,
        genre: 'Rock',
        size: 1234,
      },
      ...{
        contentType: 'audio/flac',
        suffix: 'flac',
        transcodedContentType: 'audio/mpeg',
        transcodedSuffix: 'mp3',
        duration: 100,
      },
      ...{
        bitRate: 900,
        path: 'The Ärtist/Zebra/02 - A Song.flac',
        created,
        type: 'music',
        playCount: 0,
        mediaType: 'song',
      },
      ...{
        samplingRate: 44_100,
        channelCount: 2,
        bitDepth: 16,
        artists,
        albumArtists: artists,
        displayArtist: 'The Ärtist',
      },
      ...{
        displayAlbumArtist: 'The Ärtist',
        genres: [{ name: 'Rock' }, { name: 'Pop & Co' }],
        isrc: [],
        explicitStatus: '',
        sortName: 'Song',
      },
      ...{
        contributors: [],
        displayComposer: '',
        comment: '',
        musicBrainzId: '',
        moods: [],
        groupings: [],
        works: [],
        movements: [],
      },
      ...{ bpm: 0, replayGain: {} },
    });
    expect((await me.get('getSong', { id: id('Hinter/den\\Bergen') })).path).toBe(
      'The Ärtist/Apple/01 - Hinter_den_Bergen.flac',
    );
    expect((await me.get('getSong', { id: `tr-${id('A Song')}` })).id).toBe(id('A Song'));
  });

  test('GET /rest/getAlbum · has all that is always there, and its songs', async () => {
    const { song, created, ...album } = await me.get('getAlbum', { id: id('Zebra') });
    expect(names(song)).toEqual(['Café Ø', 'A Song']);
    expect(album).toEqual({
      ...{
        id: id('Zebra'),
        name: 'Zebra',
        artist: 'The Ärtist',
        artistId: id('The Ärtist'),
        songCount: 2,
        duration: 200,
        year: 2001,
      },
      ...{
        playCount: 0,
        genre: 'Pop & Co',
        genres: [{ name: 'Pop & Co' }, { name: 'Rock' }],
        mediaType: 'album',
        version: '',
        musicBrainzId: '',
      },
      ...{
        sortName: 'Zebra',
        artists: [{ id: id('The Ärtist'), name: 'The Ärtist' }],
        displayArtist: 'The Ärtist',
        releaseTypes: [],
      },
      ...{
        originalReleaseDate: { year: 2001 },
        releaseDate: { year: 2001 },
        isCompilation: false,
        discTitles: [],
        moods: [],
        recordLabels: [],
      },
      explicitStatus: '',
    });
    expect(await me.get('getAlbum', { id: id('Empty') })).toMatchObject({
      songCount: 0,
      duration: 0,
      song: [],
      releaseDate: {},
    });
  });

  test('GET /rest/getArtists, getIndexes · are by letter, without articles, and count what getArtist gives', async () => {
    const { index, ignoredArticles, lastModified } = await me.get('getArtists');
    expect(ignoredArticles).toBe('The El La Los Las Le Les Os As O A');
    expect(Number.isInteger(lastModified)).toBe(true);
    expect(index.map(({ name, artist }: Told) => [name, names(artist)])).toEqual([
      ['#', ['9 Lives']],
      ['A', ['The Ärtist']],
      ['З', ['Земфира']],
    ]);
    expect(index[1].artist[0]).toEqual({
      ...{
        id: id('The Ärtist'),
        name: 'The Ärtist',
        albumCount: 3,
        musicBrainzId: '',
        sortName: 'Ärtist',
        roles: ['artist', 'albumartist'],
      },
      mediaType: 'artist',
    });
    for (const { artist } of index)
      for (const { id: of, albumCount } of artist)
        expect((await me.get('getArtist', { id: of })).album).toHaveLength(albumCount);
    expect(await me.get('getIndexes')).toMatchObject({
      shortcut: [],
      child: [],
      index: [{}, { artist: [{ id: id('The Ärtist'), name: 'The Ärtist' }] }, {}],
    });
    for (const endpoint of ['getArtists', 'getIndexes'])
      expect((await me.get(endpoint, { musicFolderId: 2 })).index).toEqual([]);
  });

  test('GET /rest/getArtists · shows marks to those who made them, in every format', async () => {
    const fan = await Player.of(house());
    await fan.get('star', { artistId: id('Земфира') });
    await fan.get('setRating', { id: id('Земфира'), rating: 5 });
    const shown = async (player: Player) => (await player.get('getArtists')).index[2].artist[0];
    expect(await shown(fan)).toMatchObject({ starred: expect.any(String), userRating: 5, averageRating: 5 });
    const { starred, userRating, averageRating } = await shown(me);
    expect([starred, userRating, averageRating]).toEqual([undefined, undefined, 5]);
    const text = async (player: Player) => (await player.fetch('getArtists', { f: 'xml' })).text();
    expect([(await text(fan)).includes('starred="'), (await text(me)).includes('starred="')]).toEqual([true, false]);
    await fan.get('unstar', { artistId: id('Земфира') });
    await fan.get('setRating', { id: id('Земфира'), rating: 0 });
    expect(await shown(fan)).toEqual(await shown(me));
  });

  test('GET /rest/getMusicDirectory · goes from the folder to songs', async () => {
    const open = (of: string) => me.get('getMusicDirectory', { id: of });
    const root = await open('1');
    expect(root).toMatchObject({ id: '1', name: 'Music' });
    expect(root.child).toMatchObject([
      { title: '9 Lives', isDir: true },
      { id: id('The Ärtist') },
      { id: id('Земфира') },
    ]);
    expect(await open('root')).toEqual(root);
    const artist = await open(id('The Ärtist'));
    expect(artist.child).toMatchObject([
      { title: 'Empty' },
      { title: 'Apple' },
      { title: 'Zebra', isDir: true, parent: id('The Ärtist'), album: 'Zebra', artist: 'The Ärtist', songCount: 2 },
    ]);
    const album = await open(id('Zebra'));
    expect(album).toMatchObject({
      id: id('Zebra'),
      name: 'Zebra',
      parent: id('The Ärtist'),
      child: [{ parent: id('Zebra') }, { isDir: false }],
    });
    const { id: list } = await me.get('createPlaylist', { name: 'List', songId: id('A Song') });
    expect(await open(list)).toMatchObject({ id: list, name: 'List', child: [{ title: 'A Song' }] });
  });

  test.each<[string, Params | (() => Params), number]>([
    ...[
      'getArtist',
      'getAlbum',
      'getSong',
      'getMusicDirectory',
      'getArtistInfo',
      'getArtistInfo2',
      'getAlbumInfo',
      'getAlbumInfo2',
      'getSimilarSongs',
      'getLyricsBySongId',
      'getCoverArt',
      'stream',
      'download',
    ].flatMap((endpoint): [string, Params, number][] => [
      [endpoint, {}, 10],
      [endpoint, { id: '' }, 10],
      [endpoint, { id: UNKNOWN }, 70],
      [endpoint, { id: 'x' }, 70],
    ]),
    ['getArtist', () => ({ id: id('Zebra') }), 70],
    ['getAlbum', () => ({ id: id('A Song') }), 70],
    ['getSong', () => ({ id: id('Zebra') }), 70],
    ['getMusicDirectory', () => ({ id: id('A Song') }), 70],
    ['stream', () => ({ id: id('Zebra') }), 70],
    ['getTopSongs', {}, 10],
    ['getAlbumList2', {}, 10],
    ['getAlbumList2', { type: 'foo' }, 0],
    ['getAlbumList2', { type: 'constructor' }, 0],
    ['getAlbumList', { type: 'byYear', fromYear: 1 }, 10],
    ['getAlbumList', { type: 'byYear', fromYear: 'x', toYear: 1 }, 10],
    ['getAlbumList', { type: 'byGenre', musicFolderId: 7 }, 10],
    ['getSongsByGenre', {}, 10],
    ['search3', { query: 'x'.repeat(501) }, 10],
  ])('GET /rest/%s · %j is refused', async (endpoint, params, code) => {
    expect(await me.code(endpoint, typeof params === 'function' ? params() : params)).toBe(code);
  });

  test('GET /rest/getArtistInfo, getAlbumInfo · of any kind of thing, as text', async () => {
    const info = { biography: '&lt;b&gt;&amp; &quot;so&quot;', musicBrainzId: '', lastFmUrl: '', similarArtist: [] };
    for (const of of ['The Ärtist', 'Zebra', 'A Song'])
      for (const endpoint of ['getArtistInfo', 'getArtistInfo2'])
        expect(await me.get(endpoint, { id: id(of) })).toEqual(info);
    for (const endpoint of ['getAlbumInfo', 'getAlbumInfo2'])
      expect(await me.ask(endpoint, { id: id('A Song') })).toMatchObject({
        albumInfo: { notes: '', musicBrainzId: '', lastFmUrl: '' },
      });
  });

  test('GET /rest/getGenres, getSongsByGenre · matched without case', async () => {
    expect((await me.get('getGenres')).genre).toEqual([
      { value: 'Jazz', songCount: 1, albumCount: 1 },
      { value: 'Pop & Co', songCount: 2, albumCount: 1 },
      { value: 'Rock', songCount: 3, albumCount: 2 },
    ]);
    const response = await me.fetch('getSongsByGenre', { genre: 'ROCK', count: 2, f: 'json' });
    expect(response.headers.get('x-total-count')).toBe('3');
    expect(((await response.json()) as Told)['subsonic-response'].songsByGenre.song).toHaveLength(2);
    for (const params of [
      { genre: 'none' },
      { genre: 'rock', musicFolderId: 2 },
      { genre: 'rock', offset: 3 },
      { genre: 'rock', count: 0 },
    ])
      expect((await me.get('getSongsByGenre', params)).song).toEqual([]);
  });

  test('GET /rest/getTopSongs, getSimilarSongs · of an artist, and like a song', async () => {
    await me.get('scrobble', { id: id('A Song') });
    for (const params of [{ artist: 'the ärtist' }, { artist: 'The Artist' }, { id: id('The Ärtist'), artist: 'x' }])
      expect(names((await me.get('getTopSongs', { ...params, count: 1 })).song)).toEqual(['A Song']);
    for (const params of [{ artist: 'nobody' }, { id: UNKNOWN }, { artist: 'The Ärtist', count: 0 }])
      expect((await me.get('getTopSongs', params)).song).toEqual([]);
    const like = async () => names((await me.get('getSimilarSongs2', { id: id('A Song') })).song);
    expect(await like()).toEqual(await like());
    expect((await like()).sort()).toEqual(['Café Ø', 'Hinter/den\\Bergen']);
  });

  describe('GET /rest/getAlbumList2', () => {
    const list = async (params: Params) => {
      const response = await me.fetch('getAlbumList2', { f: 'json', ...params });
      const { album } = ((await response.json()) as Told)['subsonic-response'].albumList2;
      return [names(album), Number(response.headers.get('x-total-count'))];
    };
    test.each<[string, Params, string[], number]>([
      ['newest', {}, ['Прости', '100%', 'Empty', 'Apple', 'Zebra'], 5],
      ['alphabeticalByName', {}, ['100%', 'Apple', 'Empty', 'Zebra', 'Прости'], 5],
      ['alphabeticalByArtist', {}, ['100%', 'Empty', 'Apple', 'Zebra', 'Прости'], 5],
      ['byYear', { fromYear: 1999, toYear: 2001 }, ['Apple', 'Прости', 'Zebra'], 3],
      ['byYear', { fromYear: 2001, toYear: 1999 }, ['Zebra', 'Прости', 'Apple'], 3],
      ['byYear', { fromYear: 0, toYear: 1990 }, ['Empty', '100%'], 2],
      ['byGenre', { genre: 'ROCK' }, ['Apple', 'Zebra'], 2],
      ['byGenre', { genre: 'none' }, [], 0],
      ['newest', { size: 2, offset: 3 }, ['Apple', 'Zebra'], 5],
      ['newest', { offset: 5 }, [], 5],
      ['newest', { size: 0 }, [], 5],
      ['newest', { size: -1, offset: -1 }, [], 5],
      ['newest', { size: 'undefined', musicFolderId: 'x' }, ['Прости', '100%', 'Empty', 'Apple', 'Zebra'], 5],
      ['newest', { musicFolderId: 1 }, ['Прости', '100%', 'Empty', 'Apple', 'Zebra'], 5],
      ['newest', { musicFolderId: 0 }, [], 0],
      ...['starred', 'highest', 'recent', 'frequent'].map((type): [string, Params, string[], number] => [
        type,
        { musicFolderId: 7 },
        [],
        0,
      ]),
    ])('%s %j', async (type, params, albums, total) => {
      expect(await list({ type, ...params })).toEqual([albums, total]);
    });

    test("the viewer's own come in their order", async () => {
      const fan = await Player.of(house());
      for (const [name, rating] of [
        ['Zebra', 3],
        ['Apple', 5],
      ] as const) {
        await fan.get('star', { albumId: id(name) });
        await fan.get('setRating', { id: id(name), rating });
        await Bun.sleep(2);
      }
      await fan.get('scrobble', {
        id: [id('A Song'), id('Café Ø'), id('Blue_Note')],
        time: [1e12, 1e12 + 1, 1e12 + 2],
      });
      const own = async (type: string) => names((await fan.get('getAlbumList2', { type })).album);
      expect(await Promise.all(['starred', 'highest', 'recent', 'frequent'].map(own))).toEqual([
        ['Apple', 'Zebra'],
        ['Apple', 'Zebra'],
        ['100%', 'Zebra'],
        ['Zebra', '100%'],
      ]);
      expect(await list({ type: 'starred' })).toEqual([[], 0]);
    });

    test('pages of all orders neither overlap nor leave anything out, by chance too', async () => {
      for (const type of ['newest', 'alphabeticalByName', 'alphabeticalByArtist', 'random']) {
        const pages: string[] = [];
        for (let offset = 0; offset < 6; offset += 2)
          pages.push(...((await list({ type, size: 2, offset, c: 'pages' }))[0] as string[]));
        expect(pages.toSorted()).toEqual(['100%', 'Apple', 'Empty', 'Zebra', 'Прости']);
      }
      const first = async () => String((await list({ type: 'random', c: 'x' }))[0]);
      const orders = new Set(await Promise.all(Array.from({ length: 20 }, first)));
      expect(orders.size).toBeGreaterThan(1);
    });
  });

  test('GET /rest/getRandomSongs · has no song twice, and only those that are wanted', async () => {
    const some = async (params: Params) => names((await me.get('getRandomSongs', params)).song).sort();
    expect(new Set(await some({ size: 500 })).size).toBe(5);
    expect(await some({ genre: 'jazz' })).toEqual(['Blue_Note']);
    expect(await some({ fromYear: 2000, toYear: 2000 })).toEqual(['日本語の歌']);
    expect([await some({ size: 0 }), await some({ genre: 'none' }), await some({ musicFolderId: 5 })]).toEqual([
      [],
      [],
      [],
    ]);
  });

  describe('GET /rest/search3', () => {
    const find = async (params: Params) => {
      const { artist, album, song } = await me.get('search3', params);
      return [artist, album, song].map(names);
    };
    const ALL = [
      ['The Ärtist', '9 Lives', 'Земфира'],
      ['Zebra', 'Apple', 'Empty', '100%', 'Прости'],
      ['Café Ø', 'A Song', 'Hinter/den\\Bergen', 'Blue_Note', '日本語の歌'],
    ];
    const made = (names: string[]) => names.toSorted((one, other) => (id(one) < id(other) ? -1 : 1));
    test.each<[string, Params]>([
      ['nothing', {}],
      ['an empty text', { query: '' }],
      ['quotes', { query: '""' }],
      ['others', { query: "''" }],
      ['a star', { query: '*' }],
      ['encoded quotes', { query: '%22%22' }],
    ])('%s is everything', async (_, params) => {
      expect(await find(params)).toEqual(ALL.map(made));
    });
    test('pages of everything do not overlap, end, and cost nothing when none are wanted', async () => {
      const songs: string[] = [];
      for (let songOffset = 0; songOffset < 6; songOffset += 2)
        songs.push(...((await find({ songCount: 2, songOffset, artistCount: 0, albumCount: 0 }))[2] as string[]));
      expect(songs).toEqual(made(ALL[2] as string[]));
      expect(await find({ songOffset: 5, albumOffset: 9, artistOffset: 9_999_999 })).toEqual([[], [], []]);
      expect(await find({ musicFolderId: 2 })).toEqual([[], [], []]);
      expect((await find({ songCount: 9_999_999 }))[2]).toHaveLength(5);
    });
    test.each<[string, string[], string[], string[]]>([
      ['artist', ['The Ärtist'], ['Apple', 'Empty', 'Zebra'], ['Café Ø', 'Hinter/den\\Bergen', 'A Song']],
      ['CAFE O', [], [], ['Café Ø']],
      ['zebra song', [], [], ['A Song']],
      ['"zeb*"', [], ['Zebra'], ['Café Ø', 'A Song']],
      ['земф', ['Земфира'], ['Прости'], ['日本語の歌']],
      ['本語', [], [], ['日本語の歌']],
      ['100', [], ['100%'], ['Blue_Note']],
      ['note', [], [], ['Blue_Note']],
      ['%', [], [], []],
      ['-- ;', [], [], []],
      ['zebra OR apple', [], [], []],
    ])('%p', async (text, artists, albums, songs) => {
      const [foundArtists, foundAlbums, foundSongs] = await find({ query: text });
      expect([foundArtists, foundAlbums?.toSorted(), foundSongs?.toSorted()]).toEqual([
        artists,
        albums.toSorted(),
        songs.toSorted(),
      ]);
    });
    test('GET /rest/search2, search · old forms of the same', async () => {
      expect(await me.get('search2', { query: 'zebra' })).toMatchObject({
        artist: [],
        album: [{ isDir: true, title: 'Zebra' }],
        song: [{}, {}],
      });
      expect(await me.get('search', { artist: 'ärtist', title: 'song' })).toMatchObject({
        offset: 0,
        totalHits: 1,
        match: [{ title: 'A Song' }],
      });
    });
  });
});
