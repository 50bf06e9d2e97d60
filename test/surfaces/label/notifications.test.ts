import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { TRIM_NOTIFICATIONS } from '../../../src/domain/notifications/model.ts';
import { openServices } from '../../../src/domain/services.ts';
import { onEachEngine } from '../../support/house.ts';
import { entrust, hire, type Person } from '../../support/label.ts';
import { Work } from '../../support/releases.ts';
import { MOMENT } from '../../support/shapes.ts';

const DAY = 24 * 60 * 60 * 1000;
const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);

onEachEngine('notifications of the label', (house) => {
  let artist: Person;
  let manager: Person;
  beforeAll(async () => {
    [artist, manager] = [await hire(house(), 'artist'), await hire(house(), 'manager')];
    await entrust(house(), artist, manager);
  });

  const list = (person: Person, query = '') =>
    house().call('GET', `/v1/notifications${query}`, { token: person.token });
  const read = (person: Person, body: object) =>
    house().call('POST', '/v1/notifications/read', { token: person.token, body });
  const texts = async (person: Person) =>
    (await list(person, '?limit=50')).body.data.map((one: { text: string }) => one.text);

  test('PATCH /v1/releases/:id/status · tells the artist and their manager, each once, of what was approved and refused', async () => {
    const work = await Work.draft(house(), artist);
    await work.complete('Имя');
    for (const [status, message] of [
      ['pending', 'Смотрим'],
      ['rejected', 'Обложка не та'],
      ['rejected', 'Обложка не та'],
      ['rejected', 'И звук'],
      ['approved', undefined],
      ['delivered', 'Ушло'],
    ] as const)
      expect((await work.status(status, message)).status).toBe(200);
    const one = (type: string, text: string) => ({
      ...{ id: expect.stringMatching(/^[0-9a-f]{24}$/), type, text, subject: { kind: 'release', id: work.id } },
      ...{ read: false, createdAt: MOMENT },
    });
    const told = [
      one('release_approved', 'Имя'),
      one('release_rejected', 'И звук'),
      one('release_rejected', 'Обложка не та'),
    ];
    const pagination = { total: 3, totalPages: 1, currentPage: 1, limit: 10 };
    const lists = [await list(artist), await list(manager)];
    for (const { status, body } of lists)
      expect([status, sorted(body)]).toEqual([200, sorted({ data: told, unread: 3, pagination })]);
    expect(lists[0]?.body.data[0].id).not.toBe(lists[1]?.body.data[0].id);
  });

  /** Two of one millisecond may stand either way. */
  const sorted = <Body extends { data: { text: string }[] }>(body: Body) => ({
    ...body,
    data: body.data.toSorted((one, other) => (one.text < other.text ? -1 : 1)),
  });

  test('GET /v1/notifications, POST /v1/notifications/read · each reads their own', async () => {
    const [first, second] = (await list(artist)).body.data;
    expect((await read(artist, { ids: [first.id, first.id] })).body).toEqual({ unread: 2 });
    expect((await read(artist, { ids: [first.id] })).body).toEqual({ unread: 2 });
    const unread = (await list(artist, '?unread=true&limit=1')).body;
    expect([unread.data[0].id, unread.unread, unread.pagination.total]).toEqual([second.id, 2, 2]);
    expect((await list(artist, '?unread=false')).body.data[0]).toEqual({ ...first, read: true });
    expect((await list(manager)).body.unread).toBe(3);

    const [foreign] = (await list(manager)).body.data;
    for (const id of [foreign.id, '0'.repeat(24), 'x']) {
      const refused = await read(artist, { ids: [second.id, id] });
      expect([refused.status, refused.body]).toEqual([404, { message: 'Уведомление не найдено' }]);
    }
    expect([(await list(artist)).body.unread, (await list(manager)).body.unread]).toEqual([2, 3]);
    expect((await read(artist, { ids: [] })).body).toEqual({ unread: 2 });
    expect((await read(artist, { all: true })).body).toEqual({ unread: 0 });
    expect((await list(artist, '?unread=true')).body).toMatchObject({ data: [], unread: 0, pagination: { total: 0 } });
    expect((await list(manager)).body.unread).toBe(3);
  });

  test('GET /v1/notifications · what was read more than 30 days ago goes; what is unread stays', async () => {
    const { db, services } = house();
    const { notifications, deferredTasks } = db.tables;
    const reader = await hire(house(), 'artist');
    const notice = {
      artist: reader.id,
      type: 'payout_booked',
      subject: { kind: 'payout', id: '0'.repeat(24) },
    } as const;
    const told = ['old', 'recent', 'unread'].map((text) => ({ ...notice, text }));
    await db.write((tx) => services.notifications.tell(tx, told));
    const ids = new Map((await list(reader)).body.data.map(({ text, id }: { text: string; id: string }) => [text, id]));
    await read(reader, { ids: [ids.get('old'), ids.get('recent')] });
    const age = (text: string, days: number) =>
      db.write(async (tx) => {
        const which = eq(notifications.id, ids.get(text) as string);
        await tx
          .update(notifications)
          .set({ readAt: Date.now() - days * DAY })
          .where(which);
      });
    await age('old', 31);
    await age('recent', 29);
    const plans = () => db.read.select().from(deferredTasks).where(eq(deferredTasks.topic, TRIM_NOTIFICATIONS));
    expect(await plans()).toHaveLength(1);
    for (let round = 0; round < 2; round++) {
      await db.write(async (tx) => {
        await tx.update(deferredTasks).set({ dueAt: 1 }).where(eq(deferredTasks.topic, TRIM_NOTIFICATIONS));
      });
      await services.tasks.drain();
      expect((await texts(reader)).sort()).toEqual(['recent', 'unread']);
      expect(await plans()).toHaveLength(1);
    }
  });

  test.each([
    ['GET', '?unread=1', undefined, 'Поле unread: true или false'],
    ['GET', '?page=0', undefined, 'Неверные параметры пагинации'],
    ['POST', '/read', {}, 'Отсутствует обязательное поле: ids'],
    ['POST', '/read', { all: false }, 'Отсутствует обязательное поле: ids'],
    ['POST', '/read', { ids: 'x' }, 'Поле ids: список до 1000 ID уведомлений'],
    ['POST', '/read', { ids: Array(1001).fill('x') }, 'Поле ids: список до 1000 ID уведомлений'],
    ['POST', '/read', { all: 'yes' }, 'Поле all: true — все уведомления'],
  ])('%s /v1/notifications%s · %j is refused', async (method, path, body, message) => {
    const refused = await house().call(method, `/v1/notifications${path}`, {
      token: artist.token,
      ...(body ? { body } : {}),
    });
    expect([refused.status, refused.body]).toEqual([400, { message }]);
  });

  test('label.notices · a thousand at once tell each artist of their own, and each webhook', async () => {
    const { db, services } = house();
    const [one, other] = [await hire(house(), 'artist'), await hire(house(), 'artist')];
    await entrust(house(), other, manager);
    await read(manager, { all: true });
    await services.webhooks.replace([{ url: 'https://hooks.invalid/', events: ['payout_booked'] }]);
    const notice = { type: 'payout_booked', subject: { kind: 'payout', id: '0'.repeat(24) } } as const;
    const notices = Array.from({ length: 1000 }, (_, at) => ({
      ...{ ...notice, artist: at % 2 === 0 ? one.id : other.id, text: String(at) },
    }));
    await db.write(async (tx) => {
      await services.notifications.tell(tx, notices);
      await services.webhooks.announce(tx, notices);
    });
    const unread = async (person: Person) => (await list(person)).body.unread;
    expect([await unread(one), await unread(other), await unread(manager)]).toEqual([500, 500, 500]);
    expect((await services.webhooks.deliveries({ page: 1, limit: 1 })).total).toBe(1000);
    await services.webhooks.replace([]);
  });

  test('contract.ending · people are told once, 30 days before the last day, or at once when that is past', async () => {
    const { db, config } = house();
    let clock = Date.parse('2026-03-01');
    const keys = { refreshKey: 'another secret for tests only', appKeySecret: 'a third secret for tests only' };
    const services = openServices(db, config, { ...keys, signer: undefined as never }, () => clock);
    const someone = await hire(house(), 'artist');
    const ends = (contract: string, day: string | null) =>
      db.write((tx) =>
        services.notifications.expectEnding(tx, { artist: someone.id, contract, number: '2026-001', day }),
      );

    const [near, far, changed] = ['1', '2', '3'].map((digit) => digit.repeat(24)) as [string, string, string];
    await ends(near, '2026-03-31');
    expect(await texts(someone)).toEqual(['2026-001: 2026-03-31']);
    await ends(near, '2026-03-31');
    await ends(near, null);
    await ends(near, '2026-03-31');
    expect(await texts(someone)).toHaveLength(1);

    // A day that lies in the past for the tasks, and ahead for the clock of contracts.
    clock = Date.now() - 40 * DAY;
    const [soon, later] = [dayOf(Date.now() - DAY), dayOf(Date.now() - 2 * DAY)];
    await ends(far, soon);
    await ends(changed, soon);
    await ends(changed, later);
    await ends(changed, soon);
    await ends(changed, null);
    expect(await texts(someone)).toHaveLength(1);
    await services.tasks.drain();
    expect(await texts(someone)).toEqual([`2026-001: ${soon}`, '2026-001: 2026-03-31']);
    const [told] = (await list(someone)).body.data;
    expect(told).toMatchObject({ type: 'contract_ending', subject: { kind: 'contract', id: far } });
  });

  test('POST, PATCH /v1/contracts/:id · a last day within 30 days is told at once, and not again for another change', async () => {
    const [someone, root] = [await hire(house(), 'artist'), await house().root()];
    const ask = async (method: string, body: object) =>
      (await house().call(method, `/v1/contracts/${someone.id}`, { token: root, body })).status;
    const [near, far] = [dayOf(Date.now() + 5 * DAY), dayOf(Date.now() + 90 * DAY)];
    expect(await ask('POST', { percentage: 50, to: far })).toBe(201);
    expect(await texts(someone)).toEqual([]);
    expect(await ask('PATCH', { to: near })).toBe(200);
    expect(await ask('PATCH', { percentage: 60 })).toBe(200);
    expect(await texts(someone)).toEqual([expect.stringMatching(new RegExp(`^\\d{4}-\\d{3}: ${near}$`))]);
    const [told] = (await list(someone)).body.data;
    const { body } = await house().call('GET', `/v1/contracts/${someone.id}`, { token: root });
    expect(told).toMatchObject({ type: 'contract_ending', subject: { kind: 'contract', id: body.id } });
  });
});
