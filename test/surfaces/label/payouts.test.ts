import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const ID = expect.stringMatching(/^[0-9a-f]{24}$/);
const AMOUNT = 'положительное число не больше 90071992547409.9, не более двух знаков после запятой';
const PAYOUTS = 'Поле payouts: от 1 до 1000 выплат, каждому получателю одна';
let keys = 0;

onEachEngine('payees and payouts of the label', (house) => {
  let root: Person;
  beforeAll(async () => {
    root = await hire(house(), 'root');
  });
  const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    house().call(method, `/v1/${path}`, { token: root.token, headers, ...(body ? { body } : {}) });
  const pay = (payouts: unknown, key = `key-${++keys}`) =>
    ask('POST', 'payouts', { payouts }, { 'idempotency-key': key });
  const payee = async (name = 'Продюсер', details?: string): Promise<string> =>
    (await ask('POST', 'payees', { name, ...(details === undefined ? {} : { details }) })).body.id;
  const earner = async (amount: number): Promise<Person> => {
    const artist = await hire(house(), 'artist');
    await ask('POST', `royalties/${artist.id}/income`, { amount, period: '2026-09' });
    return artist;
  };
  const earn = (id: string, amount: number) => ask('POST', `royalties/${id}/income`, { amount, period: '2026-09' });
  const balance = async (id: string) => (await ask('GET', `royalties/${id}`)).body[0].active_income;
  const csv = async (path: string) => {
    const response = await house().fetch('GET', `/v1/${path}`, { token: root.token });
    const bytes = await response.bytes();
    return { response, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
  };

  test('POST, PATCH, GET /v1/payees · a payee is made, changed, listed, and has an account', async () => {
    const made = await ask('POST', 'payees', { name: ' Иван ' });
    const empty = {
      ...{ id: ID, name: 'Иван', contact: '', artist: '', details: '', active_income: 0, total_income: 0 },
      ...{ status: 'paid', history: [] },
    };
    expect([made.status, made.body]).toEqual([201, empty]);
    const path = `payees/${made.body.id}`;
    const changes = { contact: '+7 900', details: 'IBAN' };
    const changed = await ask('PATCH', path, changes);
    expect([changed.status, changed.body]).toEqual([200, { ...empty, ...changes }]);
    expect((await ask('PATCH', path, { name: 'Пётр', contact: null })).body).toEqual({
      ...{ ...empty, name: 'Пётр', details: 'IBAN' },
    });
    expect((await ask('PATCH', path, {})).body).toEqual({ message: 'Нет данных для изменений' });
    await earn(made.body.id, 5.5);
    const known = (await ask('GET', path)).body;
    expect(known).toMatchObject({
      name: 'Пётр',
      active_income: 5.5,
      status: 'active',
      history: [{ type: 'income', date: MOMENT }],
    });
    const second = (await ask('POST', 'payees', { name: 'Вторая', contact: 'x', details: 'y' })).body;
    const list = (await ask('GET', 'payees?limit=50')).body;
    expect(list.data.find(({ id }: { id: string }) => id === second.id)).toEqual(second);
    expect(list.data.find(({ id }: { id: string }) => id === known.id)).toEqual(known);
    expect((await ask('GET', 'payees?limit=1&page=2')).body.data[0]).toEqual(list.data[1]);
    const active = (await ask('GET', 'royalties/active?limit=50')).body.data;
    expect(active.map(({ artist }: { artist: string }) => artist)).not.toContain('');
  });

  test.each([
    ['POST', {}, 'Отсутствует обязательное поле: name'],
    ['POST', { name: ' ' }, 'Поле name: строка от 1 до 200 символов'],
    ['POST', { name: 'x'.repeat(201) }, 'Поле name: строка от 1 до 200 символов'],
    ['POST', { name: 'x', contact: 7 }, 'Поле contact: строка до 300 символов'],
    ['PATCH', { name: null }, 'Поле name: строка от 1 до 200 символов'],
    ['PATCH', { details: 'x'.repeat(2001) }, 'Поле details: строка до 2000 символов'],
  ])('%s /v1/payees · %j is refused: %s', async (method, body, message) => {
    const path = method === 'POST' ? 'payees' : `payees/${await payee()}`;
    expect(await ask(method, path, body)).toMatchObject({ status: 400, body: { message } });
  });

  test('GET, PATCH /v1/payees/:id · nobody, and an artist, is no payee', async () => {
    const absent = { status: 404, body: { message: 'Получатель не найден' } };
    for (const id of [NOBODY, 'no-id', (await hire(house(), 'artist')).id]) {
      expect(await ask('GET', `payees/${id}`)).toMatchObject(absent);
      expect(await ask('PATCH', `payees/${id}`, { name: 'x', details: 'y' })).toMatchObject(absent);
    }
    expect(await ask('GET', 'payees?page=0')).toMatchObject({
      status: 400,
      body: { message: 'Неверные параметры пагинации' },
    });
  });

  test('GET /v1/payouts/due, /v1/payouts/due.csv · active accounts, the largest first, formulas quoted', async () => {
    const artist = await earner(700_000.1);
    await house().call('PATCH', `/v1/royalties/${artist.id}`, {
      token: artist.token,
      body: { details: '=cmd|"calc"' },
    });
    const outside = await payee('-Иван, "Ёж"', '+7 900');
    await earn(outside, 700_000.2);
    const blocked = await earner(700_001);
    await ask('PATCH', `royalties/${blocked.id}/block`);
    const { status, body } = await ask('GET', 'payouts/due?min=700000');
    const first = { payee: outside, kind: 'payee', name: '-Иван, "Ёж"', details: '+7 900', due: 700_000.2 };
    const second = { payee: artist.id, kind: 'artist', name: artist.login, details: '=cmd|"calc"', due: 700_000.1 };
    expect([status, body]).toEqual([200, { data: [first, second], total: 1_400_000.3, currency: 'RUB' }]);
    expect((await ask('GET', 'payouts/due?min=700000.2')).body.data).toEqual([first]);
    expect((await ask('GET', 'payouts/due')).body.data.slice(0, 2)).toEqual([first, second]);
    const { response, text } = await csv('payouts/due.csv?min=700000');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="payouts-due.csv"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).toBe(
      [
        '\ufeffpayee,name,details,amount,currency',
        `${outside},"'-Иван, ""Ёж""",'+7 900,700000.20,RUB`,
        `${artist.id},${artist.login},"'=cmd|""calc""",700000.10,RUB`,
        '',
      ].join('\r\n'),
    );
    for (const person of [artist, await hire(house(), 'manager')])
      for (const path of ['payouts/due.csv', 'payouts/due', `payouts/${NOBODY}.csv`])
        expect((await house().fetch('GET', `/v1/${path}`, { token: person.token })).status).toBe(403);
    for (const min of ['x', '-1', '0.001', '1e3', '9'.repeat(17)])
      expect(await ask('GET', `payouts/due?min=${min}`)).toMatchObject({
        status: 400,
        body: { message: 'Поле min: число от 0, не более двух знаков после запятой' },
      });
    await ask('PATCH', `royalties/${artist.id}/block`);
    await ask('PATCH', `royalties/${outside}/block`);
  });

  test('POST /v1/payouts, GET /v1/payouts/:id.csv · a batch is booked whole, and is a register', async () => {
    const artist = await earner(100);
    const outside = await payee('Иван', 'IBAN');
    await earn(outside, 50.5);
    const { status, body } = await pay([
      { payee: artist.id, amount: 100 },
      { payee: outside, amount: 0.5, receipt_key: 'receipt-7' },
    ]);
    expect([status, body]).toEqual([
      201,
      {
        id: ID,
        total: 100.5,
        payouts: [
          { payee: artist.id, amount: 100, balance: 0 },
          { payee: outside, amount: 0.5, balance: 50 },
        ],
      },
    ]);
    expect((await ask('GET', `royalties/${artist.id}`)).body[0]).toMatchObject({
      status: 'paid',
      history: [{ type: 'income' }, { type: 'payout', amount: 100, receipt_key: body.id, editor: root.id }],
    });
    expect((await ask('GET', `payees/${outside}`)).body.history.at(-1)).toMatchObject({
      type: 'payout',
      receipt_key: 'receipt-7',
    });
    await ask('PATCH', `payees/${outside}`, { name: 'Другой', details: 'other' });
    const { response, text } = await csv(`payouts/${body.id}.csv`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${body.id}.csv"`);
    expect(text).toBe(
      `\ufeffpayee,name,details,amount,currency\r\n${artist.id},${artist.login},,100.00,RUB\r\n${outside},Иван,IBAN,0.50,RUB\r\n`,
    );
    const absent = { status: 404, body: { message: 'Выплата не найдена' } };
    for (const name of [`${NOBODY}.csv`, body.id, 'no-id.csv', `${body.id}.pdf`, '.csv'])
      expect([name, await ask('GET', `payouts/${name}`)]).toMatchObject([name, absent]);
    expect(await house().services.checkLedger()).toEqual([]);
  });

  test('POST /v1/payouts · all are booked or none, and the refusal names the first that cannot be', async () => {
    const [rich, poor, none] = [await earner(100), await earner(1), await hire(house(), 'artist')];
    const blocked = await earner(100);
    await ask('PATCH', `royalties/${blocked.id}/block`);
    const ten = { payee: rich.id, amount: 10 };
    const cases = [
      [{ payee: poor.id, amount: 1.01 }, 'Недостаточно средств'],
      [{ payee: none.id, amount: 1 }, 'Выплата возможна только при активном статусе'],
      [{ payee: blocked.id, amount: 1 }, 'Выплата возможна только при активном статусе'],
      [{ payee: NOBODY, amount: 1 }, 'Получатель не найден'],
      [{ payee: 'no-id', amount: 1 }, 'Получатель не найден'],
      [{ payee: root.id, amount: 1 }, 'Получатель не найден'],
    ] as const;
    for (const [payout, why] of cases) {
      const refused = { status: 400, body: { message: `Выплата 2: ${why}`, index: 2 } };
      expect(await pay([ten, payout])).toMatchObject(refused);
    }
    expect(await pay([{ payee: NOBODY, amount: 1 }, ten])).toMatchObject({ status: 400, body: { index: 1 } });
    expect(await balance(rich.id)).toBe(100);
    expect((await ask('GET', `royalties/${rich.id}`)).body[0].history).toHaveLength(1);
  });

  test('POST /v1/payouts · an uploaded receipt serves one payout', async () => {
    const artist = await earner(100);
    const form = new FormData();
    form.set('file', new File(['%PDF-1.4\n%%EOF\n'], 'r.pdf'));
    const upload = await house().call('POST', `/v1/docs/${artist.id}/receipt/r-1`, { token: root.token, body: form });
    expect(upload.status).toBe(201);
    const payout = [{ payee: artist.id, amount: 1, receipt_key: 'r-1' }];
    expect((await pay(payout)).status).toBe(201);
    const used = { message: 'Выплата 1: Эта квитанция уже использована для другой выплаты', index: 1 };
    expect(await pay(payout)).toMatchObject({ status: 400, body: used });
    const artists = [await earner(5), await earner(5)];
    const both = artists.map(({ id }) => ({ payee: id, amount: 5, receipt_key: 'r-1' }));
    expect((await pay(both)).status).toBe(201);
  });

  test('POST /v1/payouts · of ten batches at once that name one uploaded receipt one is booked', async () => {
    const artist = await earner(100);
    const form = new FormData();
    form.set('file', new File(['%PDF-1.4\n%%EOF\n'], 'r.pdf'));
    await house().call('POST', `/v1/docs/${artist.id}/receipt/r-2`, { token: root.token, body: form });
    const payouts = [{ payee: artist.id, amount: 1, receipt_key: 'r-2' }];
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(payouts)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(400)]);
    expect(await balance(artist.id)).toBe(99);
  });

  test.each<[unknown, string]>([
    [undefined, 'Отсутствует обязательное поле: payouts'],
    ['x', PAYOUTS],
    [[], PAYOUTS],
    [Array(1001).fill({ payee: NOBODY, amount: 1 }), PAYOUTS],
    [
      [
        { payee: NOBODY, amount: 1 },
        { payee: NOBODY, amount: 2 },
      ],
      PAYOUTS,
    ],
    [[{ amount: 1 }], 'Отсутствует обязательное поле: payouts.0.payee'],
    [[{ payee: NOBODY }], 'Отсутствует обязательное поле: payouts.0.amount'],
    [[{ payee: NOBODY, amount: '1' }], `Поле payouts.0.amount: ${AMOUNT}`],
    [[{ payee: NOBODY, amount: 0 }], `Поле payouts.0.amount: ${AMOUNT}`],
    [[{ payee: NOBODY, amount: 1.001 }], `Поле payouts.0.amount: ${AMOUNT}`],
    [[{ payee: NOBODY, amount: 1, receipt_key: '' }], 'Поле payouts.0.receipt_key: строка от 1 до 300 символов'],
  ])('POST /v1/payouts · wrong payouts, case %#, are refused: %s', async (payouts, message) => {
    expect(await pay(payouts)).toMatchObject({ status: 400, body: { message } });
  });

  test('POST /v1/payouts · needs a key, and is booked once under it', async () => {
    const artist = await earner(100);
    const payouts = [{ payee: artist.id, amount: 10 }];
    const needed = { status: 400, body: { message: 'Заголовок Idempotency-Key обязателен' } };
    expect(await ask('POST', 'payouts', { payouts })).toMatchObject(needed);
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(payouts, 'batch-once')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    const first = answers.find(({ status }) => status === 201)?.body;
    await earn(artist.id, 1);
    expect(await pay(payouts, 'batch-once')).toMatchObject({ status: 201, body: first });
    expect((await pay([{ payee: artist.id, amount: 11 }], 'batch-once')).status).toBe(422);
    expect(await balance(artist.id)).toBe(91);
    const tooMuch = [{ payee: artist.id, amount: 92 }];
    expect((await pay(tooMuch, 'too-much')).body.index).toBe(1);
    await earn(artist.id, 100);
    expect(await pay(tooMuch, 'too-much')).toMatchObject({
      status: 400,
      body: { message: 'Выплата 1: Недостаточно средств' },
    });
  });

  test('POST /v1/payouts · of ten batches over the same balances, in any order, one is booked', async () => {
    const [one, two, three] = [await earner(10), await earner(10), await earner(10)];
    const orders = [
      [one, two, three],
      [three, two, one],
      [two, three, one],
    ];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => pay((orders[at % 3] ?? []).map(({ id }) => ({ payee: id, amount: 10 })))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(400)]);
    for (const { id } of [one, two, three]) expect(await balance(id)).toBe(0);
    expect(await house().services.checkLedger()).toEqual([]);
  });

  test('POST /v1/payouts · of a batch and single payouts at once no balance falls below 0', async () => {
    const people = [await earner(10), await earner(10)];
    const batch = people.map(({ id }) => ({ payee: id, amount: 6 }));
    const single = (id: string) => ask('POST', `royalties/${id}/payout`, { amount: 6, receipt_key: 'r' });
    await Promise.all([pay(batch), ...people.map(({ id }) => single(id)), pay(batch)]);
    for (const { id } of people) expect(await balance(id)).toBe(4);
    expect(await house().services.checkLedger()).toEqual([]);
  });

  test('POST /v1/payouts · a batch of 1000', async () => {
    const ids = Array.from({ length: 1000 }, (_, at) => `f${at.toString(16).padStart(23, '0')}`);
    const { royaltyAccounts, royaltyEntries, payees } = house().db.tables;
    const earned = { active: 150, total: 150, entries: 1, blocked: false, details: null };
    const income = {
      number: 1,
      type: 'income',
      amount: 150,
      period: 'x',
      madeBy: root.id,
      madeByLogin: 'r',
      madeAt: 1,
    } as const;
    await house().db.write(async (tx) => {
      await tx.insert(royaltyAccounts).values(ids.map((payeeId) => ({ payeeId, artistId: null, ...earned })));
      await tx.insert(payees).values(ids.map((id) => ({ id, name: 'P', createdAt: 1 })));
      await tx.insert(royaltyEntries).values(ids.map((payeeId) => ({ payeeId, ...income })));
    });
    const payouts = ids.map((payee) => ({ payee, amount: 1.5 }));
    const short = await pay([...payouts.slice(0, 999), { payee: ids[999], amount: 1.51 }]);
    expect(short).toMatchObject({ status: 400, body: { message: 'Выплата 1000: Недостаточно средств', index: 1000 } });
    const { status, body } = await pay(payouts);
    expect([status, body.total, body.payouts.length]).toEqual([201, 1500, 1000]);
    const { text } = await csv(`payouts/${body.id}.csv`);
    expect(text.split('\r\n')).toHaveLength(1002);
    expect(await house().services.checkLedger()).toEqual([]);
  }, 20_000);

  test('checkLedger · finds a batch whose register is not what was paid', async () => {
    const artist = await earner(10);
    const { body } = await pay([{ payee: artist.id, amount: 4 }]);
    const { payoutBatches, batchPayouts } = house().db.tables;
    const set = (total: number) =>
      house().db.write(
        async (tx) => void (await tx.update(payoutBatches).set({ total }).where(eq(payoutBatches.id, body.id))),
      );
    const line = (amount: number) =>
      house().db.write(
        async (tx) => void (await tx.update(batchPayouts).set({ amount }).where(eq(batchPayouts.batchId, body.id))),
      );
    await set(401);
    const right = { total: 400, payouts: 1 };
    expect(await house().services.checkLedger()).toEqual([
      { of: 'batch', id: body.id, kept: { ...right, total: 401 }, booked: right },
    ]);
    await set(400);
    await line(399);
    expect(await house().services.checkLedger()).toMatchObject([
      { of: 'batch', id: body.id, kept: right, booked: { payouts: 0 } },
    ]);
    await line(400);
    expect(await house().services.checkLedger()).toEqual([]);
  });
});
