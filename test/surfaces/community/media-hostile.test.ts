import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import pino from 'pino';
import sharp from 'sharp';
import { createApp } from '../../../src/app.ts';
import { listen } from '../../../src/http/server/listen.ts';
import { fixture } from '../../support/fixtures.ts';
import { House } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { filesOnDisk, type Kind, upload } from '../../support/uploads.ts';

/** Over sockets, as those who mean harm come. What is stored where does not depend on the engine. */
describe('POST /media/upload/avatar, /cover, /track, by those who mean harm', () => {
  let house: House;
  let app: ReturnType<typeof createApp>;
  let listeners: ReturnType<typeof listen>;
  let anna: Person;
  let before: Record<string, number>;

  beforeAll(async () => {
    house = await House.open('sqlite', { MAX_TRACK_MB: '1' });
    app = createApp(house.services, house.readiness, '0.0.0', pino({ level: 'silent' }));
    listeners = listen({ ...house.config, ports: [0], host: '127.0.0.1' });
    listeners.open(app);
    anna = await person(house);
    before = await filesOnDisk(house);
  });
  afterAll(async () => {
    await listeners.stop(1000);
    await house.close();
  });

  const origin = () => listeners.urls[0] as string;

  /** Nothing is kept, nothing lies about, and the server goes on. */
  async function expectNothing() {
    expect(await filesOnDisk(house)).toEqual(before);
    const { files, uploads } = house.db.tables;
    expect(await house.db.read.select({ name: files.name }).from(files)).toEqual([]);
    expect(await house.db.read.select({ id: uploads.id }).from(uploads)).toEqual([]);
    expect((await fetch(`${origin()}/livez`)).status).toBe(200);
  }

  const BOUNDARY = 'b0undary';
  const part = (head: string, content: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]);
  const end = Buffer.from(`--${BOUNDARY}--\r\n`);
  const fileHead = 'name="file"; filename="a.png"';
  const owner = () => part('name="userId"', anna.id);

  function request(kind: Kind, body: Buffer, length: number | string = body.length, more: string[] = []): Buffer {
    const head = [
      `POST /media/upload/${kind} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${anna.token}`,
      `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
      `Content-Length: ${length}`,
      'Connection: close',
      ...more,
    ];
    return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
  }

  /** Sends bytes and gives the status and the text of the answer; `undefined` when there was none. @param hangUp at once */
  function exchange(bytes: Buffer, hangUp = false): Promise<{ status: number; body: string } | undefined> {
    const { promise, resolve } = Promise.withResolvers<{ status: number; body: string } | undefined>();
    let answer = '';
    const socket = connect(Number(new URL(origin()).port), '127.0.0.1', () => {
      socket.write(bytes, () => hangUp && socket.destroy());
    });
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve(
        status === undefined ? undefined : { status: Number(status), body: answer.split('\r\n\r\n').slice(1).join() },
      );
    });
    return promise;
  }

  /** Resolves when the server has noticed what was sent before, and no request is under way. */
  async function quiet() {
    await fetch(`${origin()}/livez`);
    const deadline = Date.now() + 10_000;
    const isBusy = async () => (app.server?.pendingRequests ?? 0) > 0 || (await house.files('tmp')).length > 0;
    while ((await isBusy()) && Date.now() < deadline) await Bun.sleep(5);
  }

  test('a client who hangs up leaves nothing, at whatever byte it is', async () => {
    const whole = request('avatar', Buffer.concat([owner(), part(fileHead, await fixture('small.png')), end]));
    const headEnd = whole.indexOf('\r\n\r\n');
    const places = new Set<number>([1, headEnd, headEnd + 3, whole.length - 1]);
    // Every byte of what frames the parts, and some of the picture.
    for (let at = headEnd + 4; at < headEnd + 400; at += 3) places.add(at);
    for (let at = headEnd + 400; at < whole.length; at += 97) places.add(at);
    for (let at = whole.length - 40; at < whole.length; at++) places.add(at);
    const cuts = [...places];
    for (let at = 0; at < cuts.length; at += 20)
      await Promise.all(cuts.slice(at, at + 20).map((bytes) => exchange(whole.subarray(0, bytes), true)));
    await quiet();
    await expectNothing();
    const answers = await exchange(whole);
    expect(answers?.status).toBe(200);
    const account = await house.services.accounts.byLogin(anna.name);
    const avatar = await house.services.uploads.avatar(anna.id, account);
    await house.services.uploads.remove(account as never, JSON.parse(answers?.body ?? '').file.fileId);
    expect(avatar.place).toBe('avatars');
    await expectNothing();
  });

  test.each([
    ['shorter than what comes', (length: number) => length - 30, 400],
    ['longer than what comes', (length: number) => length + 30, undefined],
    ['no number', () => 'x', 400],
    ['negative', () => -5, 400],
    ['beyond the limit', () => 10 ** 12, 413],
  ])('a length that is %s', async (_what, claim, status) => {
    const body = Buffer.concat([owner(), part(fileHead, await fixture('small.png')), end]);
    const bytes = request('avatar', body, claim(body.length));
    const answer = await exchange(bytes, status === undefined);
    expect(answer?.status).toBe(status as number);
    await quiet();
    await expectNothing();
  });

  const manyFields = Array.from({ length: 5000 }, (_, at) => part(`name="f${at}"`, 'x'));
  test.each<[string, () => Buffer[] | Promise<Buffer[]>, number, string]>([
    ['a file that nobody asked for', () => [part('name="f0"; filename="a"', 'x')], 400, 'f0 takes no file'],
    ['thousands of fields', () => manyFields, 413, 'body has too many fields'],
    [
      'thousands of files',
      () => Array.from({ length: 5000 }, (_, at) => part(`name="f${at}"; filename="a"`, 'x')),
      413,
      'body has too many fields',
    ],
    [
      'a part with a huge head',
      () => [part(`name="file"; filename="${'x'.repeat(200_000)}.png"`, 'x')],
      400,
      'body is not a complete, well-formed form',
    ],
    ['a huge text', () => [part('name="userId"', 'x'.repeat(70_000))], 413, 'userId is longer than 65536 bytes'],
    ['a field called __proto__', () => [part('name="__proto__"', '{"file":1}'), owner()], 400, 'File is required'],
    ['a form that never ends', () => [owner(), part(fileHead, 'x')], 400, 'body is not a complete, well-formed form'],
  ])('%s', async (_what, parts, status, error) => {
    const pieces = await parts();
    const isWhole = error !== 'body is not a complete, well-formed form' || pieces.length === 1;
    const answer = await exchange(request('avatar', Buffer.concat([...pieces, ...(isWhole ? [end] : [])])));
    expect([answer?.status, JSON.parse(answer?.body ?? '')]).toEqual([status, { success: false, error }]);
    await quiet();
    await expectNothing();
  });

  test('a boundary that is none', async () => {
    const { status } = await fetch(`${origin()}/media/upload/avatar`, {
      method: 'POST',
      headers: { authorization: `Bearer ${anna.token}`, 'content-type': 'multipart/form-data' },
      body: 'x',
    });
    expect(status).toBe(400);
    await expectNothing();
  });

  describe('names', () => {
    test.each([
      ['name="file"; filename="../../../../tmp/evil.png"', 'evil.png'],
      ['name="file"; filename="..\\..\\evil.png"', 'evil.png'],
      ['name="file"; filename="/etc/passwd"', 'passwd'],
      ['name="file"; filename="a%0D%0ASet-Cookie: x=y.png"', 'a%0D%0ASet-Cookie: x=y.png'],
      ['name="file"; filename="quo%22te\\"d.png"', 'quo"te"d.png'],
      ['name="file"; filename="..\u202egnp.png"', '..\u202egnp.png'],
      [`name="file"; filename="${'я'.repeat(300)}.png"`, `${'я'.repeat(251)}.png`],
    ])('%j is shown as %j, and is no path', async (head, originalName) => {
      const answer = await exchange(
        request('avatar', Buffer.concat([owner(), part(head, await fixture('small.png')), end])),
      );
      expect(answer?.status).toBe(200);
      const { file } = JSON.parse(answer?.body ?? '');
      expect(file.originalName).toBe(originalName);
      expect(file.fileName).toMatch(/^[\w-]{21}\.jpg$/);
      const served = await fetch(`${origin()}/media/file/${file.fileId}`);
      expect([served.status, served.headers.get('set-cookie')]).toEqual([200, null]);
      const deleted = await fetch(`${origin()}/media/file/${file.fileId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${anna.token}` },
      });
      expect(deleted.status).toBe(200);
      await expectNothing();
    });
  });

  describe('contents', () => {
    const cut = async (name: string, part: number) => {
      const whole = await fixture(name);
      return whole.subarray(0, Math.floor(whole.length * part));
    };
    const blank = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#123' }, limitInputPixels: false })
        .png({ compressionLevel: 9 })
        .toBuffer();
    const latin = (text: string) => Buffer.from(text, 'latin1');

    test.each<[string, Kind, () => Buffer | Promise<Buffer>, number]>([
      ['half a JPEG', 'avatar', () => cut('turned.jpg', 0.7), 400],
      ['half a PNG', 'avatar', () => cut('small.png', 0.7), 400],
      ['half a WebP', 'cover', () => cut('small.webp', 0.7), 400],
      ['a PNG of 100 megapixels', 'avatar', () => blank(10_000, 10_000), 413],
      ['a PNG of 20000 pixels in a row', 'cover', () => blank(20_000, 1), 413],
      ['a PNG that claims 4294967295 pixels on each side', 'avatar', claimingHuge, 400],
      ['a GIF', 'avatar', () => latin('GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00;'), 400],
      ['a page behind the mark of a JPEG', 'avatar', () => latin('\xff\xd8\xff\xe0<html><script>x</script>'), 400],
      ['a page', 'track', () => latin('<!doctype html><script>alert(1)</script>'), 400],
      [
        'a page behind an ID3 tag',
        'track',
        () => latin(`ID3\x04\x00\x00\x00\x00\x00\x00<html>${' '.repeat(5000)}`),
        400,
      ],
      ['a page behind the mark of Ogg', 'track', () => latin(`OggS${'<html>'.repeat(100)}`), 400],
      ['a page in a RIFF', 'track', () => latin(`RIFF\xff\xff\xff\xffWAVE<script>${' '.repeat(100)}`), 400],
      ['a FLAC without music', 'track', () => cut('tone.flac', 0.004), 400],
      ['an M4A without its index', 'track', () => cut('tone.m4a', 0.01), 400],
      ['a program', 'track', () => latin(`\x7fELF\x02\x01\x01${'\0'.repeat(5000)}`), 400],
      ['an archive', 'track', () => latin(`PK\x03\x04${'\0'.repeat(5000)}`), 400],
      ['noise', 'track', () => Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))), 400],
      ['zeros', 'track', () => Buffer.alloc(500_000), 400],
      ['more than the limit', 'track', () => Buffer.alloc(1024 * 1024 + 1), 413],
      ['the mark of an MP3 and more than the limit', 'track', () => Buffer.alloc(3_000_000, 0xff), 413],
    ])('%s', async (_what, kind, content, status) => {
      const answer = await upload(house, anna, kind, new File([new Uint8Array(await content())], 'song.mp3'));
      expect([answer.status, answer.body.success]).toEqual([status, false]);
      expect(answer.body.error).toMatch(/^(file|body) /);
      await expectNothing();
    });
  });
});

/** A PNG of one pixel whose header says otherwise, with a right checksum. */
function claimingHuge(): Buffer {
  const chunk = Buffer.from([...Buffer.from('IHDR'), 255, 255, 255, 255, 255, 255, 255, 255, 8, 2, 0, 0, 0]);
  const length = Buffer.from([0, 0, 0, 13]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(Bun.hash.crc32(chunk));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), length, chunk, sum]);
}
