import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const YEAR = new Date().getUTCFullYear();

onEachEngine('contracts of the label', (house) => {
  let token: string;
  beforeAll(async () => {
    token = (await hire(house(), 'root')).token;
  });
  const ask = (method: string, path: string, body?: object) =>
    house().call(method, `/v1/contracts${path}`, body ? { token, body } : { token });
  const signed = async (percentage = 50): Promise<Person & { number: string }> => {
    const artist = await hire(house(), 'artist');
    const { body } = await ask('POST', `/${artist.id}`, { percentage });
    return { ...artist, number: body.contract_number };
  };

  test('POST, GET, PATCH /v1/contracts/:id · a contract through all its life', async () => {
    const artist = await hire(house(), 'artist');
    const person = { surname: 'Ёлкин', firstname: 'Пётр', patronymic: 'Ильич', contact: '+7 900 000-00-00' };
    await house().call('PUT', `/v1/users/${artist.id}`, { token, body: person });
    await house().call('PUT', `/v1/auth/${artist.id}/email`, { token, body: { email: `${artist.login}@example.com` } });

    const { status, body } = await ask('POST', `/${artist.id}`, { percentage: 12.5 });
    expect(status).toBe(201);
    expect(body).toEqual({ contract_number: expect.stringMatching(new RegExp(`^${YEAR}-\\d{3}$`)) });
    const number = body.contract_number as string;
    expect(await ask('POST', `/${artist.id}`, { percentage: 12.5 })).toMatchObject({
      status: 409,
      body: { message: 'Договор для этого артиста уже существует' },
    });

    const document = {
      artist_id: artist.id,
      ...person,
      email: `${artist.login}@example.com`,
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      number,
      file: '',
      percentage: 12.5,
      to: null,
      shares: [{ percentage: 12.5, from: null, since: expect.stringMatching(/Z$/) }],
      appendices: [],
      status: 'active',
      createdAt: MOMENT,
    };
    const own = await house().call('GET', `/v1/contracts/${artist.id}`, { token: artist.token });
    expect([own.status, own.body]).toEqual([200, document]);
    const changed = await ask('PATCH', `/${artist.id}`, { percentage: 100, pdf_key: ' main.pdf ' });
    const today = new Date().toISOString().slice(0, 10);
    const shares = [...document.shares, { percentage: 100, from: today, since: expect.stringMatching(/Z$/) }];
    expect([changed.status, changed.body]).toEqual([200, { ...document, percentage: 100, shares, file: 'main.pdf' }]);

    const appendix = await ask('POST', `/${artist.id}/appendix`);
    expect([appendix.status, appendix.body]).toEqual([201, { appendix_number: `${number}-1` }]);
    const filed = await ask('PATCH', `/appendix/${number}-1`, { pdf_key: 'first.pdf' });
    const first = { id: expect.any(String), type: 'appendix', number: `${number}-1`, file: 'first.pdf' };
    expect([filed.status, filed.body]).toEqual([200, first]);

    const termination = await ask('POST', `/${artist.id}/termination`);
    expect([termination.status, termination.body]).toEqual([201, { appendix_number: `${number}-2` }]);
    expect(await ask('POST', `/${artist.id}/termination`)).toMatchObject({
      status: 400,
      body: { message: 'Расторжение соглашения уже существует' },
    });
    const confirmed = await ask('PATCH', `/${artist.id}/termination`, { pdf_key: 'end.pdf' });
    expect([confirmed.status, confirmed.body]).toEqual([200, { message: 'Расторжение подтверждено' }]);
    const second = { id: expect.any(String), type: 'termination', number: `${number}-2`, file: 'end.pdf' };
    expect((await ask('GET', `/${artist.id}`)).body).toEqual({
      ...document,
      ...{ percentage: 100, shares, file: 'main.pdf', status: 'terminated', appendices: [first, second] },
    });
  });

  test('POST /v1/contracts/:id · makes another contract once the last one is terminated; all else is about the newest', async () => {
    const { id, number } = await signed(50);
    const next = () => ask('POST', `/${id}`, { percentage: 60 });
    await ask('POST', `/${id}/termination`);
    expect(await next()).toMatchObject({ status: 409, body: { message: 'Договор для этого артиста уже существует' } });
    await ask('PATCH', `/${id}/termination`, { pdf_key: 'end' });

    const answers = await Promise.all(Array.from({ length: 8 }, next));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const newest = answers.find(({ status }) => status === 201)?.body.contract_number;
    expect(newest).not.toBe(number);
    expect((await ask('GET', `/${id}`)).body).toMatchObject({
      ...{ number: newest, percentage: 60, status: 'active', file: '', appendices: [] },
      shares: [{ percentage: 60 }],
    });
    expect((await ask('PATCH', `/${id}/termination`, { pdf_key: 'end' })).status).toBe(404);
    expect((await ask('POST', `/${id}/appendix`)).body).toEqual({ appendix_number: `${newest}-1` });
    expect((await ask('PATCH', `/${id}`, { percentage: 61 })).body).toMatchObject({ number: newest, percentage: 61 });
    expect((await ask('POST', `/${id}/termination`)).body).toEqual({ appendix_number: `${newest}-2` });
    const { body } = await ask('GET', `?search=${number}`);
    expect(body.data).toMatchObject([{ number, percentage: 50, status: 'terminated', appendices: [{ file: 'end' }] }]);
  });

  test('PATCH /v1/contracts/:id · keeps every share with its date, also when several come at once', async () => {
    const { id } = await signed(50);
    const change = (percentage: number) => ask('PATCH', `/${id}`, { percentage });
    await change(50);
    await ask('PATCH', `/${id}`, { pdf_key: 'x' });
    expect((await ask('GET', `/${id}`)).body.shares).toMatchObject([{ percentage: 50 }]);
    const before = Date.now();
    await Promise.all([51, 52, 53, 54, 55].map(change));
    const { percentage, shares } = (await ask('GET', `/${id}`)).body;
    expect(shares.map((share: { percentage: number }) => share.percentage).sort()).toEqual([50, 51, 52, 53, 54, 55]);
    expect(shares.at(-1).percentage).toBe(percentage);
    for (const { since } of shares.slice(1)) expect(Date.parse(since)).toBeGreaterThanOrEqual(before);
    expect((await change(50)).body.shares.at(-1)).toMatchObject({ percentage: 50 });
  });

  test.each([
    [{}, "Поле 'percentage' должно быть числом от 0 до 100"],
    [{ percentage: null }, "Поле 'percentage' должно быть числом от 0 до 100"],
    [{ percentage: '50' }, "Поле 'percentage' должно быть числом от 0 до 100"],
    [{ percentage: -0.01 }, "Поле 'percentage' должно быть числом от 0 до 100"],
    [{ percentage: 100.01 }, "Поле 'percentage' должно быть числом от 0 до 100"],
    [
      { percentage: 33.333 },
      "Поле 'percentage' должно быть числом от 0 до 100 не более чем с двумя знаками после запятой",
    ],
  ])('POST /v1/contracts/:id · %j is refused', async (body, message) => {
    const { id } = await hire(house(), 'artist');
    expect(await ask('POST', `/${id}`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', `/${id}`)).status).toBe(404);
  });

  test.each([0, 100, 33.33])('POST /v1/contracts/:id · a share of %d per cent is kept as it is', async (percentage) => {
    const { id } = await signed(percentage);
    expect((await ask('GET', `/${id}`)).body.percentage).toBe(percentage);
  });

  test('POST /v1/contracts/:id · contracts are made with artists only', async () => {
    const { id } = await hire(house(), 'manager');
    for (const path of [`/${id}`, `/${NOBODY}`, '/no-id'])
      expect(await ask('POST', path, { percentage: 1 })).toMatchObject({
        status: 400,
        body: { message: 'Регистрация договоров возможна только для артистов' },
      });
  });

  test.each([
    ['POST', '/appendix', undefined, 'Договор не найден'],
    ['POST', '/termination', undefined, 'Договор не найден'],
    ['PATCH', '', { percentage: 1 }, 'Договор не найден'],
    ['GET', '', undefined, 'Договор не найден'],
    ['PATCH', '/termination', { pdf_key: 'x' }, 'Расторжение договора не найдено'],
  ])('%s /v1/contracts/:id%s · without a contract is 404', async (method, rest, body, message) => {
    const { id } = await hire(house(), 'artist');
    for (const who of [id, NOBODY, 'no-id'])
      expect(await ask(method, `/${who}${rest}`, body)).toMatchObject({ status: 404, body: { message } });
  });

  test('PATCH /v1/contracts/appendix/:appendixNumber · an unknown appendix is 404', async () => {
    for (const number of ['2024-001-1', '%D0%AF', 'x%00', "'--"])
      expect(await ask('PATCH', `/appendix/${number}`, { pdf_key: 'x' })).toMatchObject({
        status: 404,
        body: { message: 'Приложение не найдено' },
      });
  });

  test.each([
    ['', {}, 'Нет данных для изменений'],
    ['', { number: '2024-001', status: 'terminated' }, 'Нет данных для изменений'],
    ['', { pdf_key: 7 }, 'Поле pdf_key: строка от 1 до 300 символов'],
    ['', { pdf_key: 'x'.repeat(301) }, 'Поле pdf_key: строка от 1 до 300 символов'],
    ['', { percentage: 101, pdf_key: 'x' }, "Поле 'percentage' должно быть числом от 0 до 100"],
    ['/termination', {}, "Поле 'pdf_key' обязательно"],
    ['/termination', { pdf_key: '' }, "Поле 'pdf_key' обязательно"],
    ['/termination', { pdf_key: ['x'] }, 'Поле pdf_key: строка от 1 до 300 символов'],
  ])('PATCH /v1/contracts/:id%s · %j changes nothing', async (rest, body, message) => {
    const { id } = await signed();
    await ask('POST', `/${id}/termination`);
    const before = (await ask('GET', `/${id}`)).body;
    expect(await ask('PATCH', `/${id}${rest}`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', `/${id}`)).body).toEqual(before);
  });

  test('PATCH /v1/contracts/appendix/:appendixNumber · an appendix given nothing is told so', async () => {
    const { id, number } = await signed();
    await ask('POST', `/${id}/appendix`);
    for (const body of [{}, { pdf_key: null }, { pdf_key: '' }])
      expect(await ask('PATCH', `/appendix/${number}-1`, body)).toMatchObject({
        status: 400,
        body: { message: 'Нет данных для изменений' },
      });
  });
});

onEachEngine('GET /v1/contracts', (house) => {
  let token: string;
  const numbers: string[] = [];
  const n = (place: number) => numbers[place] as string;
  const list = async (query: string) => {
    const { status, body } = await house().call('GET', `/v1/contracts${query}`, { token });
    expect(status).toBe(200);
    return body;
  };
  const shown = async (query: string) => (await list(query)).data.map(({ number }: { number: string }) => number);

  beforeAll(async () => {
    token = (await hire(house(), 'root')).token;
    for (let place = 0; place < 6; place++) {
      const { id } = await hire(house(), 'artist');
      const ask = (method: string, rest: string, body?: object) =>
        house().call(method, `/v1/contracts/${id}${rest}`, body ? { token, body } : { token });
      numbers.push((await ask('POST', '', { percentage: place })).body.contract_number);
      if (place % 2 === 0) await ask('POST', '/appendix');
      if (place % 3 === 0) await ask('POST', '/termination');
      if (place === 3) await ask('PATCH', '/termination', { pdf_key: 'x' });
    }
  });

  test('is newest first, in pages', async () => {
    expect(await shown('')).toEqual(numbers.toReversed());
    expect(await shown('?page=2&limit=4')).toEqual([n(1), n(0)]);
    const { pagination, data } = await list('?limit=1000');
    expect(pagination).toEqual({ total: 6, totalPages: 1, currentPage: 1, limit: 50 });
    expect(data.at(-1).appendices).toMatchObject([{ type: 'appendix' }, { type: 'termination' }]);
    expect(await list('?search=nothing')).toEqual({
      data: [],
      pagination: { total: 0, totalPages: 0, currentPage: 1, limit: 10 },
    });
  });

  test.each<[string, () => string[]]>([
    ['?sort[contract_number]=asc', () => numbers],
    ['?sort[contract_number]=desc', () => numbers.toReversed()],
    ['?sort[createdAt]=asc', () => numbers],
    ['?type=appendix&sort[contract_number]=asc', () => [n(0), n(2), n(4)]],
    ['?type=termination&sort[contract_number]=asc', () => [n(0), n(3)]],
    ['?status=terminated', () => [n(3)]],
    ['?status=active&type=termination', () => [n(0)]],
    ['?search=-003', () => [n(2)]],
    ['?search=%25', () => []],
    ['?search=_', () => []],
  ])('%s', async (query, expected) => {
    expect(await shown(query)).toEqual(expected());
  });

  test.each([
    ['?page=0', 'Неверные параметры пагинации'],
    ['?limit=ten', 'Неверные параметры пагинации'],
    ['?type=letter', 'Поле type: одно из значений appendix, termination'],
    ['?status=gone', 'Поле status: одно из значений active, terminated'],
    ['?sort[contract_number]=up', 'Поле sort[contract_number]: asc или desc'],
  ])('%s is refused', async (query, message) => {
    expect(await house().call('GET', `/v1/contracts${query}`, { token })).toMatchObject({
      status: 400,
      body: { message },
    });
  });
});
