import { expect, test } from 'bun:test';
import { type Format, type Said, tagged } from '../../../scripts/import/tagged.ts';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
let serials = 0;

/** Sends a file of its own bytes. */
async function send(house: House, token: string, said: Said, format: Format = 'flac', name = `x.${format}`) {
  return sendBytes(house, token, tagged(format, { serial: String(++serials), ...said }), name);
}

async function sendBytes(house: House, token: string | undefined, bytes: Uint8Array, name: string, more = '') {
  const path = `/tracks/import?name=${encodeURIComponent(name)}${more}`;
  const headers = { 'content-type': 'application/octet-stream', ...(token && { token }) };
  const request = new Request(`http://localhost${path}`, { method: 'POST', headers, body: new Uint8Array(bytes) });
  const answer = await house.handle(request);
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
  return { status: answer.status, body: (await answer.json()) as any };
}

const namesOf = (body: { name: string }[]) => body.map(({ name }) => name);

onEachEngine('POST /tracks/import', (house) => {
  test.each<Format>(['flac', 'mp3', 'opus', 'wav'])('a %s comes to the album that its tags name', async (format) => {
    const { token } = await house().member();
    const said = {
      ...{
        title: 'Песня 歌 🎵',
        artist: 'Guest',
        albumArtist: `Кино ${format}`,
        album: '黒い',
        year: '1988',
        genre: 'Rock',
      },
      ...{ track: 3, disc: 2, musicbrainzAlbum: '0f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11' },
    };
    expect(await send(house(), token, said, format)).toEqual({
      status: 200,
      body: {
        added: true,
        track: expect.objectContaining({
          ...{ name: 'Песня 歌 🎵', genre: 'Rock', audio: expect.any(String) },
          album: expect.objectContaining({
            ...{ name: '黒い', year: '1988' },
            artist: expect.objectContaining({ name: `Кино ${format}` }),
          }),
        }),
      },
    });
  });

  test.each<[string, Said, string, [artist: string, album: string, title: string]]>([
    ['without tags', {}, '07 - A Song.v2.flac', ['Unknown Artist', 'Singles', 'A Song.v2']],
    ['without tags, of a disc', {}, '2-03. Night.flac', ['Unknown Artist', 'Singles', 'Night']],
    ['without tags, of a number alone', {}, '1979.flac', ['Unknown Artist', 'Singles', '1979']],
    ['without an album', { artist: 'Solo', title: 'One' }, 'x.flac', ['Solo', 'Singles', 'One']],
    [
      'of a compilation',
      { artist: 'Solo', album: 'Hits', compilation: true },
      'x.flac',
      ['Various Artists', 'Hits', 'x'],
    ],
    [
      ...([
        'of a compilation with an artist',
        { artist: 'Solo', album: 'Hits', compilation: true, albumArtist: 'DJ' },
      ] as const),
      ...(['x.flac', ['DJ', 'Hits', 'x']] as const),
    ] as [string, Said, string, [string, string, string]],
  ])('a file %s is called by what there is', async (_, said, name, [artist, album, title]) => {
    const { token } = await house().member();
    const { track } = (await send(house(), token, said, 'flac', name)).body;
    expect([track.album.artist.name, track.album.name, track.name]).toEqual([artist, album, title]);
  });

  test('a tag in UTF-8 that says it is Latin-1 is read as what it is', async () => {
    const { token } = await house().member();
    const [title, artist, album] = ['Утро', 'Café', 'plain'];
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    const { track } = (await send(house(), token, { title: latin1(title), artist, album: latin1(album) })).body;
    expect([track.name, track.album.artist.name, track.album.name]).toEqual([title, artist, album]);
  });

  test('names are one without regard to case; a MusicBrainz id makes another album', async () => {
    const { token } = await house().member();
    const said = { artist: 'Die Ärzte', album: 'Geräusch', title: 't' };
    const one = (await send(house(), token, said)).body.track.album;
    const two = (await send(house(), token, { ...said, artist: 'DIE ÄRZTE', album: 'GERÄUSCH' })).body.track.album;
    const three = { ...said, musicbrainzAlbum: '0F6BD1E4-FBE1-4F50-AA9B-94C450EC0F11' };
    const other = (await send(house(), token, three)).body.track.album;
    const same = (await send(house(), token, three)).body.track.album;
    expect([two._id, two.artist._id]).toEqual([one._id, one.artist._id]);
    expect(other._id).not.toBe(one._id);
    expect([other.artist._id, same._id]).toEqual([one.artist._id, other._id]);
  });

  test('POST /albums · what is made by hand with the MusicBrainz id is found', async () => {
    const { token } = await house().member();
    const make = async (path: string, body: object) => (await house().call('POST', path, { token, body })).body._id;
    const musicbrainz = '1a6bd1e4-fbe1-4f50-aa9b-94c450ec0f11';
    const artist = await make('/artists', { name: 'Handmade' });
    const album = await make('/albums', { name: 'One', artist, musicbrainz_id: musicbrainz.toUpperCase() });
    const said = { artist: 'handMADE', album: 'ONE', musicbrainzAlbum: musicbrainz, year: '2001' };
    const { track } = (await send(house(), token, said)).body;
    expect([track.album._id, track.album.artist._id, track.album.year]).toEqual([album, artist, '2001']);
    await house().call('PUT', `/albums/${album}`, { token, body: { musicbrainz_id: '' } });
    expect((await send(house(), token, said)).body.track.album._id).not.toBe(album);
  });

  test('tracks stand by disc and number, in whatever order they come', async () => {
    const { token } = await house().member();
    const album = { artist: 'Ordered', album: 'Box' };
    for (const [disc, track] of [
      [2, 1],
      [1, 10],
      [1, 2],
      [2, 3],
    ] as const)
      await send(house(), token, { ...album, disc, track, title: `${disc}.${track}` });
    const { track } = (await send(house(), token, { ...album, title: 'last' })).body;
    await house().call('POST', '/tracks', { token, body: { name: 'end', album: track.album._id } });
    await house().call('POST', '/tracks', {
      token,
      body: { name: '1.3', album: track.album._id, disc: 1, position: '3' },
    });
    const all = ['1.2', '1.3', '1.10', 'last', '2.1', '2.3', 'end'];
    expect(namesOf((await house().call('GET', `/tracks?album=${track.album._id}`)).body)).toEqual(all);
    expect(namesOf((await house().call('GET', '/tracks/Ordered')).body)).toEqual(all);
    const firstPage = await house().call('GET', '/tracks/Ordered?limit=3');
    const next = /<([^>]+)>/.exec(firstPage.headers.get('link') ?? '')?.[1]?.replace('http://localhost', '') ?? '';
    expect(namesOf((await house().call('GET', next)).body)).toEqual(all.slice(3, 6));
  });

  test('the same bytes make nothing, also when they come twice at once', async () => {
    const { token } = await house().member();
    const bytes = tagged('mp3', { artist: 'Twin', album: 'A', serial: String(++serials) });
    const answers = await Promise.all(Array.from({ length: 6 }, () => sendBytes(house(), token, bytes, 'a.mp3')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(answers.filter(({ body }) => body.added)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.track._id)).size).toBe(1);
    expect(await sendBytes(house(), token, bytes, 'b.mp3')).toMatchObject({ status: 200, body: { added: false } });
    expect(namesOf((await house().call('GET', '/tracks/Twin')).body)).toEqual(['a']);
    expect(await house().files('tmp')).toEqual([]);
    const { tracks } = house().db.tables;
    const { audio = '' } = answers[0]?.body.track ?? {};
    expect((await house().files('tracks')).filter((name) => name === audio)).toEqual([audio]);
    const kept = await house().db.read.select({ audio: tracks.audio }).from(tracks);
    const named = kept.flatMap(({ audio }) => audio ?? []);
    expect((await house().files('tracks')).sort()).toEqual(named.sort());
  });

  test('of one artist and album, at once, there is one', async () => {
    const { token } = await house().member();
    const sent = Array.from({ length: 12 }, (_, at) =>
      send(house(), token, { artist: 'Crowd', album: 'Together', track: at + 1, title: `${at + 1}` }),
    );
    const albums = (await Promise.all(sent)).map(({ body }) => body.track.album);
    expect(new Set(albums.map(({ _id }) => _id)).size).toBe(1);
    expect(namesOf((await house().call('GET', '/tracks/Crowd')).body)).toEqual(
      Array.from({ length: 12 }, (_, at) => String(at + 1)),
    );
  });

  test("another's artist and a musician's are left alone", async () => {
    const [one, two] = [await house().member(), await house().member()];
    const root = await house().root();
    const first = (await send(house(), one.token, { artist: 'Mine', album: 'x' })).body.track.album.artist._id;
    expect((await send(house(), two.token, { artist: 'Mine', album: 'x' })).body.track.album.artist._id).not.toBe(
      first,
    );
    expect((await send(house(), root, { artist: 'Mine', album: 'x' })).body.track.album.artist._id).toBe(first);
    const form = new FormData();
    form.set('file', new File([await fixture('vbr.mp3')], 'x.mp3'));
    form.set('userId', two.id);
    expect((await house().call('POST', '/media/upload/track', { token: two.token, body: form })).status).toBe(200);
    const { track } = (await send(house(), root, { artist: two.name, album: 'x' })).body;
    expect(track.album.artist._id).not.toBe(two.id);
  });

  test('GET /tracks?sha256= · tells of the files of the caller; root of all', async () => {
    const [one, two] = [await house().member(), await house().member()];
    const bytes = tagged('flac', { artist: 'Held', album: 'A', serial: String(++serials) });
    const { track } = (await sendBytes(house(), one.token, bytes, 'held.flac')).body;
    const path = `/tracks?sha256=${'0'.repeat(64)},${sha256(bytes).toUpperCase()}`;
    const held = [{ ...track, album: track.album._id, sha256: sha256(bytes) }];
    expect(await house().call('GET', path, { token: one.token })).toMatchObject({ status: 200, body: held });
    expect((await house().call('GET', path, { token: await house().root() })).body).toEqual(held);
    expect((await house().call('GET', path, { token: two.token })).body).toEqual([]);
    expect((await house().call('GET', path)).body).toEqual([]);
    expect((await house().call('GET', '/tracks?sha256=x')).status).toBe(400);
  });

  test.each<[string, () => Uint8Array, string, number, string]>([
    ['no sound', () => Buffer.from('not music'), '', 400, 'audio must be an MP3, WAV, OGG, M4A or FLAC file'],
    [
      'cut off',
      () => tagged('flac', {}).subarray(0, 60),
      '',
      400,
      'audio is not readable audio (MP3, WAV, OGG, M4A or FLAC)',
    ],
    [
      ...(['other bytes', () => tagged('flac', {}), `&sha256=${'0'.repeat(64)}`] as const),
      ...([400, 'sha256 is not that of the bytes that came'] as const),
    ] as [string, () => Uint8Array, string, number, string],
    [
      'no hash',
      () => tagged('flac', {}),
      '&sha256=1',
      400,
      'sha256 must be SHA-256 of the file, hexadecimal; other bytes are refused',
    ],
  ])('%s is refused, and leaves nothing', async (_, bytes, more, status, error) => {
    const { token } = await house().member();
    const count = async () => (await house().call('GET', '/artists')).body.length;
    const before = await count();
    expect(await sendBytes(house(), token, bytes(), 'a.flac', more)).toEqual({ status, body: { error } });
    expect([await count(), await house().files('tmp')]).toEqual([before, []]);
  });

  test('strangers, other types and bodies without a name are refused', async () => {
    const { token } = await house().member();
    expect((await sendBytes(house(), undefined, tagged('flac', {}), 'a')).status).toBe(401);
    expect((await house().call('POST', '/tracks/import?name=a', { token, body: {} })).status).toBe(415);
    expect((await house().call('POST', '/tracks/import', { token })).status).toBe(400);
    for (const [field, value] of [
      ['disc', 0],
      ['position', 10_000],
      ['disc', 'one'],
    ])
      expect(
        (await house().call('POST', '/tracks', { token, body: { name: 'x', album: '1', [field as string]: value } }))
          .body.error,
      ).toStartWith(`${field} must be a whole number from 1 to 9999`);
    expect(
      await house().call('POST', '/albums', { token, body: { name: 'x', artist: '1', musicbrainz_id: 'x' } }),
    ).toMatchObject({
      status: 400,
      body: { error: 'musicbrainz_id must be the id of the release at MusicBrainz, a UUID' },
    });
  });
});
