import { describe, expect, test } from 'bun:test';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';
import { type Person, person } from '../../support/people.ts';
import { filesOnDisk, madeBy, upload, uploaded } from '../../support/uploads.ts';

const NOT_FOUND = [404, { error: 'Not found' }];
const PRIVATE = [403, { success: false, error: 'Profile is private' }];

onEachEngine('uploads in the catalogue', (house) => {
  const get = async (path: string, token?: string) => {
    const { status, body } = await house().call('GET', path, token === undefined ? {} : { token });
    return [status, body];
  };
  const read = async (path: string) => (await get(path))[1];
  const stream = async (path: string, token?: string) =>
    (await house().fetch('GET', path.replace('http://localhost', ''), token === undefined ? {} : { token })).status;
  const profile = async ({ id, token }: Person) => (await get(`/users/${id}/profile`, token))[1].data;
  const hide = async ({ id, token }: Person, privateProfile: boolean) => {
    const { status } = await house().call('PUT', `/users/${id}/profile`, {
      token,
      body: { preferences: { privateProfile } },
    });
    expect(status).toBe(200);
  };
  const remove = async (path: string, token: string) => (await house().call('DELETE', path, { token })).status;

  describe('a track', () => {
    test('POST /media/upload/track · is there under its id, with the artist and the album that its profile and its tags say', async () => {
      const anna = await person(house());
      await house().call('PUT', `/users/${anna.id}/profile`, { token: anna.token, body: { displayName: 'Anna K.' } });
      const track = await uploaded(
        house(),
        anna,
        'track',
        await tagged({ title: 'Полёт', album: 'Небо', date: '2019' }),
      );
      const full = await read(`/tracks/${track._id}`);
      expect(full).toEqual({
        _id: track._id,
        name: 'Полёт',
        duration: expect.stringMatching(/^\d\d:\d\d$/),
        image: null,
        genre: null,
        audio: track.fileName,
        __v: 0,
        album: {
          ...{ _id: expect.any(String), name: 'Небо', year: '2019', image: null, __v: 0 },
          artist: { _id: expect.any(String), name: 'Anna K.', info: null, image: null, __v: 0 },
        },
      });
      expect(await read(`/tracks/${full.album.artist._id}`)).toEqual([full]);
      expect(await stream(`/uploads/tracks/${track.fileName}`)).toBe(200);
      expect((await profile(anna)).stats.tracksCount).toBe(1);
    });

    test('POST /media/upload/track · without tags is called as its file, on the one album of singles', async () => {
      const anna = await person(house());
      const names = ['One.wav', 'Two.wav'];
      const content = await fixture('pcm-16.wav');
      for (const name of names) await uploaded(house(), anna, 'track', new File([content], name));
      const tracks = await read(`/tracks/${anna.name}`);
      expect(tracks.map(({ name }: { name: string }) => name)).toEqual(['One', 'Two']);
      expect(new Set(tracks.map(({ album }: { album: { _id: string } }) => album._id)).size).toBe(1);
      expect(tracks[0].album).toMatchObject({ name: 'Singles', year: null });
    });

    test('POST /media/upload/track · has its artist for itself: namesakes are others, and so are their albums', async () => {
      const [anna, boris] = [await person(house()), await person(house())];
      for (const { id, token } of [anna, boris])
        await house().call('PUT', `/users/${id}/profile`, { token, body: { displayName: 'Namesake' } });
      const tracks = [
        await uploaded(house(), anna, 'track', 'cbr.mp3'),
        await uploaded(house(), boris, 'track', 'cbr.mp3'),
      ];
      const found = await Promise.all(tracks.map(({ _id }) => read(`/tracks/${_id}`)));
      expect(found[0].album._id).not.toBe(found[1].album._id);
      expect(found[0].album.artist._id).not.toBe(found[1].album.artist._id);
    });

    test('POST /media/upload/track · does not land on an album that others have made for its artist', async () => {
      const anna = await person(house());
      const first = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const { album } = await read(`/tracks/${first._id}`);
      const body = { name: album.name, artist: album.artist._id };
      const foreign = await house().call('POST', '/albums', { token: await house().root(), body });
      expect(foreign.status).toBe(200);
      await remove(`/media/track/${first.fileId}`, anna.token);
      const second = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const where = (await read(`/tracks/${second._id}`)).album;
      expect([where.artist._id, where._id === foreign.body._id]).toEqual([album.artist._id, false]);
    });

    test('POST /trackHistory, GET /social/feed · can be heard, noted and told of', async () => {
      const [anna, boris] = [await person(house()), await person(house())];
      await house().call('POST', `/social/follow/${anna.id}`, { token: boris.token, body: { followerId: boris.id } });
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const heard = await house().call('POST', '/trackHistory', { token: boris.token, body: { track: track.fileId } });
      expect([heard.status, heard.body.track]).toEqual([200, track._id]);
      const feed = (await get(`/social/feed?userId=${boris.id}`, boris.token))[1].data;
      expect(feed).toMatchObject([{ userId: anna.id, action: 'track_published', trackId: track.fileId }]);
      expect(await remove(`/media/track/${track.fileId}`, anna.token)).toBe(200);
      expect((await get('/trackHistory', boris.token))[1]).toEqual([]);
      expect((await get(`/social/feed?userId=${boris.id}`, boris.token))[1].data).toEqual([]);
    });
  });

  describe('deleting', () => {
    test.each([
      ['/media/track/', 'fileId'],
      ['/media/file/', 'fileId'],
      ['/tracks/', '_id'],
    ] as const)(
      'DELETE %s · takes the track, its cover, its files and an album left empty, and is counted',
      async (path, id) => {
        const anna = await person(house());
        const before = await filesOnDisk(house());
        const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
        const stays = await uploaded(house(), anna, 'track', 'tone.flac');
        await uploaded(house(), anna, 'cover', 'small.png', { trackId: track.fileId });
        const { album } = await read(`/tracks/${track._id}`);
        expect(await remove(path + track[id], anna.token)).toBe(200);
        expect(await remove(path + track[id], anna.token)).toBe(404);
        expect(await get(`/tracks/${track._id}`)).toEqual([404, { error: 'No such artist' }]);
        expect(await stream(track.url)).toBe(404);
        expect(await filesOnDisk(house())).toEqual({ ...before, tracks: (before.tracks ?? 0) + 1 });
        const left = await read(`/tracks/${stays._id}`);
        const isShared = left.album._id === album._id;
        expect((await get(`/albums/${album._id}`))[0]).toBe(isShared ? 200 : 404);
        expect((await profile(anna)).stats.tracksCount).toBe(1);
        expect(await remove(path + stays[id], anna.token)).toBe(200);
        expect(await get(`/albums/${left.album._id}`)).toEqual(NOT_FOUND);
        expect(await filesOnDisk(house())).toEqual(before);
        expect((await profile(anna)).stats.tracksCount).toBe(0);
      },
    );

    test('DELETE /media/track/:trackId, /tracks/:id · leaves an album on which something is left, and one that no upload has made', async () => {
      const anna = await person(house());
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const { album } = await read(`/tracks/${track._id}`);
      const body = { name: 'Guest', album: album._id };
      const root = await house().root();
      const guest = (await house().call('POST', '/tracks', { token: root, body })).body;
      await remove(`/media/track/${track.fileId}`, anna.token);
      expect((await get(`/albums/${album._id}`))[0]).toBe(200);
      await remove(`/tracks/${guest._id}`, root);
      expect(await get(`/albums/${album._id}`)).toEqual(NOT_FOUND);

      const own = (await house().call('POST', '/artists', { token: anna.token, body: { name: 'Made' } })).body;
      const made = { name: 'By hand', artist: own._id };
      const shelf = (await house().call('POST', '/albums', { token: anna.token, body: made })).body;
      const entry = { name: 'Song', album: shelf._id };
      const song = (await house().call('POST', '/tracks', { token: anna.token, body: entry })).body;
      await remove(`/tracks/${song._id}`, anna.token);
      expect((await get(`/albums/${shelf._id}`))[0]).toBe(200);
    });

    test('DELETE /media/track/:trackId · while somebody listens does not cut them off', async () => {
      const anna = await person(house());
      const content = Buffer.concat([await fixture('pcm-16.wav'), Buffer.alloc(3_000_000)]);
      const { url, fileId } = await uploaded(house(), anna, 'track', new File([content], 'long.wav'));
      const response = await house().fetch('GET', url.replace('http://localhost', ''));
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      let heard = (await reader.read()).value?.length ?? 0;
      expect(await remove(`/media/track/${fileId}`, anna.token)).toBe(200);
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        heard += value.length;
      }
      expect(heard).toBe(content.length);
      expect(await stream(url)).toBe(404);
    });
  });

  describe('PUT /tracks/:id, of an uploaded track', () => {
    test('changes the track itself', async () => {
      const anna = await person(house());
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const { body } = await house().call('PUT', `/tracks/${track._id}`, {
        token: anna.token,
        body: { name: 'Renamed' },
      });
      expect(body).toMatchObject({ name: 'Renamed', audio: track.fileName });
      expect(await stream(track.url)).toBe(200);
    });

    test('is refused for its audio', async () => {
      const anna = await person(house());
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const before = await filesOnDisk(house());
      const form = new FormData();
      form.set('audio', new File([await fixture('tone.flac')], 'other.flac'));
      for (const body of [form, { audio: null }]) {
        const { status, body: answer } = await house().call('PUT', `/tracks/${track._id}`, { token: anna.token, body });
        expect([status, answer.error]).toEqual([
          409,
          'The audio of an uploaded track stays as it is: upload another track',
        ]);
      }
      const same = { audio: track.fileName, name: 'Same' };
      expect((await house().call('PUT', `/tracks/${track._id}`, { token: anna.token, body: same })).status).toBe(200);
      expect(await filesOnDisk(house())).toEqual(before);
      expect(await stream(track.url)).toBe(200);
    });
  });

  describe('uploads of a private profile', () => {
    async function privately() {
      const [anna, boris, root] = [await person(house()), await person(house()), await house().root()];
      const fan = await person(house());
      const followed = [
        [fan, anna],
        [anna, fan],
        [boris, anna],
      ] as const;
      for (const [{ id, token }, { id: whom }] of followed)
        await house().call('POST', `/social/follow/${whom}`, { token, body: { followerId: id } });
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const cover = await uploaded(house(), anna, 'cover', 'small.png', { trackId: track.fileId });
      const full = await read(`/tracks/${track._id}`);
      await hide(anna, true);
      return { anna, boris, fan, root, track, cover, full, album: full.album._id, artist: full.album.artist._id };
    }
    type World = Awaited<ReturnType<typeof privately>>;

    /** Whether any list of the catalogue shows any of it. */
    async function isListed(at: House, { track, album, artist }: World): Promise<boolean[]> {
      const has = async (path: string, id: string) => {
        for (let next: string | undefined = path; next; ) {
          const { body, headers } = await at.call('GET', next);
          if (Array.isArray(body) && body.some(({ _id }) => _id === id)) return true;
          next = nextPage(headers);
        }
        return false;
      };
      return Promise.all([
        has('/tracks?limit=5', track._id),
        has('/albums?limit=5', album),
        has('/artists?limit=5', artist),
        has(`/tracks?album=${album}`, track._id),
        has(`/albums?artist=${artist}`, album),
        has(`/tracks/${artist}`, track._id),
      ]);
    }

    test('GET /tracks, /albums, /artists · are in no list, and back in all of them when it is public again', async () => {
      const world = await privately();
      expect(await isListed(house(), world)).toEqual(Array(6).fill(false));
      const more = await uploaded(house(), world.anna, 'track', 'tone.flac');
      expect(await isListed(house(), { ...world, track: more })).toEqual(Array(6).fill(false));
      await hide(world.anna, false);
      expect(await isListed(house(), world)).toEqual(Array(6).fill(true));
      expect((await isListed(house(), { ...world, track: more }))[0]).toBe(true);
    });

    test('GET /tracks/:artist, /media/track/:trackId, PUT /tracks/:id · are not there for strangers in the catalogue, and refused by community', async () => {
      const { boris, track, cover, album, artist } = await privately();
      for (const token of [undefined, boris.token]) {
        expect(await get(`/tracks/${track._id}`, token)).toEqual([404, { error: 'No such artist' }]);
        expect(await get(`/tracks/${artist}`, token)).toEqual([404, { error: 'No such artist' }]);
        for (const path of [`/albums/${album}`, `/artists/${artist}`, `/uploads/tracks/${track.fileName}`])
          expect(await get(path, token)).toEqual(NOT_FOUND);
        expect(await get(`/uploads/tracks/${cover.fileName}`, token)).toEqual(NOT_FOUND);
        for (const path of ['track', 'file', 'cover'])
          expect(await get(`/media/${path}/${track.fileId}`, token)).toEqual(PRIVATE);
        expect(await get(`/media/file/${cover.fileId}`, token)).toEqual(PRIVATE);
      }
      const { token } = boris;
      const heard = await house().call('POST', '/trackHistory', { token, body: { track: track._id } });
      expect([heard.status, heard.body]).toEqual([400, { error: 'track names no track' }]);
      for (const path of [`/tracks/${track._id}`, `/albums/${album}`, `/artists/${artist}`]) {
        const body = { name: 'Mine' };
        expect((await house().call('PUT', path, { token, body })).status).toBe(404);
        expect(await remove(path, token)).toBe(404);
      }
    });

    test('GET /tracks/:artist, /media/track/:trackId, /trackHistory · are there for the owner, followers who are followed back, and root', async () => {
      const { anna, fan, root, track, cover, full, album, artist } = await privately();
      for (const token of [anna.token, fan.token, root]) {
        expect(await get(`/tracks/${track._id}`, token)).toEqual([200, { ...full, image: cover.fileName }]);
        expect((await get(`/albums/${album}`, token))[0]).toBe(200);
        expect((await get(`/artists/${artist}`, token))[0]).toBe(200);
        for (const path of [track.url, cover.url, `/media/cover/${track.fileId}`, `/uploads/tracks/${track.fileName}`])
          expect(await stream(path, token)).toBe(200);
        const heard = await house().call('POST', '/trackHistory', { token, body: { track: track._id } });
        expect(heard.status).toBe(200);
        expect((await get('/trackHistory', token))[1]).toHaveLength(1);
      }
      await house().call('DELETE', `/social/unfollow/${anna.id}`, { token: fan.token, body: { followerId: fan.id } });
      expect(await get(`/media/track/${track.fileId}`, fan.token)).toEqual(PRIVATE);
      expect((await get('/trackHistory', fan.token))[1]).toEqual([]);
      expect((await get('/trackHistory', anna.token))[1]).toHaveLength(1);
    });

    test('DELETE /media/track/:trackId, GET /media/avatar/:userId · can be deleted, and the avatar is for those who may see the profile', async () => {
      const { anna, boris, fan, track } = await privately();
      const avatar = await uploaded(house(), anna, 'avatar', 'small.png');
      expect(await get(`/media/avatar/${anna.id}`, boris.token)).toEqual(PRIVATE);
      expect(await stream(avatar.url, fan.token)).toBe(200);
      expect(await remove(`/media/track/${track.fileId}`, anna.token)).toBe(200);
      expect(await stream(track.url, anna.token)).toBe(404);
    });

    test('POST /tracks, /albums · take nothing in from others, who would show what is hidden', async () => {
      const { boris, album, artist, anna } = await privately();
      for (const { token } of [boris, anna]) {
        const track = await house().call('POST', '/tracks', { token, body: { name: 'x', album } });
        expect([track.status, track.body]).toEqual([400, { error: 'album names no album' }]);
        const shelf = await house().call('POST', '/albums', { token, body: { name: 'x', artist } });
        expect([shelf.status, shelf.body]).toEqual([400, { error: 'artist names no artist' }]);
      }
    });

    test('PUT /users/:user/profile · hide what others have put beneath them, which comes back with them', async () => {
      const [anna, boris, fan] = [await person(house()), await person(house()), await person(house())];
      for (const [{ id, token }, { id: whom }] of [
        [anna, fan],
        [fan, anna],
      ] as const)
        await house().call('POST', `/social/follow/${whom}`, { token, body: { followerId: id } });
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const { album } = await read(`/tracks/${track._id}`);
      // As older houses may have it, where anybody could add beneath anything.
      const guest = await madeBy(house(), boris, { artist: album.artist._id, album: album._id });
      const paths = [
        ...[`/artists/${album.artist._id}`, `/albums/${album._id}`, `/albums/${guest.album}`],
        ...[`/tracks/${guest.onAlbum}`, `/tracks/${guest.beneath}`, `/tracks/${album.artist._id}`],
        ...[`/albums?artist=${album.artist._id}`, `/tracks?album=${album._id}`, `/tracks?album=${guest.album}`],
      ];
      const statuses = async (token?: string) => Promise.all(paths.map(async (path) => (await get(path, token))[0]));
      expect(await statuses()).toEqual(paths.map(() => 200));
      await hide(anna, true);
      expect(await statuses()).toEqual(paths.map(() => 404));
      expect(await statuses(boris.token)).toEqual(paths.map(() => 404));
      expect((await statuses(fan.token)).slice(0, 5)).toEqual(Array(5).fill(200));
      const listed = (await read('/tracks?limit=1000')).map(({ _id }: { _id: string }) => _id);
      expect([listed.includes(guest.onAlbum), listed.includes(guest.beneath)]).toEqual([false, false]);
      // Who made them may still take them away.
      expect(await remove(`/tracks/${guest.onAlbum}`, boris.token)).toBe(200);
      paths.splice(3, 1);
      await hide(anna, false);
      expect(await statuses()).toEqual(paths.map(() => 200));
    });

    test('PUT /users/:user/profile · made private before the first upload show no artist either', async () => {
      const anna = await person(house());
      await hide(anna, true);
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const full = (await get(`/tracks/${track._id}`, anna.token))[1];
      expect(await isListed(house(), { track, album: full.album._id, artist: full.album.artist._id } as World)).toEqual(
        Array(6).fill(false),
      );
    });
  });

  describe('accounts.remove, an account', () => {
    test('takes its uploads along, and leaves what it has made by hand', async () => {
      const [anna, fan] = [await person(house()), await person(house())];
      const before = await filesOnDisk(house());
      await uploaded(house(), anna, 'avatar', 'small.png');
      await uploaded(house(), anna, 'cover', 'small.png');
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      await uploaded(house(), anna, 'cover', 'small.png', { trackId: track.fileId });
      const { album } = await read(`/tracks/${track._id}`);
      const own = (await house().call('POST', '/artists', { token: anna.token, body: { name: 'By hand' } })).body;
      await house().call('POST', '/trackHistory', { token: fan.token, body: { track: track._id } });
      const id = (await house().services.accounts.byLogin(anna.name))?.id as string;
      await house().services.accounts.remove(id);
      expect(await filesOnDisk(house())).toEqual(before);
      expect((await get(`/tracks/${track._id}`))[0]).toBe(404);
      expect((await get(`/albums/${album._id}`))[0]).toBe(404);
      expect((await get(`/artists/${album.artist._id}`))[0]).toBe(404);
      expect((await get(`/artists/${own._id}`))[0]).toBe(200);
      expect((await get('/trackHistory', fan.token))[1]).toEqual([]);
      expect((await get(`/media/avatar/${anna.id}`))[0]).toBe(404);
    });

    test.each([
      ['in public', false, 200],
      ['out of sight when its profile was private', true, 404],
    ])('leaves what others have put beneath its artist: %s', async (_, isPrivate, status) => {
      const [anna, boris] = [await person(house()), await person(house())];
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const { album } = await read(`/tracks/${track._id}`);
      const guest = await madeBy(house(), boris, { artist: album.artist._id, album: album._id });
      await hide(anna, isPrivate);
      const id = (await house().services.accounts.byLogin(anna.name))?.id as string;
      await house().services.accounts.remove(id);
      expect((await get(`/tracks/${guest.onAlbum}`))[0]).toBe(status);
      expect((await get(`/albums/${guest.album}`))[0]).toBe(status);
      expect((await get(`/tracks/${track._id}`))[0]).toBe(404);
      expect(await remove(`/tracks/${guest.onAlbum}`, boris.token)).toBe(200);
    });
  });

  test('GET /media/cover/:trackId · a track made by hand does not show the cover of a private profile', async () => {
    const [anna, boris] = [await person(house()), await person(house())];
    const { token } = anna;
    const make = async (path: string, body: object) => (await house().call('POST', path, { token, body })).body._id;
    const artist = await make('/artists', { name: 'By hand' });
    const track = await make('/tracks', { name: 'x', album: await make('/albums', { name: 'x', artist }) });
    await uploaded(house(), anna, 'cover', 'small.png');
    expect(await stream(`/media/cover/${track}`, boris.token)).toBe(200);
    await hide(anna, true);
    expect(await get(`/media/cover/${track}`, boris.token)).toEqual([
      404,
      { success: false, error: 'Cover not found' },
    ]);
    expect(await stream(`/media/cover/${track}`, token)).toBe(200);
  });

  describe('GET /media/track/:trackId, plays', () => {
    test('are counted once for each client, when the answer carries the first byte', async () => {
      const [anna, boris, fan] = [await person(house()), await person(house()), await person(house())];
      const { url, fileName, _id, fileId } = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const path = `/media/track/${fileId}`;
      const ask = async (method: string, headers: Record<string, string>, token?: string) => {
        const response = await house().fetch(method, path, { headers, ...(token === undefined ? {} : { token }) });
        await response.arrayBuffer();
        return response.status;
      };
      const plays = async () => (await profile(anna)).stats.totalPlays;
      expect(await ask('HEAD', {})).toBe(200);
      expect(await ask('GET', { 'if-none-match': `"${fileName}"` })).toBe(304);
      expect(await ask('GET', { range: 'bytes=1-10' })).toBe(206);
      expect(await ask('GET', { range: 'bytes=-10' })).toBe(206);
      expect(await ask('GET', { range: 'bytes=99999999-' })).toBe(416);
      expect(await plays()).toBe(0);
      expect(await ask('GET', { range: 'bytes=0-1' }, boris.token)).toBe(206);
      expect(await ask('GET', { range: 'bytes=0-' }, boris.token)).toBe(206);
      expect(await ask('GET', {}, boris.token)).toBe(200);
      expect(await plays()).toBe(1);
      expect(await ask('GET', {}, fan.token)).toBe(200);
      expect(await ask('GET', {})).toBe(200);
      expect(await ask('GET', {})).toBe(200);
      expect(await plays()).toBe(3);
      await stream(`/uploads/tracks/${fileName}`);
      await stream(`/media/file/${fileId}`);
      expect(await plays()).toBe(3);
      expect(await stream(url)).toBe(200);
      const { tracks } = house().db.tables;
      const rows = await house().db.read.select({ id: tracks.id, plays: tracks.plays }).from(tracks);
      expect(rows.find(({ id }) => id === _id)?.plays).toBe(3);
    });

    test('of a track that the catalogue was given count for who gave it', async () => {
      const [anna, boris] = [await person(house()), await person(house())];
      const { token } = anna;
      const make = async (path: string, body: object) => (await house().call('POST', path, { token, body })).body._id;
      const artist = await make('/artists', { name: 'By hand' });
      const form = new FormData();
      form.set('name', 'Song');
      form.set('album', await make('/albums', { name: 'By hand', artist }));
      form.set('audio', new File([await fixture('cbr.mp3')], 'a.mp3'));
      expect(await stream(`/media/track/${await make('/tracks', form)}`, boris.token)).toBe(200);
      expect((await profile(anna)).stats).toMatchObject({ totalPlays: 1, tracksCount: 0 });
    });
  });

  describe('GET /users/:user/tracks, /users/:user/audio-files', () => {
    test('name the tracks of a user, newest first, and go on by Link', async () => {
      const anna = await person(house());
      const made: string[] = [];
      for (const name of ['cbr.mp3', 'tone.flac', 'tone.ogg'])
        made.push((await uploaded(house(), anna, 'track', name)).fileId);
      await uploaded(house(), anna, 'avatar', 'small.png');
      for (const [path, key] of [
        [`/users/${anna.name}/tracks`, 'data'],
        [`/users/${anna.name}/audio-files`, 'audioFiles'],
      ] as const) {
        const all = (await read(path))[key];
        expect(all.map(({ fileId }: { fileId: string }) => fileId)).toEqual(made.toReversed());
        const first = await house().call('GET', `${path}?limit=2`);
        const next = nextPage(first.headers) ?? '';
        expect([...first.body[key], ...(await read(next))[key]]).toEqual(all);
      }
    });
  });

  test('POST /media/upload/track · two first uploads at once make one artist and one album', async () => {
    const anna = await person(house());
    const answers = await Promise.all(Array.from({ length: 6 }, () => upload(house(), anna, 'track', 'pcm-16.wav')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const tracks = await read(`/tracks/${anna.name}`);
    expect(tracks).toHaveLength(6);
    expect(new Set(tracks.map(({ album }: { album: { _id: string } }) => album._id)).size).toBe(1);
    expect((await read(`/albums?artist=${anna.name}`)).length).toBe(1);
    expect((await profile(anna)).stats.tracksCount).toBe(6);
  });
});

onEachEngine(
  'uploads in a catalogue that anybody may write',
  (house) => {
    test('PUT, DELETE /tracks/:id, /albums/:id, /artists/:id · are still changed by their owner only', async () => {
      const [anna, boris] = [await person(house()), await person(house())];
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      const { album } = (await house().call('GET', `/tracks/${track._id}`)).body;
      const answers = async (token?: string) => {
        const more = token === undefined ? {} : { token };
        const paths = [`/tracks/${track._id}`, `/albums/${album._id}`, `/artists/${album.artist._id}`];
        const all = paths.flatMap((path) => [
          house().call('PUT', path, { ...more, body: { name: 'Mine' } }),
          house().call('DELETE', path, more),
        ]);
        return (await Promise.all(all)).map(({ status }) => status);
      };
      expect(await answers()).toEqual(Array(6).fill(403));
      expect(await answers(boris.token)).toEqual(Array(6).fill(403));
      expect((await house().call('DELETE', `/tracks/${track._id}`, { token: anna.token })).status).toBe(200);
    });
  },
  { CATALOGUE_WRITES: 'open' },
);

/** An MP3 with an ID3v2.4 tag in UTF-8. */
async function tagged(tags: { title: string; album: string; date: string }): Promise<File> {
  const frame = (id: string, text: string) => {
    const content = Buffer.concat([Buffer.from([3]), Buffer.from(text)]);
    return Buffer.concat([Buffer.from(id), Buffer.from([0, 0, 0, content.length, 0, 0]), content]);
  };
  const frames = Buffer.concat([frame('TIT2', tags.title), frame('TALB', tags.album), frame('TDRC', tags.date)]);
  const header = Buffer.concat([Buffer.from('ID3'), Buffer.from([4, 0, 0, 0, 0, 0, frames.length])]);
  const music = await fixture('vbr-plain.mp3');
  return new File([header, frames, music], 'file name.mp3');
}
