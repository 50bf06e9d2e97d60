import { describe, expect, test } from 'bun:test';
import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { MOMENT, UUID } from '../../support/shapes.ts';
import { filesOnDisk, type Kind, upload, uploaded, uploadForm } from '../../support/uploads.ts';

const STORED = (extension: string) => expect.stringMatching(new RegExp(`^[\\w-]{21}\\.${extension}$`));
const hidden = ({ token }: Person) => ({ token, body: { preferences: { privateProfile: true } } });
const BASE = 'http://localhost';

onEachEngine(
  'media of community',
  (house) => {
    const bytes = async (path: string, headers: Record<string, string> = {}) => {
      const response = await house().fetch('GET', path.replace(BASE, ''), { headers });
      return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
    };
    const profile = async ({ id, token }: Person) =>
      (await house().call('GET', `/users/${id}/profile`, { token })).body.data;

    test('GET /media/avatar/:userId, /track/:trackId, /cover/:trackId, /file/:fileId · what depends on who is asking is kept by no cache for others, refusals too', async () => {
      const anna = await person(house());
      const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
      await uploaded(house(), anna, 'cover', 'small.png', { trackId: track.fileId });
      await uploaded(house(), anna, 'avatar', 'small.png');
      const paths = [`avatar/${anna.id}`, ...['track', 'cover', 'file'].map((kind) => `${kind}/${track.fileId}`)];
      const seen = async (headers: Record<string, string> = {}) =>
        Promise.all(
          paths.map(async (path) => {
            const answer = await bytes(`/media/${path}`, headers);
            return [answer.status, answer.headers.get('cache-control'), answer.headers.get('vary')];
          }),
        );
      const personal = ['private, no-cache', 'Authorization, Cookie, Token, Origin'];
      expect(await seen()).toEqual(paths.map(() => [200, ...personal]));
      expect(await seen({ 'if-none-match': '*' })).toEqual(paths.map(() => [304, ...personal]));
      await house().call('PUT', `/users/${anna.id}/profile`, {
        token: anna.token,
        body: { preferences: { privateProfile: true } },
      });
      expect(await seen()).toEqual(paths.map(() => [403, 'no-store', 'Authorization, Cookie, Token']));
    });

    describe('POST /media/upload/avatar, an avatar', () => {
      test('is a square JPEG of 500 pixels, and the answer says what is stored', async () => {
        const anna = await person(house());
        const { status, body } = await upload(house(), anna, 'avatar', 'small.png');
        expect(status).toBe(200);
        const stored = await bytes(body.file.url);
        expect(body).toEqual({
          success: true,
          file: {
            fileId: UUID,
            userId: anna.id,
            type: 'avatar',
            originalName: 'small.png',
            fileName: STORED('jpg'),
            mimeType: 'image/jpeg',
            size: stored.body.length,
            url: `${BASE}/media/avatar/${anna.id}`,
            metadata: { width: 500, height: 500, format: 'jpeg' },
            createdAt: MOMENT,
            updatedAt: MOMENT,
          },
        });
        expect(stored.headers.get('content-type')).toBe('image/jpeg');
        expect(stored.headers.get('x-content-type-options')).toBe('nosniff');
        expect(await sharp(stored.body).metadata()).toMatchObject({ format: 'jpeg', width: 500, height: 500 });
        expect((await bytes(`/media/file/${body.file.fileId}`)).body).toEqual(stored.body);
      });

      test('stands upright and says nothing of the camera or the place', async () => {
        // Red at the top, as shown: in the file it lies on its side, which EXIF tells.
        const half = (background: string) => ({ create: { width: 40, height: 60, channels: 3 as const, background } });
        const lying = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#00f' } })
          .composite([{ input: await sharp(half('#f00')).png().toBuffer(), left: 0, top: 0 }])
          .withExif({
            IFD0: { Orientation: '6', Make: 'Camera' },
            IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '1/1 2/1 3/1' },
          })
          .withMetadata({ orientation: 6 })
          .jpeg()
          .toBuffer();
        expect((await sharp(lying).metadata()).orientation).toBe(6);
        const { url } = await uploaded(house(), await person(house()), 'avatar', new File([lying], 'lying.jpg'));
        const { body } = await bytes(url);
        const found = await sharp(body).metadata();
        expect([found.orientation, found.exif, found.icc, found.xmp]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
        const colour = async (top: number) =>
          (await sharp(body).extract({ left: 250, top, width: 1, height: 1 }).raw().toBuffer()).toJSON().data;
        const [above, below] = [await colour(20), await colour(480)];
        expect((above[0] ?? 0) - (above[2] ?? 0)).toBeGreaterThan(200);
        expect((below[2] ?? 0) - (below[0] ?? 0)).toBeGreaterThan(200);
      });

      test('carries nothing of what came behind or between the pixels', async () => {
        const page = Buffer.from('<script>alert(1)</script>');
        const polyglot = Buffer.concat([await fixture('small.png'), page]);
        const { url } = await uploaded(house(), await person(house()), 'avatar', new File([polyglot], 'page.html'));
        const { body, headers } = await bytes(url);
        expect(body.includes('script')).toBe(false);
        expect(headers.get('content-type')).toBe('image/jpeg');
      });

      test('GET /media/avatar/:userId?size= · smaller, as long as the profile is seen', async () => {
        const anna = await person(house());
        const { url } = await uploaded(house(), anna, 'avatar', 'small.png');
        const { headers, body } = await bytes(`${url}?size=60`);
        expect([(await sharp(body).metadata()).width, headers.get('cache-control')]).toEqual([64, 'private, no-cache']);
        const etag = headers.get('etag') ?? '';
        expect(await bytes(`${url}?size=60`, { 'if-none-match': etag })).toMatchObject({ status: 304 });
        expect(await bytes(`${url}?size=none`)).toMatchObject({ status: 400 });
        await house().call('PUT', `/users/${anna.id}/profile`, hidden(anna));
        expect(await bytes(`${url}?size=60`)).toMatchObject({ status: 403 });
        expect(await bytes(`${url}?size=60`, { 'if-none-match': etag })).toMatchObject({ status: 403 });
        expect(await bytes(`${url}?size=60`, { token: anna.token })).toMatchObject({ status: 200 });
      });

      test('takes the place of the one before, and the profile follows', async () => {
        const anna = await person(house());
        expect((await profile(anna)).avatarUrl).toBeUndefined();
        const first = await uploaded(house(), anna, 'avatar', 'small.png');
        const second = await uploaded(house(), anna, 'avatar', 'turned.jpg');
        expect((await profile(anna)).avatarUrl).toBe(second.url);
        expect(await house().files('avatars')).not.toContain(first.fileName);
        expect(await house().call('GET', `/media/file/${first.fileId}`)).toMatchObject({
          status: 404,
          body: { success: false, error: 'File not found' },
        });
        const gone = await house().call('DELETE', `/media/file/${second.fileId}`, { token: anna.token });
        expect([gone.status, gone.body]).toEqual([200, { success: true }]);
        expect((await profile(anna)).avatarUrl).toBeUndefined();
        expect(await house().call('GET', `/media/avatar/${anna.id}`)).toMatchObject({
          status: 404,
          body: { success: false, error: 'Avatar not found' },
        });
        expect(await house().files('avatars')).not.toContain(second.fileName);
      });
    });

    test('DELETE /media/avatar/:userId · takes it away for whose it is and for root; to others it is 403, there or not', async () => {
      const [anna, boris] = [await person(house()), await person(house())];
      const remove = async (path: string, token?: string) => {
        const { status, body } = await house().call('DELETE', path, token === undefined ? {} : { token });
        return [status, body];
      };
      const own = `/media/avatar/${anna.id}`;
      expect(await remove(own, boris.token)).toEqual([403, { success: false, error: 'Forbidden' }]);
      const absent = [404, { success: false, error: 'Avatar not found' }];
      expect(await remove(own, anna.token)).toEqual(absent);
      expect(await remove('/media/avatar/nobody', anna.token)).toEqual(absent);
      for (const token of [anna.token, await house().root()]) {
        const { fileName } = await uploaded(house(), anna, 'avatar', 'small.png');
        expect((await remove(own))[0]).toBe(401);
        expect((await remove(own, boris.token))[0]).toBe(403);
        expect(await remove(own, token)).toEqual([200, { success: true }]);
        expect((await profile(anna)).avatarUrl).toBeUndefined();
        expect(await house().files('avatars')).not.toContain(fileName);
      }
    });

    describe('POST /media/upload/cover, a cover', () => {
      test('keeps its shape, is at most 1200 pixels and is never enlarged', async () => {
        const anna = await person(house());
        const wide = await sharp({ create: { width: 2400, height: 1000, channels: 3, background: '#246' } })
          .webp()
          .toBuffer();
        const { metadata, mimeType, type, url, fileId, size } = await uploaded(
          house(),
          anna,
          'cover',
          new File([wide], 'w'),
        );
        expect([type, mimeType, metadata]).toEqual([
          'cover',
          'image/jpeg',
          { width: 1200, height: 500, format: 'jpeg' },
        ]);
        expect(url).toBe(`${BASE}/media/file/${fileId}`);
        const stored = (await bytes(url)).body;
        expect([stored.length, (await sharp(stored).metadata()).width]).toEqual([size, 1200]);
        expect((await uploaded(house(), anna, 'cover', 'small.webp')).metadata).toEqual({
          width: 64,
          height: 48,
          format: 'jpeg',
        });
      });

      test("is the profile's, the newest one that is left", async () => {
        const anna = await person(house());
        const first = await uploaded(house(), anna, 'cover', 'small.png');
        const second = await uploaded(house(), anna, 'cover', 'small.png');
        expect((await profile(anna)).coverImageUrl).toBe(second.url);
        await house().call('DELETE', `/media/file/${second.fileId}`, { token: anna.token });
        expect((await profile(anna)).coverImageUrl).toBe(first.url);
        await house().call('DELETE', `/media/file/${first.fileId}`, { token: anna.token });
        expect((await profile(anna)).coverImageUrl).toBeUndefined();
      });

      test('of a track is that, and its image in the catalogue, not the profile’s; without one the latest is shown', async () => {
        const anna = await person(house());
        const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
        const path = `/media/cover/${track.fileId}`;
        expect(await house().call('GET', path)).toMatchObject({
          status: 404,
          body: { success: false, error: 'Cover not found' },
        });
        const general = await uploaded(house(), anna, 'cover', 'small.png');
        expect((await bytes(path)).body.length).toBe(general.size);
        const own = await uploaded(house(), anna, 'cover', 'turned.jpg', { trackId: track.fileId });
        expect((await bytes(path)).headers.get('etag')).toBe(`"${own.fileName}"`);
        expect((await profile(anna)).coverImageUrl).toBe(general.url);
        const entry = (await house().call('GET', `/tracks/${track._id}`)).body;
        expect(entry.image).toBe(own.fileName);
        expect((await bytes(`/uploads/tracks/${own.fileName}`)).body.length).toBe(own.size);

        const other = await uploaded(house(), anna, 'cover', 'turned.jpg', { trackId: track._id });
        expect((await bytes(path)).headers.get('etag')).toBe(`"${other.fileName}"`);
        expect(await house().files('tracks')).not.toContain(own.fileName);
        const gone = await house().call('DELETE', `/media/file/${other.fileId}`, { token: anna.token });
        expect(gone.status).toBe(200);
        expect((await house().call('GET', `/tracks/${track._id}`)).body.image).toBeNull();
        expect((await bytes(path)).headers.get('etag')).toBe(`"${general.fileName}"`);
      });

      test("of a track gives way to an image that the catalogue is given, and an album's stands for its tracks", async () => {
        const anna = await person(house());
        const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
        const own = await uploaded(house(), anna, 'cover', 'small.png', { trackId: track.fileId });
        const image = new FormData();
        image.set('image', new File([await fixture('small.png')], 'new.png'));
        const { body } = await house().call('PUT', `/tracks/${track._id}`, { token: anna.token, body: image });
        expect((await bytes(`/media/cover/${track.fileId}`)).headers.get('etag')).toBe(`"${body.image}"`);
        expect((await house().call('GET', `/media/file/${own.fileId}`)).status).toBe(404);
        expect(await house().files('tracks')).not.toContain(own.fileName);
        await house().call('PUT', `/tracks/${track._id}`, { token: anna.token, body: { image: null } });
        image.set('image', new File([await fixture('small.webp')], 'album.webp'));
        const album = await house().call('PUT', `/albums/${body.album}`, { token: anna.token, body: image });
        expect((await bytes(`/media/cover/${track.fileId}`)).headers.get('etag')).toBe(`"${album.body.image}"`);
      });

      test('goes to no track that is not there or not one’s own', async () => {
        const [anna, boris] = [await person(house()), await person(house())];
        const { fileId } = await uploaded(house(), boris, 'track', 'cbr.mp3');
        const before = await filesOnDisk(house());
        const refused = async (trackId: string) => {
          const { status, body } = await upload(house(), anna, 'cover', 'small.png', { trackId });
          return [status, body.error];
        };
        expect(await refused(fileId)).toEqual([403, 'Forbidden']);
        for (const id of ['0123456789abcdef01234567', 'nonsense', anna.id])
          expect(await refused(id)).toEqual([400, 'trackId names no track']);
        expect(await filesOnDisk(house())).toEqual(before);
      });
    });

    describe('POST /media/upload/track, a track', () => {
      test.each([
        ['cbr.mp3', 'audio/mpeg', 'mp3'],
        ['vbr.mp3', 'audio/mpeg', 'mp3'],
        ['vbr-plain.mp3', 'audio/mpeg', 'mp3'],
        ['pcm-16.wav', 'audio/wav', 'wav'],
        ['pcm-24.wav', 'audio/wav', 'wav'],
        ['tone.flac', 'audio/flac', 'flac'],
        ['tone.m4a', 'audio/mp4', 'm4a'],
        ['tone.ogg', 'audio/ogg', 'ogg'],
        ['tone.opus', 'audio/ogg', 'ogg'],
      ])('%s is stored as it came, as %s', async (name, mimeType, format) => {
        const anna = await person(house());
        const content = await fixture(name);
        // Neither the name nor the type that the client gives means anything.
        const file = new File([content], 'song.txt', { type: 'text/html' });
        const { status, body } = await upload(house(), anna, 'track', file, { type: 'avatar' });
        expect(status).toBe(200);
        const { metadata, ...rest } = body.file;
        expect(rest).toEqual({
          fileId: UUID,
          userId: anna.id,
          type: 'track',
          originalName: 'song.txt',
          fileName: STORED(format),
          mimeType,
          size: content.length,
          url: `${BASE}/media/track/${rest.fileId}`,
          createdAt: MOMENT,
          updatedAt: MOMENT,
        });
        const { facts } = await house().services.uploads.file(rest.fileId, undefined);
        expect(metadata).toEqual({
          duration: Math.round((facts.duration ?? 0) * 1000) / 1000,
          bitrate: Math.round((facts.bitrate ?? 0) / 1000),
          format,
        });
        const streamed = await bytes(rest.url);
        expect([streamed.status, streamed.headers.get('content-type')]).toEqual([200, mimeType]);
        expect(streamed.body.equals(content)).toBe(true);
        expect((await bytes(`/media/file/${rest.fileId}`)).body.equals(content)).toBe(true);
      });

      test('streams by ranges, and not again what the client has', async () => {
        const anna = await person(house());
        const content = await fixture('cbr.mp3');
        const { url, size, fileName } = await uploaded(house(), anna, 'track', 'cbr.mp3');
        const middle = await bytes(url, { range: 'bytes=100-299' });
        expect([middle.status, middle.headers.get('content-range')]).toEqual([206, `bytes 100-299/${size}`]);
        expect(middle.body.equals(content.subarray(100, 300))).toBe(true);
        const whole = await bytes(url);
        expect([whole.headers.get('accept-ranges'), whole.headers.get('etag')]).toEqual(['bytes', `"${fileName}"`]);
        expect((await bytes(url, { 'if-none-match': `"${fileName}"` })).status).toBe(304);
        const other = { range: 'bytes=0-9', origin: 'http://other.example' };
        expect((await bytes(url, other)).body.equals(content.subarray(0, 10))).toBe(true);
        const beyond = await bytes(url, { range: `bytes=${size}-` });
        expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
      });

      test.each<[string, (anna: Person, track: { fileId: string; path: string }) => Promise<unknown>, number]>([
        [
          'whose track was deleted',
          ({ token }, { fileId }) => house().call('DELETE', `/media/track/${fileId}`, { token }),
          404,
        ],
        ['whose profile became private', (anna) => house().call('PUT', `/users/${anna.id}/profile`, hidden(anna)), 403],
        ['whose file is gone from the disk', (_, { path }) => rm(path), 404],
        ['whose file was cut short', (_, { path }) => truncate(path, 1000), 404],
      ])('in a part that was just read, and %s, is refused at once', async (_, happens, refusal) => {
        const anna = await person(house());
        const { url, fileId, fileName } = await uploaded(house(), anna, 'track', 'cbr.mp3');
        const path = join(house().config.dataDir, 'tracks', fileName);
        const part = { range: 'bytes=100-299' };
        expect([(await bytes(url, part)).status, (await bytes(url, part)).status]).toEqual([206, 206]);
        await happens(anna, { fileId, path });
        expect((await bytes(url, part)).status).toBe(refusal);
      });

      test.each([
        ['Песня "№1".mp3', 'Песня "№1".mp3', 'Песня "№1"'],
        ['../../etc/passwd.mp3', 'passwd.mp3', 'passwd'],
        ['C:\\music\\song.v2.mp3', 'song.v2.mp3', 'song.v2'],
        ['.mp3', '.mp3', '.mp3'],
        ['no extension', 'no extension', 'no extension'],
      ])('called %j is %j, and its title %j', async (given, originalName, title) => {
        const anna = await person(house());
        const file = new File([await fixture('pcm-16.wav')], given);
        const track = await uploaded(house(), anna, 'track', file);
        expect(track.originalName).toBe(originalName);
        expect((await house().call('GET', `/tracks/${track._id}`)).body.name).toBe(title);
      });
    });

    describe('POST /media/upload/avatar, /cover, /track, what is refused', () => {
      const cases: [
        what: string,
        kind: Kind,
        status: number,
        error: string,
        form: (owner: Person) => Promise<FormData>,
      ][] = [
        ['without a file', 'avatar', 400, 'File is required', async ({ id }) => formOf({ userId: id })],
        ['with nothing at all', 'track', 400, 'File is required', async () => formOf({})],
        [
          'with a text for a file',
          'cover',
          400,
          'File is required',
          async ({ id }) => formOf({ userId: id, file: 'x' }),
        ],
        ['without userId', 'avatar', 400, 'userId is required', async () => formOf({ file: await png() })],
        [
          'with a userId that is none',
          'avatar',
          400,
          'userId must be the id of a user',
          async () => formOf({ file: await png(), userId: '../1' }),
        ],
        ['of an empty file', 'avatar', 400, PICTURE, async ({ id }) => uploadForm(id, new File([], 'empty.png'))],
        ['of audio as a picture', 'avatar', 400, PICTURE, async ({ id }) => uploadForm(id, 'cbr.mp3')],
        ['of a picture as audio', 'track', 400, AUDIO, async ({ id }) => uploadForm(id, 'small.png')],
        [
          'of a page as audio',
          'track',
          400,
          AUDIO,
          async ({ id }) => uploadForm(id, text('<html>', 'song.mp3', 'audio/mpeg')),
        ],
        [
          'of an SVG picture',
          'cover',
          400,
          PICTURE,
          async ({ id }) => uploadForm(id, text(SVG, 'a.svg', 'image/svg+xml')),
        ],
        [
          'of an SVG picture called PNG',
          'avatar',
          400,
          PICTURE,
          async ({ id }) => uploadForm(id, text(SVG, 'a.png', 'image/png')),
        ],
        [
          'with two files',
          'avatar',
          400,
          'file is given more than once',
          async ({ id }) => {
            const form = await uploadForm(id, 'small.png');
            form.append('file', await png());
            return form;
          },
        ],
        [
          'with a file that nobody asked for',
          'track',
          400,
          'cover takes no file',
          async ({ id }) => {
            const form = await uploadForm(id, 'cbr.mp3');
            form.set('cover', await png());
            return form;
          },
        ],
      ];

      test.each(cases)('%s (%s): %d %s', async (_what, kind, status, error, form) => {
        const anna = await person(house());
        const before = await filesOnDisk(house());
        const answer = await house().call('POST', `/media/upload/${kind}`, {
          token: anna.token,
          body: await form(anna),
        });
        expect([answer.status, answer.body]).toEqual([status, { success: false, error }]);
        expect(await filesOnDisk(house())).toEqual(before);
        expect((await profile(anna)).stats.tracksCount).toBe(0);
      });

      test('nothing comes without a token, or for somebody else', async () => {
        const [anna, boris] = [await person(house()), await person(house())];
        const before = await filesOnDisk(house());
        for (const kind of ['avatar', 'track', 'cover'] as const) {
          const body = await uploadForm(boris.id, kind === 'track' ? 'cbr.mp3' : 'small.png');
          const stranger = await house().call('POST', `/media/upload/${kind}`, { body });
          expect([stranger.status, stranger.body]).toEqual([401, { success: false, error: 'Unauthorized' }]);
          const other = await house().call('POST', `/media/upload/${kind}`, { token: anna.token, body });
          expect([other.status, other.body]).toEqual([403, { success: false, error: 'userId must be your own' }]);
        }
        expect(await filesOnDisk(house())).toEqual(before);
      });

      test('root uploads for nobody; for somebody it is theirs', async () => {
        const token = await house().root();
        const anna = await person(house());
        const forNobody = await upload(house(), { id: '0123456789abcdef01234567', token }, 'avatar', 'small.png');
        expect([forNobody.status, forNobody.body.error]).toEqual([404, 'User not found']);
        const track = await uploaded(house(), { ...anna, token }, 'track', 'cbr.mp3');
        expect([track.userId, (await profile(anna)).stats.tracksCount]).toEqual([anna.id, 1]);
        const gone = await house().call('DELETE', `/media/track/${track.fileId}`, { token: anna.token });
        expect([gone.status, (await profile(anna)).stats.tracksCount]).toEqual([200, 0]);
      });
    });

    test('DELETE /media/track/:trackId · takes every file of one’s own, as /media/file/:fileId does', async () => {
      const anna = await person(house());
      const before = await filesOnDisk(house());
      const files = [
        await uploaded(house(), anna, 'avatar', 'small.png'),
        await uploaded(house(), anna, 'cover', 'small.png'),
        await uploaded(house(), anna, 'track', 'cbr.mp3'),
      ];
      for (const { fileId } of files) {
        const remove = () => house().call('DELETE', `/media/track/${fileId}`, { token: anna.token });
        expect(await remove()).toMatchObject({ status: 200, body: { success: true } });
        expect(await remove()).toMatchObject({ status: 404, body: { success: false, error: 'File not found' } });
      }
      expect(await filesOnDisk(house())).toEqual(before);
      const { avatarUrl, coverImageUrl, stats } = await profile(anna);
      expect([avatarUrl, coverImageUrl, stats.tracksCount]).toEqual([undefined, undefined, 0]);
    });

    describe('what there is none of, or of others', () => {
      test('DELETE /media/track/:trackId, /media/file/:fileId · is refused without a token, to others, and of what is not there', async () => {
        const [anna, boris] = [await person(house()), await person(house())];
        const track = await uploaded(house(), anna, 'track', 'cbr.mp3');
        const avatar = await uploaded(house(), anna, 'avatar', 'small.png');
        const remove = async (path: string, token?: string) => {
          const { status, body } = await house().call('DELETE', path, token === undefined ? {} : { token });
          return [status, body.error];
        };
        expect(await remove(`/media/file/${track.fileId}`)).toEqual([401, 'Unauthorized']);
        expect(await remove(`/media/file/${track.fileId}`, boris.token)).toEqual([403, 'Forbidden']);
        expect(await remove(`/media/track/${track.fileId}`, boris.token)).toEqual([403, 'Forbidden']);
        expect(await remove(`/media/track/${avatar.fileId}`, boris.token)).toEqual([403, 'Forbidden']);
        for (const id of [anna.id, '0123456789abcdef01234567', 'x', '%00', '..%2f..'])
          expect(await remove(`/media/track/${id}`, anna.token)).toEqual([404, 'File not found']);
        expect((await bytes(track.url)).status).toBe(200);
      });

      test.each([
        ['/media/avatar/', 'Avatar not found'],
        ['/media/track/', 'Track not found'],
        ['/media/cover/', 'Cover not found'],
        ['/media/file/', 'File not found'],
      ])('GET %s · is refused of nothing', async (path, error) => {
        for (const id of ['0123456789abcdef01234567', 'x', '%00', '%ff', `${'9'.repeat(5000)}`, '..%2f..%2fetc']) {
          const { status, body } = await house().call('GET', path + id);
          expect([status, body]).toEqual([404, { success: false, error }]);
        }
      });
    });

    test('POST /media/upload/avatar, /cover · the limits of size are settings, and what is beyond them is refused', async () => {
      const anna = await person(house());
      const large = new File([await fixture('small.png'), Buffer.alloc(1024 * 1024)], 'large.png');
      const { status, body } = await upload(house(), anna, 'avatar', large);
      expect([status, body]).toEqual([413, { success: false, error: 'file is larger than 1048576 bytes' }]);
      expect((await upload(house(), anna, 'cover', large)).status).toBe(200);
    });

    test('GET /media/limits · tells what the settings say', async () => {
      expect((await house().call('GET', '/media/limits')).body).toEqual({
        success: true,
        limits: { avatar: 1_048_576, cover: 2_097_152, track: 104_857_600 },
      });
    });
  },
  { MAX_AVATAR_MB: '1', MAX_COVER_MB: '2' },
);

onEachEngine(
  'POST /media/upload/avatar, /cover, /track, their limits',
  (house) => {
    test.each([
      ['avatar', 10],
      ['cover', 10],
      ['track', 5],
    ] as const)('%s: %d a minute', async (kind, most) => {
      const ask = () => house().call('POST', `/media/upload/${kind}`, { body: {} });
      for (let at = 0; at < most; at++) expect((await ask()).status).toBe(401);
      const { status, body, headers } = await ask();
      expect([status, body.success]).toEqual([429, false]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    });
  },
  { RATE_LIMIT: 'on' },
);

const PICTURE = 'file must be a JPEG, PNG or WebP file';
const AUDIO = 'file must be an MP3, WAV, OGG, M4A or FLAC file';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
const png = async () => new File([await fixture('small.png')], 'small.png');
const text = (content: string, name: string, type: string) => new File([content], name, { type });

function formOf(fields: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
