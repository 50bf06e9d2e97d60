import { expect, test } from 'bun:test';
import { toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { entrust, hire } from '../../support/label.ts';
import { TRACK_UNTOLD, Work, wav } from '../../support/releases.ts';

const NOBODY = '0'.repeat(24);
const NOT_DRAFT = "Действие разрешено только для релизов со статусом 'черновик'";
const refused = (message: string, status = 400) => ({ status, body: { message } });

/** The names of a release's tracks in order, with their numbers. */
const order = async (work: Work): Promise<string> =>
  (await work.get()).body.tracks.map(({ index, title }: { index: number; title: string }) => index + title).join(' ');
const add = (work: Work, body: object) => work.ask('POST', `/v1/tracks/${work.id}`, body);
const change = (work: Work, id: string, body: object) => work.ask('PUT', `/v1/tracks/${work.id}/${id}`, body);
const remove = (work: Work, id: string) => work.ask('DELETE', `/v1/tracks/${work.id}/${id}`);
const reorder = (work: Work, newOrder: unknown) => work.ask('PATCH', `/v1/tracks/${work.id}`, { newOrder });
const several = async (work: Work, titles: string): Promise<string[]> => {
  const ids: string[] = [];
  for (const title of titles) ids.push((await work.track(title))._id);
  return ids;
};

onEachEngine('tracks of releases', (house) => {
  test('POST /v1/tracks/:id, PUT, DELETE /v1/tracks/:id/:trackId · are made of an uploaded file, changed, and deleted with it', async () => {
    const before = await house().files('tracks');
    const work = await Work.draft(house());
    const { body: uploaded } = await work.audio(1, 'Песня');
    const made = await add(work, { fileKey: uploaded.key, duration: 183.4567 });
    const blank = {
      ...{ _id: expect.any(String), release: work.id, index: 1, name: 'Песня' },
      ...{ file: { key: uploaded.key, duration: 183.457 }, feat: [], authors: { lyricists: [], producers: [] } },
      ...{ lyrics: { text: '', ttml_key: '' }, explicit: false, isrc: '', ...TRACK_UNTOLD },
    };
    expect([made.status, made.body]).toEqual([201, blank]);

    const id = made.body._id;
    const told = { name: 'Другая', feat: ['Зоя'], authors: { lyricists: ['Я'], producers: [] }, explicit: true };
    const changed = await change(work, id, { ...told, lyrics: { text: 'Ла-ла' }, isrc: 'ru-a1d-25-00001' });
    const full = { ...made.body, ...told, lyrics: { text: 'Ла-ла', ttml_key: '' }, isrc: 'RUA1D2500001' };
    expect([changed.status, changed.body]).toEqual([200, full]);
    const timed = await change(work, toUuid(id), { lyrics: { ttml_key: 'lyrics.ttml' }, isrc: '' });
    expect(timed.body).toEqual({ ...full, lyrics: { text: 'Ла-ла', ttml_key: 'lyrics.ttml' }, isrc: '' });

    expect(await remove(work, id)).toMatchObject({ status: 200, body: { message: 'Трек успешно удален' } });
    expect(await remove(work, id)).toMatchObject(refused('Трек не найден', 404));
    expect(await house().files('tracks')).toEqual(before);
  });

  test('GET /v1/tracks/:id/:trackId · shows a track as its release does, to a reviewing manager too', async () => {
    const manager = await hire(house(), 'manager');
    const work = await Work.draft(house());
    await entrust(house(), work.artist, manager);
    const track = await work.track('Ночь', 0.5);
    await change(work, track._id, { feat: ['Зоя'], authors: { producers: ['Я'] }, lyrics: 'Ла-ла', explicit: true });
    const { body: release } = await house().call('GET', `/v1/releases/${work.id}`, { token: manager.token });
    const shown = {
      ...{ id: track._id, title: 'Ночь', duration: 0.5, index: 1 },
      file: { key: work.key('1-Ночь.wav'), duration: 0.5, fileName: '1-Ночь.wav' },
      ...{ feat: ['Зоя'], authors: { lyricists: [], producers: ['Я'] } },
      ...{ lyrics: { text: 'Ла-ла', ttml_key: '' }, explicit: true, isrc: '', ...TRACK_UNTOLD },
    };
    expect(release.tracks).toEqual([shown]);
    const one = await house().call('GET', `/v1/tracks/${work.id}/${toUuid(track._id)}`, { token: manager.token });
    expect([one.status, one.body]).toEqual([200, shown]);
    const heard = await house().fetch('GET', work.media(`track/${encodeURIComponent(one.body.file.fileName)}`), {
      token: manager.token,
    });
    expect(heard.status).toBe(200);
    expect((await work.ask('GET', `/v1/tracks/${work.id}/${NOBODY}`)).body).toEqual({ message: 'Трек не найден' });
    expect((await work.ask('GET', `/v1/tracks/${NOBODY}/${track._id}`)).status).toBe(404);
  });

  test('POST /v1/tracks/:id, PUT /v1/releases/:id · take a file by its key or by its bare name', async () => {
    const work = await Work.draft(house());
    for (const [number, title] of [
      [1, 'Ночь'],
      [2, 'Й'],
    ] as const)
      await work.audio(number, title);
    await work.cover();
    expect((await add(work, { fileKey: ' 1-Ночь.wav ' })).body.file.key).toBe(work.key('1-Ночь.wav'));
    expect((await add(work, { fileKey: '2-Й.wav'.normalize('NFD') })).body.file.key).toBe(work.key('2-Й.wav'));
    for (const cover_key of ['cover', 'cover.jpg', work.key('cover'), work.key('cover.jpg')])
      expect((await work.put({ cover_key })).body.cover).toBe(work.key('cover.jpg'));
    expect((await work.put({ cover_key: '1-Ночь.wav' })).status).toBe(400);
  });

  test('POST /v1/media/:id/releases/:releaseId/track · reads fileType without case, and cuts white space off the title', async () => {
    const work = await Work.draft(house());
    for (const fileType of ['WAV', ' Wav '])
      expect((await work.audio(1, ' Ночь ', wav(0.1), fileType)).body.fileName).toBe('1-Ночь.wav');
    for (const fileType of ['mp3', 'wavflac', ''])
      expect((await work.audio(1, 'Ночь', wav(0.1), fileType)).body).toEqual({
        message: 'Поле fileType: одно из значений wav, flac',
      });
  });

  test('PUT /v1/tracks/:id/:trackId · takes lyrics as a text, and authors of whom either half is absent', async () => {
    const work = await Work.draft(house());
    const [id = ''] = await several(work, 'a');
    await change(work, id, { lyrics: { text: 'было', ttml_key: 'k' } });
    expect((await change(work, id, { lyrics: ' Ла\nла ' })).body.lyrics).toEqual({ text: 'Ла\nла', ttml_key: 'k' });
    expect((await change(work, id, { lyrics: '' })).body.lyrics).toEqual({ text: '', ttml_key: 'k' });
    for (const [given, kept] of [
      [{ lyricists: [' Я '] }, { lyricists: ['Я'], producers: [] }],
      [{ producers: ['Ты'] }, { lyricists: [], producers: ['Ты'] }],
      [{}, { lyricists: [], producers: [] }],
    ] as const) {
      expect((await change(work, id, { authors: given })).body.authors).toEqual(kept);
      expect((await work.put({ authors: given })).body.authors).toEqual(kept);
    }
  });

  test('POST /v1/tracks/:id · without a duration have that of the file', async () => {
    const work = await Work.draft(house());
    expect((await work.track('a', 0.25)).file.duration).toBe(0.25);
  });

  const KEY = 'Поле fileKey: ключ загруженного файла трека этого релиза';
  const SECONDS = 'Поле duration: секунды, число больше 0 и не больше 86400';
  test.each([
    [{}, 'Отсутствует обязательное поле: fileKey'],
    [{ fileKey: '' }, 'Поле fileKey: строка от 1 до 500 символов'],
    [{ fileKey: 7 }, 'Поле fileKey: строка от 1 до 500 символов'],
    [{ fileKey: '2-b.wav' }, KEY],
    [{ fileKey: 'cover.jpg' }, KEY],
    [{ fileKey: 'x/1-a.wav' }, KEY],
    [{ fileKey: '../../../etc/passwd' }, KEY],
    [{ fileKey: 'cover' }, KEY],
    [{ fileKey: 'foreign' }, KEY],
    [{ fileKey: 'own', duration: 0 }, SECONDS],
    [{ fileKey: 'own', duration: -1 }, SECONDS],
    [{ fileKey: 'own', duration: '60' }, SECONDS],
    [{ fileKey: 'own', duration: 1e9 }, SECONDS],
  ])('POST /v1/tracks/:id · %j makes no track: %s', async (body, message) => {
    const [work, other] = [await Work.draft(house()), await Work.draft(house())];
    const keys: Record<string, string> = {
      own: (await work.audio(1, 'a')).body.key,
      foreign: (await other.audio(1, 'a')).body.key,
      cover: (await work.cover()).body.key,
    };
    const fileKey = 'fileKey' in body ? (keys[String(body.fileKey)] ?? body.fileKey) : undefined;
    expect(await add(work, { ...body, fileKey })).toMatchObject(refused(message));
    expect(await order(work)).toBe('');
  });

  test('POST /v1/tracks/:id · a file is of one track, also when several ask at once', async () => {
    const work = await Work.draft(house());
    const { key: fileKey } = (await work.audio(1, 'a')).body;
    const answers = await Promise.all(Array.from({ length: 5 }, () => add(work, { fileKey })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
    const taken = 'Поле fileKey: файл уже принадлежит другому треку';
    expect(answers.find(({ status }) => status === 400)?.body).toEqual({ message: taken });
  });

  const LYRICS = 'Поле lyrics: строка до 50000 символов или объект с полями text и ttml_key';
  test.each([
    [{}, 'Нет данных для изменений'],
    [{ name: '' }, 'Поле name: строка от 1 до 200 символов'],
    [{ feat: 'x' }, 'Поле feat: список до 100 строк от 1 до 200 символов'],
    [{ authors: null }, 'Поле authors: объект с полями lyricists и producers'],
    [{ lyrics: { text: 5 } }, LYRICS],
    [{ lyrics: ['x'] }, LYRICS],
    [{ lyrics: 'x'.repeat(50_001) }, LYRICS],
    [{ explicit: 'true' }, 'Поле explicit: true или false'],
    [{ isrc: 'RU-A1D-25-0001' }, 'Поле isrc: 12 символов по ISO 3901: две буквы, три буквы или цифры, семь цифр'],
    [{ isrc: 12 }, 'Поле isrc: 12 символов по ISO 3901: две буквы, три буквы или цифры, семь цифр'],
  ])('PUT /v1/tracks/:id/:trackId · %j changes nothing: %s', async (body, message) => {
    const work = await Work.draft(house());
    const [id = ''] = await several(work, 'a');
    expect(await change(work, id, body)).toMatchObject(refused(message));
    expect(await order(work)).toBe('1a');
  });

  test('PUT /v1/tracks/:id/:trackId · an ISRC is of one track, also when several ask at once', async () => {
    const works = await Promise.all(Array.from({ length: 4 }, () => Work.draft(house())));
    const ids = await Promise.all(works.map(async (work) => (await work.track('a'))._id));
    const answers = await Promise.all(works.map((work, at) => change(work, ids[at], { isrc: 'USRC17607839' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const taken = 'Поле isrc: код уже принадлежит другому треку';
    expect(answers.find(({ status }) => status === 400)?.body).toEqual({ message: taken });
  });

  test('PATCH /v1/tracks/:id · are put in another order by naming each once', async () => {
    const [work, other] = [await Work.draft(house()), await Work.draft(house())];
    const [a, b, c] = (await several(work, 'abc')) as [string, string, string];
    const [foreign] = await several(other, 'x');
    const done = await reorder(work, [c, toUuid(a), b.toUpperCase()]);
    expect(done).toMatchObject({ status: 200, body: { message: 'Порядок треков успешно обновлен' } });
    expect(await order(work)).toBe('1c 2a 3b');

    const EMPTY = 'Новый порядок треков не может быть пустым';
    const FOREIGN = 'Новый порядок треков содержит ID, не принадлежащие этому релизу';
    for (const [given, message] of [
      [[], EMPTY],
      [undefined, EMPTY],
      [null, EMPTY],
      ['', EMPTY],
      [a, 'Поле newOrder: список ID треков'],
      [[1, 2, 3], 'Поле newOrder.0: ID трека'],
      [[a, b, b], 'Новый порядок треков не может содержать повторяющиеся ID'],
      [[a, b, c, c], 'Новый порядок треков не может содержать повторяющиеся ID'],
      [[a, b, foreign], FOREIGN],
      [[a, b, NOBODY], FOREIGN],
      [[a, b, 'x'], FOREIGN],
      [[a, b], 'Новый порядок треков должен содержать все треки релиза'],
    ] as const)
      expect(await reorder(work, given)).toMatchObject(refused(message));
    expect(await order(work)).toBe('1c 2a 3b');
  });

  test('POST, PATCH /v1/tracks/:id, DELETE /v1/tracks/:id/:trackId · have no gaps in their numbers, however many change them at once', async () => {
    const work = await Work.draft(house());
    const ids = await several(work, 'abcdefgh');
    const keys: string[] = [];
    for (const title of 'ijkl') keys.push((await work.audio(20, title)).body.key);
    await Promise.all([
      ...ids.slice(0, 6).map((id) => remove(work, id)),
      ...keys.map((fileKey) => add(work, { fileKey })),
      reorder(work, ids.toReversed()),
      reorder(work, ids.slice(6)),
    ]);
    const { tracks } = (await work.get()).body;
    expect(tracks.map(({ index }: { index: number }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(tracks.map(({ title }: { title: string }) => title))).toEqual(new Set('ghijkl'));
  });

  test('POST, PATCH /v1/tracks/:id, PUT, DELETE /v1/tracks/:id/:trackId · stay as they are when the release is no draft', async () => {
    const work = await Work.draft(house());
    const [a = '', b = ''] = await several(work, 'ab');
    const { key: fileKey } = (await work.audio(3, 'c')).body;
    await work.status('pending');
    const closed = refused(NOT_DRAFT);
    expect(await add(work, { fileKey })).toMatchObject(closed);
    expect(await change(work, a, { name: 'x' })).toMatchObject(closed);
    expect(await reorder(work, [b, a])).toMatchObject(closed);
    expect(await remove(work, a)).toMatchObject(closed);
    expect(await order(work)).toBe('1a 2b');
  });

  test('PUT, DELETE /v1/tracks/:id/:trackId · what is unknown, or of another release, is not found', async () => {
    const [work, other] = [await Work.draft(house()), await Work.draft(house())];
    const [id = ''] = await several(other, 'a');
    const noTrack = refused('Трек не найден', 404);
    for (const unknown of [id, NOBODY, 'no-id', work.id]) {
      expect(await change(work, unknown, { name: 'x' })).toMatchObject(noTrack);
      expect(await remove(work, unknown)).toMatchObject(noTrack);
    }
    const token = await house().root();
    const nowhere = (method: string, path: string, body: object) => house().call(method, path, { token, body });
    expect(await nowhere('PUT', `/v1/tracks/${NOBODY}/${id}`, { name: 'x' })).toMatchObject(noTrack);
    expect(await nowhere('DELETE', `/v1/tracks/x/${id}`, {})).toMatchObject(noTrack);
    const noRelease = refused('Релиз не найден', 404);
    expect(await nowhere('POST', `/v1/tracks/${NOBODY}`, { fileKey: 'x' })).toMatchObject(noRelease);
    expect(await nowhere('PATCH', '/v1/tracks/x', { newOrder: [id] })).toMatchObject(noRelease);
  });
});

onEachEngine('PUT, GET /v1/notes/:id', (house) => {
  const put = (work: Work, body: object) => work.ask('PUT', `/v1/notes/${work.id}`, body);
  const read = (work: Work) => work.ask('GET', `/v1/notes/${work.id}`);

  test('are made and changed field by field while the release is under way', async () => {
    const work = await Work.draft(house());
    await work.complete('x', []);
    const [a = '', b = ''] = await several(work, 'ab');
    const closed = refused('Можно обновлять примечания только в релизах, находящихся в обработке.');
    expect(await put(work, { comment: 'x' })).toMatchObject(closed);
    expect(await read(work)).toMatchObject(refused('Примечаний ещё нет', 404));
    await work.status('pending');

    const made = await put(work, { focus_tracks: [b, toUuid(b)], pitched: ['Плейлист'] });
    const notes = {
      _id: expect.any(String),
      release_id: work.id,
      focus_tracks: [b],
      pitched: ['Плейлист'],
      comment: '',
    };
    expect([made.status, made.body]).toEqual([201, notes]);
    const changed = await put(work, { comment: 'Важно' });
    expect([changed.status, changed.body]).toEqual([201, { ...made.body, comment: 'Важно' }]);
    expect((await read(work)).body).toEqual(changed.body);

    await work.status('finalized');
    expect(await put(work, { comment: 'x' })).toMatchObject(closed);
    await work.status('draft');
    await remove(work, b);
    expect((await read(work)).body).toEqual({ ...changed.body, focus_tracks: [] });
    await work.status('approved');
    expect((await put(work, { focus_tracks: [a], comment: null })).body).toMatchObject({
      focus_tracks: [a],
      comment: '',
    });
  });

  test('of two who make them at once both are heard', async () => {
    const work = await Work.draft(house());
    await work.status('pending');
    const answers = await Promise.all([put(work, { comment: 'x' }), put(work, { pitched: ['y'] })]);
    expect(new Set(answers.map(({ body }) => body._id)).size).toBe(1);
    expect((await read(work)).body).toMatchObject({ comment: 'x', pitched: ['y'] });
  });

  const FOCUS = 'Поле focus_tracks: список ID треков этого релиза';
  test.each([
    [{}, 'Нет данных для изменений'],
    [{ focus_tracks: 'x' }, FOCUS],
    [{ focus_tracks: ['x'] }, FOCUS],
    [{ focus_tracks: [NOBODY] }, FOCUS],
    [{ focus_tracks: [5] }, 'Поле focus_tracks.0: ID трека'],
    [{ pitched: 'x' }, 'Поле pitched: список до 100 строк от 1 до 500 символов'],
    [{ pitched: [''] }, 'Поле pitched.0: строка от 1 до 500 символов'],
    [{ comment: 5 }, 'Поле comment: строка до 5000 символов'],
    [{ comment: 'x'.repeat(5001) }, 'Поле comment: строка до 5000 символов'],
  ])('%j is refused: %s', async (body, message) => {
    const work = await Work.draft(house());
    await work.status('pending');
    expect(await put(work, body)).toMatchObject(refused(message));
    expect(await read(work)).toMatchObject(refused('Примечаний ещё нет', 404));
  });

  test('are of a release that there is', async () => {
    const token = await house().root();
    for (const id of [NOBODY, 'x']) {
      const absent = await house().call('PUT', `/v1/notes/${id}`, { token, body: { comment: 'x' } });
      expect(absent).toMatchObject(refused('Релиз не найден', 404));
      expect(await house().call('GET', `/v1/notes/${id}`, { token })).toMatchObject(refused('Примечаний ещё нет', 404));
    }
  });
});
