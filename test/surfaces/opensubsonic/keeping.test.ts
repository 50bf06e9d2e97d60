import { beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { library, type Params, Player } from '../../support/player.ts';
import type { Music } from '../../support/songs.ts';

const UNKNOWN = 'f'.repeat(24);
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

onEachEngine('what players keep', (house) => {
  let [me, other, root] = [] as unknown as [Player, Player, Player];
  let some: Music;
  let [a, b, c] = ['', '', ''];
  beforeAll(async () => {
    [other, root] = [await Player.of(house()), await Player.of(house(), 'root')];
    some = await library(house(), undefined, 3);
    [a, b, c] = some.songs as [string, string, string];
  });
  beforeEach(async () => {
    me = await Player.of(house());
  });
  const ids = (entries: { id: string }[]) => entries.map(({ id }) => id);
  const login = () => me.account.login;

  describe('GET /rest/createPlaylist', () => {
    const make = (params: Params) => me.get('createPlaylist', params);

    test('makes one, which is answered with all fields', async () => {
      const made = await make({ name: 'Да 📻', songId: [a, b, a] });
      const { entry, ...head } = made;
      expect(head).toEqual({
        ...{ id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'Да 📻', comment: '', owner: login(), public: false },
        ...{
          songCount: 3,
          duration: 600,
          created: expect.stringMatching(MOMENT),
          changed: expect.stringMatching(MOMENT),
        },
        readonly: false,
      });
      expect(ids(entry)).toEqual([a, b, a]);
      expect(await me.get('getPlaylist', { id: `pl-${head.id}` })).toEqual(made);
      expect((await me.get('getPlaylists')).playlist).toEqual([head]);
    });

    test('names need not be unique, and a list may be empty', async () => {
      expect([(await make({ name: 'x' })).entry, (await make({ name: 'x' })).songCount]).toEqual([[], 0]);
      expect((await me.get('getPlaylists')).playlist.map(({ name }: { name: string }) => name)).toEqual(['x', 'x']);
    });

    test('replaces the songs of one, or takes them away', async () => {
      const { id } = await make({ name: 'x', songId: [a, b] });
      const replaced = await make({ playlistId: id, songId: [c], name: 'y' });
      expect([replaced.id, replaced.name, ids(replaced.entry)]).toEqual([id, 'y', [c]]);
      expect((await make({ playlistId: id })).entry).toEqual([]);
    });

    test.each<[string, () => Params, number]>([
      ['neither name nor id', () => ({ songId: UNKNOWN }), 10],
      ['an empty name', () => ({ name: '' }), 10],
      ['a name of spaces', () => ({ name: '  ' }), 10],
      ['a name of 201 characters', () => ({ name: 'x'.repeat(201) }), 10],
      ['an unknown song', () => ({ name: 'x', songId: [a, UNKNOWN] }), 70],
      ['what is no id', () => ({ name: 'x', songId: [a, 'x'] }), 70],
      ['a track without audio', () => ({ name: 'x', songId: some.silent }), 70],
      ['an unknown list', () => ({ playlistId: UNKNOWN }), 70],
    ])('%s is refused, and makes nothing', async (_, params, code) => {
      expect(await me.code('createPlaylist', params())).toBe(code);
      expect((await me.get('getPlaylists')).playlist).toEqual([]);
    });
  });

  describe('GET /rest/updatePlaylist', () => {
    test.each<[string, (id: string) => Params, string]>([
      ['removes before it adds', () => ({ songIndexToRemove: [0, 2], songIdToAdd: [c, 'A'] }), 'bca'],
      ['ignores places that are not there, or twice', () => ({ songIndexToRemove: [1, 1, 9, -1, 'x'] }), 'ac'],
      ['leaves what is not named', () => ({ name: '' }), 'abc'],
    ])('%s', async (_, params, left) => {
      const letters = { A: a, B: b, C: c } as Record<string, string>;
      const { id } = await me.get('createPlaylist', { name: 'x', songId: [a, b, c] });
      const { songIdToAdd, ...rest } = params(id);
      const add = (songIdToAdd as string[] | undefined)?.map((one) => letters[one] ?? c);
      await me.get('updatePlaylist', { playlistId: id, ...rest, songIdToAdd: add });
      const { name, entry } = await me.get('getPlaylist', { id });
      expect([name, ids(entry)]).toEqual(['x', [...left].map((letter) => letters[letter.toUpperCase()] as string)]);
    });

    test('changes name, comment and who finds it; an empty comment clears, an odd flag says nothing', async () => {
      const { id } = await me.get('createPlaylist', { name: 'x' });
      const change = async (params: Params) => {
        await me.get('updatePlaylist', { playlistId: id, ...params });
        const { name, comment, public: isPublic } = await me.get('getPlaylist', { id });
        return [name, comment, isPublic];
      };
      expect(await change({ name: 'y', comment: 'z', public: 'TRUE' })).toEqual(['y', 'z', true]);
      expect(await change({ comment: '', public: 'maybe' })).toEqual(['y', '', true]);
      expect(await change({ public: 0 })).toEqual(['y', '', false]);
    });

    test('others find a public one and cannot change it; root can', async () => {
      const { id } = await me.get('createPlaylist', { name: 'x', songId: a });
      const codes = async (player: Player) => [
        await player.code('getPlaylist', { id }),
        await player.code('updatePlaylist', { playlistId: id, name: 'x' }),
        await player.code('createPlaylist', { playlistId: id, songId: a }),
      ];
      expect(await codes(other)).toEqual([70, 70, 70]);
      await me.get('updatePlaylist', { playlistId: id, public: true });
      expect(await codes(other)).toEqual(['ok', 50, 50]);
      expect(await other.code('deletePlaylist', { id })).toBe(50);
      const shown = async (player: Player) =>
        (await player.get('getPlaylists')).playlist.find((one: { id: string }) => one.id === id);
      expect(await shown(other)).toMatchObject({ owner: login(), public: true, readonly: true });
      expect(await codes(root)).toEqual(['ok', 'ok', 'ok']);
      expect([await me.code('deletePlaylist', { id }), await me.code('deletePlaylist', { id })]).toEqual(['ok', 70]);
    });
  });

  test.each<[string, (names: { mine: string; theirs: string }) => string, [number | 'ok', number | 'ok']]>([
    ['nobody', () => '', ['ok', 'ok']],
    ['the caller, in capitals', ({ mine }) => mine.toUpperCase(), ['ok', 'ok']],
    ['somebody else', ({ theirs }) => theirs, [50, 'ok']],
    ['nobody there is', () => 'nobody-there-is', [50, 70]],
  ])('GET /rest/getPlaylists, getUser · of %s', async (_, name, [mine, ofRoot]) => {
    const username = name({ mine: login(), theirs: other.account.login });
    for (const endpoint of ['getPlaylists', 'getUser']) {
      expect(await me.code(endpoint, { username })).toBe(mine);
      expect(await root.code(endpoint, { username })).toBe(ofRoot);
    }
  });

  describe('GET /rest/getPlayQueue', () => {
    const queue = async () => [await me.get('getPlayQueue'), await me.get('getPlayQueueByIndex')];

    test('is empty before it was saved', async () => {
      const empty = {
        entry: [],
        position: 0,
        username: login(),
        changed: new Date(me.account.createdAt).toISOString(),
        changedBy: '',
      };
      expect(await queue()).toEqual([empty, empty]);
    });

    test('is one, however it was saved', async () => {
      await me.get('savePlayQueue', { id: [a, b, a], current: a, position: 5, c: 'Phone' });
      const both = { position: 5, username: login(), changedBy: 'Phone', changed: expect.stringMatching(MOMENT) };
      const [old, byIndex] = await queue();
      expect([old, byIndex]).toMatchObject([
        { ...both, current: a },
        { ...both, currentIndex: 0 },
      ]);
      expect(ids(old.entry)).toEqual([a, b, a]);
      await me.get('savePlayQueueByIndex', { id: [a, b, a], currentIndex: 2, position: 'x' });
      expect(await queue()).toMatchObject([
        { current: a, position: 0 },
        { currentIndex: 2, changedBy: 'unknown' },
      ]);
      await me.get('savePlayQueue');
      expect(await queue()).toMatchObject([
        { entry: [], position: 0 },
        { entry: [], position: 0 },
      ]);
    });

    test.each<[string, string, () => Params, number]>([
      ['savePlayQueue', 'no current one', () => ({ id: a }), 10],
      ['savePlayQueue', 'a current one of others', () => ({ id: a, current: b }), 10],
      ['savePlayQueue', 'a current one that is none', () => ({ id: a, current: 'x' }), 10],
      ['savePlayQueueByIndex', 'no index', () => ({ id: a }), 10],
      ['savePlayQueueByIndex', 'an index beyond', () => ({ id: a, currentIndex: 1 }), 10],
      ['savePlayQueueByIndex', 'an index below', () => ({ id: a, currentIndex: -1 }), 10],
      ['savePlayQueue', 'what is no id', () => ({ id: 'x', current: 'x' }), 70],
    ])('%s with %s is refused', async (endpoint, _, params, code) => {
      expect(await me.code(endpoint, params())).toBe(code);
      expect((await me.get('getPlayQueue')).changedBy).toBe('');
    });
  });

  test('GET /rest/getBookmarks · one a song, which keeps when it was made', async () => {
    await me.get('createBookmark', { id: a, position: 5, comment: 'x' });
    const [first] = (await me.get('getBookmarks')).bookmark;
    const moment = expect.stringMatching(MOMENT);
    expect(first).toEqual({
      position: 5,
      username: login(),
      comment: 'x',
      created: moment,
      changed: moment,
      entry: await me.get('getSong', { id: a }),
    });
    expect(first.entry.bookmarkPosition).toBe(5);
    await me.get('createBookmark', { id: a, position: 6 });
    expect((await me.get('getBookmarks')).bookmark).toMatchObject([
      { position: 6, comment: '', created: first.created },
    ]);
    expect(await me.code('deleteBookmark', { id: a })).toBe('ok');
    expect(await me.code('deleteBookmark', { id: a })).toBe('ok');
    expect((await me.get('getBookmarks')).bookmark).toEqual([]);
    for (const [params, code] of [
      [{ position: 1 }, 10],
      [{ id: a }, 10],
      [{ id: a, position: -1 }, 10],
      [{ id: a, position: 'x' }, 10],
      [{ id: UNKNOWN, position: 1 }, 70],
      [{ id: some.album, position: 1 }, 70],
    ] as const)
      expect(await me.code('createBookmark', params)).toBe(code);
  });

  test('GET /rest/createShare, getShares, updateShare, deleteShare · own ones only', async () => {
    const { share } = await me.get('createShare', { id: [a, some.album], description: 'x', expires: 9e12 });
    expect(share).toEqual([
      {
        ...{ id: expect.stringMatching(/^[\w-]{16}$/), url: `http://localhost/s/${share[0].id}`, description: 'x' },
        ...{
          username: login(),
          created: expect.stringMatching(MOMENT),
          expires: new Date(9e12).toISOString(),
          visitCount: 0,
        },
        entry: await Promise.all([a, a, b, c].map((id) => me.get('getSong', { id }))),
      },
    ]);
    const [{ id }] = share;
    expect((await me.get('getShares')).share).toEqual(share);
    expect((await other.get('getShares')).share).toEqual([]);
    for (const endpoint of ['updateShare', 'deleteShare'])
      expect([
        await other.code(endpoint, { id }),
        await me.code(endpoint, { id: 'x' }),
        await me.code(endpoint),
      ]).toEqual([70, 70, 10]);
    await me.get('updateShare', { id, description: '', expires: 0 });
    const [changed] = (await me.get('getShares')).share;
    expect([changed.description, changed.expires]).toEqual(['', undefined]);
    expect([
      await me.code('createShare'),
      await me.code('createShare', { id: UNKNOWN }),
      await me.code('createShare', { id: some.artist }),
    ]).toEqual([10, 70, 70]);
    await me.get('deleteShare', { id });
    expect((await me.get('getShares')).share).toEqual([]);
  });

  describe('GET /rest/star', () => {
    const starred = async () => {
      const { artist, album, song } = await me.get('getStarred2');
      return [artist, album, song].map(ids);
    };
    test('is of things of any kind, keeps its moment, and is read back at once', async () => {
      await me.get('star', { id: [a, some.album, some.artist] });
      expect(await starred()).toEqual([[some.artist], [some.album], [a]]);
      const { starred: since } = await me.get('getSong', { id: a });
      expect(since).toMatch(MOMENT);
      await Bun.sleep(2);
      await me.get('star', { id: `tr-${a}` });
      expect((await me.get('getSong', { id: a })).starred).toBe(since);
      await me.get('unstar', { id: [a, UNKNOWN, 'x'], albumId: some.album, artistId: some.artist });
      expect(await starred()).toEqual([[], [], []]);
    });

    test.each<[string, () => Params, number | 'ok']>([
      ['nothing', () => ({}), 10],
      ['an unknown song beside a known one', () => ({ id: [a, UNKNOWN] }), 70],
      ['an album by the id of a song', () => ({ albumId: a }), 70],
      ['what is no id', () => ({ artistId: 'x' }), 70],
      ['1,001 things', () => ({ id: Array.from({ length: 1001 }, () => a) }), 0],
    ])('%s is refused, and stars nothing', async (_, params, code) => {
      expect(await me.code('star', params())).toBe(code);
      expect(await starred()).toEqual([[], [], []]);
    });

    test('GET /user/track/favorite · is a favourite, and the other way round', async () => {
      const { accounts } = house().services;
      const { accessToken: token } = await accounts.openFamily(me.account, {
        refreshLifetime: 60_000,
        spell: (id) => id,
      });
      await me.get('star', { id: a });
      const favourites = await house().call('GET', '/user/track/favorite', { token });
      expect(favourites.body.tracks).toMatchObject([{ track_id: toUuid(a) }]);
      const put = await house().call('POST', `/user/track/favorite?track_id=${toUuid(b)}`, { token });
      expect(put.status).toBeLessThan(300);
      await house().services.tasks.drain();
      expect((await starred())[2]).toContain(b);
    });
  });

  test('GET /rest/setRating · 1 to 5, 0 takes it away; the average is of all', async () => {
    for (const [id, endpoint] of [
      [a, 'getSong'],
      [some.album, 'getAlbum'],
      [some.artist, 'getArtist'],
    ] as const) {
      await me.get('setRating', { id, rating: 4 });
      await other.get('setRating', { id, rating: 1 });
      const third = await Player.of(house());
      await third.get('setRating', { id, rating: 2 });
      expect(await me.get(endpoint, { id })).toMatchObject({ userRating: 4, averageRating: 2.3 });
      await me.get('setRating', { id, rating: 0 });
      expect((await me.get(endpoint, { id })).userRating).toBeUndefined();
    }
    for (const [params, code] of [
      [{ id: a }, 10],
      [{ rating: 1 }, 10],
      [{ id: a, rating: 6 }, 10],
      [{ id: a, rating: -1 }, 10],
      [{ id: a, rating: 'x' }, 10],
      [{ id: UNKNOWN, rating: 1 }, 70],
    ] as const)
      expect(await me.code('setRating', params)).toBe(code);
  });

  describe('GET /rest/scrobble', () => {
    const heard = async (id: string) => {
      const { playCount, played } = await me.get('getSong', { id });
      return [playCount, played];
    };
    test('counts once for a moment, and once in 30 s without', async () => {
      const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
      for (let times = 0; times < 3; times++) await me.get('scrobble', { id: [a, b], time: [time, time + 1000] });
      expect([await heard(a), await heard(b)]).toEqual([
        [1, '2026-01-02T03:04:05.678Z'],
        [1, '2026-01-02T03:04:06.678Z'],
      ]);
      for (let times = 0; times < 3; times++) await me.get('scrobble', { id: c });
      expect((await heard(c))[0]).toBe(1);
      expect(await me.get('getAlbum', { id: some.album })).toMatchObject({ playCount: 3 });
      expect(ids((await me.get('getAlbumList2', { type: 'frequent' })).album)).toEqual([some.album]);
    });

    test('that is only begun counts nothing, and is shown', async () => {
      await me.get('scrobble', { id: a, submission: 'no', c: 'Phone' });
      expect(await heard(a)).toEqual([0, undefined]);
      const mine = (await me.get('getNowPlaying')).entry.filter(
        ({ username }: { username: string }) => username === login(),
      );
      expect(mine).toMatchObject([{ id: a, playerName: 'Phone', minutesAgo: 0, state: 'playing', playbackRate: 1 }]);
      expect(Number.isInteger(mine[0].playerId)).toBe(true);
    });

    test.each<[string, () => Params, number | 'ok']>([
      ['no id', () => ({}), 10],
      ['fewer moments than songs', () => ({ id: [a, b], time: 1e12 }), 10],
      ['an unknown song alone', () => ({ id: UNKNOWN }), 70],
      ['what is no id alone', () => ({ id: 'x' }), 70],
      ['unknown ones beside each other', () => ({ id: [UNKNOWN, 'x'] }), 'ok'],
      ['501 songs', () => ({ id: Array.from({ length: 501 }, () => a) }), 0],
    ])('with %s', async (_, params, code) => {
      expect(await me.code('scrobble', params())).toBe(code);
    });
  });

  test('GET /rest/reportPlayback · counts one play once half was heard, and stops', async () => {
    const report = (params: Params) =>
      me.code('reportPlayback', { mediaId: a, mediaType: 'song', positionMs: 0, state: 'playing', ...params });
    const plays = async () => (await me.get('getSong', { id: a })).playCount;
    expect([await report({ state: 'starting' }), await plays()]).toEqual(['ok', 0]);
    expect([await report({ positionMs: 99_000, ignoreScrobble: 'yes' }), await plays()]).toEqual(['ok', 0]);
    expect([
      await report({ positionMs: 100_000 }),
      await report({ positionMs: 150_000, state: 'stopped' }),
      await plays(),
    ]).toEqual(['ok', 'ok', 1]);
    expect(
      (await me.get('getNowPlaying')).entry.filter(({ username }: { username: string }) => username === login()),
    ).toEqual([]);
    for (const [params, code] of [
      [{ mediaId: undefined }, 10],
      [{ mediaId: UNKNOWN }, 70],
      [{ mediaType: 'podcast' }, 70],
      [{ mediaType: 'x' }, 10],
      [{ positionMs: -1 }, 10],
      [{ state: 'x' }, 10],
      [{ playbackRate: -1 }, 10],
    ] as const)
      expect(await report(params)).toBe(code);
  });

  test('GET /rest/getUser, getUsers, createUser … · who may what', async () => {
    const user = {
      username: login(),
      scrobblingEnabled: true,
      maxBitRate: 0,
      adminRole: false,
      settingsRole: true,
      downloadRole: true,
    };
    expect(await me.get('getUser')).toEqual({
      ...{ ...user, uploadRole: false, playlistRole: true, coverArtRole: false, commentRole: true, podcastRole: false },
      ...{ streamRole: true, jukeboxRole: false, shareRole: true, videoConversionRole: false, folder: [1] },
    });
    expect(await root.get('getUser')).toMatchObject({ adminRole: true, uploadRole: true });
    expect(await me.get('tokenInfo')).toEqual({ username: login() });
    const codes = async (player: Player) =>
      Promise.all(
        [
          'getUsers',
          'createUser',
          'updateUser',
          'deleteUser',
          'changePassword',
          'jukeboxControl',
          'createPodcastChannel',
          'addChatMessage',
          'hls.m3u8',
          'getPodcastEpisode',
          'getVideoInfo',
        ].map((endpoint) => player.code(endpoint)),
      );
    expect(await codes(me)).toEqual([50, 50, 50, 50, 50, 50, 50, 0, 0, 70, 70]);
    expect(await codes(root)).toEqual(['ok', 0, 0, 0, 50, 50, 50, 0, 0, 70, 70]);
  });
});
