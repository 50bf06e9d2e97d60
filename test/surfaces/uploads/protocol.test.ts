import { afterEach, describe, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { BYTES, base64, kept, NOTHING, only, sha256, Tus } from '../../support/tus.ts';

const ELEVEN = new TextEncoder().encode('hello world');
const EXTENSIONS = 'creation,creation-with-upload,termination,expiration,checksum';
const MOMENT = expect.stringMatching(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);

/** A body that comes in chunks of unknown number, and may be cut off after them. */
function chunked(chunks: readonly Uint8Array[], isCut = false): ReadableStream<Uint8Array> {
  const left = [...chunks];
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = left.shift();
        if (chunk) controller.enqueue(chunk);
        else if (isCut) controller.error(new Error('the connection is gone'));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

onEachEngine('/uploads', (house) => {
  const anna = async () => new Tus(house(), (await house().member()).token);
  const stranger = () => new Tus(house(), undefined);
  afterEach(async () => {
    const { resumableUploads } = house().db.tables;
    await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
    await house().services.media.resumable.expire();
    expect(await kept(house())).toEqual(NOTHING);
  });

  describe('OPTIONS', () => {
    const told = ({ headers }: Response) =>
      ['resumable', 'version', 'extension', 'max-size', 'checksum-algorithm'].map((name) => headers.get(`tus-${name}`));

    test.each(['/uploads', '/uploads/', '/uploads/any'])('%s tells what is spoken, to anybody', async (path) => {
      for (const headers of [{}, { 'tus-resumable': undefined }, { 'tus-resumable': '0.2.2' }]) {
        const answer = await stranger().ask('OPTIONS', path, headers);
        expect([answer.status, ...told(answer)]).toEqual([204, '1.0.0', '1.0.0', EXTENSIONS, '104857600', 'sha256']);
      }
    });

    test('tells it to a page of another origin too', async () => {
      const answer = await stranger().ask('OPTIONS', '/uploads', { origin: 'https://music.example' });
      expect([answer.status, ...told(answer)]).toEqual([204, '1.0.0', '1.0.0', EXTENSIONS, '104857600', 'sha256']);
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://music.example');
      expect(answer.headers.get('access-control-expose-headers')).toContain('tus-max-size');
    });

    test('as a preflight is answered like any other, and allows the headers of tus', async () => {
      const asked = 'authorization, tus-resumable, upload-offset, content-type';
      const answer = await stranger().ask('OPTIONS', '/uploads/any', {
        origin: 'https://music.example',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': asked,
      });
      const { headers } = answer;
      expect([answer.status, headers.get('access-control-allow-headers')]).toEqual([204, asked]);
      expect(headers.get('access-control-allow-methods')).toContain('PATCH');
      expect(headers.get('access-control-max-age')).toBe('86400');
    });
  });

  describe('POST', () => {
    test('announces an upload', async () => {
      const tus = await anna();
      const answer = await tus.announce(11, { 'upload-metadata': `filename ${base64('a.txt')},flag` });
      expect([answer.status, await answer.text()]).toEqual([201, '']);
      expect(answer.headers.get('location')).toMatch(/^http:\/\/localhost\/uploads\/[A-Za-z0-9_-]{21}$/);
      expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
      expect(answer.headers.get('upload-expires')).toEqual(MOMENT);
      expect(answer.headers.get('upload-offset')).toBeNull();
      const { pathname } = new URL(answer.headers.get('location') ?? '');
      const { status, headers } = await tus.head(pathname);
      expect([status, headers.get('cache-control'), headers.get('tus-resumable')]).toEqual([200, 'no-store', '1.0.0']);
      expect(['offset', 'length', 'metadata', 'expires'].map((name) => headers.get(`upload-${name}`))).toEqual([
        '0',
        '11',
        `filename ${base64('a.txt')},flag`,
        MOMENT,
      ] as unknown[] as string[]);
      expect(await kept(house())).toEqual(only(1, 0));
    });

    test.each([
      ['all', ELEVEN, '11', {}],
      ['a part', ELEVEN.subarray(0, 4), '4', {}],
      ['nothing', new Uint8Array(), '0', {}],
      ['bytes and their checksum', ELEVEN, '11', { 'upload-checksum': sha256(ELEVEN) }],
    ])('with a body that has %s takes it in', async (_, body, offset, more) => {
      const tus = await anna();
      const answer = await tus.announce(11, { 'content-type': BYTES, ...more }, body);
      expect([answer.status, answer.headers.get('upload-offset')]).toEqual([201, offset]);
      expect(await tus.offset(new URL(answer.headers.get('location') ?? '').pathname)).toBe(offset);
    });

    test.each([
      ['is longer than it says', 413, ELEVEN, { 'upload-length': '5' }],
      ['is another than its checksum says', 460, ELEVEN, { 'upload-checksum': sha256(new Uint8Array(1)) }],
      ['is of another type', 415, ELEVEN, { 'content-type': 'text/plain' }],
      ['is cut off', 400, () => chunked([ELEVEN.subarray(0, 3)], true), {}],
    ] as const)('whose body %s makes nothing: %d', async (_, status, body, more) => {
      const headers = { 'content-type': BYTES, ...more };
      const answer = await (await anna()).announce(11, headers, typeof body === 'function' ? body() : body);
      expect(answer.status).toBe(status);
      expect(await kept(house())).toEqual(NOTHING);
    });

    test.each([
      [400, { 'upload-length': undefined }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': '' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': '-1' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': '+1' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': '1.5' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': '1e3' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': '0x10' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-length': 'NaN' }, 'Upload-Length must be a whole number of bytes'],
      [400, { 'upload-defer-length': '1' }, 'Upload-Defer-Length is not supported: say Upload-Length at once'],
      [413, { 'upload-length': '104857601' }, 'the file is larger than 104857600 bytes'],
      [413, { 'upload-length': '9'.repeat(400) }, 'the file is larger than 104857600 bytes'],
      [412, { 'tus-resumable': undefined }, 'Tus-Resumable must be 1.0.0'],
      [412, { 'tus-resumable': '0.2.2' }, 'Tus-Resumable must be 1.0.0'],
      [401, { token: undefined }, 'No token presented'],
      [401, { token: 'nobody' }, 'Wrong token: unauthorized'],
      [400, { 'upload-checksum': 'sha256' }, /^Upload-Checksum must be sha256, a space, and/],
      [400, { 'upload-checksum': 'sha256 AAAA' }, /^Upload-Checksum must be sha256, a space, and/],
      [400, { 'upload-checksum': `${sha256(ELEVEN)} more` }, /^Upload-Checksum must be sha256, a space, and/],
      [400, { 'upload-checksum': 'md5 XrY7u+Ae7tCTyyK7j1rNww==' }, /^Upload-Checksum must begin with sha256/],
      [400, { 'upload-metadata': 'filename not!base64' }, /^Upload-Metadata must be keys/],
      [400, { 'upload-metadata': 'filename YQ' }, /^Upload-Metadata must be keys/],
      [400, { 'upload-metadata': 'filename YQ==,filename YQ==' }, /^Upload-Metadata must be keys/],
      [400, { 'upload-metadata': ',' }, /^Upload-Metadata must be keys/],
      [400, { 'upload-metadata': 'a b c' }, /^Upload-Metadata must be keys/],
      [400, { 'upload-metadata': 'ключ YQ=='.replace(/[^\0-\xff]/g, 'é') }, /^Upload-Metadata must be keys/],
      [400, { 'upload-metadata': 'filename /////w==' }, 'Upload-Metadata must have its filename in UTF-8'],
      [400, { 'upload-metadata': `a ${'YWFh'.repeat(1025)}` }, 'Upload-Metadata must have at most 4096 characters'],
    ])('%d with %j', async (status, headers, error) => {
      const answer = await (await anna()).announce(11, headers);
      const { error: said } = (await answer.json()) as { error: string };
      expect([answer.status, answer.headers.get('tus-resumable')]).toEqual([status, '1.0.0']);
      expect(said).toEqual(typeof error === 'string' ? error : expect.stringMatching(error));
      if (status === 412) expect(answer.headers.get('tus-version')).toBe('1.0.0');
      expect(await kept(house())).toEqual(NOTHING);
    });

    test.each([
      ['a.wav', 'a.wav'],
      ['../../etc/passwd', 'passwd'],
      ['C:\\music\\Ёлка.wav', 'Ёлка.wav'],
      ['a\0b\n\x7f.wav', 'ab.wav'],
      ['', 'file'],
      ['/', 'file'],
      [`${'x'.repeat(300)}.wav`, `${'x'.repeat(251)}.wav`],
    ])('takes the name %j as %j', async (name, taken) => {
      await (await anna()).made(1, name);
      const [upload] = await house().db.read.select().from(house().db.tables.resumableUploads);
      expect(upload?.originalName).toBe(taken);
    });
  });

  describe('PATCH', () => {
    test('adds what comes, until all has come', async () => {
      const tus = await anna();
      const path = await tus.made(11);
      for (const [from, to] of [
        [0, 4],
        [4, 4],
        [4, 11],
        [11, 11],
      ] as const) {
        const answer = await tus.patch(path, from, ELEVEN.subarray(from, to), {
          'upload-checksum': from === 4 ? sha256(ELEVEN.subarray(from, to)) : undefined,
        });
        expect([answer.status, await answer.text(), answer.headers.get('upload-offset')]).toEqual([
          204,
          '',
          String(to),
        ]);
        expect([answer.headers.get('tus-resumable'), answer.headers.get('upload-expires')]).toEqual(['1.0.0', MOMENT]);
      }
      expect(await kept(house())).toEqual(only(1, 2));
    });

    test.each([
      ['no such offset', 409, { 'upload-offset': '3' }],
      ['an offset beyond all bounds', 409, { 'upload-offset': '9'.repeat(300) }],
      ['no offset', 400, { 'upload-offset': undefined }],
      ['an offset below zero', 400, { 'upload-offset': '-1' }],
      ['half an offset', 400, { 'upload-offset': '4.5' }],
      ['another type', 415, { 'content-type': 'application/octet-stream' }],
      ['no type', 415, { 'content-type': undefined }],
      ['another version', 412, { 'tus-resumable': '1.0' }],
      ['no version', 412, { 'tus-resumable': undefined }],
      ['no token', 401, { token: undefined }],
      ['another checksum', 460, { 'upload-checksum': sha256(ELEVEN) }],
      ['no checksum that one could check', 400, { 'upload-checksum': 'sha256 x' }],
      ['an unknown checksum', 400, { 'upload-checksum': 'crc32 AAAA' }],
      ['a length beyond what is missing', 413, { 'content-length': '8' }],
    ])('with %s: %d, and nothing is kept', async (_, status, headers) => {
      const tus = await anna();
      const path = await tus.made(11);
      await tus.patch(path, 0, ELEVEN.subarray(0, 4));
      const body = 'content-length' in headers ? new Uint8Array(8) : ELEVEN.subarray(4);
      const answer = await tus.patch(path, 4, body, headers);
      expect([answer.status, await answer.json()]).toEqual([status, { error: expect.any(String) }]);
      expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
      expect(await tus.offset(path)).toBe('4');
      expect(await kept(house())).toEqual(only(1, 1));
    });

    test('keeps nothing of a body of unknown length that turns out too long', async () => {
      const tus = await anna();
      const path = await tus.made(11);
      const answer = await tus.patch(path, 0, chunked([ELEVEN.subarray(0, 6), ELEVEN]));
      expect([answer.status, await tus.offset(path)]).toEqual([413, '0']);
      const onFinished = await tus.made(0);
      expect([(await tus.patch(onFinished, 0, chunked([ELEVEN]))).status, await tus.offset(onFinished)]).toEqual([
        413,
        '0',
      ]);
    });

    test.each([
      ['keeps what came of a body that is cut off', {}, '7', '11'],
      ['keeps nothing of one that has a checksum', { 'upload-checksum': sha256(ELEVEN) }, '0', '4'],
    ])('%s', async (_, headers, offset) => {
      const tus = await anna();
      const path = await tus.made(11);
      const body = chunked([ELEVEN.subarray(0, 4), ELEVEN.subarray(4, 7)], true);
      expect((await tus.patch(path, 0, body, headers)).status).toBe(400);
      expect(await tus.offset(path)).toBe(offset);
      const rest = ELEVEN.subarray(Number(offset));
      expect((await tus.patch(path, Number(offset), rest)).headers.get('upload-offset')).toBe('11');
    });

    test('of more than a piece is kept piece by piece, each when it is there', async () => {
      const tus = await anna();
      const MIB = 1024 * 1024;
      const path = await tus.made(20 * MIB);
      const chunks = Array.from({ length: 19 }, () => new Uint8Array(MIB));
      await tus.patch(path, 0, chunked(chunks, true));
      expect(await tus.offset(path)).toBe(String(19 * MIB));
      expect(await kept(house())).toEqual(only(1, 3));
    });
  });

  describe('HEAD, PATCH, DELETE', () => {
    const ways = [
      ['HEAD', (tus: Tus, path: string) => tus.head(path)],
      ['PATCH', (tus: Tus, path: string) => tus.patch(path, 0, ELEVEN)],
      ['DELETE', (tus: Tus, path: string) => tus.remove(path)],
    ] as const;

    test.each(ways)('%s of what is unknown, another’s, deleted or expired: 404', async (_, ask) => {
      const tus = await anna();
      const another = await anna();
      const path = await tus.made(11);
      for (const unknown of ['/uploads/V1StGXR8_Z5jdHi6B-myT', '/uploads/x', '/uploads/%00', '/uploads/..%2f..%2fetc'])
        expect([unknown, (await ask(tus, unknown)).status]).toEqual([unknown, 404]);
      expect((await ask(another, path)).status).toBe(404);
      expect((await ask(stranger(), path)).status).toBe(401);
      const { resumableUploads } = house().db.tables;
      const expire = (expiresAt: number) =>
        house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt })));
      await expire(Date.now() - 1);
      expect((await ask(tus, path)).status).toBe(404);
      await expire(Date.now() + 60_000);
      expect([(await tus.remove(path)).status, (await ask(tus, path)).status]).toEqual([204, 404]);
    });

    test('HEAD without the version, or without a token, has no body', async () => {
      const tus = await anna();
      const path = await tus.made(11);
      const unversioned = await tus.ask('HEAD', path, { 'tus-resumable': undefined });
      expect([unversioned.status, unversioned.headers.get('tus-version'), await unversioned.text()]).toEqual([
        412,
        '1.0.0',
        '',
      ]);
      const strange = await stranger().head(path);
      expect([strange.status, await strange.text()]).toEqual([401, '']);
    });

    test('HEAD tells a page of another origin', async () => {
      const tus = await anna();
      const { status, headers } = await tus.ask('HEAD', await tus.made(11), { origin: 'https://music.example' });
      expect([status, headers.get('upload-offset'), headers.get('access-control-allow-origin')]).toEqual([
        200,
        '0',
        'https://music.example',
      ]);
      for (const name of ['upload-offset', 'upload-expires', 'location', 'tus-resumable'])
        expect(headers.get('access-control-expose-headers')).toContain(name);
    });
  });

  test.each([
    ['PATCH', 204, '11'],
    ['delete', 204, '404'],
    ['GET', 400, '0'],
    ['', 400, '0'],
  ])('POST with X-HTTP-Method-Override: %s', async (method, status, offset) => {
    const tus = await anna();
    const path = await tus.made(11);
    const headers = { 'x-http-method-override': method, 'upload-offset': '0', 'content-type': BYTES };
    expect((await tus.ask('POST', path, headers, ELEVEN)).status).toBe(status);
    expect(await tus.offset(path)).toBe(offset);
  });

  test.each([
    ['PUT', '/uploads', 405],
    ['PUT', '/uploads/x', 405],
    ['GET', '/uploads/x', 405],
    ['GET', '/uploads/artists/none.png', 404],
    ['HEAD', '/uploads/artists/none.png', 404],
    ['PATCH', '/uploads/artists/none.png', 405],
  ])('%s %s is %d, as of the catalogue', async (method, path, status) => {
    const answer = await (await anna()).ask(method, path);
    expect(answer.status).toBe(status);
    if (method !== 'HEAD') expect(await answer.json()).toEqual({ error: expect.any(String) });
  });

  test.each(['authorization', 'token'])('the recorder’s token is one here, as %s', async (header) => {
    const { body } = await house().call('POST', '/register', { body: { user_name: 'Анна' } });
    const scheme = header === 'token' ? '' : 'Bearer ';
    const answer = await stranger().announce(11, { [header]: `${scheme}${body.user_access_token}` });
    expect(answer.status).toBe(201);
  });

  test('a page of another site that is known by its cookie alone is refused', async () => {
    const { token = '' } = await anna();
    const headers = { cookie: `jwt-access=${token}`, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await stranger().announce(11, headers)).status).toBe(403);
  });
});
