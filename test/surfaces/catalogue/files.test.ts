import { expect, test } from 'bun:test';
import { newAlbum } from '../../support/entries.ts';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { CODINGS, wave } from '../../support/wave.ts';

const TONE = { coding: CODINGS.s16, rate: 44_100, channels: 2, seconds: 0.1 };

/** A WAV of two channels that claims one byte for both. */
function lyingBlocks(): Buffer {
  const bytes = wave(TONE);
  bytes.writeUInt16LE(1, 32);
  return bytes;
}

/** A FLAC whose stream information says another rate than its frames. */
async function lyingFlac(): Promise<Buffer> {
  const bytes = await fixture('tone.flac');
  // 20 bits of Hz at byte 10 of the stream information, which begins at byte 8 of the file.
  bytes.writeUIntBE((48_000 << 4) | ((bytes[20] ?? 0) & 0x0f), 18, 3);
  return bytes;
}

/** A form as a browser sends it. The file's own name and type are never what decides. */
async function form(fields: Record<string, string>, files: Record<string, string> = {}): Promise<FormData> {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  for (const [name, path] of Object.entries(files)) made.append(name, new File([await fixture(path)], path));
  return made;
}

/** Every file in the data folder that belongs to the catalogue. */
async function stored(house: House): Promise<string[]> {
  return (await Promise.all(['tmp', 'artists', 'albums', 'tracks'].map((folder) => house.files(folder)))).flat();
}

onEachEngine('files of the catalogue', (house) => {
  test.each([
    ['turned.jpg', 'image/jpeg', 'jpg'],
    ['small.png', 'image/png', 'png'],
    ['small.webp', 'image/webp', 'webp'],
  ])(
    'POST /artists, GET /uploads/:place/:name · a picture %s is kept under a new name and served as %s',
    async (name, type, extension) => {
      const { token } = await house().member();
      const { status, body } = await house().call('POST', '/artists', {
        token,
        body: await form({ name: 'x' }, { image: name }),
      });
      expect(status).toBe(200);
      expect(body.image).toMatch(new RegExp(`^[\\w-]{21}\\.${extension}$`));
      const served = await house().fetch('GET', `/uploads/artists/${body.image}`);
      expect(served.headers.get('content-type')).toBe(type);
      expect(served.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(served.headers.get('vary')).toBe('Authorization, Cookie, Token, Origin');
      expect(served.headers.get('x-content-type-options')).toBe('nosniff');
      expect((await served.arrayBuffer()).byteLength).toBeGreaterThan(100);
      expect((await house().fetch('GET', `/uploads/albums/${body.image}`)).status).toBe(404);
    },
  );

  test.each([
    ['cbr.mp3', 'audio/mpeg', 'mp3', '00:01'],
    ['vbr.mp3', 'audio/mpeg', 'mp3', '00:03'],
    ['pcm-16.wav', 'audio/wav', 'wav', '00:01'],
    ['tone.flac', 'audio/flac', 'flac', '00:01'],
    ['tone.ogg', 'audio/ogg', 'ogg', '00:01'],
    ['tone.opus', 'audio/ogg', 'ogg', '00:01'],
    ['tone.m4a', 'audio/mp4', 'm4a', '00:01'],
  ])(
    'POST /tracks, GET /media/track/:trackId · audio %s is streamed as %s, its length read from the file',
    async (name, type, extension, duration) => {
      const { token } = await house().member();
      const body = await form({ name: 'x', album: await newAlbum(house(), token) }, { audio: name });
      const { status, body: track } = await house().call('POST', '/tracks', { token, body });
      expect(status).toBe(200);
      expect(track.duration).toBe(duration);
      expect(track.audio).toMatch(new RegExp(`^[\\w-]{21}\\.${extension}$`));
      const bytes = await fixture(name);
      const whole = await house().fetch('GET', `/media/track/${track._id}`);
      expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
        200,
        type,
        'bytes',
      ]);
      expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
      const part = await house().fetch('GET', `/media/track/${track._id}`, { headers: { range: 'bytes=100-199' } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes.length}`]);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));
      const head = await house().fetch('HEAD', `/media/track/${track._id}`);
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
      const etag = whole.headers.get('etag') ?? '';
      const again = await house().fetch('GET', `/media/track/${track._id}`, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
      const beyond = await house().fetch('GET', `/media/track/${track._id}`, { headers: { range: 'bytes=999999-' } });
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
      const byName = await house().fetch('GET', `/uploads/tracks/${track.audio}`);
      expect(byName.status).toBe(200);
    },
  );

  test('POST /tracks · a duration that is given wins over the file', async () => {
    const { token } = await house().member();
    const body = await form(
      { name: 'x', album: await newAlbum(house(), token), duration: '04:25' },
      { audio: 'cbr.mp3' },
    );
    expect((await house().call('POST', '/tracks', { token, body })).body.duration).toBe('04:25');
  });

  test('POST /tracks, PUT /tracks/:id · a track takes picture and audio in one form, and each can be replaced and taken away', async () => {
    const { token } = await house().member();
    const before = await stored(house());
    const fields = { name: 'Ёлка', album: await newAlbum(house(), token) };
    const made = await house().call('POST', '/tracks', {
      token,
      body: await form(fields, { image: 'small.png', audio: 'cbr.mp3' }),
    });
    expect(made.body.name).toBe('Ёлка');
    const path = `/tracks/${made.body._id}`;
    expect(await stored(house())).toHaveLength(before.length + 2);
    const changed = await house().call('PUT', path, { token, body: await form({}, { image: 'small.webp' }) });
    expect(changed.body).toEqual({ ...made.body, image: expect.stringMatching(/\.webp$/) });
    expect((await house().fetch('GET', `/uploads/tracks/${made.body.image}`)).status).toBe(404);
    expect(await stored(house())).toHaveLength(before.length + 2);
    expect((await house().call('PUT', path, { token, body: { image: null } })).body.image).toBeNull();
    expect(await stored(house())).toHaveLength(before.length + 1);
    expect((await house().call('DELETE', path, { token })).status).toBe(200);
    expect(await stored(house())).toEqual(before);
    expect(await house().call('GET', `/media/track/${made.body._id}`)).toMatchObject({
      status: 404,
      body: { success: false, error: 'Track not found' },
    });
  });

  test('POST /artists · an empty file input, as browsers send it, is no file', async () => {
    const { token } = await house().member();
    const body = await form({ name: 'x' });
    body.append('image', new File([], ''));
    expect((await house().call('POST', '/artists', { token, body })).body.image).toBeNull();
  });

  test.each([
    ['image', 'cbr.mp3', 400, 'image must be a JPEG, PNG or WebP file'],
    ['audio', 'small.png', 400, 'audio must be an MP3, WAV, OGG, M4A or FLAC file'],
    ['cover', 'small.png', 400, /cover/],
  ])('POST /tracks · a file in %s that is %s is refused and leaves nothing', async (field, name, status, error) => {
    const { token } = await house().member();
    const body = await form({ name: 'x', album: await newAlbum(house(), token) }, { [field]: name });
    const before = await stored(house());
    const answer = await house().call('POST', '/tracks', { token, body });
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatch(error);
    expect(await stored(house())).toEqual(before);
  });

  test.each([
    ['a truncated picture', 'image', async () => (await fixture('turned.jpg')).subarray(0, 400), /^image is not/],
    [
      'markup',
      'image',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      /^image must be/,
    ],
    [
      'a picture that starts as one only',
      'image',
      async () => Buffer.from('\x89PNG\r\n\x1a\n<html>', 'latin1'),
      /^image is not/,
    ],
    [
      'a page that claims to be an MP3',
      'audio',
      async () => Buffer.from(`ID3${'<html>'.repeat(100)}`),
      /^audio must be/,
    ],
    ['a WAV of ADPCM', 'audio', async () => wave({ ...TONE, coding: { ...CODINGS.s16, tag: 2 } }), /^audio is not/],
    ['a WAV whose blocks are not its samples', 'audio', async () => lyingBlocks(), /^audio is not/],
    ['a FLAC whose frames are not what is told', 'audio', async () => lyingFlac(), /^audio is not/],
    ['noise', 'audio', async () => Buffer.alloc(5000, 0xff), /^audio must be/],
  ])('POST /tracks · %s is refused by what it contains', async (_, field, bytes, error) => {
    const { token } = await house().member();
    const body = await form({ name: 'x', album: await newAlbum(house(), token) });
    body.append(field, new File([new Uint8Array(await bytes())], 'song.mp3', { type: 'audio/mpeg' }));
    const before = await stored(house());
    const answer = await house().call('POST', '/tracks', { token, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(error);
    expect(await stored(house())).toEqual(before);
  });

  test('POST /artists, /tracks, PUT /artists/:id · files of a request that is refused for another reason leave nothing', async () => {
    const { token } = await house().member();
    const before = await stored(house());
    const noName = await house().call('POST', '/artists', { token, body: await form({}, { image: 'small.png' }) });
    expect(noName).toMatchObject({ status: 400, body: { error: 'name is required' } });
    const noAlbum = { name: 'x', album: '0123456789abcdef01234567' };
    const lost = await house().call('POST', '/tracks', {
      token,
      body: await form(noAlbum, { image: 'small.png', audio: 'cbr.mp3' }),
    });
    expect(lost).toMatchObject({ status: 400, body: { error: 'album names no album' } });
    const { body: artist } = await house().call('POST', '/artists', { token, body: { name: 'x' } });
    const other = await house().member();
    const foreign = await house().call('PUT', `/artists/${artist._id}`, {
      token: other.token,
      body: await form({}, { image: 'small.png' }),
    });
    expect(foreign.status).toBe(403);
    expect(await stored(house())).toEqual(before);
  });

  test('PUT /artists/:id · of ten who replace one picture at once one is shown and no other stays', async () => {
    const { token } = await house().member();
    const { body: artist } = await house().call('POST', '/artists', {
      token,
      body: await form({ name: 'x' }, { image: 'small.png' }),
    });
    const before = await stored(house());
    await Promise.all(
      Array.from({ length: 10 }, async () =>
        house().call('PUT', `/artists/${artist._id}`, { token, body: await form({}, { image: 'small.webp' }) }),
      ),
    );
    const { body } = await house().call('GET', `/artists/${artist._id}`);
    expect((await stored(house())).toSorted()).toEqual(
      before.map((name) => (name === artist.image ? body.image : name)).toSorted(),
    );
    const { files } = house().db.tables;
    const rows = await house().db.read.select({ name: files.name }).from(files);
    expect(rows.map(({ name }) => name).toSorted()).toEqual((await stored(house())).toSorted());
  });

  test.each([
    '/uploads/artists/..%2F..%2Fjwt-secret',
    '/uploads/tmp/x',
    '/uploads/..%2f/jwt-secret',
    '/uploads/artists/a',
    '/uploads/artists/%00',
  ])('GET %s · opens nothing', async (path) => {
    expect(await house().call('GET', path)).toMatchObject({ status: 404, body: { error: 'Not found' } });
  });
});

onEachEngine(
  'file limits',
  (house) => {
    test('POST /artists · a file beyond its limit is refused and leaves nothing', async () => {
      const { token } = await house().member();
      const body = await form({ name: 'x' });
      body.append('image', new File([Buffer.alloc(1024 * 1024 + 1)], 'x.png'));
      const answer = await house().call('POST', '/artists', { token, body });
      expect(answer).toMatchObject({ status: 413, body: { error: 'image is larger than 1048576 bytes' } });
      expect(await stored(house())).toEqual([]);
    });
  },
  { MAX_COVER_MB: '1' },
);
