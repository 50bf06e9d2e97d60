import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const POSITIVE = "Поле 'amount' должно быть положительным числом";

onEachEngine('royalties of the label', (house) => {
  let root: Person;
  beforeAll(async () => {
    root = await hire(house(), 'root');
  });
  const ask = (method: string, path: string, body?: object | string, headers: Record<string, string> = {}) =>
    house().call(method, `/v1/royalties/${path}`, {
      token: root.token,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const artist = () => hire(house(), 'artist');
  const earn = (id: string, amount: number, key?: string) =>
    ask('POST', `${id}/income`, { amount, period: '2024 Q1' }, key === undefined ? {} : { 'idempotency-key': key });
  const pay = (id: string, amount: number) => ask('POST', `${id}/payout`, { amount, receipt_key: 'receipt-1' });

  test('POST /v1/royalties/:id/income, /payout, PATCH /v1/royalties/:id · an artist earns, says where to pay to, and is paid', async () => {
    const { id, token } = await artist();
    const nothing = { artist: id, details: '', active_income: 0, total_income: 0, status: 'paid', history: [] };
    expect((await ask('GET', id)).body).toEqual([nothing]);

    const income = {
      ...{ type: 'income', amount: 10.1, period: '2024 Q1', report: '', receipt_key: '', editor: root.id },
      date: MOMENT,
    };
    const first = await earn(id, 10.1);
    expect([first.status, first.body]).toEqual([
      200,
      { ...nothing, active_income: 10.1, total_income: 10.1, status: 'active', history: [income] },
    ]);
    const second = (await earn(id, 0.2)).body;
    expect([second.active_income, second.total_income]).toEqual([10.3, 10.3]);

    const told = await house().call('PATCH', `/v1/royalties/${id}`, { token, body: { details: 'IBAN 1' } });
    expect([told.status, told.body]).toEqual([200, { ...second, details: 'IBAN 1' }]);
    const payout = { ...income, type: 'payout', amount: 10.3, period: '', receipt_key: 'receipt-1' };
    const paid = await pay(id, 10.3);
    const last = {
      ...{ artist: id, details: 'IBAN 1', active_income: 0, total_income: 10.3, status: 'paid' },
      history: [income, { ...income, amount: 0.2 }, payout],
    };
    expect([paid.status, paid.body]).toEqual([200, last]);
    expect((await house().call('GET', `/v1/royalties/${id}`, { token })).body).toEqual([last]);
  });

  test('GET /v1/royalties/:id, /v1/royalties/active · a long history is told whole and in order, alone and in the list', async () => {
    const { id } = await artist();
    const amounts = Array.from({ length: 410 }, (_, at) => at + 1);
    for (const amount of amounts) expect((await earn(id, amount)).status).toBe(200);
    const [found] = (await ask('GET', id)).body;
    expect(found.history.map(({ amount }: { amount: number }) => amount)).toEqual(amounts);
    const { data } = (await ask('GET', 'active')).body;
    expect(
      data.find(({ artist }: { artist: string | { id: string } }) => JSON.stringify(artist).includes(id)),
    ).toMatchObject({
      history: found.history,
    });
  });

  test('POST /v1/royalties/:id/payout · what cannot be paid out is refused', async () => {
    const { id } = await artist();
    const inactive = { status: 400, body: { message: 'Выплата возможна только при активном статусе' } };
    expect(await pay(id, 1)).toMatchObject(inactive);
    await earn(id, 5);
    expect(await pay(id, 5.01)).toMatchObject({ status: 400, body: { message: 'Недостаточно средств' } });
    expect((await ask('PATCH', `${id}/block`)).body.status).toBe('blocked');
    expect(await pay(id, 1)).toMatchObject(inactive);
    expect((await earn(id, 1)).body).toMatchObject({ status: 'blocked', active_income: 6, total_income: 6 });
    expect((await ask('PATCH', `${id}/block`)).body.status).toBe('active');
    expect((await pay(id, 6)).body).toMatchObject({ status: 'paid', active_income: 0, total_income: 6 });
  });

  test('POST /v1/royalties/:id/income · sums end where they can no longer be told exactly', async () => {
    const { id } = await artist();
    expect((await earn(id, 90071992547409.9)).status).toBe(200);
    const answer = await earn(id, 0.02);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.message).toContain("Поле 'amount'");
    expect((await ask('GET', id)).body).toMatchObject([{ total_income: 90071992547409.9, history: { length: 1 } }]);
  });

  test.each([
    ['{"period":"x"}', POSITIVE],
    ['{"amount":null,"period":"x"}', POSITIVE],
    ['{"amount":"5","period":"x"}', POSITIVE],
    ['{"amount":true,"period":"x"}', POSITIVE],
    ['{"amount":[5],"period":"x"}', POSITIVE],
    ['{"amount":0,"period":"x"}', POSITIVE],
    ['{"amount":-0,"period":"x"}', POSITIVE],
    ['{"amount":-5,"period":"x"}', POSITIVE],
    ['{"amount":1e400,"period":"x"}', POSITIVE],
    ['{"amount":1.005,"period":"x"}', `${POSITIVE} не более чем с двумя знаками после запятой`],
    ['{"amount":1e-7,"period":"x"}', `${POSITIVE} не более чем с двумя знаками после запятой`],
    ['{"amount":90071992547409.93,"period":"x"}', `${POSITIVE} не больше 90071992547409.9`],
    ['{"amount":1e21,"period":"x"}', `${POSITIVE} не больше 90071992547409.9`],
    ['{"amount":5}', "Поле 'period' обязательно"],
    ['{"amount":5,"period":null}', "Поле 'period' обязательно"],
    ['{"amount":5,"period":""}', "Поле 'period' обязательно"],
    ['{"amount":5,"period":7}', 'Поле period: строка от 1 до 300 символов'],
    ['{"amount":5,"period":"\\u0000"}', 'Поле period: недопустимое значение'],
    ['{"amount":NaN,"period":"x"}', 'Некорректное тело запроса'],
  ])('POST /v1/royalties/:id/income · %s is refused: %s', async (body, message) => {
    const { id } = await artist();
    expect(await ask('POST', `${id}/income`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', id)).body).toMatchObject([{ total_income: 0, history: [] }]);
  });

  test.each([
    ['{"receipt_key":"x"}', POSITIVE],
    ['{"amount":0.001,"receipt_key":"x"}', `${POSITIVE} не более чем с двумя знаками после запятой`],
    ['{"amount":1}', "Поле 'receipt_key' обязательно"],
    ['{"amount":1,"receipt_key":" "}', 'Поле receipt_key: строка от 1 до 300 символов'],
  ])('POST /v1/royalties/:id/payout · %s is refused: %s', async (body, message) => {
    const { id } = await artist();
    await earn(id, 5);
    expect(await ask('POST', `${id}/payout`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', id)).body).toMatchObject([{ active_income: 5, history: { length: 1 } }]);
  });

  test.each([
    [{}, "Поле 'details' обязательно"],
    [{ details: '' }, "Поле 'details' обязательно"],
    [{ details: 7 }, 'Поле details: строка от 1 до 2000 символов'],
    [{ details: 'x'.repeat(2001) }, 'Поле details: строка от 1 до 2000 символов'],
  ])('PATCH /v1/royalties/:id · %j is refused', async (body, message) => {
    const { id } = await artist();
    expect(await ask('PATCH', id, body)).toMatchObject({ status: 400, body: { message } });
  });

  test('GET, PATCH /v1/royalties/:id · who is no artist has no royalties', async () => {
    const manager = await hire(house(), 'manager');
    const absent = { status: 404, body: { message: 'Роялти не найдены' } };
    for (const id of [NOBODY, 'no-id', manager.id, root.id]) {
      expect(await ask('GET', id)).toMatchObject(absent);
      expect(await ask('PATCH', id, { details: 'x' })).toMatchObject(absent);
      expect(await ask('PATCH', `${id}/block`)).toMatchObject(absent);
      expect(await earn(id, 1)).toMatchObject(absent);
      expect(await pay(id, 1)).toMatchObject(absent);
    }
  });

  test('POST /v1/royalties/:id/payout · of twenty payouts of the whole balance one happens', async () => {
    const { id } = await artist();
    await earn(id, 99.99);
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay(id, 99.99)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(400)]);
    expect((await ask('GET', id)).body).toMatchObject([{ active_income: 0, total_income: 99.99 }]);
  });

  test('POST /v1/royalties/:id/income · a repeat under a key is answered as the first, and books nothing', async () => {
    const { id } = await artist();
    const first = await earn(id, 1.1, 'a-key!~');
    await earn(id, 2);
    const again = await earn(id, 1.1, 'a-key!~');
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await earn(id, 1.2, 'a-key!~')).toMatchObject({ status: 422, body: { message: expect.any(String) } });
    expect((await ask('GET', id)).body).toMatchObject([{ active_income: 3.1, history: { length: 2 } }]);
  });

  test('POST /v1/royalties/:id/income · while the first under a key is under way the others get 409', async () => {
    const { id } = await artist();
    const answers = await Promise.all(Array.from({ length: 20 }, () => earn(id, 7, 'at-once')));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    expect((await ask('GET', id)).body).toMatchObject([{ active_income: 7, history: { length: 1 } }]);
    expect(await earn(id, 7, 'at-once')).toMatchObject({ status: 200, body: { active_income: 7 } });
  });

  test.each(['', ' ', 'two words', 'x'.repeat(256), 'é'])(
    'POST /v1/royalties/:id/income · the key %j is refused',
    async (key) => {
      const { id } = await artist();
      const answer = await earn(id, 7, key);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain('Idempotency-Key');
    },
  );

  test('POST /v1/royalties/:id/income · a key of 255 visible characters is taken', async () => {
    const { id } = await artist();
    expect((await earn(id, 7, '~'.repeat(255))).body.active_income).toBe(7);
  });

  test('GET /v1/royalties/active · the active ones are listed in pages, without the blocked and the paid', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, artist));
    const [one, blocked, paid, two] = people.map(({ id }) => id) as [string, string, string, string];
    for (const id of [one, blocked, paid, two]) await earn(id, 3);
    await ask('PATCH', `${blocked}/block`);
    await pay(paid, 3);
    const seen: string[] = [];
    for (let page = 1; ; page++) {
      const { status, body } = await ask('GET', `active?page=${page}&limit=2`);
      expect(status).toBe(200);
      expect(body.pagination).toMatchObject({ currentPage: page, limit: 2 });
      for (const { artist, stage_name, status, active_income, history } of body.data) {
        const [known] = await house().services.roster.artists([artist]);
        expect(stage_name).toBe(known?.stageName as string);
        expect([status, active_income > 0, history.length > 0]).toEqual(['active', true, true]);
        seen.push(artist);
      }
      if (page >= body.pagination.totalPages) {
        expect(body.pagination.total).toBe(seen.length);
        break;
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(one);
    expect(seen).toContain(two);
    expect(seen).not.toContain(blocked);
    expect(seen).not.toContain(paid);
    expect((await ask('GET', 'active?page=999')).body.data).toEqual([]);
  });

  test.each([
    ['page=0', 'Неверный номер страницы'],
    ['page=-1', 'Неверный номер страницы'],
    ['page=1.5', 'Неверный номер страницы'],
    ['page=x', 'Неверный номер страницы'],
    ['page=', 'Неверный номер страницы'],
    [`page=1${'0'.repeat(40)}`, 'Неверный номер страницы'],
    ['limit=0', 'Неверные параметры пагинации'],
  ])('GET /v1/royalties/active?%s · is refused', async (query, message) => {
    expect(await ask('GET', `active?${query}`)).toMatchObject({ status: 400, body: { message } });
  });
});
