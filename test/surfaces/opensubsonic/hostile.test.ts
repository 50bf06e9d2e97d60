import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { library, Player } from '../../support/player.ts';
import type { Music } from '../../support/songs.ts';

/** Every endpoint, with the names of its parameters. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  addChatMessage: 'message',
  changePassword: 'username password',
  createBookmark: 'id position comment',
  createInternetRadioStation: 'streamUrl name homepageUrl',
  createPlaylist: 'name playlistId songId',
  createPodcastChannel: 'url',
  createShare: 'id description expires',
  createUser: 'username password email',
  deleteBookmark: 'id',
  deleteInternetRadioStation: 'id',
  deletePlaylist: 'id',
  deletePodcastChannel: 'id',
  deletePodcastEpisode: 'id',
  deleteShare: 'id',
  deleteUser: 'username',
  download: 'id',
  downloadPodcastEpisode: 'id',
  findSonicPath: 'startSongId endSongId',
  getAlbum: 'id',
  getAlbumInfo: 'id',
  getAlbumInfo2: 'id',
  getAlbumList: 'type size offset fromYear toYear genre musicFolderId',
  getAlbumList2: 'type size offset fromYear toYear genre musicFolderId',
  getArtist: 'id',
  getArtistInfo: 'id count includeNotPresent',
  getArtistInfo2: 'id count includeNotPresent',
  getArtists: 'musicFolderId',
  getAvatar: 'username',
  getBookmarks: '',
  getCaptions: 'id format',
  getChatMessages: 'since',
  getCoverArt: 'id size',
  getGenres: '',
  getIndexes: 'musicFolderId ifModifiedSince',
  getInternetRadioStations: '',
  getLicense: '',
  getLyrics: 'artist title',
  getLyricsBySongId: 'id enhanced',
  getMusicDirectory: 'id',
  getMusicFolders: '',
  getNewestPodcasts: 'count',
  getNowPlaying: '',
  getOpenSubsonicExtensions: '',
  getPlayQueue: '',
  getPlayQueueByIndex: '',
  getPlaylist: 'id',
  getPlaylists: 'username',
  getPodcastEpisode: 'id',
  getPodcasts: 'includeEpisodes id',
  getRandomSongs: 'size genre fromYear toYear musicFolderId',
  getScanStatus: '',
  getShares: '',
  getSimilarSongs: 'id count',
  getSimilarSongs2: 'id count',
  getSong: 'id',
  getSongsByGenre: 'genre count offset musicFolderId',
  getSonicSimilarTracks: 'id count',
  getStarred: 'musicFolderId',
  getStarred2: 'musicFolderId',
  getTopSongs: 'artist id count',
  getTranscodeDecision: 'mediaId mediaType',
  getTranscodeStream: 'mediaId mediaType transcodeParams offset',
  getUser: 'username',
  getUsers: '',
  getVideoInfo: 'id',
  getVideos: '',
  'hls.m3u8': 'id bitRate',
  jukeboxControl: 'action index',
  ping: '',
  refreshPodcasts: '',
  reportPlayback: 'mediaId mediaType positionMs state playbackRate ignoreScrobble',
  savePlayQueue: 'id current position',
  savePlayQueueByIndex: 'id currentIndex position',
  scrobble: 'id time submission',
  search: 'artist album title any count offset newerThan',
  search2: 'query artistCount artistOffset albumCount albumOffset songCount songOffset musicFolderId',
  search3: 'query artistCount artistOffset albumCount albumOffset songCount songOffset musicFolderId',
  setRating: 'id rating',
  star: 'id albumId artistId',
  startScan: '',
  stream: 'id maxBitRate format timeOffset estimateContentLength',
  tokenInfo: '',
  unstar: 'id albumId artistId',
  updateInternetRadioStation: 'id streamUrl name',
  updatePlaylist: 'playlistId name comment public songIdToAdd songIndexToRemove',
  updateShare: 'id description expires',
  updateUser: 'username',
};

/** What a parameter that has a few values may be, so that what is behind it is reached too. */
const KNOWN: Readonly<Record<string, string>> = {
  ...{ type: 'byGenre', mediaType: 'song', state: 'playing', positionMs: '0', position: '0', rating: '3' },
  ...{ fromYear: '1', toYear: '2', name: 'x', genre: 'x', currentIndex: '0', count: '3', size: '3' },
};

/** Values as they stand in a query. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['NUL', 'a%00b'],
  ['a lone surrogate', '%ED%A0%80'],
  ['what is no UTF-8', '%ff%fe'],
  ['what is no percent-encoding', '%zz'],
  ['a huge number', '999999999999999'],
  ['a number beyond all', '9'.repeat(400)],
  ['a negative one', '-999999999999999'],
  ['a fraction', '1e309'],
  ['what is no number', 'NaN'],
  ['nothing', ''],
  ['a name of objects', '__proto__'],
  ['quotes', `%27%22%3B--%20%5C%25_*`],
  ['a long text', 'x'.repeat(20_000)],
  ['marks', `%CC%80`.repeat(3000)],
  ['a path', '..%2F..%2Fetc%2Fpasswd'],
  ['a line', 'a%0D%0ASet-Cookie:%20a=b'],
  ['letters beyond', '%F0%9F%93%BB%E2%80%AE%EF%BF%BF'],
];

onEachEngine('odd parameters', (house) => {
  let player: Player;
  let some: Music;
  beforeAll(async () => {
    player = await Player.of(house());
    some = await library(house(), undefined, 3);
  });

  /** No answer is the server's own fault, and none but those that say so in the contract has another status than 200. */
  async function isAnswered(path: string): Promise<void> {
    const response = await player.house.handle(new Request(`http://localhost/rest/${path}`));
    const text = await response.text();
    const isRefused = response.headers.get('content-type') === 'application/json; charset=utf-8';
    if (
      ![200, 404, 413].includes(response.status) &&
      !(response.status === 400 && path.startsWith('getTranscodeStream'))
    )
      throw new Error(`${response.status} ${path.slice(0, 300)} ${text.slice(0, 300)}`);
    if (!isRefused) return;
    const told = JSON.parse(text)['subsonic-response'];
    expect(told).toMatchObject({ version: '1.16.1', type: 'tonearm', openSubsonic: true });
    expect(text).not.toMatch(/Something went wrong|SQLITE|postgres|undefined|\[object/);
    expect(response.headers.get('set-cookie')).toBeNull();
  }

  const keyed = () => `apiKey=${player.key}&f=json`;
  const others = (names: readonly string[], but: string) =>
    names
      .filter((name) => name !== but)
      .map((name) => {
        if (name === 'current' || (/id$/i.test(name) && name !== 'playlistId')) return `&${name}=${some.songs[0]}`;
        return name in KNOWN ? `&${name}=${KNOWN[name]}` : '';
      })
      .join('');

  test.each(Object.entries(ENDPOINTS))(
    'GET /rest/%s · is answered',
    async (endpoint, list) => {
      const names = list.split(' ').filter(Boolean);
      for (const name of names) {
        for (const [, value] of HOSTILE)
          await isAnswered(`${endpoint}?${keyed()}&${name}=${value}${others(names, name)}&${name}=${value}`);
        const many = `&${name}=${some.songs[1]}`.repeat(10_001);
        if (/id$|any$|time|place/i.test(name)) await isAnswered(`${endpoint}?${keyed()}${others(names, name)}${many}`);
      }
      await isAnswered(`${endpoint}?${keyed()}`);
    },
    60_000,
  );

  test.each(['c', 'v', 'f', 'callback', '__proto__'])('GET /rest/savePlayQueue · with an odd %s', async (name) => {
    for (const [, value] of HOSTILE) {
      await isAnswered(
        `savePlayQueue?apiKey=${player.key}&id=${some.songs[0]}&current=${some.songs[0]}&${name}=${value}`,
      );
      await isAnswered(`getPlayQueue?${keyed()}`);
    }
  });

  test.each(HOSTILE)('GET /rest/ping · credentials that are %s', async (_, value) => {
    for (const name of ['u', 'p', 't', 's', 'apiKey'])
      for (const more of ['', '&u=root', '&u=root&p=x', '&u=root&t=x&s=y', '&p=x'])
        await isAnswered(`ping?f=json&${name}=${value}${more}`);
  });

  test.each([
    '',
    '/',
    '/%00',
    '/ping%00',
    '/%zz',
    '/__proto__',
    '/constructor',
    '/toString',
    '/PING',
    '/ping/x',
    '/ping.view.view',
    `/${'x'.repeat(5000)}`,
  ])('GET /rest%s · is no endpoint', async (path) => {
    const response = await house().handle(new Request(`http://localhost/rest${path}?f=json`));
    expect([
      response.status,
      ((await response.json()) as { 'subsonic-response': unknown })['subsonic-response'],
    ]).toMatchObject([404, { status: 'failed', type: 'tonearm', openSubsonic: true, error: { code: 0 } }]);
  });
});
