import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { onEachEngine } from '../../support/house.ts';
import { entrust, hire, type Person } from '../../support/label.ts';
import { jpeg, RELEASE_UNTOLD, Work } from '../../support/releases.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const DRAFT_EXISTS = 'Черновик релиза уже существует, удалите его или продолжайте его редактирование';
const NOT_DRAFT = "Действие разрешено только для релизов со статусом 'черновик'";
const refused = (message: string, status = 400) => ({ status, body: { message } });

onEachEngine('releases of the label', (house) => {
  let root: Person;
  beforeAll(async () => {
    root = await hire(house(), 'root');
  });

  test('POST /v1/releases/:id/new, PUT, PATCH /v1/releases/:id · a draft is made, told of, handed in, and read', async () => {
    const work = await Work.draft(house());
    const { artist, id } = work;
    const entry = (status: string, editor = artist) => ({
      ...{ editor: editor.id, editorLogin: editor.login, status: { label: status, message: '' }, createdAt: MOMENT },
    });
    const blank = {
      ...{ id, artist: { stageName: artist.login, userId: artist.id }, name: '', type: '', cover: '', date: '' },
      ...{
        feat: [],
        authors: { lyricists: [], producers: [] },
        upc: '',
        ...RELEASE_UNTOLD,
        createdAt: MOMENT,
        tracks: [],
      },
      status: { label: 'draft', message: '', history: [entry('draft')] },
    };
    const read = await work.get();
    expect([read.status, read.body]).toEqual([200, blank]);

    const { body: uploaded } = await work.cover();
    const authors = { lyricists: ['Ян'], producers: [] };
    const told = await work.put({
      ...{ name: 'Имя', type: 'ep', date: '2025-12-31', cover_key: uploaded.key, feat: ['Зоя'], authors },
      upc: '036000291452',
    });
    const full = {
      ...{ ...blank, name: 'Имя', type: 'ep', date: '2025-12-31', cover: uploaded.key, feat: ['Зоя'], authors },
      upc: '036000291452',
    };
    expect([told.status, told.body]).toEqual([200, full]);
    const track = await work.track('Песня', 0.5);
    const saved = await work.save();
    const { _id, release, name, ...whole } = track;
    const shown = { ...whole, id: _id, title: name, duration: 0.5, file: { ...track.file, fileName: '1-Песня.wav' } };
    const pending = {
      ...{ ...full, tracks: [shown] },
      status: { label: 'pending', message: '', history: [entry('draft'), entry('pending')] },
    };
    expect([saved.status, saved.body]).toEqual([200, pending]);
    expect((await work.save()).body).toEqual(pending);
    expect((await work.get()).body).toEqual(pending);
  });

  test('POST /v1/releases/:id/new · of twenty who ask at once for a draft one gets it', async () => {
    const { id, token } = await hire(house(), 'artist');
    const asks = Array.from({ length: 20 }, () => house().call('POST', `/v1/releases/${id}/new`, { token }));
    const answers = await Promise.all(asks);
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(made[0]?.body).toEqual({ id: expect.any(String), artist: { stage_name: expect.any(String), user_id: id } });
    for (const answer of answers)
      if (answer.status !== 201) expect(answer).toMatchObject({ status: 400, body: { message: DRAFT_EXISTS } });
    const { body } = await house().call('GET', `/v1/releases/artists/${id}`, { token });
    expect(body.pagination.total).toBe(1);
  });

  test('POST /v1/releases/:id/new · a draft is of an artist', async () => {
    const manager = await hire(house(), 'manager');
    for (const id of [NOBODY, 'no-id', manager.id, root.id]) {
      const answer = await house().call('POST', `/v1/releases/${id}/new`, { token: root.token });
      expect(answer).toMatchObject(refused('Артист не найден', 404));
    }
  });

  const CALENDAR = 'Поле date: дата в формате ГГГГ-ММ-ДД';
  const NAMES = 'список до 100 строк от 1 до 200 символов';
  test.each([
    [{}, 'Некорректный запрос'],
    [{ unknown: 1 }, 'Некорректный запрос'],
    [{ name: '' }, 'Поле name: строка от 1 до 200 символов'],
    [{ name: ' \n' }, 'Поле name: строка от 1 до 200 символов'],
    [{ name: 'x'.repeat(201) }, 'Поле name: строка от 1 до 200 символов'],
    [{ name: 7 }, 'Поле name: строка от 1 до 200 символов'],
    [{ name: null }, 'Поле name: строка от 1 до 200 символов'],
    [{ name: 'nul\0' }, 'Поле name: недопустимое значение'],
    [{ type: 'lp' }, 'Поле type: одно из значений single, ep, album'],
    [{ date: '2025-02-30' }, CALENDAR],
    [{ date: '2025-13-01' }, CALENDAR],
    [{ date: '01.02.2025' }, CALENDAR],
    [{ date: '2025-01-01T25:00:00Z' }, CALENDAR],
    [{ date: 20250101 }, CALENDAR],
    [{ date: '' }, CALENDAR],
    [{ feat: 'Зоя' }, `Поле feat: ${NAMES}`],
    [{ feat: [''] }, 'Поле feat.0: строка от 1 до 200 символов'],
    [{ feat: [{}] }, 'Поле feat.0: строка от 1 до 200 символов'],
    [{ feat: Array.from({ length: 101 }, () => 'x') }, `Поле feat: ${NAMES}`],
    [{ authors: null }, 'Поле authors: объект с полями lyricists и producers'],
    [{ authors: 'x' }, 'Поле authors: объект с полями lyricists и producers'],
    [{ authors: { lyricists: 'x', producers: [] } }, `Поле authors.lyricists: ${NAMES}`],
    [{ upc: '036000291453' }, 'Поле upc: 12 или 13 цифр с верной контрольной'],
    [{ upc: 36000291452 }, 'Поле upc: 12 или 13 цифр с верной контрольной'],
    [{ cover_key: 'cover.jpg' }, 'Поле cover_key: ключ загруженной обложки этого релиза'],
    [{ cover_key: '../../x' }, 'Поле cover_key: ключ загруженной обложки этого релиза'],
  ])('PUT /v1/releases/:id · %j is refused and changes nothing: %s', async (body, message) => {
    const work = await Work.draft(house());
    const before = (await work.get()).body;
    expect(await work.put(body)).toMatchObject(refused(message));
    expect((await work.get()).body).toEqual(before);
  });

  test('PUT /v1/releases/:id · a date is one of the calendar; a moment is the day that is written in it, whatever the offset', async () => {
    const work = await Work.draft(house());
    for (const [given, kept] of [
      ['2024-02-29', '2024-02-29'],
      ['2025-03-01T00:00:00.000Z', '2025-03-01'],
      ['2025-03-01T23:30:00-02:00', '2025-03-01'],
      ['2025-03-01T02:00:00+05:00', '2025-03-01'],
      ['  2025-03-01 ', '2025-03-01'],
    ])
      expect((await work.put({ date: given })).body.date).toBe(kept);
  });

  test('PUT /v1/releases/:id · fields that it does not have are left out', async () => {
    const work = await Work.draft(house());
    const authors = { lyricists: ['x'], producers: [] };
    expect((await work.put({ authors: { ...authors, more: 1 }, id: 'x', status: 'pending' })).body).toMatchObject({
      ...{ id: work.id, status: { label: 'draft' } },
    });
    expect((await work.get()).body.authors).toEqual(authors);
  });

  test('PUT /v1/releases/:id · a UPC is of one release, in either length, also when two ask at once', async () => {
    const works = await Promise.all(Array.from({ length: 4 }, () => Work.draft(house())));
    const upcs = ['4006381333931', '4006381333931', '4006381333931', '4006381333931'];
    const answers = await Promise.all(works.map((work, at) => work.put({ upc: upcs[at] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const TAKEN = 'Поле upc: код уже принадлежит другому релизу';
    for (const answer of answers) if (answer.status === 400) expect(answer.body).toEqual({ message: TAKEN });

    const [one, other] = [await Work.draft(house()), await Work.draft(house())];
    expect((await one.put({ upc: '0012345678905' })).body.upc).toBe('012345678905');
    expect(await other.put({ upc: '012345678905' })).toMatchObject(refused(TAKEN));
    expect((await one.put({ upc: '012345678905' })).status).toBe(200);
    expect((await one.put({ upc: null })).body.upc).toBe('');
    expect((await other.put({ upc: '012345678905' })).status).toBe(200);
  });

  test('PUT /v1/releases/:id · a key is of a cover that this very release has', async () => {
    const [work, other] = [await Work.draft(house()), await Work.draft(house())];
    const wrong = refused('Поле cover_key: ключ загруженной обложки этого релиза');
    expect(await work.put({ cover_key: work.key('cover.jpg') })).toMatchObject(wrong);
    await other.cover();
    expect(await work.put({ cover_key: other.key('cover.jpg') })).toMatchObject(wrong);
    const { body } = await work.audio(1, 'a');
    expect(await work.put({ cover_key: body.key })).toMatchObject(wrong);
    await work.cover();
    expect((await work.put({ cover_key: work.key('cover.jpg') })).body.cover).toBe(work.key('cover.jpg'));
    await work.ask('DELETE', work.media('delete/cover'));
    expect((await work.get()).body.cover).toBe('');
  });

  test('PATCH /v1/releases/:id · what is not complete is refused with every field that it lacks', async () => {
    const work = await Work.draft(house());
    const lacking = (fields: string) => refused(`Отсутствует обязательное поле: ${fields}`);
    expect(await work.save()).toMatchObject(lacking('name, type, date, cover_key, authors, tracks'));
    await work.put({ name: 'x', date: '2025-01-01', authors: { lyricists: [], producers: [] } });
    expect(await work.save()).toMatchObject(lacking('type, cover_key, authors, tracks'));
    await work.complete('x', ['a', 'b']);
    await work.ask('DELETE', work.media('delete/2-b.wav'));
    expect(await work.save()).toMatchObject(lacking('tracks.2.file'));
    expect((await work.get()).body.status.history).toHaveLength(1);
    await work.audio(2, 'b');
    expect((await work.save()).status).toBe(200);
  });

  test('PATCH /v1/releases/:id/status · whoever looks after the artist sets the status; each is written down', async () => {
    const [artist, manager] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
    await entrust(house(), artist, manager);
    const work = await Work.draft(house(), artist);
    await work.complete();
    const set = (body: object, by = manager) =>
      house().call('PATCH', `/v1/releases/${work.id}/status`, { token: by.token, body });
    const statuses = ['pending', 'rejected', 'approved', 'delivered', 'finalized', 'draft', 'draft'];
    for (const status of statuses) {
      const answer = await set({ status, userId: manager.id, message: `стал ${status}` });
      expect(answer.status).toBe(200);
      expect(answer.body.status).toMatchObject({ label: status, message: `стал ${status}` });
    }
    const { history } = (await work.get()).body.status;
    expect(history.map((entry: { status: object }) => entry.status)).toEqual([
      { label: 'draft', message: '' },
      ...statuses.map((label) => ({ label, message: `стал ${label}` })),
    ]);
    expect(new Set(history.slice(1).map((entry: { editor: string }) => entry.editor))).toEqual(new Set([manager.id]));

    const wrong = refused('Недопустимый статус релиза');
    for (const status of [undefined, null, '', 'черновик', 'Draft', 5, ['draft'], '__proto__'])
      expect(await set({ status })).toMatchObject(wrong);
    expect(await set({ status: 'pending', userId: artist.id })).toMatchObject(refused('Доступ запрещен', 403));
    expect(await set({ status: 'pending', userId: 'x' })).toMatchObject({ status: 400 });
    expect(await set({ status: 'pending' }, artist)).toMatchObject(refused('Доступ запрещен', 403));
    expect((await work.get()).body.status.history).toEqual(history);
  });

  test('PATCH /v1/releases/:id/status · nobody changes what is written down, nor takes it away', async () => {
    const work = await Work.draft(house());
    await work.status('pending');
    const { db } = house();
    const { releaseHistory } = db.tables;
    const before = (await work.get()).body.status.history;
    const meddling = [
      db.write(async (tx) => void (await tx.update(releaseHistory).set({ message: 'x' }))),
      db.write(async (tx) => void (await tx.delete(releaseHistory).where(eq(releaseHistory.releaseId, work.id)))),
    ];
    for (const outcome of await Promise.allSettled(meddling)) expect(outcome.status).toBe('rejected');
    expect((await work.get()).body.status.history).toEqual(before);
  });

  test('PUT /v1/releases/:id · a change makes a draft of it again, unless it is delivered or finalized, or there is another draft', async () => {
    const work = await Work.draft(house());
    await work.complete();
    const closed = refused("Некорректный запрос: релиз в статусе 'delivered' или 'finalized' изменить нельзя");
    for (const status of ['pending', 'approved', 'rejected']) {
      await work.status(status);
      const { body } = await work.put({ name: status });
      expect([body.name, body.status.label, body.status.history.at(-1).editor]).toEqual([
        ...[status, 'draft', work.artist.id],
      ]);
    }
    for (const status of ['delivered', 'finalized']) {
      await work.status(status);
      expect(await work.put({ name: 'no' })).toMatchObject(closed);
      expect(await work.save()).toMatchObject(closed);
    }
    expect((await work.get()).body.name).toBe('rejected');
    await work.status('pending');
    const other = await Work.draft(house(), work.artist);
    expect(await work.put({ name: 'no' })).toMatchObject(refused(DRAFT_EXISTS));
    expect(await work.status('draft')).toMatchObject(refused(DRAFT_EXISTS));
    expect((await work.get()).body).toMatchObject({ name: 'rejected', status: { label: 'pending' } });
    await other.remove();
    expect((await work.put({ name: 'yes' })).status).toBe(200);
  });

  test('DELETE /v1/releases/:id · a draft is deleted with its files, and nothing else can be', async () => {
    const folders = async () => [...(await house().files('albums')), ...(await house().files('tracks'))].sort();
    const before = await folders();
    const work = await Work.draft(house());
    await work.complete('x', ['a', 'b']);
    await work.audio(3, 'no track');
    await work.save();
    expect(await work.remove()).toMatchObject(refused(NOT_DRAFT));
    await work.status('draft');
    expect(await work.remove()).toMatchObject({ status: 200, body: { message: 'Релиз успешно удален' } });
    for (const answer of [await work.get(), await work.remove(), await work.save()])
      expect(answer).toMatchObject(refused('Релиз не найден', 404));
    expect(await folders()).toEqual(before);
    expect((await Work.draft(house(), work.artist)).id).not.toBe(work.id);
  });

  test('GET, PUT, PATCH, DELETE /v1/releases/:id · what is unknown is not found', async () => {
    const { token } = root;
    const absent = refused('Релиз не найден', 404);
    for (const id of [NOBODY, 'no-id', root.id, '%00']) {
      const ask = (method: string, path = '', body = {}) =>
        house().call(method, `/v1/releases/${id}${path}`, { token, body });
      expect(await ask('PUT', '', { name: 'x' })).toMatchObject(absent);
      expect(await ask('PATCH')).toMatchObject(absent);
      expect(await ask('PATCH', '/status', { status: 'draft' })).toMatchObject(absent);
      expect(await ask('DELETE')).toMatchObject(absent);
      expect(await house().call('GET', `/v1/releases/${id}`, { token })).toMatchObject(absent);
    }
    const artist = await hire(house(), 'artist');
    expect(await house().call('GET', `/v1/releases/${NOBODY}`, { token: artist.token })).toMatchObject(absent);
  });

  test('accounts.remove · an account that has releases stays', async () => {
    const work = await Work.draft(house());
    expect(house().services.accounts.remove(work.artist.id)).rejects.toMatchObject({ kind: 'conflict' });
  });

  test('POST /v1/media/:id/releases/:releaseId/cover · a cover that is no JPEG of 3000 pixels a side leaves nothing', async () => {
    const work = await Work.draft(house());
    const wrong = refused('Недопустимый формат или размер обложки.');
    const before = await house().files('albums');
    for (const bytes of [await jpeg(2999, 3000), await jpeg(3000, 2999), new TextEncoder().encode('no picture')])
      expect(await work.cover(bytes)).toMatchObject(wrong);
    expect(await house().files('albums')).toEqual(before);
    expect(await house().files('tmp')).toEqual([]);
  });
});

onEachEngine('GET /v1/releases, /v1/releases/artists/:ids', (house) => {
  let root: Person;
  const works: Record<string, Work> = {};
  /** The names of a list's releases. */
  const list = async (path: string, token = root.token) => {
    const { status, body } = await house().call('GET', `/v1/releases${path}`, { token });
    return status === 200 ? body.data.map(({ name }: { name: string }) => name).join(' ') : body.message;
  };

  beforeAll(async () => {
    root = await hire(house(), 'root');
    const people = { Яна: await hire(house(), 'artist'), Анна: await hire(house(), 'artist') };
    for (const [stageName, { id }] of Object.entries(people))
      await house().call('PATCH', `/v1/artists/${id}/name`, { token: root.token, body: { stageName } });
    const made = [
      ...['finalized', 'rejected', 'pending', 'approved', 'delivered', 'pending', 'draft'].map((status, at) => ({
        ...{ status, name: 'ёгдвбЖа'[at] as string, artist: at % 2 === 0 ? people.Яна : people.Анна },
      })),
      { status: 'draft', name: '', artist: people.Анна },
    ];
    for (const { status, name, artist } of made) {
      const work = await Work.draft(house(), artist);
      if (['approved', 'delivered', 'finalized'].includes(status)) await work.complete(name);
      if (name !== '') await work.put({ name, feat: ['Гость'] });
      if (status !== 'draft') await work.status(status);
      works[name] = work;
    }
  });

  test('GET /v1/releases · are in the order of work: pending, approved, delivered, rejected, finalized, draft, each newest first', async () => {
    expect(await list('')).toBe('Ж д в б г ё  а');
    expect(await list('?limit=3&page=2')).toBe('б г ё');
    expect(await list('?limit=3&page=3')).toBe(' а');
  });

  test('GET /v1/releases · show each release in its short form', async () => {
    const { body } = await house().call('GET', '/v1/releases?filter[status]=approved', { token: root.token });
    expect(body).toEqual({
      data: [
        {
          ...{ id: works.в?.id, artist: 'Анна', name: 'в', type: 'album', date: '2025-03-01', feat: ['Гость'] },
          cover: works.в?.key('cover.jpg'),
          status: 'approved',
        },
      ],
      pagination: { total: 1, totalPages: 1, currentPage: 1, limit: 10 },
    });
  });

  test.each([
    ['?sort[name]=asc', 'а б в г д ё Ж '],
    ['?sort[name]=desc', 'Ж ё д г в б а '],
    ['?sort[stage_name]=asc&filter[status]=pending', 'Ж д'],
    ['?sort[stage_name]=desc&filter[status]=pending', 'д Ж'],
    ['?search=ж', 'Ж'],
    ['?search=АНН', 'Ж в г '],
    ['?search=анна%20Ж', 'Ж'],
    ['?search=Ж%20анна', 'Ж'],
    ['?search=Е', 'ё'],
    ['?search=Яна%20Анна', 'Релизы не найдены'],
    ['?search=%25', 'Релизы не найдены'],
    ['?page=99', 'Релизы не найдены'],
    ['?page=0', 'Неверные параметры пагинации'],
    ['?limit=x', 'Неверные параметры пагинации'],
    [
      '?filter[status]=x',
      'Поле filter[status]: одно из значений draft, finalized, rejected, delivered, approved, pending',
    ],
    ['?sort[name]=up', 'Поле sort[name]: asc или desc'],
    ['?sort[date]=asc', 'Поле sort[date]: неизвестный параметр'],
  ])('GET /v1/releases%s · gives %s', async (query, names) => {
    expect(await list(query)).toBe(names);
  });

  test('GET /v1/releases/artists/:ids · are also of artists, for those who may see all of them', async () => {
    const [yana, anna] = [works.а?.artist as Person, works.в?.artist as Person];
    expect(await list(`/artists/${anna.id}`, anna.token)).toBe('Ж в г ');
    expect(await list(`/artists/${anna.id},${yana.id}?search=а&sort[name]=asc`)).toBe('а б в г д ё Ж ');
    expect(await list(`/artists/${anna.id},${yana.id}`, anna.token)).toBe('Доступ запрещен');
    expect(await list('/artists/1,2')).toBe('Неверный формат списка ID артистов');
    expect(await list(`/artists/${NOBODY}`)).toBe('Релизы не найдены');
    expect(await list(`/artists/${(await hire(house(), 'artist')).id}`)).toBe('Релизы не найдены');
  });
});
