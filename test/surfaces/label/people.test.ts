import { beforeAll, expect, test } from 'bun:test';
import { parseId, toUuid } from '../../../src/lib/ids.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { entrust, hire, type Person } from '../../support/label.ts';
import { nextPage } from '../../support/paging.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const IVAN = { surname: 'Иванов', firstname: 'Иван', patronymic: 'Иванович', contact: '@ivan' };
const UNTOLD = { surname: '', firstname: '', patronymic: '', contact: '' };

const tell = (house: House, { id, token }: Person, body: object) =>
  house.call('PUT', `/v1/users/${id}`, { token, body });

onEachEngine('what people of the label tell of themselves', (house) => {
  test('PUT /v1/users/:id · is answered as it is kept', async () => {
    const artist = await hire(house(), 'artist');
    const { status, body } = await tell(house(), artist, { ...IVAN, role: 'root', stage_name: 'x', managerId: 'x' });
    expect(status).toBe(200);
    expect(body).toEqual(IVAN);
    const read = await house().call('GET', `/v1/users/${artist.id}`, { token: artist.token });
    expect(read.status).toBe(200);
    expect(read.body).toEqual([
      {
        id: artist.id,
        login: artist.login,
        role: 'artist',
        ...IVAN,
        email: '',
        is_active: true,
        createdAt: MOMENT,
      },
    ]);
  });

  test('PUT /v1/users/:id · a patronymic stays when it is not given, and goes when it is null or empty', async () => {
    const artist = await hire(house(), 'artist');
    const { patronymic, ...rest } = IVAN;
    await tell(house(), artist, IVAN);
    expect((await tell(house(), artist, rest)).body).toEqual(IVAN);
    for (const gone of [null, ''])
      expect((await tell(house(), artist, { ...rest, patronymic: gone })).body).toEqual({ ...rest, patronymic: '' });
    expect((await tell(house(), artist, { ...rest, patronymic })).body).toEqual(IVAN);
  });

  test.each([
    [{}, 'Отсутствуют обязательные поля'],
    [{ ...IVAN, surname: undefined }, 'Отсутствуют обязательные поля'],
    [{ ...IVAN, firstname: '' }, 'Отсутствуют обязательные поля'],
    [{ ...IVAN, contact: null }, 'Отсутствуют обязательные поля'],
    [{ ...IVAN, surname: ' ' }, 'Поле surname: строка от 1 до 100 символов'],
    [{ ...IVAN, surname: ['a'] }, 'Поле surname: строка от 1 до 100 символов'],
    [{ ...IVAN, patronymic: 7 }, 'Поле patronymic: строка до 100 символов'],
    [{ ...IVAN, patronymic: 'x'.repeat(101) }, 'Поле patronymic: строка до 100 символов'],
    [{ ...IVAN, contact: 'x'.repeat(301) }, 'Поле contact: строка от 1 до 300 символов'],
    [{ ...IVAN, contact: 'nul\0' }, 'Поле contact: недопустимое значение'],
    [{ ...IVAN, firstname: 'lone\udc00' }, 'Поле firstname: недопустимое значение'],
  ])('PUT /v1/users/:id · %j is refused: %s', async (body, message) => {
    const artist = await hire(house(), 'artist');
    expect(await tell(house(), artist, body)).toMatchObject({ status: 400, body: { message } });
    const { body: read } = await house().call('GET', `/v1/users/${artist.id}`, { token: artist.token });
    expect(read).toMatchObject([UNTOLD]);
  });

  test('PUT /v1/users/:id · root cannot tell of somebody who is not at the label', async () => {
    const listener = await house().member();
    for (const id of [NOBODY, 'no-id', listener.id])
      expect(await house().call('PUT', `/v1/users/${id}`, { token: await house().root(), body: IVAN })).toMatchObject({
        status: 404,
        body: { message: 'Пользователь не найден' },
      });
  });

  test('GET /v1/users/:id, /v1/artists/:id · people are answered in the order of their ids, in either spelling, each once, others left out', async () => {
    const [one, other] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
    const listener = await house().member();
    const ids = [other.id, toUuid(parseId(one.id) as string), NOBODY, listener.id, one.id.toUpperCase()];
    const token = await house().root();
    const { status, body } = await house().call('GET', `/v1/users/${ids.join(', ')}`, { token });
    expect(status).toBe(200);
    expect(body.map(({ id }: { id: string }) => id)).toEqual([other.id, one.id]);
    const artists = await house().call('GET', `/v1/artists/${ids.join(',')}`, { token });
    expect(artists.body.map(({ id }: { id: string }) => id)).toEqual([one.id]);
  });

  test.each([
    ['users', 'Неверный формат или пустой список ID пользователей'],
    ['artists', 'Неверный формат списка ID артистов'],
  ])('GET /v1/%s/:id · a malformed or empty list of ids is refused', async (kind, message) => {
    const token = await house().root();
    for (const ids of ['1,2,3', ',', '%20', `${NOBODY},`, `${NOBODY};${NOBODY}`, '%00', `${NOBODY}0`])
      expect(await house().call('GET', `/v1/${kind}/${ids}`, { token })).toMatchObject({
        status: 400,
        body: { message },
      });
  });
});

onEachEngine('artists and their managers', (house) => {
  let root: Person;
  beforeAll(async () => {
    root = await hire(house(), 'root');
  });
  const patch = (id: string, what: string, body: object) =>
    house().call('PATCH', `/v1/artists/${id}/${what}`, { token: root.token, body });

  test('PATCH /v1/artists/:id/name · a stage name is changed, and the login stays', async () => {
    const artist = await hire(house(), 'artist');
    const { status, body } = await patch(artist.id, 'name', { stageName: 'Новая Звезда' });
    expect(status).toBe(200);
    expect(body).toEqual({ id: artist.id, stage_name: 'Новая Звезда', ...UNTOLD, manager: UNTOLD });
    const { body: users } = await house().call('GET', `/v1/users/${artist.id}`, { token: artist.token });
    expect(users).toMatchObject([{ login: artist.login }]);
  });

  test.each([
    [{}, 'Имя артиста должно быть строкой'],
    [{ stageName: 7 }, 'Имя артиста должно быть строкой'],
    [{ stageName: null }, 'Имя артиста должно быть строкой'],
    [{ stageName: '' }, 'Поле stageName: строка от 1 до 200 символов'],
    [{ stageName: ' \t' }, 'Поле stageName: строка от 1 до 200 символов'],
    [{ stageName: 'x'.repeat(201) }, 'Поле stageName: строка от 1 до 200 символов'],
    [{ stageName: 'nul\0' }, 'Поле stageName: строка от 1 до 200 символов'],
  ])('PATCH /v1/artists/:id/name · %j is refused: %s', async (body, message) => {
    const artist = await hire(house(), 'artist');
    expect(await patch(artist.id, 'name', body)).toMatchObject({ status: 400, body: { message } });
    const [known] = await house().services.roster.artists([artist.id]);
    expect(known).toMatchObject({ stageName: artist.login });
  });

  test('PATCH /v1/artists/:id/manager · a manager or root takes care of an artist, and is shown with them', async () => {
    const [artist, manager] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
    expect((await patch(artist.id, 'manager', { managerId: manager.id })).body.manager).toEqual(UNTOLD);
    await tell(house(), manager, IVAN);
    const { status, body } = await patch(artist.id, 'manager', { managerId: toUuid(parseId(manager.id) as string) });
    expect(status).toBe(200);
    expect(body).toEqual({ id: artist.id, stage_name: artist.login, ...UNTOLD, manager: IVAN });
    expect(await house().services.roster.managerOf(artist.id)).toBe(manager.id);
    expect(await house().services.roster.managerOf(manager.id)).toBeUndefined();
    expect((await patch(artist.id, 'manager', { managerId: root.id })).body.manager).toEqual(UNTOLD);
  });

  test('PATCH /v1/artists/:id/manager · somebody who is no manager takes care of nobody', async () => {
    const [artist, other, listener] = [
      await hire(house(), 'artist'),
      await hire(house(), 'artist'),
      await house().member(),
    ];
    for (const managerId of [other.id, artist.id, listener.id, NOBODY, 'no-id', '', 'nul\0', 7, undefined])
      expect({ managerId, ...(await patch(artist.id, 'manager', { managerId })) }).toMatchObject({
        status: 400,
        body: {
          message:
            managerId === 'nul\0'
              ? 'Поле managerId: недопустимое значение'
              : 'Указанный пользователь не является менеджером',
        },
      });
    expect(await house().services.roster.managerOf(artist.id)).toBeNull();
  });

  test.each([
    ['name', { stageName: 'Имя' }],
    ['manager', { managerId: NOBODY }],
  ])('PATCH /v1/artists/:id/%s · that of somebody who is no artist is not there: 404', async (what, body) => {
    const manager = await hire(house(), 'manager');
    for (const id of [manager.id, NOBODY, 'no-id', 'nul%00'])
      expect(await patch(id, what, body)).toMatchObject({ status: 404, body: { message: 'Артист не найден' } });
  });

  test('PATCH /v1/artists/:id/manager · of two managers who are given an artist at once one has them, and each answer is whole', async () => {
    const artist = await hire(house(), 'artist');
    const managers = [await hire(house(), 'manager'), await hire(house(), 'manager')];
    const answers = await Promise.all(managers.map(({ id }) => patch(artist.id, 'manager', { managerId: id })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const lists = await Promise.all(
      managers.map(({ id, token }) => house().call('GET', `/v1/managers/${id}/artists`, { token })),
    );
    expect(lists.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(managers.map(({ id }) => id)).toContain((await house().services.roster.managerOf(artist.id)) as string);
  });

  test('GET /v1/artists/:id · an artist whose manager’s account is deleted has none', async () => {
    const [artist, manager] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
    await entrust(house(), artist, manager);
    await house().services.accounts.remove(manager.id);
    expect(await house().services.roster.managerOf(artist.id)).toBeNull();
    const { body } = await house().call('GET', `/v1/artists/${artist.id}`, { token: artist.token });
    expect(body).toMatchObject([{ manager: UNTOLD }]);
  });

  test('PATCH /v1/artists/:id/manager · null takes the manager away', async () => {
    const [artist, manager] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
    await entrust(house(), artist, manager);
    for (const _ of ['taken away', 'none to take'])
      expect(await patch(artist.id, 'manager', { managerId: null })).toMatchObject({
        status: 200,
        body: { id: artist.id, manager: UNTOLD },
      });
    expect(await house().services.roster.managerOf(artist.id)).toBeNull();
    const { status } = await house().call('GET', `/v1/artists/${artist.id}`, { token: manager.token });
    expect(status).toBe(403);
    expect((await patch(manager.id, 'manager', { managerId: null })).status).toBe(404);
  });

  test('PATCH /v1/artists/:id/manager · gives nobody to a manager who is deactivated, and may again once they are back', async () => {
    const [artist, other, manager] = [
      await hire(house(), 'artist'),
      await hire(house(), 'artist'),
      await hire(house(), 'manager'),
    ];
    await entrust(house(), other, manager);
    const set = (what: string) => house().call('POST', `/v1/auth/${manager.id}/${what}`, { token: root.token });
    await set('deactivate');
    expect(await patch(artist.id, 'manager', { managerId: manager.id })).toMatchObject({
      status: 400,
      body: { message: 'Указанный менеджер деактивирован' },
    });
    expect(await house().services.roster.managerOf(artist.id)).toBeNull();
    expect(await house().services.roster.managerOf(other.id)).toBe(manager.id);
    await set('unblock');
    expect((await patch(artist.id, 'manager', { managerId: manager.id })).status).toBe(200);
  });

  test('PATCH /v1/artists/:id/manager, POST /v1/auth/:id/deactivate · at once: the artist has the manager when the answer says so', async () => {
    for (let round = 0; round < 6; round++) {
      const [artist, manager] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
      const end = () => house().call('POST', `/v1/auth/${manager.id}/deactivate`, { token: root.token });
      const give = () => patch(artist.id, 'manager', { managerId: manager.id });
      const [given] = await Promise.all(round % 2 === 0 ? [give(), end()] : [end().then(give), end()]);
      const kept = await house().services.roster.managerOf(artist.id);
      expect([given?.status, kept]).toEqual(given?.status === 200 ? [200, manager.id] : [400, null]);
    }
  });

  test('PUT /v1/users/:id, PATCH /v1/artists/:id/name · cut white space off at both ends; characters are code points', async () => {
    const artist = await hire(house(), 'artist');
    const told = { surname: ' Иванов\n', firstname: '\tИван', patronymic: ' ', contact: '\u00a0@ivan ' };
    const { body } = await house().call('PUT', `/v1/users/${artist.id}`, { token: artist.token, body: told });
    expect(body).toEqual({ surname: 'Иванов', firstname: 'Иван', patronymic: '', contact: '@ivan' });
    expect((await patch(artist.id, 'name', { stageName: '  Звезда ' })).body.stage_name).toBe('Звезда');
    const stars = '\u{1F31F}'.repeat(200);
    expect((await patch(artist.id, 'name', { stageName: stars })).body.stage_name).toBe(stars);
    expect((await patch(artist.id, 'name', { stageName: `${stars}x` })).status).toBe(400);
    const surname = '\u{1F31F}'.repeat(100);
    const long = (text: string) =>
      house().call('PUT', `/v1/users/${artist.id}`, { token: artist.token, body: { ...told, surname: text } });
    expect((await long(surname)).body.surname).toBe(surname);
    expect((await long(`${surname}x`)).status).toBe(400);
  });

  test('GET /v1/managers/:id/artists · a manager’s artists are listed by stage name and go on by Link', async () => {
    const manager = await hire(house(), 'manager');
    const path = `/v1/managers/${manager.id}/artists`;
    const ask = (address: string) => house().call('GET', address, { token: manager.token });
    expect(await ask(path)).toMatchObject({ status: 404, body: { message: 'Артисты не найдены' } });
    for (const stageName of ['юла', 'Эхо', 'Ёж']) {
      const artist = await hire(house(), 'artist');
      await patch(artist.id, 'name', { stageName });
      await entrust(house(), artist, manager);
    }
    const names = ({ body }: { body: { stage_name: string }[] }) => body.map(({ stage_name }) => stage_name);
    expect(names(await ask(path))).toEqual(['Ёж', 'Эхо', 'юла']);
    const first = await ask(`${path}?limit=2`);
    expect(names(first)).toEqual(['Ёж', 'Эхо']);
    const next = nextPage(first.headers) as string;
    expect(names(await ask(next))).toEqual(['юла']);
  });

  test.each([
    ['no-id/artists', 'Неверный формат запроса'],
    [`${NOBODY}/artists?limit=x`, 'Поле limit: целое число от 1'],
    [`${NOBODY}/artists?limit=0`, 'Поле limit: целое число от 1'],
    [`${NOBODY}/artists?cursor=x`, 'Поле cursor: значение из заголовка Link предыдущей страницы'],
    [`${NOBODY}/artists?cursor=WzFd`, 'Поле cursor: значение из заголовка Link предыдущей страницы'],
  ])('GET /v1/managers/%s · is refused: %s', async (path, message) => {
    expect(await house().call('GET', `/v1/managers/${path}`, { token: root.token })).toMatchObject({
      status: 400,
      body: { message },
    });
  });
});
