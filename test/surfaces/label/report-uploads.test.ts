import { beforeAll, beforeEach, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { kept, NOTHING, only, Tus } from '../../support/tus.ts';

const HEADER = 'Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Country of Sale,Earnings (USD)';
const NOT_YOURS = 'Поле file: текст upload:<id> не называет вашей завершённой загрузки';
const IN_USE = { status: 409, body: { message: 'Загрузку уже использует другой запрос: дождитесь его ответа' } };
let counter = 0;

onEachEngine('reports by upload:<id>', (house) => {
  let token = '';
  let tus: Tus;
  beforeAll(async () => {
    token = await house().root();
  });
  beforeEach(() => {
    tus = new Tus(house(), token);
  });
  const uploaded = (lines: number, header = HEADER) => {
    const rows = Array.from({ length: lines }, (_, at) => `2026-01,S,A,Song ${at % 50},,,1,RU,0.01`);
    const text = [header, ...rows, `2026-01,S,A,${++counter},,,1,RU,0.01`].join('\n');
    return tus.finished(new TextEncoder().encode(text), 'march.csv');
  };
  const report = (file: string, more: object = {}) =>
    house().call('POST', '/v1/reports', { token, body: { file, ...more } });
  const held = (until: number) =>
    house().db.write(async (tx) => {
      const { resumableUploads } = house().db.tables;
      await tx.update(resumableUploads).set({ heldUntil: until });
    });

  test('POST /v1/reports · an upload is used up by the report that was read of it', async () => {
    const file = await uploaded(3);
    expect(await report(file)).toMatchObject({ status: 201, body: { state: 'draft', file: 'march.csv', lines: 4 } });
    expect(await kept(house())).toEqual(NOTHING);
    expect(await report(file)).toMatchObject({ status: 400, body: { message: NOT_YOURS } });
  });

  test('POST /v1/reports · an upload whose report is refused stays, and may be used again', async () => {
    const file = await uploaded(3, 'Месяц;Сумма;Трек');
    const { status, body } = await report(file);
    expect([status, body.message]).toEqual([400, expect.stringMatching(/^Формат отчёта не распознан/)]);
    expect(await kept(house())).toEqual(only(1, 2));
    expect((await report(file, { source: 'nobody' })).body.message).toBe('Источник не найден');
    expect((await report(file, { rate: 'x' })).status).toBe(400);
    expect(await kept(house())).toEqual(only(1, 2));
    await tus.remove(`/uploads/${file.slice('upload:'.length)}`);
    const doubled = await uploaded(3);
    expect((await report(doubled)).status).toBe(201);
  });

  test('POST /v1/reports · of several at once that name one upload one reads it', async () => {
    const file = await uploaded(5000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => report(file)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers)
      if (status !== 201) expect([IN_USE.body.message, NOT_YOURS]).toContain(body.message);
    expect(answers.some(({ status }) => status === 409)).toBe(true);
    expect(await kept(house())).toEqual(NOTHING);
  });

  test('POST /v1/reports · while it is read an upload neither expires nor serves another; deleted by its owner it is read all the same', async () => {
    const { resumableUploads } = house().db.tables;
    const { resumable } = house().services.media;
    const one = await uploaded(20_000);
    const reading = report(one);
    for (let isRead = false; !isRead; await Bun.sleep(1))
      isRead = (await house().call('GET', '/v1/reports?filter[state]=reading', { token })).body.data.length > 0;
    await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
    expect(await resumable.expire()).toBe(0);
    expect((await reading).status).toBe(201);
    expect(await kept(house())).toEqual(NOTHING);

    const other = await uploaded(20_000);
    const again = report(other);
    for (let isRead = false; !isRead; await Bun.sleep(1))
      isRead = (await house().call('GET', '/v1/reports?filter[state]=reading', { token })).body.data.length > 0;
    expect(await report(other)).toMatchObject(IN_USE);
    expect((await tus.remove(`/uploads/${other.slice('upload:'.length)}`)).status).toBe(204);
    expect((await again).status).toBe(201);
    expect(await kept(house())).toEqual(NOTHING);
  });

  test('POST /v1/reports · an upload that a process held which has died can be used when the hold has ended', async () => {
    const file = await uploaded(3);
    await held(Date.now() + 60_000);
    expect(await report(file)).toMatchObject(IN_USE);
    await held(Date.now() - 1);
    expect((await report(file)).status).toBe(201);
    expect(await kept(house())).toEqual(NOTHING);
  });
});
