import { afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { library, type Params, Player, query } from '../../support/player.ts';
import { befriend, hide, type Music } from '../../support/songs.ts';

onEachEngine('what is hidden', (house) => {
  let [owner, friend, stranger, root] = [] as unknown as [Player, Player, Player, Player];
  let secret: Music;
  let open: Music;
  let playlist: string;

  beforeAll(async () => {
    [owner, friend, stranger] = (await Promise.all([1, 2, 3].map(() => Player.of(house())))) as [
      Player,
      Player,
      Player,
    ];
    root = await Player.of(house(), 'root');
    await befriend(house(), owner.account, friend.account);
    secret = await library(house(), owner.account, 2);
    open = await library(house(), undefined, 2);
    const { songs, album, artist } = secret;
    const id = [...songs, ...open.songs];
    for (const player of [stranger, friend]) {
      await player.get('star', { id: songs, albumId: [album, open.album], artistId: [artist, open.artist] });
      await player.get('setRating', { id: album, rating: 5 });
      await player.get('scrobble', { id: [songs[0] as string, open.songs[0] as string], time: [1e12, 1e12 + 1] });
      await player.get('createBookmark', { id: songs[0], position: 7 });
      await player.get('createBookmark', { id: open.songs[0], position: 8 });
      await player.get('savePlayQueueByIndex', { id, currentIndex: 2, position: 9 });
      await player.get('reportPlayback', { mediaId: songs[0], mediaType: 'song', positionMs: 1, state: 'paused' });
      await player.get('createShare', { id: [songs[0] as string, open.album], expires: 9e12 });
    }
    playlist = (await stranger.get('createPlaylist', { name: 'Mixed', songId: id })).id;
  });

  const hidden = (isHidden: boolean) => hide(house(), owner.account, isHidden);
  afterEach(() => hidden(false));

  /** All lists of a viewer, as they are answered. */
  const LISTS: readonly (readonly [string, Params?])[] = [
    ...(
      ['getArtists', 'getIndexes', 'getGenres', 'getStarred', 'getStarred2', 'getBookmarks', 'getPlayQueue'] as const
    ).map((name) => [name] as const),
    ...(['getPlayQueueByIndex', 'getNowPlaying', 'getShares', 'getPlaylists', 'getScanStatus'] as const).map(
      (name) => [name] as const,
    ),
    ['getMusicDirectory', { id: 1 }],
    ...['newest', 'alphabeticalByName', 'alphabeticalByArtist', 'starred', 'highest', 'frequent', 'recent'].map(
      (type) => ['getAlbumList2', { type, size: 500 }] as const,
    ),
    ['getAlbumList', { type: 'byYear', fromYear: 0, toYear: 3000 }],
    ['search3', { query: '' }],
    ['search2', { query: 'x' }],
    ['search', { any: 'x' }],
  ];
  const listed = async (player: Player) =>
    Promise.all(
      [...LISTS, ['getPlaylist', { id: playlist }] as const].map(
        async ([name, params]) =>
          `${name} ${query(params ?? {})} ${JSON.stringify(await player.ask(name, params ?? {})).replace(/"(lastModified|lastScan|positionMs|minutesAgo)":("[^"]*"|\d+)/g, '')}`,
      ),
    );

  const ofSong = [
    'getSong',
    'getMusicDirectory',
    'getSimilarSongs',
    'getLyricsBySongId',
    'getCoverArt',
    'stream',
    'download',
    'star',
    'getArtistInfo',
    'getAlbumInfo2',
  ];
  const SINGLE: readonly (readonly [string, (music: Music) => Params])[] = [
    ...ofSong.map((name) => [name, ({ songs }: Music) => ({ id: songs[0] })] as const),
    ['setRating', ({ songs }) => ({ id: songs[0], rating: 1 })],
    ['scrobble', ({ songs }) => ({ id: songs[0] })],
    ['scrobble', ({ songs }) => ({ id: songs[0], submission: false })],
    ['reportPlayback', ({ songs }) => ({ mediaId: songs[0], mediaType: 'song', positionMs: 0, state: 'playing' })],
    ['createBookmark', ({ songs }) => ({ id: songs[0], position: 1 })],
    ['createPlaylist', ({ songs }) => ({ name: 'Never', songId: songs[0] })],
    ['createShare', ({ songs }) => ({ id: songs[0] })],
    ['getTranscodeDecision', ({ songs }) => ({ mediaId: songs[0], mediaType: 'song' })],
    ...['getAlbum', 'getMusicDirectory', 'getAlbumInfo', 'getCoverArt', 'download', 'star'].map(
      (name) => [name, ({ album }: Music) => ({ id: album })] as const,
    ),
    ...['getArtist', 'getMusicDirectory', 'getArtistInfo2', 'getCoverArt', 'star'].map(
      (name) => [name, ({ artist }: Music) => ({ id: artist })] as const,
    ),
  ];

  test('GET /rest/getSong and the rest · are the same for a stranger as if there were nothing', async () => {
    await hidden(true);
    const nothing: Music = { artist: 'f'.repeat(24), album: 'e'.repeat(24), songs: ['d'.repeat(24)], silent: '' };
    for (const [name, of] of SINGLE) {
      const [told, unknown] = [await stranger.ask(name, of(secret)), await stranger.ask(name, of(nothing))];
      expect([name, told]).toEqual([name, unknown]);
      expect([name, told.error.code]).toEqual([name, 70]);
    }
    await hidden(false);
  });

  test('GET /rest/getAlbumList2 and the rest · lists are without it, and as they were when it comes back', async () => {
    const before = await listed(stranger);
    for (const list of before.filter((text) => !/^(getGenres|getScanStatus|getPlaylists|search )/.test(text)))
      expect(list).toMatch(new RegExp(`${secret.album}|${secret.artist}`));
    await hidden(true);
    for (const list of await listed(stranger))
      expect(list).not.toMatch(new RegExp([secret.album, secret.artist, ...secret.songs].join('|')));
    await hidden(false);
    expect(await listed(stranger)).toEqual(before);
  });

  test('GET /rest/getAlbum · a friend, the owner and root see it, though no list has it', async () => {
    await hidden(true);
    for (const player of [owner, friend, root]) {
      expect(await player.get('getAlbum', { id: secret.album })).toMatchObject({
        songCount: 2,
        duration: 400,
        song: [{ id: secret.songs[0] }, { id: secret.songs[1] }],
      });
      expect(await player.get('getSong', { id: secret.songs[0] })).toMatchObject({ album: 'x', track: 1 });
      expect(await player.get('getArtist', { id: secret.artist })).toMatchObject({ albumCount: 0, album: [] });
      const lists = await Promise.all([
        player.get('getArtists'),
        player.get('search3', { query: '' }),
        player.get('getAlbumList2', { type: 'newest' }),
      ]);
      expect(JSON.stringify(lists)).not.toMatch(new RegExp([secret.album, secret.artist, ...secret.songs].join('|')));
    }
    await hidden(false);
  });

  test('GET /rest/getPlaylist · counts what the viewer sees, and keeps the places of the rest', async () => {
    const own = (await friend.get('createPlaylist', { name: 'Of a friend', songId: [...secret.songs, ...open.songs] }))
      .id;
    await hidden(true);
    const seen = async (player: Player, id: string) => {
      const { songCount, duration, entry } = await player.get('getPlaylist', { id });
      return [songCount, duration, entry.map((song: { id: string }) => song.id)];
    };
    expect(await seen(stranger, playlist)).toEqual([2, 400, open.songs]);
    expect(await seen(friend, own)).toEqual([4, 800, [...secret.songs, ...open.songs]]);
    await stranger.get('updatePlaylist', { playlistId: playlist, songIndexToRemove: 0, songIdToAdd: open.songs[0] });
    await hidden(false);
    expect(await seen(stranger, playlist)).toEqual([4, 800, [...secret.songs, open.songs[1], open.songs[0]]]);
    await stranger.get('createPlaylist', { playlistId: playlist, songId: [...secret.songs, ...open.songs] });
  });

  test('GET /rest/getPlayQueueByIndex · entries and the index agree for whoever looks', async () => {
    await hidden(true);
    expect(await stranger.get('getPlayQueueByIndex')).toMatchObject({
      currentIndex: 0,
      position: 9,
      entry: [{ id: open.songs[0] }, { id: open.songs[1] }],
    });
    const { currentIndex, entry } = await friend.get('getPlayQueueByIndex');
    expect([currentIndex, entry[currentIndex].id, entry.length]).toEqual([2, open.songs[0], 4]);
    await hidden(false);
  });

  test('GET /rest/getScanStatus, getIndexes · say that something has changed', async () => {
    const state = async () => [
      (await stranger.get('getScanStatus')).lastScan,
      (await stranger.get('getIndexes')).lastModified,
      (await stranger.get('getScanStatus')).count,
    ];
    const [scan, modified, count] = await state();
    await Bun.sleep(2);
    await hidden(true);
    const [later, since, fewer] = await state();
    expect([later > scan, since > modified, fewer]).toEqual([true, true, count - 2]);
    expect((await stranger.get('getIndexes', { ifModifiedSince: since })).index).toEqual([]);
    expect((await stranger.get('getIndexes', { ifModifiedSince: since - 1 })).index).not.toEqual([]);
    await hidden(false);
  });

  describe('GET /rest/ping · a key', () => {
    test('of a deactivated account opens nothing, and of one that is active again it does', async () => {
      const somebody = await Player.of(house());
      const { accounts } = house().services;
      expect(await somebody.code('ping')).toBe('ok');
      await accounts.setActive(somebody.account.id, false);
      expect(await somebody.code('ping')).toBe(40);
      await accounts.setActive(somebody.account.id, true);
      expect(await somebody.code('ping')).toBe('ok');
    });
    test('that is revoked opens nothing at the next request', async () => {
      const somebody = await Player.of(house());
      expect(await somebody.code('ping')).toBe('ok');
      await house().services.accounts.appKeys.revoke(somebody.account, somebody.keyId);
      expect(await somebody.code('ping')).toBe(44);
    });
  });
});
