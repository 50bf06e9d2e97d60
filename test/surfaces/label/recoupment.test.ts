import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { onEachEngine } from '../../support/house.ts';
import { hire, type Person } from '../../support/label.ts';
import { Work } from '../../support/releases.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const AMOUNT = 'Поле amount: положительное число не больше 90071992547409.9, не более двух знаков после запятой';
const today = () => new Date().toISOString().slice(0, 10);

onEachEngine('advances and costs of the label', (house) => {
  let root: Person;
  beforeAll(async () => {
    root = await hire(house(), 'root');
  });
  const ask = (method: string, path: string, body?: object, key?: string) =>
    house().call(method, `/v1/royalties/${path}`, {
      token: root.token,
      ...(body ? { body } : {}),
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    });
  const artist = () => hire(house(), 'artist');
  /** What is wrong with advances and costs; reports whose recoupment is made up here are no booked ones. */
  const wrong = async () => (await house().services.checkLedger()).filter(({ of }) => of === 'recoupable');
  const listOf = async (id: string) => (await ask('GET', `${id}/recoupable`)).body;

  test('POST /v1/royalties/:artist/advance, /cost, GET /v1/royalties/:artist/recoupable · they are listed oldest first', async () => {
    const { artist, id: release } = await Work.draft(house());
    const { id } = artist;
    expect(await listOf(id)).toEqual({ open: 0, data: [] });
    const told = { amount: 100.1, release, note: ' Аванс ', date: '2026-03-01' };
    const advance = await ask('POST', `${id}/advance`, told);
    const shown = {
      id: expect.any(String),
      type: 'advance',
      artist: id,
      ...told,
      note: 'Аванс',
      open: 100.1,
      createdAt: MOMENT,
    };
    expect([advance.status, advance.body]).toEqual([201, shown]);
    const cost = await ask('POST', `${id}/cost`, { amount: 30.2, date: '2026-02-28' });
    expect([cost.status, cost.body]).toEqual([
      201,
      { ...shown, type: 'cost', amount: 30.2, open: 30.2, release: null, note: '', date: '2026-02-28' },
    ]);
    const { body: last } = await ask('POST', `${id}/advance`, { amount: 0.01, release: null, note: null, date: null });
    expect(last.date).toBe(today());
    expect(await listOf(id)).toEqual({ open: 130.31, data: [cost.body, advance.body, last] });
    const own = await house().call('GET', `/v1/royalties/${id}/recoupable`, { token: artist.token });
    expect(own.body.open).toBe(130.31);
    expect((await house().call('GET', `/v1/royalties/${id}`, { token: artist.token })).body[0].history).toEqual([]);
  });

  test('GET /v1/royalties/:artist/recoupable · the Link header leads on, and `open` is that of all', async () => {
    const { id } = await artist();
    const made: { id: string; date: string }[] = [];
    // Of one day, which are in the order of their ids, and of others.
    for (const day of ['03', '01', '02', '02', '02'])
      made.push((await ask('POST', `${id}/advance`, { amount: 10, date: `2026-03-${day}` })).body);
    const key = (one: { id: string; date: string }) => `${one.date} ${one.id}`;
    made.sort((one, other) => (key(one) < key(other) ? -1 : 1));
    const found: unknown[] = [];
    let pages = 0;
    for (let path: string | undefined = `${id}/recoupable?limit=2`; path !== undefined; pages++) {
      const { body, headers } = await ask('GET', path);
      expect([body.open, body.data.length <= 2]).toEqual([50, true]);
      found.push(...body.data);
      path = /<[^>]*\/royalties\/([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    expect([pages, found]).toEqual([3, made]);
    for (const query of ['cursor=x', 'limit=0'])
      expect((await ask('GET', `${id}/recoupable?${query}`)).status).toBe(400);
  });

  test.each([
    [{}, 'Отсутствует обязательное поле: amount'],
    [{ amount: null }, AMOUNT],
    [{ amount: '5' }, AMOUNT],
    [{ amount: 0 }, AMOUNT],
    [{ amount: -1 }, AMOUNT],
    [{ amount: 1.005 }, AMOUNT],
    [{ amount: 1e21 }, AMOUNT],
    [{ amount: 5, note: 7 }, 'Поле note: строка до 1000 символов'],
    [{ amount: 5, note: 'x'.repeat(1001) }, 'Поле note: строка до 1000 символов'],
    [{ amount: 5, date: '2026-02-30' }, 'Поле date: дата в формате ГГГГ-ММ-ДД'],
    [{ amount: 5, release: 7 }, 'Поле release: ID релиза, из дохода которого удерживается'],
  ])('POST /v1/royalties/:artist/advance, /cost · %j is refused: %s', async (body, message) => {
    const { id } = await artist();
    for (const type of ['advance', 'cost'])
      expect(await ask('POST', `${id}/${type}`, body)).toMatchObject({ status: 400, body: { message } });
    expect(await listOf(id)).toEqual({ open: 0, data: [] });
  });

  test('POST /v1/royalties/:artist/advance · what is not there is not found', async () => {
    const { id } = await artist();
    for (const nobody of [NOBODY, 'no-id', root.id])
      expect(await ask('POST', `${nobody}/advance`, { amount: 5 })).toMatchObject({
        status: 404,
        body: { message: 'Артист не найден' },
      });
    for (const release of [NOBODY, 'no-id', ''])
      expect(await ask('POST', `${id}/cost`, { amount: 5, release })).toMatchObject({
        status: 404,
        body: { message: 'Релиз не найден' },
      });
    expect(await ask('GET', `${NOBODY}/recoupable`)).toMatchObject({
      status: 404,
      body: { message: 'Артист не найден' },
    });
  });

  test('POST /v1/royalties/:artist/advance, /cost · a repeat under a key is answered as the first; each has keys of its own', async () => {
    const { id } = await artist();
    const first = await ask('POST', `${id}/advance`, { amount: 5, date: '2026-01-01' }, 'once');
    await house().db.write((tx) =>
      house().services.recoupment.take(tx, NOBODY, [{ recoupableId: first.body.id, amount: 200 }]),
    );
    expect(await ask('POST', `${id}/advance`, { amount: 5, date: '2026-01-01' }, 'once')).toMatchObject({
      status: 201,
      body: first.body,
    });
    expect((await ask('POST', `${id}/advance`, { amount: 6, date: '2026-01-01' }, 'once')).status).toBe(422);
    expect((await ask('POST', `${id}/advance`, { amount: 5, date: '2026-01-01' }, 'a b')).status).toBe(400);
    expect((await ask('POST', `${id}/cost`, { amount: 5 }, 'once')).status).toBe(201);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ask('POST', `${id}/cost`, { amount: 7 }, 'at-once')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await listOf(id)).toMatchObject({ open: 15, data: { length: 3 } });
  });

  test('POST /v1/royalties/:artist/advance · twenty at once are all booked', async () => {
    const { id } = await artist();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', `${id}/advance`, { amount: 1.1 })));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await listOf(id)).toMatchObject({ open: 22, data: { length: 20 } });
  });

  test('recoupment · what a report takes lowers what is open, and its reversal gives it back', async () => {
    const { recoupment } = house().services;
    const { id } = await artist();
    const [one, two] = [
      await ask('POST', `${id}/advance`, { amount: 5, date: '2026-01-01' }),
      await ask('POST', `${id}/cost`, { amount: 3 }),
    ];
    const report = '1'.repeat(24);
    const items = [
      { recoupableId: one.body.id, amount: 500 },
      { recoupableId: two.body.id, amount: 100 },
    ];
    await house().db.write(async (tx) => {
      expect((await recoupment.lockOpen(tx, [id])).map(({ open }) => open)).toEqual([500, 300]);
      await recoupment.take(tx, report, items);
      expect((await recoupment.lockOpen(tx, [id])).map(({ open }) => open)).toEqual([200]);
    });
    expect(await listOf(id)).toMatchObject({ open: 2, data: [{ open: 0 }, { open: 2 }] });
    expect(await wrong()).toEqual([]);
    await house().db.write(async (tx) => {
      const back = await recoupment.giveBack(tx, report);
      expect(back.toSorted((a, b) => b.amount - a.amount)).toEqual(items);
      expect(await recoupment.giveBack(tx, report)).toEqual([]);
    });
    expect((await listOf(id)).open).toBe(8);
    const more = house().db.write((tx) => recoupment.take(tx, report, [{ recoupableId: one.body.id, amount: 501 }]));
    await expect(more).rejects.toThrow();
  });

  test('checkLedger · finds an advance of which is not open what its recoupments have left', async () => {
    const { id } = await artist();
    const { body } = await ask('POST', `${id}/advance`, { amount: 5 });
    const { recoupables } = house().db.tables;
    const set = (open: number) =>
      house().db.write(
        async (tx) => void (await tx.update(recoupables).set({ open }).where(eq(recoupables.id, body.id))),
      );
    await set(499);
    expect(await wrong()).toEqual([{ of: 'recoupable', id: body.id, kept: { open: 499 }, booked: { open: 500 } }]);
    await set(500);
    expect(await wrong()).toEqual([]);
  });
});
