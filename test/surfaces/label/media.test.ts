import { expect, test } from 'bun:test';
import sharp from 'sharp';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { cover, form, jpeg, Work, wav } from '../../support/releases.ts';

const NOBODY = '0'.repeat(24);
const NOT_DRAFT = "Действие разрешено только для релизов со статусом 'черновик'";
const WRONG_COVER = 'Недопустимый формат или размер обложки.';
const WRONG_AUDIO = 'Недопустимый формат файла трека.';
const refused = (message: string, status = 400) => ({ status, body: { message } });
const asPng = () =>
  sharp({ create: { width: 3000, height: 3000, channels: 3, background: '#123' } })
    .png()
    .toBuffer();
const cut = (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length / 2);

onEachEngine('covers of releases', (house) => {
  test('POST, GET /v1/media/:id/releases/:releaseId/cover · are kept as they came, and drawn in 1200 and 600 pixels, for everybody to see', async () => {
    const work = await Work.draft(house());
    const uploaded = await work.cover();
    expect([uploaded.status, uploaded.body]).toEqual([
      201,
      { message: 'Обложка успешно загружена.', key: work.key('cover.jpg'), fileName: 'cover.jpg' },
    ]);
    const original = await house().fetch('GET', work.media('cover/original'));
    expect(original.headers.get('content-type')).toBe('image/jpeg');
    expect(await original.bytes()).toEqual(await cover());
    for (const size of [1200, 600]) {
      const drawn = await house().fetch('GET', work.media(`cover/${size}`));
      const { format, width, height } = await sharp(await drawn.bytes()).metadata();
      expect({ format, width, height }).toEqual({ format: 'jpeg', width: size, height: size });
    }
    const head = await house().fetch('HEAD', work.media('cover/600'));
    expect([head.status, head.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    for (const size of ['3000', '601', 'Original', '%00'])
      expect(await house().call('GET', work.media(`cover/${size}`))).toMatchObject(
        refused('Недопустимый размер обложки.'),
      );
  });

  test('POST /v1/media/:id/releases/:releaseId/cover · are replaced by the next, and nothing of the old one stays', async () => {
    const before = (await house().files('albums')).length;
    const work = await Work.draft(house());
    await work.cover();
    const white = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    expect((await work.cover(new Uint8Array(white))).status).toBe(201);
    const served = await house().fetch('GET', work.media('cover/original'));
    expect(await served.bytes()).toEqual(new Uint8Array(white));
    expect(await house().files('albums')).toHaveLength(before + 3);
  });

  test('POST, GET /v1/media/:id/releases/:releaseId/cover · are of the release and the artist in the path', async () => {
    const [work, other] = [await Work.draft(house()), await Work.draft(house())];
    await work.cover();
    const absent = refused('Обложка релиза не найдена.', 404);
    const paths = [
      other.media('cover/600'),
      `/v1/media/${other.artist.id}/releases/${work.id}/cover/600`,
      `/v1/media/${NOBODY}/releases/${work.id}/cover/600`,
      `/v1/media/${work.artist.id}/releases/${NOBODY}/cover/600`,
      `/v1/media/x/releases/y/cover/600`,
    ];
    for (const path of paths) expect(await house().call('GET', path)).toMatchObject(absent);
    const foreign = `/v1/media/${other.artist.id}/releases/${work.id}/cover`;
    const body = form({ file: await cover() });
    expect(await other.ask('POST', foreign, body)).toMatchObject(refused('Релиз не найден', 404));
  });

  test.each([
    ['one of other pixels', () => jpeg(2999, 3000), WRONG_COVER],
    ['a smaller one', () => jpeg(600), WRONG_COVER],
    ['a larger one', () => jpeg(3001), WRONG_COVER],
    ['a PNG', async () => new Uint8Array(await asPng()), WRONG_COVER],
    ['half of one', async () => cut(await cover()), WRONG_COVER],
    ['audio', async () => wav(), WRONG_COVER],
    ['nothing', async () => new Uint8Array(), WRONG_COVER],
  ])(
    'POST /v1/media/:id/releases/:releaseId/cover · %s is refused and leaves nothing',
    async (_what, bytes, message) => {
      const before = await house().files('albums');
      const work = await Work.draft(house());
      expect(await work.cover(await bytes())).toMatchObject(refused(message));
      expect(await house().files('albums')).toEqual(before);
      expect(await house().files('tmp')).toEqual([]);
    },
  );

  test('POST /v1/media/:id/releases/:releaseId/cover · a request without one names the field', async () => {
    const work = await Work.draft(house());
    const missing = refused('Отсутствует обязательное поле: file');
    expect(await work.ask('POST', work.media('cover'), form({ other: 'x' }))).toMatchObject(missing);
    expect(await work.ask('POST', work.media('cover'), {})).toMatchObject(missing);
    expect(await work.ask('POST', work.media('cover'), form({ file: 'cover.jpg' }))).toMatchObject(
      refused('Поле file: файл'),
    );
  });
});

onEachEngine('audio of releases', (house) => {
  test('POST /v1/media/:id/releases/:releaseId/track · is kept under its number and title, streamed, downloaded and deleted', async () => {
    const work = await Work.draft(house());
    const bytes = wav(0.3, { rate: 48_000, channels: 2 });
    const uploaded = await work.audio(7, 'Моя песня', bytes);
    const fileName = '7-Моя песня.wav';
    expect([uploaded.status, uploaded.body]).toEqual([
      201,
      { message: 'Трек успешно загружен.', key: work.key(fileName), fileName },
    ]);
    const { token } = work.artist;
    const ask = (method: string, path: string, headers = {}) =>
      house().fetch(method, work.media(`${path}/${encodeURIComponent(fileName)}`), { token, headers });

    const streamed = await ask('GET', 'track');
    expect([streamed.headers.get('content-type'), streamed.headers.get('content-disposition')]).toEqual([
      ...['audio/wav', null],
    ]);
    expect(await streamed.bytes()).toEqual(bytes);
    const part = await ask('GET', 'track', { range: 'bytes=4-11' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-11/${bytes.length}`]);
    expect(await part.bytes()).toEqual(bytes.slice(4, 12));
    expect((await ask('GET', 'track', { range: 'bytes=9999999-' })).status).toBe(416);

    const downloaded = await ask('GET', 'download');
    expect(downloaded.headers.get('content-disposition')).toBe(
      `attachment; filename="7-___ _____.wav"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    );
    expect(await downloaded.bytes()).toEqual(bytes);

    const deleted = await ask('DELETE', 'delete');
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    for (const [method, path, message] of [
      ['GET', 'track', 'Трек не найден.'],
      ['GET', 'download', 'Файл не найден.'],
      ['DELETE', 'delete', 'Файл не найден.'],
    ] as const) {
      const answer = await ask(method, path);
      expect([answer.status, await answer.json()]).toEqual([404, { message }]);
    }
  });

  test('GET /v1/media/:id/releases/:releaseId/download/:fileName, DELETE /v1/media/:id/releases/:releaseId/delete/:fileName · the cover is downloaded and deleted by either name', async () => {
    const work = await Work.draft(house());
    for (const name of ['cover', 'cover.jpg']) {
      await work.cover();
      const { token } = work.artist;
      const downloaded = await house().fetch('GET', work.media(`download/${name}`), { token });
      expect(downloaded.headers.get('content-disposition')).toBe('attachment; filename="cover.jpg"');
      expect(await work.ask('GET', work.media('track/cover.jpg'))).toMatchObject(refused('Трек не найден.', 404));
      expect((await house().fetch('DELETE', work.media(`delete/${name}`), { token })).status).toBe(204);
      expect((await house().fetch('GET', work.media('cover/600'))).status).toBe(404);
    }
  });

  test.each([
    ['a/b\\..', '1-a_b_...wav'],
    ['../../etc', '1-.._.._etc.wav'],
    [' Что? #1 100% ', '1-Что_ _1 100_.wav'],
    ['tab\tnew\nline', '1-tab_new__line.wav'],
    ['a\u202eb', '1-a_b.wav'],
    ['x'.repeat(200), `1-${'x'.repeat(200)}.wav`],
  ])(
    'POST /v1/media/:id/releases/:releaseId/track · the title %j makes a name that is safe in a path',
    async (title, fileName) => {
      const work = await Work.draft(house());
      const { body } = await work.audio(1, title);
      expect(body.fileName).toBe(fileName);
      const path = work.media(`track/${encodeURIComponent(fileName)}`);
      expect((await house().fetch('GET', path, { token: work.artist.token })).status).toBe(200);
    },
  );

  test('POST /v1/media/:id/releases/:releaseId/track · a second upload of the name replaces the first', async () => {
    const before = (await house().files('tracks')).length;
    const work = await Work.draft(house());
    const track = await work.track('a', 0.2);
    expect(track.file).toEqual({ key: work.key('1-a.wav'), duration: 0.2 });
    await work.audio(1, 'a', wav(0.4));
    expect((await work.get()).body.tracks[0].duration).toBe(0.4);
    expect(await house().files('tracks')).toHaveLength(before + 1);
    const { body } = await work.audio(1, 'a', new Uint8Array(await fixture('tone-16.flac')), 'flac');
    expect(body.fileName).toBe('1-a.flac');
    expect(await house().files('tracks')).toHaveLength(before + 2);
  });

  test.each([
    ['24 bits', () => wav(0.1, { bits: 24 }), 'wav', WRONG_AUDIO],
    ['8 bits', () => wav(0.1, { bits: 8 }), 'wav', WRONG_AUDIO],
    ['float', () => wav(0.1, { bits: 32, tag: 3 }), 'wav', WRONG_AUDIO],
    ['44.0 kHz', () => wav(0.1, { rate: 44_000 }), 'wav', WRONG_AUDIO],
    ['48001 Hz', () => wav(0.1, { rate: 48_001 }), 'wav', WRONG_AUDIO],
    ['96 kHz', () => wav(0.1, { rate: 96_000 }), 'wav', WRONG_AUDIO],
    ['no music', () => wav(0), 'wav', WRONG_AUDIO],
    ['a WAV called FLAC', () => wav(0.1), 'flac', WRONG_AUDIO],
    ['an MP3', () => fixture('cbr.mp3'), 'wav', WRONG_AUDIO],
    ['a picture', () => jpeg(10), 'wav', WRONG_AUDIO],
    ['nothing', () => new Uint8Array(), 'wav', WRONG_AUDIO],
    ['an unknown type', () => wav(0.1), 'mp3', 'Поле fileType: одно из значений wav, flac'],
  ])(
    'POST /v1/media/:id/releases/:releaseId/track · %s is refused and leaves nothing',
    async (_what, bytes, fileType, message) => {
      const before = await house().files('tracks');
      const work = await Work.draft(house());
      expect(await work.audio(1, 'a', new Uint8Array(await bytes()), fileType)).toMatchObject(refused(message));
      expect(await house().files('tracks')).toEqual(before);
      expect(await house().files('tmp')).toEqual([]);
    },
  );

  test.each([
    [{ trackNumber: '0' }, 'Поле trackNumber: целое число от 1 до 9999'],
    [{ trackNumber: '1.5' }, 'Поле trackNumber: целое число от 1 до 9999'],
    [{ trackNumber: '-1' }, 'Поле trackNumber: целое число от 1 до 9999'],
    [{ trackNumber: '10000' }, 'Поле trackNumber: целое число от 1 до 9999'],
    [{ trackNumber: undefined }, 'Отсутствует обязательное поле: trackNumber'],
    [{ trackTitle: undefined }, 'Отсутствует обязательное поле: trackTitle'],
    [{ trackTitle: ' ' }, 'Поле trackTitle: строка от 1 до 200 символов'],
    [{ fileType: undefined }, 'Отсутствует обязательное поле: fileType'],
    [{ file: undefined }, 'Отсутствует обязательное поле: file'],
  ])('POST /v1/media/:id/releases/:releaseId/track · %j is refused: %s', async (change, message) => {
    const work = await Work.draft(house());
    const fields = Object.entries({ file: wav(0.1), trackNumber: '1', trackTitle: 'a', fileType: 'wav', ...change });
    const given = fields.filter((field): field is [string, string] => field[1] !== undefined);
    expect(await work.ask('POST', work.media('track'), form(Object.fromEntries(given)))).toMatchObject(
      refused(message),
    );
  });

  test('POST /v1/media/:id/releases/:releaseId/cover, /track, DELETE /v1/media/:id/releases/:releaseId/delete/:fileName · what is no draft keeps its files', async () => {
    const work = await Work.draft(house());
    await work.complete();
    await work.save();
    const closed = refused(NOT_DRAFT);
    expect(await work.cover()).toMatchObject(closed);
    expect(await work.audio(1, 'a')).toMatchObject(closed);
    expect(await work.ask('DELETE', work.media('delete/cover'))).toMatchObject(closed);
    expect(await work.ask('DELETE', work.media('delete/nothing'))).toMatchObject(refused('Файл не найден.', 404));
    expect((await house().fetch('GET', work.media('cover/600'))).status).toBe(200);
  });

  test('POST /v1/media/:id/releases/:releaseId/track, GET /v1/media/:id/releases/:releaseId/track/:fileName · others of the label are told nothing of a release under the wrong artist', async () => {
    const work = await Work.draft(house());
    const { body } = await work.audio(1, 'a');
    const stranger = work.by(await hire(house(), 'artist'));
    expect(await stranger.ask('GET', work.media(`track/${body.fileName}`))).toMatchObject(
      refused('Доступ запрещен', 403),
    );
    expect(await stranger.ask('GET', stranger.media(`track/${body.fileName}`))).toMatchObject(
      refused('Трек не найден.', 404),
    );
    expect(await stranger.audio(1, 'a')).toMatchObject(refused('Релиз не найден', 404));
  });

  test('GET /v1/media/:id/releases/:releaseId/track/:fileName, /download/:fileName, DELETE /v1/media/:id/releases/:releaseId/delete/:fileName · a name that no file can have is not found', async () => {
    const work = await Work.draft(house());
    await work.cover();
    for (const name of ['%00', 'a%00b', '..%2F..%2Fcover.jpg', '..', '1-none.wav', `${'x'.repeat(2000)}.wav`]) {
      expect(await work.ask('GET', work.media(`track/${name}`))).toMatchObject({ status: 404 });
      expect(await work.ask('GET', work.media(`download/${name}`))).toMatchObject({ status: 404 });
      expect(await work.ask('DELETE', work.media(`delete/${name}`))).toMatchObject({ status: 404 });
    }
    expect(await work.ask('GET', work.media('track/%00'))).toMatchObject(refused('Трек не найден.', 404));
    expect(await work.ask('DELETE', work.media('delete/%00'))).toMatchObject(refused('Файл не найден.', 404));
  });

  test('POST /v1/media/:id/releases/:releaseId/track · uploads of one name at once leave one file', async () => {
    const before = (await house().files('tracks')).length;
    const work = await Work.draft(house());
    const answers = await Promise.all(Array.from({ length: 6 }, () => work.audio(1, 'a')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(await house().files('tracks')).toHaveLength(before + 1);
  });
});

onEachEngine(
  'POST /v1/media/:id/releases/:releaseId/cover, /track, uploads beyond the limits',
  (house) => {
    test('are refused as too large', async () => {
      const work = await Work.draft(house());
      const large = new Uint8Array(1024 * 1024 + 1);
      expect(await work.cover(large)).toMatchObject(refused('Поле file: слишком большой размер', 413));
      expect(await work.audio(1, 'a', large)).toMatchObject(refused('Поле file: слишком большой размер', 413));
    });
  },
  { MAX_COVER_MB: '1', MAX_TRACK_MB: '1' },
);
