import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { entrust, hire, type Person } from '../../support/label.ts';

/** In order of arrival: login, stage name, surname and first name, where they are told. */
const ARTISTS = [
  ['a1', 'Ёлка', 'Яшин', 'Антон'],
  ['a2', 'ель', 'Абрамов', 'Борис'],
  ['a3', '100%_\\правда', null, null],
  ['a4', '100 правд', 'абрамов', 'Антон'],
  ['a5', 'Сцена', null, null],
  ['a6', 'сцена', 'Юдин', 'Вера'],
  ['a7', 'Сцена 2', 'Яшин', 'Яна'],
] as const;

onEachEngine('lists of the label', (house) => {
  let root: Person;
  let manager: Person;
  const idOf = new Map<string, string>();

  beforeAll(async () => {
    root = await hire(house(), 'root', 'the-root');
    manager = await hire(house(), 'manager', 'Менеджер');
    for (const [login, stageName, surname, firstname] of ARTISTS) {
      const artist = await hire(house(), 'artist', login);
      idOf.set(artist.id, login);
      const options = { token: root.token };
      await house().call('PATCH', `/v1/artists/${artist.id}/name`, { ...options, body: { stageName } });
      if (surname === null) continue;
      const body = { surname, firstname, contact: `t.me/${login}` };
      await house().call('PUT', `/v1/users/${artist.id}`, { ...options, body });
      if (login < 'a3') await entrust(house(), artist, manager);
    }
  });

  const ask = (path: string) => house().call('GET', path, { token: root.token });
  const logins = async (path: string) => {
    const { status, body } = await ask(path);
    expect({ path, status, body }).toMatchObject({ status: 200 });
    return body.data.map(({ id, login }: { id: string; login?: string }) => login ?? idOf.get(id)) as string[];
  };

  test('GET /v1/artists · a list shows its page and where it stands', async () => {
    const { body } = await ask('/v1/artists?limit=3&page=2');
    expect(body.data).toHaveLength(3);
    expect(body.pagination).toEqual({ total: 7, totalPages: 3, currentPage: 2, limit: 3 });
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      stage_name: '100 правд',
      surname: 'абрамов',
      firstname: 'Антон',
      patronymic: '',
      contact: 't.me/a4',
      manager: { surname: '', firstname: '', patronymic: '', contact: '' },
    });
    expect((await ask('/v1/artists')).body.pagination).toEqual({ total: 7, totalPages: 1, currentPage: 1, limit: 10 });
    expect((await ask('/v1/artists?limit=51')).body.pagination.limit).toBe(50);
  });

  test('GET /v1/artists · a page behind the last is empty, however far', async () => {
    for (const page of ['2', '1000000000', '1000000000000000', `${'0'.repeat(40)}2`]) {
      const { status, body } = await ask(`/v1/artists?page=${page}`);
      expect({ status, data: body.data, total: body.pagination.total }).toEqual({ status: 200, data: [], total: 7 });
    }
    expect(await ask('/v1/managers?page=2')).toMatchObject({ status: 404, body: { message: 'Менеджеры не найдены' } });
  });

  test.each([
    'page=0',
    'page=-1',
    'page=1000000000000001',
    `page=1${'0'.repeat(40)}`,
    `page=${'9'.repeat(400)}`,
    'page=1.5',
    'page=x',
    'page=',
    'page=1e3',
    'limit=0',
    'limit=ten',
    'limit=%00',
  ])('GET /v1/users, /v1/artists, /v1/managers · %s is refused in every list', async (query) => {
    for (const list of ['users', 'artists', 'managers'])
      expect(await ask(`/v1/${list}?${query}`)).toMatchObject({
        status: 400,
        body: { message: 'Неверные параметры пагинации' },
      });
  });

  test.each([
    ['', ['a7', 'a6', 'a5', 'a4', 'a3', 'a2', 'a1']],
    ['sort[createdAt]=asc', ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7']],
    ['sort%5BcreatedAt%5D=desc', ['a7', 'a6', 'a5', 'a4', 'a3', 'a2', 'a1']],
    // Equal names in the order of their ids, which is that of arrival or, downwards, its reverse.
    ['sort[stage_name]=asc', ['a4', 'a3', 'a1', 'a2', 'a5', 'a6', 'a7']],
    ['sort[stage_name]=desc', ['a7', 'a6', 'a5', 'a2', 'a1', 'a3', 'a4']],
    // Who has told no name is last either way.
    ['sort[surname]=asc', ['a2', 'a4', 'a6', 'a1', 'a7', 'a3', 'a5']],
    ['sort[surname]=desc', ['a7', 'a1', 'a6', 'a4', 'a2', 'a5', 'a3']],
    ['sort[surname]=asc&sort[firstname]=desc', ['a2', 'a4', 'a6', 'a7', 'a1', 'a5', 'a3']],
    ['sort[firstname]=asc&sort[surname]=desc', ['a1', 'a4', 'a2', 'a6', 'a7', 'a5', 'a3']],
    ['sort[firstname]=asc&sort[surname]=', ['a1', 'a4', 'a2', 'a6', 'a7', 'a3', 'a5']],
  ])('GET /v1/artists · by "%s" they come in that order, whatever the pages', async (query, expected) => {
    // Arrival within one second leaves the order of ids to chance, so ties are settled by the ids themselves.
    const ids = new Map([...idOf].map(([id, login]) => [login, id]));
    const settled = settleTies(expected, query, (login) => ids.get(login) as string);
    for (const limit of [1, 2, 3, 4, 50]) {
      const pages: string[] = [];
      for (let page = 1; page <= Math.ceil(ARTISTS.length / limit); page++)
        pages.push(...(await logins(`/v1/artists?${query}&limit=${limit}&page=${page}`)));
      expect({ limit, pages }).toEqual({ limit, pages: settled });
    }
  });

  test.each([
    ['artists', 'ёЛКА', ['a1']],
    ['artists', 'ЕЛЬ', ['a2']],
    ['artists', 'абрам', ['a4', 'a2']],
    ['artists', '  Антон ', ['a4', 'a1']],
    ['artists', 'елка', ['a1']],
    ['artists', 'ЕЁЛ', []],
    ['artists', 'яшин антон', ['a1']],
    ['artists', 'Антон\u00a0 Яшин\tЁЛКА', ['a1']],
    ['artists', 'антон антон абр', ['a4']],
    ['artists', 'антон борис', []],
    ['artists', 'x '.repeat(100), []],
    ['artists', '%', ['a3']],
    ['artists', '_', ['a3']],
    ['artists', '\\', ['a3']],
    ['artists', '100%_\\ПРАВДА', ['a3']],
    ['artists', "' or 1=1 --", []],
    ['artists', 't.me', []],
    ['users', 'T.ME/A1', ['a1']],
    ['users', 'МЕНЕДЖ', ['Менеджер']],
    ['users', 'юдин', ['a6']],
    ['users', 'вера A6 юдин t.me', ['a6']],
    ['users', 'Вера', ['a6']],
    ['users', 'сцена', []],
  ])('GET /v1/%s · a search for "%s" finds it literally, without regard to case', async (list, text, found) => {
    const query = `search=${encodeURIComponent(text)}&sort[createdAt]=desc`;
    expect(await logins(`/v1/${list}?${query}`)).toEqual([...found]);
    const { body } = await ask(`/v1/${list}?${query}&limit=1`);
    expect(body.pagination.total).toBe(found.length);
  });

  test('GET /v1/users · users are found by address too, and a listener of the same name is not', async () => {
    const found = await hire(house(), 'artist', 'findable');
    idOf.set(found.id, 'findable');
    await house().services.accounts.update(found.id, { email: 'Почта@label.example' });
    await house().member('findable-listener');
    expect(await logins(`/v1/users?search=${encodeURIComponent('ПОЧТА@')}`)).toEqual(['findable']);
    expect(await logins('/v1/users?search=findable')).toEqual(['findable']);
    await house().services.accounts.remove(found.id);
    expect(await logins('/v1/users?search=findable')).toEqual([]);
  });

  test('GET /v1/users · users are filtered and sorted by role', async () => {
    expect(await logins('/v1/users?filter[role]=manager')).toEqual(['Менеджер']);
    expect(await logins('/v1/users?filter[role]=')).toHaveLength(10);
    const { body } = await ask('/v1/users?sort[role]=desc&limit=50');
    const roles = body.data.map(({ role }: { role: string }) => role);
    expect(roles).toEqual(['root', 'root', 'manager', ...Array(7).fill('artist')]);
  });

  test('GET /v1/artists · artists are filtered by their manager', async () => {
    expect((await logins(`/v1/artists?filter[managerId]=${manager.id}`)).sort()).toEqual(['a1', 'a2']);
    expect(await logins(`/v1/artists?filter[managerId]=${root.id}`)).toEqual([]);
    expect(await logins(`/v1/artists?filter[managerId]=${manager.id}&search=${encodeURIComponent('Ёлка')}`)).toEqual([
      'a1',
    ]);
  });

  test('GET /v1/managers · managers are managers and roots, by the names they have told', async () => {
    const body = { surname: 'Щукин', firstname: 'Пётр', contact: '@p' };
    await house().call('PUT', `/v1/users/${manager.id}`, { token: manager.token, body });
    const { status, body: list } = await ask('/v1/managers?sort[surname]=desc');
    expect(status).toBe(200);
    expect(list.data[0]).toEqual({ id: manager.id, role: 'manager', ...body, patronymic: '' });
    expect(list.data.map(({ role }: { role: string }) => role)).toEqual(['manager', 'root', 'root']);
    expect((await ask(`/v1/managers?search=${encodeURIComponent('ПЁТР')}`)).body.pagination.total).toBe(1);
    expect(await ask('/v1/managers?search=nobody')).toMatchObject({ status: 404 });
  });

  test.each([
    ['users?filter[role]=listener', 'Поле filter[role]: одно из значений root, manager, artist'],
    ['users?filter[login]=a1', 'Поле filter[login]: неизвестный параметр'],
    ['users?sort[passwordHash]=asc', 'Поле sort[passwordHash]: неизвестный параметр'],
    ['users?sort[role]=up', 'Поле sort[role]: asc или desc'],
    ['artists?sort[__proto__]=asc', 'Поле sort[__proto__]: неизвестный параметр'],
    ['artists?filter[managerId]=x', 'Поле filter[managerId]: идентификатор'],
    ['managers?filter[role]=root', 'Поле filter[role]: неизвестный параметр'],
    [`artists?search=${'x'.repeat(201)}`, 'Поле search: не более 200 символов'],
    ['artists?search=nul%00', 'Поле search: не более 200 символов'],
  ])('GET /v1/%s · is refused: %s', async (path, message) => {
    expect(await ask(`/v1/${path}`)).toMatchObject({ status: 400, body: { message } });
  });

  test('GET /v1/artists · other parameters, and broken ones, are let pass', async () => {
    expect(await logins('/v1/artists?utm=1&limit=50&%zz=%zz&search=')).toHaveLength(7);
  });
});

/** Puts neighbours that the sort calls equal into the order of their ids, in the direction of the last sort. */
function settleTies(expected: readonly string[], query: string, id: (login: string) => string): string[] {
  const sorts = [...query.matchAll(/sort\[(\w+)\]=(asc|desc)/g)];
  const isByArrival = sorts.length === 0 || sorts.some(([, by]) => by === 'createdAt');
  const key = (login: string) => {
    const [, stage_name, surname, firstname] = ARTISTS.find(([name]) => name === login) ?? [];
    const row: Record<string, string | null | undefined> = { stage_name, surname, firstname };
    return isByArrival ? login : sorts.map(([, by = '']) => row[by]?.toLowerCase()).join('|');
  };
  const isUp = sorts.at(-1)?.[2] === 'asc';
  return expected.toSorted((a, b) => {
    if (key(a) !== key(b)) return expected.indexOf(a) - expected.indexOf(b);
    return id(a) < id(b) === isUp ? -1 : 1;
  });
}
