import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { SubsonicAPI } from 'subsonic-api';
import { fixture, fixturePath } from '../support/fixtures.ts';
import { installed } from '../support/installed.ts';
import { Program } from '../support/program.ts';
import { jpeg } from '../support/releases.ts';

/** What a musician has put there, by title: the file of each. */
const SONGS = { Wave: 'pcm-16.wav', Plain: 'tone.flac', Small: 'cbr.mp3' } as const;
const JPEG = [0xff, 0xd8, 0xff];

let program: Program;
let members = 0;

beforeAll(async () => {
  program = await Program.start({ RATE_LIMIT: 'off' });
  const token = await program.member('musician');
  const send = async (path: string, fields: Record<string, string | File>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await program.fetch(path, { method: 'POST', headers: { token }, body });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { _id: string })._id;
  };
  const artist = await send('/artists', { name: 'The Players' });
  const image = new File([await jpeg(600)], 'cover.jpg');
  const album = await send('/albums', { name: 'Set', year: '1999', artist, image });
  for (const [name, file] of Object.entries(SONGS))
    await send('/tracks', { name, album, genre: 'Jazz', audio: new File([await fixture(file)], file) });
}, 60_000);

afterAll(() => program?.remove());

/** Somebody new, and their key. */
async function listener() {
  const username = `listener${++members}`;
  const token = await program.member(username);
  const { body } = await program.call('POST', '/auth/app-keys', { name: 'a player', password: 'password' }, token);
  return { username, password: body.appKey.key as string };
}

type Auth = ConstructorParameters<typeof SubsonicAPI>[0]['auth'];
type Listener = Awaited<ReturnType<typeof listener>>;
const withToken = (person: Listener): Auth => person;
const withKey = ({ password }: Listener): Auth => ({ apiKey: password });

describe.each([
  ['a token, by GET', withToken, false],
  ['a token, by a form', withToken, true],
  ['the key itself, by GET', withKey, false],
  ['the key itself, by a form', withKey, true],
] as const)('subsonic-api · with %s', (_, authOf, post) => {
  let person: Listener;
  let player: SubsonicAPI;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    person = await listener();
    player = new SubsonicAPI({ url: program.origins[0] as string, auth: authOf(person), post });
  });

  const idOf = (title: keyof typeof SONGS) => ids[title] as string;

  test('GET /rest · loads the library', async () => {
    expect(await player.ping()).toMatchObject({ status: 'ok', type: 'tonearm', openSubsonic: true });
    const { artists } = await player.getArtists();
    expect(artists.index).toMatchObject([{ name: 'P', artist: [{ name: 'The Players', albumCount: 1 }] }]);
    const { artist } = await player.getArtist({ id: artists.index?.[0]?.artist?.[0]?.id as string });
    const { album } = await player.getAlbum({ id: artist.album?.[0]?.id as string });
    expect(album).toMatchObject({ name: 'Set', year: 1999, genre: 'Jazz', songCount: 3, created: expect.any(Date) });
    for (const { id, title } of album.song ?? []) ids[title] = id;
    expect(Object.keys(ids)).toEqual(Object.keys(SONGS));
    const { albumList2 } = await player.getAlbumList2({ type: 'newest', size: 500 });
    expect(albumList2.album?.map(({ id }) => id)).toEqual([album.id]);
    const { searchResult3 } = await player.search3({ query: '', songCount: 500 });
    expect(searchResult3.song?.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
    expect((await player.search3({ query: 'pla' })).searchResult3.song?.map(({ title }) => title)).toEqual([
      'Plain',
      'Small',
      'Wave',
    ]);
    expect((await player.getGenres()).genres.genre).toEqual([{ value: 'Jazz', songCount: 3, albumCount: 1 }]);
    const cover = await player.getCoverArt({ id: album.coverArt as string, size: 300 });
    expect([...(await cover.bytes())].slice(0, 3)).toEqual(JPEG);
  });

  test.each(Object.entries(SONGS))(
    'GET /rest/stream, /rest/download · %s is what was uploaded',
    async (title, file) => {
      const id = idOf(title as keyof typeof SONGS);
      const original = await fixture(file);
      for (const answer of [await player.stream({ id }), await player.download({ id })]) {
        expect([answer.status, answer.headers.get('content-type')?.split('/')[0]]).toEqual([200, 'audio']);
        expect(Buffer.from(await answer.arrayBuffer())).toEqual(original);
      }
    },
  );

  test('GET /rest/stream · a WAV comes as MP3, where one is asked for', async () => {
    const answer = await player.stream({ id: idOf('Wave'), format: 'mp3', maxBitRate: 128 });
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    const [first = 0, second = 0] = await answer.bytes();
    expect([first, second & 0xe0]).toEqual([0xff, 0xe0]);
  });

  test('GET /rest/star · is a favourite', async () => {
    await player.star({ id: [idOf('Plain')] } as Parameters<typeof player.star>[0]);
    const { starred2 } = await player.getStarred2();
    expect(starred2.song).toMatchObject([{ title: 'Plain', starred: expect.any(Date) }]);
    expect((await player.unstar({ id: idOf('Plain') })).status).toBe('ok');
    expect((await player.getStarred2()).starred2.song).toEqual([]);
  });

  test('GET /rest/createPlaylist · a list is made, changed and deleted', async () => {
    const { playlist } = await player.createPlaylist({ name: 'Évening & more', songId: [idOf('Small'), idOf('Wave')] });
    const { id } = playlist;
    await player.updatePlaylist({ playlistId: id, songIdToAdd: [idOf('Plain')], songIndexToRemove: [0] });
    expect((await player.getPlaylist({ id })).playlist).toMatchObject({
      ...{ name: 'Évening & more', owner: person.username, songCount: 2, created: expect.any(Date) },
      entry: [{ title: 'Wave' }, { title: 'Plain' }],
    });
    expect((await player.getPlaylists()).playlists.playlist).toMatchObject([{ id, songCount: 2 }]);
    await player.deletePlaylist({ id });
    expect((await player.getPlaylists()).playlists.playlist).toEqual([]);
  });

  test('GET /rest/scrobble · is a play of the account', async () => {
    expect((await player.scrobble({ id: idOf('Small'), submission: true })).status).toBe('ok');
    expect((await player.getSong({ id: idOf('Small') })).song).toMatchObject({ playCount: 1 });
    const { albumList2 } = await player.getAlbumList2({ type: 'recent' });
    expect(albumList2.album).toMatchObject([{ name: 'Set', playCount: 1 }]);
  });

  test('GET /rest/savePlayQueue · is there for the next device', async () => {
    const queue = { id: Object.values(ids), current: idOf('Plain'), position: 1234 };
    await player.savePlayQueue(queue as unknown as Parameters<typeof player.savePlayQueue>[0]);
    const { playQueue } = await player.getPlayQueue();
    expect(playQueue).toMatchObject({ current: idOf('Plain'), position: 1234, changedBy: 'subsonic-api' });
    expect(playQueue?.entry?.map(({ id }) => id)).toEqual(Object.values(ids));
  });

  test('GET /rest · a wrong key is told as one', async () => {
    const wrong = { username: person.username, password: `${person.password.slice(0, -1)}u` };
    const stranger = new SubsonicAPI({ url: program.origins[0] as string, auth: authOf(wrong), post });
    const refused = await stranger.ping();
    expect(refused).toMatchObject({
      ...{ status: 'failed', type: 'tonearm', openSubsonic: true },
      error: { code: authOf === withKey ? 44 : 40, helpUrl: `${program.origins[0]}/app-keys` },
    });
  });
});

/** The Python of Debian, which has Sublime Music's modules where the program is installed. */
const PYTHON = '/usr/bin/python3';
const sublime = installed('sublime-music', 'sublime-music', 'the players of test/binary/players.test.ts');

describe.each(['token', 'password'])('sublime-music · with a %s', (by) => {
  test.skipIf(sublime === null)(
    'GET /rest · loads, plays, lists, scrobbles, keeps its queue',
    async () => {
      const { username, password } = await listener();
      const script = join(import.meta.dir, '../support/sublime.py');
      const player = Bun.spawn([PYTHON, script, program.origins[0] as string, username, password, by], {
        env: { PATH: process.env.PATH, HOME: program.cwd, PYTHONDONTWRITEBYTECODE: '1' },
        stdout: 'pipe',
        stderr: 'pipe',
      });
      const [said, complained] = await Promise.all([player.stdout.text(), player.stderr.text()]);
      expect([await player.exited, complained]).toEqual([0, '']);
      const titles = Object.keys(SONGS);
      const { size } = Bun.file(fixturePath(SONGS.Wave));
      expect(JSON.parse(said)).toEqual({
        refused: 40,
        library: [['The Players', 1]],
        songs: titles.map((title, at) => {
          const path = `The Players/Set/0${at + 1} - ${title}.${SONGS[title as keyof typeof SONGS].split('.')[1]}`;
          return [title, 'Set', 'The Players', at + 1, path];
        }),
        genres: [['Jazz', 3]],
        folder: titles,
        bytes: [size, size],
        types: ['audio/wav', 'audio/wav', 'image/jpeg'],
        playlists: [
          ['From Sublime', '', false, ['Wave', 'Plain']],
          ['Changed', 'c', true, ['Wave', 'Plain', 'Small']],
          ['Changed', 'c', true, ['Small']],
        ],
        left: 0,
        albums: {
          ...{ RANDOM: [1, 1], NEWEST: [1, 1], ALPHABETICAL_BY_NAME: [1, 1], ALPHABETICAL_BY_ARTIST: [1, 1] },
          ...{ YEAR_RANGE: [1, 1], GENRE: [1, 1], FREQUENT: [0, 1], RECENT: [0, 1], STARRED: [0, 0] },
        },
        queue: [titles, 1, 7],
        search: ['Wave'],
      });
    },
    60_000,
  );
});
