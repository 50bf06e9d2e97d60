import { afterEach, expect, test } from 'bun:test';
import { type Said, tagged } from '../../../scripts/import/tagged.ts';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { kept, NOTHING, only, Tus } from '../../support/tus.ts';

const TAGS = { title: 'Night', artist: 'Guest', album: 'Box', year: '1988', genre: 'Rock', track: 3 };
const GONE = { status: 404, body: { error: expect.stringContaining('finished upload of yours') } };
const NO_TRACK = {
  ...{ title: null, artist: null, album: null, year: null, genre: null, duration: null, format: null },
  ...{ sha256: null, cover: null, track: null },
};
let serials = 0;

/** Uploads a file. @returns its id */
async function upload(house: House, { token }: Pick<Person, 'token'>, bytes: Uint8Array, name = 'x.flac') {
  const text = await new Tus(house, token).finished(new Uint8Array(bytes), name);
  return text.slice('upload:'.length);
}

const song = (said: Said = TAGS) => tagged('flac', { serial: String(++serials), ...said });

onEachEngine('/tracks/import/:id', (house) => {
  afterEach(async () => {
    const { resumableUploads } = house().db.tables;
    await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
    await house().services.media.resumable.expire();
    expect(await kept(house())).toEqual(NOTHING);
  });
  const look = (token: string | undefined, id: string, more = '') =>
    house().call('GET', `/tracks/import/${id}${more}`, { ...(token && { token }) });
  const make = (token: string, id: string, body: object = {}) =>
    house().call('POST', `/tracks/import/${id}`, { token, body });

  test('GET · tells what the tags say, with the picture, and uses nothing up', async () => {
    const anna = await person(house());
    const bytes = song({ ...TAGS, cover: await fixture('small.png') });
    const id = await upload(house(), anna, bytes);
    expect(await look(anna.token, id)).toMatchObject({
      status: 200,
      body: {
        ...{ problem: null, title: 'Night', artist: 'Guest', album: 'Box', year: '1988', genre: 'Rock' },
        ...{ duration: expect.any(Number), format: 'flac', cover: `/tracks/import/${id}/cover`, track: null },
        sha256: new Bun.CryptoHasher('sha256').update(bytes).digest('hex'),
      },
    });
    const cover = await house().fetch('GET', `/tracks/import/${id}/cover`, { token: anna.token });
    expect([cover.status, cover.headers.get('content-type'), cover.headers.get('cache-control')]).toEqual([
      ...[200, 'image/jpeg', 'private, max-age=86400, immutable'],
    ]);
    expect((await cover.bytes()).subarray(0, 3)).toEqual(new Uint8Array([0xff, 0xd8, 0xff]));
    expect(await kept(house())).toEqual(only(1, 2));
  });

  test('GET · of a file without tags, the title is in its name', async () => {
    const anna = await person(house());
    const id = await upload(house(), anna, song({}), '03 - Ёлка.flac');
    expect((await look(anna.token, id)).body).toMatchObject({
      ...{ title: 'Ёлка', artist: null, album: null, year: null, genre: null, cover: null },
    });
    expect((await look(anna.token, id, '/cover')).status).toBe(404);
  });

  test.each([
    ['text', Buffer.from('nothing to hear'), 'upload must be an MP3, WAV, OGG, M4A or FLAC file'],
    ['nothing', Buffer.alloc(0), 'upload must be an MP3, WAV, OGG, M4A or FLAC file'],
    ['half a header', song().subarray(0, 60), 'upload is not readable audio (MP3, WAV, OGG, M4A or FLAC)'],
  ])('GET · says why %s is no track, and POST refuses it and leaves it', async (_, bytes, problem) => {
    const anna = await person(house());
    const id = await upload(house(), anna, bytes, 'song.mp3');
    for (let again = 0; again < 2; again++)
      expect(await look(anna.token, id)).toMatchObject({ status: 200, body: { ...NO_TRACK, problem } });
    for (const own of [true, false]) expect([own, (await make(anna.token, id, { own })).status]).toEqual([own, 400]);
    expect((await kept(house())).uploads).toBe(1);
  });

  test('strangers are 401; others, and what is unknown, unfinished or used, 404', async () => {
    const [anna, boris] = [await person(house()), await person(house())];
    const id = await upload(house(), anna, song());
    const unfinished = (await new Tus(house(), anna.token).made(9)).slice('/uploads/'.length);
    expect((await look(undefined, id)).status).toBe(401);
    for (const [token, other] of [
      [boris.token, id],
      [anna.token, unfinished],
      [anna.token, 'V1StGXR8_Z5jdHi6B-myT'],
      [anna.token, 'x'],
    ] as const) {
      expect(await look(token, other)).toMatchObject(GONE);
      expect((await look(token, other, '/cover')).status).toBe(404);
      expect(await make(token, other)).toMatchObject(GONE);
    }
    expect((await make(anna.token, id)).status).toBe(200);
    expect(await look(anna.token, id)).toMatchObject(GONE);
    expect(await make(anna.token, id)).toMatchObject(GONE);
  });

  test('POST · what is said stands in place of the tags, and the picture on the album', async () => {
    const anna = await person(house());
    const id = await upload(house(), anna, song({ ...TAGS, cover: await fixture('small.png') }), '07.flac');
    const body = { title: ' Утро ', artist: 'Кино', album: 'Ночь', year: '1986', genre: 'Post-Punk; Rock' };
    const made = await make(anna.token, id, body);
    // A copy: what is compared takes on what is expected.
    expect(structuredClone(made.body)).toMatchObject({
      added: true,
      track: {
        ...{ name: 'Утро', genre: 'Post-Punk; Rock', image: null },
        album: { name: 'Ночь', year: '1986', image: expect.any(String), artist: { name: 'Кино' } },
      },
    });
    const { album, audio } = made.body.track;
    expect((await house().fetch('GET', `/uploads/albums/${album.image}`)).status).toBe(200);
    expect((await house().fetch('GET', `/uploads/tracks/${audio}`)).status).toBe(200);
  });

  test.each([true, false])('POST · without an album the picture is the track’s, own %p', async (own) => {
    const anna = await person(house());
    const id = await upload(house(), anna, song({ ...TAGS, cover: await fixture('small.png') }));
    const { track } = (await make(anna.token, id, { own, album: '', year: '', genre: '' })).body;
    expect(track).toMatchObject({
      ...{ image: expect.any(String), genre: null, album: { name: 'Singles', year: null, image: null } },
    });
  });

  test.each([true, false])('POST · tracks of one new album at once make one, in their places, own %p', async (own) => {
    const anna = await person(house());
    const cover = await fixture('small.png');
    const ids = await Promise.all(
      [3, 1, 2].map((track) =>
        upload(house(), anna, song({ artist: 'Crowd', album: 'A', title: `${track}`, track, cover })),
      ),
    );
    const made = await Promise.all(ids.map((id) => make(anna.token, id, { own })));
    expect(made.map(({ status }) => status)).toEqual([200, 200, 200]);
    const albums = new Set(made.map(({ body }) => body.track.album._id));
    expect(albums.size).toBe(1);
    const { body } = await house().call('GET', `/tracks?album=${[...albums][0]}`);
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['1', '2', '3']);
    // Of three pictures one is shown, and none is left.
    const named = (await house().call('GET', `/albums/${[...albums][0]}`)).body.image;
    expect((await house().files('albums')).filter((name) => name === named)).toEqual([named]);
  });

  test('POST own · stands in the profile and its feed, and is private with it', async () => {
    const [anna, boris] = [await person(house()), await person(house())];
    await house().call('POST', `/social/follow/${anna.id}`, { token: boris.token, body: { followerId: boris.id } });
    const { track } = (await make(anna.token, await upload(house(), anna, song()), { own: true, title: 'Mine' })).body;
    expect([track.name, track.album.name, track.album.artist.name]).toEqual(['Mine', 'Box', anna.name]);
    const feed = await house().call('GET', `/social/feed?userId=${boris.id}`, { token: boris.token });
    expect(JSON.stringify(feed.body)).toContain('Mine');
    const profile = { preferences: { privateProfile: true } };
    const hidden = await house().call('PUT', `/users/${anna.id}/profile`, { token: anna.token, body: profile });
    expect(hidden.status).toBe(200);
    expect((await house().call('GET', `/tracks/${track._id}`)).status).toBe(404);
  });

  test('POST · twice at once makes one track; the same bytes again make none', async () => {
    const anna = await person(house());
    const bytes = song();
    const id = await upload(house(), anna, bytes);
    const answers = await Promise.all([make(anna.token, id), make(anna.token, id)]);
    expect(answers.some(({ status, body }) => status === 200 && body.added)).toBe(true);
    const again = await upload(house(), anna, bytes);
    const { track } = (await look(anna.token, again)).body;
    expect(track).toMatchObject({ name: 'Night', album: { name: 'Box' } });
    expect(await make(anna.token, again)).toMatchObject({ status: 200, body: { added: false, track } });
    expect(await look(anna.token, again)).toMatchObject(GONE);
  });

  test.each([
    ['title', 'x'.repeat(301)],
    ['artist', 7],
    ['album', {}],
    ['year', '88'],
    ['genre', 'x'.repeat(201)],
    ['own', 'yes'],
  ])('POST · a wrong %s is 400, naming it, and the upload stays', async (field, value) => {
    const anna = await person(house());
    const id = await upload(house(), anna, song());
    const { status, body } = await make(anna.token, id, { [field]: value });
    expect([status, body.error]).toEqual([400, expect.stringMatching(new RegExp(`^${field} must be`))]);
    expect((await kept(house())).uploads).toBe(1);
  });

  test('GET /uploads · tells formats, limits and what one has uploaded', async () => {
    const [anna, boris] = [await person(house()), await person(house())];
    const id = await upload(house(), anna, song(), 'Ёлка.flac');
    const { status, body } = await house().call('GET', '/uploads', { token: anna.token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ largest: 104_857_600, most: { uploads: 100, bytes: 419_430_400 }, left: null },
      uploads: [{ id, name: 'Ёлка.flac', expires: expect.any(String) }],
    });
    expect(body.uploads[0].received).toBe(body.uploads[0].length);
    expect(body.formats.map(({ name }: { name: string }) => name)).toEqual(['MP3', 'WAV', 'OGG', 'M4A', 'FLAC']);
    expect((await house().call('GET', '/uploads', { token: boris.token })).body.uploads).toEqual([]);
    expect(await house().call('GET', '/uploads')).toMatchObject({ status: 401, body: { error: 'No token presented' } });
    await house().call('PUT', '/user/quota', { token: await house().root(), body: { user_id: anna.id, quota_mb: 1 } });
    const { left } = (await house().call('GET', '/uploads', { token: anna.token })).body;
    expect(left).toBe(1024 * 1024 - body.uploads[0].length);
  });
});
