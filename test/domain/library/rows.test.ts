import { beforeAll, describe, expect, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { parseId } from '../../../src/lib/ids.ts';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { type Person, person } from '../../support/people.ts';
import { Work } from '../../support/releases.ts';
import { uploaded } from '../../support/uploads.ts';

onEachEngine('rows', (house) => {
  const library = () => house().services.library;
  const viewer = (id: string, role = 'musician') => ({ id: parseId(id) ?? id, role }) as Account;
  let root: string;
  let picture: File;
  let audio: File;

  beforeAll(async () => {
    root = await house().root();
    picture = new File([await fixture('small.png')], 'x.png');
    audio = new File([await fixture('cbr.mp3')], 'x.mp3');
  });

  const make = async (path: string, fields: Record<string, string | File>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const { status, body } = await house().call('POST', path, { token: root, body: form });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };

  test('songs · what the catalogue and the file say', async () => {
    const artist = await make('/artists', { name: 'The Band' });
    const album = await make('/albums', { name: 'LP', artist: artist._id, year: '1987', image: picture });
    const track = await make('/tracks', { name: 'Song', album: album._id, genre: 'Rock; Art Rock;rock', audio });
    const silent = await make('/tracks', { name: 'Silent', album: album._id });
    const [song, ...more] = await library().songs([silent._id, track._id, 'f'.repeat(24)]);
    expect(more).toEqual([]);
    expect(song).toEqual({
      ...{ id: track._id, name: 'Song', album: album._id, albumName: 'LP', artist: artist._id, artistName: 'The Band' },
      ...{ disc: 1, number: 1, year: 1987, duration: 1, genres: ['Rock', 'Art Rock'] },
      cover: { place: 'albums', name: album.image },
      ...{ audio: track.audio, type: 'audio/mpeg', size: expect.any(Number), bitrate: 64_000, sampleRate: 44_100 },
      ...{ bits: 0, channels: 1, codec: 'MPEG 1 Layer 3', lossless: false, plays: 0 },
      ...{ createdAt: expect.any(Number), feat: [], isrc: null, explicit: null },
    });
    expect(await library().albums([album._id])).toEqual([
      {
        ...{
          id: album._id,
          name: 'LP',
          artist: artist._id,
          artistName: 'The Band',
          year: 1987,
          songCount: 1,
          duration: 1,
        },
        ...{
          genres: ['Art Rock', 'Rock'],
          cover: { place: 'albums', name: album.image },
          createdAt: expect.any(Number),
        },
        ...{ releaseType: null, date: null, feat: [], explicit: null },
      },
    ]);
    expect(await library().artists([artist._id])).toEqual([
      {
        ...{ id: artist._id, name: 'The Band', sortKey: 'band', albumCount: 1, image: null },
        cover: { place: 'albums', name: album.image },
      },
    ]);
    const genres = await library().genres();
    expect(genres.filter(({ name }) => /rock/i.test(name))).toEqual([
      { name: 'Art Rock', songCount: 1, albumCount: 1 },
      { name: 'Rock', songCount: 1, albumCount: 1 },
    ]);
  });

  test('covers · a track has its own or its album’s, an album its own or its first track’s, an artist its own or the newest’s', async () => {
    const artist = await make('/artists', { name: 'Covers' });
    const bare = await make('/albums', { name: 'Bare', artist: artist._id });
    const first = await make('/tracks', { name: 'A', album: bare._id, audio, image: picture });
    const second = await make('/tracks', { name: 'B', album: bare._id, audio });
    const coverOf = async (id: string) => (await library().songs([id]))[0]?.cover;
    expect(await coverOf(first._id)).toEqual({ place: 'tracks', name: first.image });
    expect(await coverOf(second._id)).toBeNull();
    const cover = { place: 'tracks' as const, name: first.image };
    expect((await library().albums([bare._id]))[0]?.cover).toEqual(cover);
    expect((await library().artists([artist._id]))[0]?.cover).toEqual(cover);
    const { body } = await house().call('PUT', `/artists/${artist._id}`, {
      token: root,
      body: form({ image: picture }),
    });
    expect((await library().artists([artist._id]))[0]).toMatchObject({
      cover: { place: 'artists', name: body.image },
      image: body.image,
    });
  });

  describe('a release of the label', () => {
    test('songs, albums · with what the label says; gone while it is withdrawn, and back with the same ids', async () => {
      const work = await Work.draft(house(), await hire(house(), 'artist'));
      const [track = ''] = await work.complete('Альбом', ['Первый']);
      await house().call('PUT', `/v1/tracks/${work.id}/${track}`, {
        token: work.artist.token,
        body: { feat: ['Гость'], explicit: true, lyrics: '[00:01.00]Раз', isrc: 'RUA1D2500001' },
      });
      await work.status('finalized');
      const [song] = await library().songs([track]);
      expect(song).toMatchObject({ name: 'Первый', disc: 1, number: 1, year: 2025, type: 'audio/wav', lossless: true });
      expect((await library().albums([work.id]))[0]).toMatchObject({ releaseType: 'album', date: '2025-03-01' });
      expect((await library().albums([work.id]))[0]?.explicit).toBe(song?.explicit ?? null);
      await work.status('approved');
      expect([await library().songs([track]), await library().albums([work.id])]).toEqual([[], []]);
      expect(await library().song(track, viewer('f'.repeat(24), 'root'))).toBeUndefined();
      await work.status('finalized');
      expect((await library().songs([track]))[0]?.id).toBe(track);
    });
  });

  describe('a private profile', () => {
    let anna: Person;
    let track: string;
    beforeAll(async () => {
      anna = await person(house());
      track = (await uploaded(house(), anna, 'track', new File([await fixture('pcm-16.wav')], 'Own.wav')))._id;
      await house().call('PUT', `/users/${anna.id}/profile`, {
        token: anna.token,
        body: { preferences: { privateProfile: true } },
      });
    });

    test('songs, albums, visible · nothing of it', async () => {
      expect(await library().songs([track])).toEqual([]);
      expect(await library().visible('tracks', [track])).toEqual([]);
    });

    test('song, album, artist · for those who may see it, and for nobody else', async () => {
      const stranger = viewer((await person(house())).id);
      for (const nobody of [stranger, undefined]) expect(await library().song(track, nobody)).toBeUndefined();
      for (const somebody of [viewer(anna.id), viewer('f'.repeat(24), 'root')]) {
        const song = await library().song(track, somebody);
        expect(song).toMatchObject({ id: track, name: 'Own', albumName: 'Singles', artistName: anna.name });
        const album = await library().album(song?.album ?? '', somebody);
        expect(album).toMatchObject({ album: { songCount: 1, duration: 1 }, songs: [{ id: track }] });
        const artist = await library().artist(song?.artist ?? '', somebody);
        expect(artist).toMatchObject({ artist: { name: anna.name, albumCount: 0 }, albums: [] });
        expect(await library().album(song?.album ?? '', stranger)).toBeUndefined();
        expect(await library().artist(song?.artist ?? '', stranger)).toBeUndefined();
      }
    });
  });

  test('artist · also one without albums; nobody of an unknown id', async () => {
    const artist = await make('/artists', { name: 'The Lonely' });
    expect(await library().artist(artist._id, undefined)).toEqual({
      artist: { id: artist._id, name: 'The Lonely', sortKey: 'lonely', albumCount: 0, image: null, cover: null },
      albums: [],
    });
    expect(await library().artist('f'.repeat(24), undefined)).toBeUndefined();
    expect((await library().allArtists()).map(({ id }) => id)).not.toContain(artist._id);
  });

  function form(fields: Record<string, File>): FormData {
    const made = new FormData();
    for (const [name, value] of Object.entries(fields)) made.set(name, value);
    return made;
  }
});
