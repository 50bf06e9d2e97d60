import { describe, expect, test } from 'bun:test';
import { type House, onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { rootOf, Work } from '../../support/releases.ts';
import { uploaded } from '../../support/uploads.ts';

const NOBODYS_ID = '0123456789abcdef01234567';

/** An artist and an album on it, made by somebody. */
async function newEntries(house: House, token?: string) {
  const more = token === undefined ? {} : { token };
  const make = async (path: string, body: object) => (await house.call('POST', path, { ...more, body })).body._id;
  const artist: string = await make('/artists', { name: 'By hand' });
  const album: string = await make('/albums', { name: 'By hand', artist });
  return { artist, album, track: await make('/tracks', { name: 'By hand', album }) };
}

/** What an upload, and what a release, have made. */
async function others(house: House) {
  const anna = await person(house);
  const track = await uploaded(house, anna, 'track', 'cbr.mp3');
  const full = (await house.call('GET', `/tracks/${track._id}`)).body;
  const work = await Work.draft(house);
  await work.complete();
  await work.status('finalized');
  const release = (await house.call('GET', `/albums/${work.id}`)).body;
  return {
    ...{ anna, 'an upload': { artist: full.album.artist._id, album: full.album._id } },
    'a release': { artist: release.artist, album: work.id },
  };
}

/** The statuses of making and of moving something beneath an artist and an album. */
async function adding(
  house: House,
  token: string | undefined,
  to: { artist: string; album: string },
): Promise<unknown[]> {
  const more = token === undefined ? {} : { token };
  const mine = await newEntries(house, token);
  const calls = [
    house.call('POST', '/albums', { ...more, body: { name: 'Beneath', artist: to.artist } }),
    house.call('POST', '/tracks', { ...more, body: { name: 'Beneath', album: to.album } }),
    house.call('PUT', `/albums/${mine.album}`, { ...more, body: { artist: to.artist } }),
    house.call('PUT', `/tracks/${mine.track}`, { ...more, body: { album: to.album } }),
  ];
  return (await Promise.all(calls)).map(({ status, body }) => (status === 200 ? 200 : [status, body.error]));
}

const ALLOWED = [200, 200, 200, 200];
const FORBIDDEN = Array(4).fill([403, 'Forbidden']);
const ABSENT = [
  [400, 'artist names no artist'],
  [400, 'album names no album'],
  [400, 'artist names no artist'],
  [400, 'album names no album'],
];

onEachEngine('POST and PUT beneath an entry', (house) => {
  test("are for who made it, and root; others' albums can't be filled", async () => {
    const { token } = await house().member();
    const theirs = await newEntries(house(), token);
    const { token: stranger } = await house().member();
    expect(await adding(house(), stranger, theirs)).toEqual(FORBIDDEN);
    expect((await house().call('DELETE', `/tracks/${theirs.track}`, { token })).status).toBe(200);
    expect((await house().call('DELETE', `/albums/${theirs.album}`, { token })).status).toBe(200);
    const again = await newEntries(house(), token);
    expect(await adding(house(), token, again)).toEqual(ALLOWED);
    expect(await adding(house(), (await rootOf(house())).token, again)).toEqual(ALLOWED);
    expect(await adding(house(), stranger, { artist: NOBODYS_ID, album: NOBODYS_ID })).toEqual(ABSENT);
  });

  test('are refused before a file is looked at', async () => {
    const theirs = await newEntries(house(), (await house().member()).token);
    const { token } = await house().member();
    const body = new FormData();
    for (const [field, value] of Object.entries({ name: 'x', album: theirs.album })) body.set(field, value);
    body.set('audio', new File(['no music'], 'x.mp3'));
    expect(await house().call('POST', '/tracks', { token, body })).toMatchObject({ status: 403 });
  });

  test('of an upload are for its owner and root, of a release for root, of what is hidden for nobody', async () => {
    const { anna, ...made } = await others(house());
    const { token } = await house().member();
    for (const to of [made['an upload'], made['a release']])
      expect(await adding(house(), token, to)).toEqual(FORBIDDEN);
    expect(await adding(house(), anna.token, made['an upload'])).toEqual(ALLOWED);
    expect(await adding(house(), (await rootOf(house())).token, made['a release'])).toEqual(ALLOWED);
    const body = { preferences: { privateProfile: true } };
    await house().call('PUT', `/users/${anna.id}/profile`, { token: anna.token, body });
    for (const who of [token, anna.token, (await rootOf(house())).token])
      expect(await adding(house(), who, made['an upload'])).toEqual(ABSENT);
  });

  test('PUT /albums/:id · what a release has made is moved by nobody', async () => {
    const made = (await others(house()))['a release'];
    const { token } = await rootOf(house());
    const mine = await newEntries(house(), token);
    expect(await house().call('PUT', `/albums/${made.album}`, { token, body: { artist: mine.artist } })).toMatchObject({
      status: 409,
      body: { error: 'What a release has published is moved at the label' },
    });
  });

  describe('a reference', () => {
    test('POST, PUT · is taken as the document that it was shown as', async () => {
      const { token } = await house().member();
      const mine = await newEntries(house(), token);
      const full = (await house().call('GET', `/tracks/${mine.track}`)).body;
      const sent = { token, body: { name: 'Again', artist: full.album.artist } };
      const album = (await house().call('POST', '/albums', sent)).body;
      expect(album).toMatchObject({ name: 'Again', artist: mine.artist });
      const track = await house().call('POST', '/tracks', { token, body: { name: 'Again', album } });
      expect(track).toMatchObject({ status: 200, body: { album: album._id } });
      const back = { token, body: { ...full, name: 'Sent back whole' } };
      expect(await house().call('PUT', `/tracks/${mine.track}`, back)).toMatchObject({
        status: 200,
        body: { name: 'Sent back whole', album: mine.album },
      });
      const heard = await house().call('POST', '/trackHistory', { token, body: { track: full } });
      expect(heard).toMatchObject({ status: 200, body: { track: mine.track } });
    });

    test.each([
      ['/albums', { name: 'x', artist: {} }, 'artist must be the id of an artist, or the artist as it was shown'],
      [
        '/albums',
        { name: 'x', artist: { _id: 7 } },
        'artist must be the id of an artist, or the artist as it was shown',
      ],
      ['/tracks', { name: 'x', album: { _id: NOBODYS_ID } }, 'album names no album'],
      ['/tracks', { name: 'x', album: [] }, 'album must be the id of an album, or the album as it was shown'],
      ['/trackHistory', { track: { id: 'x' } }, 'track must be the id of a track, or the track as it was shown'],
      [
        '/trackHistory',
        { track: { _id: 'x'.repeat(65) } },
        'track must be the id of a track, or the track as it was shown',
      ],
    ])('POST %s %j · is refused: %s', async (path, body, error) => {
      const { token } = await house().member();
      expect(await house().call('POST', path, { token, body })).toMatchObject({ status: 400, body: { error } });
    });
  });

  test.each([
    ['1:02:03', '62:03'],
    ['0:00:07', '00:07'],
    ['12:00:00', '720:00'],
    ['62:03', '62:03'],
    [3723, '62:03'],
    ['1:60:00', undefined],
    ['1:00:60', undefined],
    ['1:2:03', undefined],
    ['1667:00:00', undefined],
  ])('POST /tracks · a duration of %s is %s', async (duration, shown) => {
    const { token } = await house().member();
    const { album } = await newEntries(house(), token);
    const { status, body } = await house().call('POST', '/tracks', { token, body: { name: 'x', album, duration } });
    if (shown !== undefined) expect([status, body.duration]).toEqual([200, shown]);
    else expect([status, body.error]).toEqual([400, 'duration must be mm:ss, h:mm:ss, or seconds']);
  });
});

onEachEngine(
  'POST and PUT beneath an entry of the open catalogue',
  (house) => {
    test('are for anybody, but beneath uploads, releases and what is hidden', async () => {
      const mine = await newEntries(house(), (await house().member()).token);
      expect(await adding(house(), undefined, mine)).toEqual(ALLOWED);
      const { anna, ...made } = await others(house());
      for (const to of [made['an upload'], made['a release']]) {
        expect(await adding(house(), undefined, to)).toEqual(FORBIDDEN);
        expect(await adding(house(), (await house().member()).token, to)).toEqual(FORBIDDEN);
      }
      const named = (await house().call('PUT', `/albums/${made['a release'].album}`, { body: { name: 'Mine' } }))
        .status;
      expect(named).toBe(403);
      const body = { preferences: { privateProfile: true } };
      await house().call('PUT', `/users/${anna.id}/profile`, { token: anna.token, body });
      expect(await adding(house(), undefined, made['an upload'])).toEqual(ABSENT);
    });
  },
  { CATALOGUE_WRITES: 'open' },
);
