import { beforeAll, describe, expect, test } from 'bun:test';
import sharp from 'sharp';
import { parseId } from '../../../src/lib/ids.ts';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { type Params, Player, type Told } from '../../support/player.ts';
import { uploaded } from '../../support/uploads.ts';
import { CODINGS, chunk, format, riff } from '../../support/wave.ts';

const FLAC = 'tone.flac';

/** Ten seconds of silence: long enough for rates and moments to tell. */
const SILENCE = new File(
  [
    riff([
      format({ coding: CODINGS.s16, rate: 44_100, channels: 2, seconds: 10 } as never),
      chunk('data', Buffer.alloc(44_100 * 4 * 10)),
    ]),
  ],
  'Silence.wav',
);

onEachEngine('bytes for players', (house) => {
  let [me, stranger] = [] as unknown as [Player, Player];
  let musician: Person;
  let [wav, flac, m4a, mp3] = ['', '', '', ''];
  let song: Told;

  beforeAll(async () => {
    stranger = await Player.of(house());
    musician = await person(house());
    const account = await house().services.accounts.byId(parseId(musician.id) as string);
    me = await Player.for(house(), account as NonNullable<typeof account>, 'password123');
    const track = async (file: string | File) => (await uploaded(house(), musician, 'track', file))._id;
    [wav, flac, m4a, mp3] = [await track(SILENCE), await track(FLAC), await track('tone.m4a'), await track('cbr.mp3')];
    const { fileId } = await uploaded(house(), musician, 'track', 'pcm-16.wav');
    await uploaded(
      house(),
      musician,
      'cover',
      new File(
        [
          await sharp({ create: { width: 800, height: 400, channels: 3, background: '#00f' } })
            .png()
            .toBuffer(),
        ],
        'cover.png',
      ),
      { trackId: fileId },
    );
    song = await me.get('getSong', { id: fileId });
  }, 60_000);

  const get = async (endpoint: string, params: Params, headers: Record<string, string> = {}, method = 'GET') => {
    const response = await me.fetch(endpoint, params, headers, method);
    const { status } = response;
    return { status, of: (name: string) => response.headers.get(name), bytes: await response.bytes() };
  };
  const codeOf = ({ of, bytes }: { of: (name: string) => string | null; bytes: Uint8Array }) =>
    of('content-type') === 'application/json; charset=utf-8'
      ? JSON.parse(new TextDecoder().decode(bytes))['subsonic-response'].error.code
      : undefined;

  describe('GET /rest/stream', () => {
    test.each<[string, Params]>([
      ['as it is', {}],
      ['raw', { format: 'raw', maxBitRate: 32 }],
      ['another format', { format: 'opus' }],
      ['a limit above', { maxBitRate: 320_000 }],
      ['no limit', { maxBitRate: 0 }],
    ])('%s · the original, with ranges', async (_, params) => {
      const original = new Uint8Array(await fixture(FLAC));
      const whole = await get('stream', { id: flac, ...params });
      expect([whole.status, whole.of('content-type'), whole.of('accept-ranges')]).toEqual([200, 'audio/flac', 'bytes']);
      expect(whole.bytes).toEqual(original);
      const etag = whole.of('etag') as string;
      expect((await get('stream', { id: flac, ...params }, { 'if-none-match': etag })).status).toBe(304);
      const part = await get('stream', { id: flac, ...params }, { range: 'bytes=10-19' });
      expect([part.status, part.of('content-range'), part.bytes]).toEqual([
        206,
        `bytes 10-19/${original.length}`,
        original.slice(10, 20),
      ]);
      expect((await get('stream', { id: flac, ...params }, { range: 'bytes=99999999-' })).status).toBe(416);
    });

    test('an M4A is what it is, whatever is asked', async () => {
      for (const params of [{}, { format: 'mp3' }, { maxBitRate: 32 }])
        expect((await get('stream', { id: m4a, ...params })).of('content-type')).toBe('audio/mp4');
    });

    test('an MP3 of a WAV, which is a file once it is whole', async () => {
      const made = await get('stream', { id: wav, format: 'mp3', maxBitRate: 70 }, { range: 'bytes=0-9' });
      expect([made.status, made.of('content-type'), made.of('accept-ranges'), made.of('x-content-duration')]).toEqual([
        200,
        'audio/mpeg',
        'none',
        '10',
      ]);
      expect([made.of('content-length'), made.of('transfer-encoding')]).toEqual([null, null]);
      // 64 kbit/s is the highest that is no more than 70.
      expect(made.bytes.length).toBeWithin(79_000, 83_000);
      await Bun.sleep(100);
      const kept = await get('stream', { id: wav, format: 'mp3', maxBitRate: 70 }, { range: 'bytes=0-9' });
      expect([kept.status, kept.of('content-range'), kept.of('x-content-duration')]).toEqual([
        206,
        `bytes 0-9/${made.bytes.length}`,
        '10',
      ]);
      const later = await get('stream', { id: wav, maxBitRate: 70, timeOffset: 5 });
      expect([later.of('x-content-duration'), later.bytes.length < made.bytes.length * 0.6]).toEqual(['5', true]);
      const usual = await get('stream', { id: wav, format: 'MP3' });
      expect(usual.bytes.length).toBeWithin(238_000, 244_000);
      expect((await get('stream', { id: wav, maxBitRate: 1 })).bytes.length).toBeWithin(39_000, 42_500);
    });

    test('an MP3 is made smaller for those who say how small', async () => {
      const { bitRate } = await me.get('getSong', { id: mp3 });
      expect((await get('stream', { id: mp3, format: 'mp3' })).bytes).toEqual(new Uint8Array(await fixture('cbr.mp3')));
      const less = await get('stream', { id: mp3, maxBitRate: bitRate - 1 });
      expect([less.status, less.of('accept-ranges')]).toEqual([200, 'none']);
    });

    test('HEAD /rest/stream · has the headers and makes nothing', async () => {
      const before = await house().files('transcodes');
      const made = await get('stream', { id: wav, format: 'mp3', maxBitRate: 112 }, {}, 'HEAD');
      expect([made.status, made.of('content-type'), made.of('x-content-duration'), made.bytes.length]).toEqual([
        200,
        'audio/mpeg',
        '10',
        0,
      ]);
      expect(await house().files('transcodes')).toEqual(before);
      const original = await get('stream', { id: flac }, {}, 'HEAD');
      expect([original.of('content-length'), original.of('accept-ranges')]).toEqual([
        String((await fixture(FLAC)).byteLength),
        'bytes',
      ]);
    });

    test('counts no play, as GET /media/track/:id does', async () => {
      const plays = async () => (await house().call('GET', `/media/tracks/${musician.id}`, {})).body;
      const before = JSON.stringify(await plays());
      await get('stream', { id: flac });
      expect(JSON.stringify(await plays())).toBe(before);
      expect((await me.get('getSong', { id: flac })).playCount).toBe(0);
    });
  });

  test('GET /rest/download · the original with a name, and archives of what has many', async () => {
    const one = await get('download', { id: flac });
    expect([one.status, one.of('content-type')]).toEqual([200, 'audio/flac']);
    expect(one.of('content-disposition')).toStartWith('attachment; ');
    expect((await get('download', { id: flac }, { range: 'bytes=0-3' })).status).toBe(206);
    const { albumId, artistId } = await me.get('getSong', { id: flac });
    const { id: list } = await me.get('createPlaylist', { name: 'List', songId: [flac, flac] });
    for (const id of [albumId, artistId, list]) {
      const archive = await get('download', { id });
      expect([archive.status, archive.of('content-type')]).toEqual([200, 'application/zip']);
      expect(Buffer.from(archive.bytes).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
      expect((await get('download', { id }, {}, 'HEAD')).bytes.length).toBe(0);
    }
  });

  describe('GET /rest/getCoverArt', () => {
    const sizeOf = async (bytes: Uint8Array) => {
      const { width, height, format } = await sharp(bytes).metadata();
      return [format, width, height];
    };
    test.each<[string | number, number]>([
      [1, 64],
      [64, 64],
      [65, 128],
      [300, 300],
      [301, 500],
      [1200, 800],
    ])('of %d pixels has %d', async (size, side) => {
      const cover = await get('getCoverArt', { id: song.coverArt, size });
      expect([cover.status, cover.of('content-type'), await sizeOf(cover.bytes)]).toEqual([
        200,
        'image/jpeg',
        ['jpeg', side, side / 2],
      ]);
      expect(cover.of('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(
        (await get('getCoverArt', { id: song.coverArt, size }, { 'if-none-match': cover.of('etag') as string })).status,
      ).toBe(304);
    });
    test.each(['', '0', '-1', 'x', '1201'])('of %p pixels is the original', async (size) => {
      const cover = await get('getCoverArt', { id: song.coverArt, size });
      expect(await sizeOf(cover.bytes)).toEqual([expect.any(String), 800, 400]);
    });
    test('is had by the id of the song, its album, its artist and a playlist, kept for an hour', async () => {
      const { id: list } = await me.get('createPlaylist', { name: 'List', songId: song.id });
      const { coverArt } = await me.get('getPlaylist', { id: list });
      expect([coverArt, song.coverArt]).toEqual([
        expect.stringMatching(new RegExp(`^pl-${list}-[0-9a-f]{8}$`)),
        expect.stringMatching(/^(tr|al)-[0-9a-f]{24}-[0-9a-f]{8}$/),
      ]);
      const bare = [song.id, `tr-${song.id}`, list, `pl-${list}`, `${song.coverArt.slice(0, -8)}00000000`];
      for (const id of bare) {
        const cover = await get('getCoverArt', { id });
        expect([id, cover.status, cover.of('cache-control'), cover.of('vary')]).toEqual([
          id,
          200,
          'private, max-age=3600',
          null,
        ]);
      }
      expect((await get('getCoverArt', { id: coverArt })).of('cache-control')).toContain('immutable');
    });
    test('HEAD /rest/getCoverArt · makes nothing', async () => {
      const before = await house().files('thumbs');
      const cover = await get('getCoverArt', { id: song.coverArt, size: 600 }, {}, 'HEAD');
      expect([cover.status, cover.of('content-type'), cover.bytes.length]).toEqual([200, 'image/jpeg', 0]);
      expect(await house().files('thumbs')).toEqual(before);
    });
    test('is not there for what has no picture', async () => {
      for (const id of [wav, 'x', 'al-x']) expect(codeOf(await get('getCoverArt', { id, f: 'json' }))).toBe(70);
      expect(codeOf(await get('getCoverArt', { f: 'json' }))).toBe(10);
    });
  });

  test('GET /rest/getAvatar · that of a profile, to those who may see it', async () => {
    const avatar = (player: Player, username?: string) => player.fetch('getAvatar', { username, f: 'json' });
    const codes = async (username?: string) =>
      ((await (await avatar(stranger, username)).json()) as Told)['subsonic-response'].error.code;
    expect([await codes(), await codes('nobody-there'), await codes(musician.name)]).toEqual([10, 70, 70]);
    await uploaded(house(), musician, 'avatar', 'small.png');
    expect((await avatar(stranger, musician.name.toUpperCase())).headers.get('content-type')).toBe('image/jpeg');
    await house().services.social.change(parseId(musician.id) as string, { isPrivate: true });
    expect(await codes(musician.name)).toBe(70);
    expect((await avatar(me, musician.name)).status).toBe(200);
    for (const endpoint of ['stream', 'download', 'getCoverArt'])
      expect(await stranger.code(endpoint, { id: song.id })).toBe(70);
    await house().services.social.change(parseId(musician.id) as string, { isPrivate: false });
  });

  describe('POST /rest/getTranscodeDecision', () => {
    const decide = async (body: object | string, id = wav) => {
      const path = me.path('getTranscodeDecision', { mediaId: id, mediaType: 'song', f: 'json' });
      const response = await house().fetch('POST', path, { body });
      return ((await response.json()) as Told)['subsonic-response'];
    };
    const MP3_ONLY = {
      directPlayProfiles: [{ containers: ['mp3'], audioCodecs: ['mp3'], protocols: ['http'] }],
      transcodingProfiles: [{ container: 'mp3', audioCodec: 'mp3', protocol: 'http' }],
    };
    test('what a player can play it plays, and else an MP3 that was promised', async () => {
      expect(
        (await decide({ directPlayProfiles: [{ containers: [], audioCodecs: [], protocols: [] }] })).transcodeDecision,
      ).toMatchObject({ canDirectPlay: true });
      const { transcodeDecision: decision } = await decide(MP3_ONLY);
      expect(decision).toMatchObject({ canDirectPlay: false, canTranscode: true });
      expect([decision.sourceStream.codec, decision.transcodeStream.codec]).toEqual(['pcm', 'mp3']);
      const params = { mediaId: wav, mediaType: 'song', transcodeParams: decision.transcodeParams };
      expect((await get('getTranscodeStream', params)).of('content-type')).toBe('audio/mpeg');
      expect((await get('getTranscodeStream', { ...params, offset: 5 })).of('x-content-duration')).toBe('5');
      for (const wrong of [
        { mediaId: flac },
        { transcodeParams: 'x' },
        { transcodeParams: `${decision.transcodeParams.slice(0, -2)}AA` },
      ]) {
        const refused = await get('getTranscodeStream', { ...params, ...wrong, f: 'json' });
        expect([refused.status, codeOf(refused)]).toEqual([400, 0]);
      }
      expect(
        codeOf(await get('getTranscodeStream', { ...params, transcodeParams: undefined, mediaId: 'x', f: 'json' })),
      ).toBe(10);
    });
    test.each([
      ['no JSON', '{'],
      ['a list', '[]'],
      ['a wrong field', '{"maxAudioBitrate":"x"}'],
      ['null', 'null'],
    ])('%s is refused', async (_, body) => {
      expect((await decide(body)).error).toMatchObject({ code: 10 });
    });
    test('more than 64 KiB is too much', async () => {
      const path = me.path('getTranscodeDecision', { mediaId: wav, mediaType: 'song', f: 'json' });
      expect((await house().fetch('POST', path, { body: ' '.repeat(64 * 1024 + 1) })).status).toBe(413);
    });
  });
});
