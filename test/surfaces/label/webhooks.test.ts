import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { webhookService } from '../../../src/domain/webhooks/service.ts';
import { TRIM_DELIVERIES } from '../../../src/domain/webhooks/trimming.ts';
import { newId } from '../../../src/lib/ids.ts';
import { pieces } from '../../../src/lib/pieces.ts';
import { House, onEachEngine } from '../../support/house.ts';
import type { Person } from '../../support/label.ts';
import { rootOf, Work } from '../../support/releases.ts';
import { MOMENT } from '../../support/shapes.ts';

const URL_RULE = 'Поле url: адрес https:// без имени и пароля, не ведущий в частную сеть';
const TYPES = ['release_approved', 'release_rejected', 'statement_ready', 'payout_booked', 'contract_ending'];

interface Received {
  path: string;
  headers: Headers;
  body: string;
}

/** A program that is told of things: what it got, and how it answers at each path. */
class Listener {
  readonly received: Received[] = [];
  /** By path: statuses, one after another; the last one stays. */
  readonly answers = new Map<string, number[]>();
  readonly #ends = new AbortController();
  readonly #server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname: path } = new URL(request.url);
      this.received.push({ path, headers: request.headers, body: await request.text() });
      if (path === '/never') await new Promise((resolve) => this.#ends.signal.addEventListener('abort', resolve));
      const [status = 200, ...more] = this.answers.get(path) ?? [];
      if (more.length > 0) this.answers.set(path, more);
      return new Response('', { status });
    },
  });
  url = (path: string): string => `http://127.0.0.1:${this.#server.port}${path}`;
  at = (path: string): Received[] => this.received.filter((one) => one.path === path);
  async end(): Promise<void> {
    this.#ends.abort();
    await this.#server.stop(true);
  }
}

/** A release of somebody's is refused, which people are told of. */
async function reject(house: House, text = 'Обложка не та'): Promise<Work> {
  const work = await Work.draft(house);
  expect((await work.status('rejected', text)).status).toBe(200);
  return work;
}

onEachEngine(
  'webhooks of the label',
  (house) => {
    let root: Person;
    let listener: Listener;
    beforeAll(async () => {
      root = await rootOf(house());
    });
    beforeEach(() => {
      listener = new Listener();
    });
    afterEach(() => listener.end());

    const ask = (method: string, path: string, body?: object) =>
      house().call(method, `/v1/webhooks${path}`, { token: root.token, ...(body ? { body } : {}) });
    const put = (...hooks: object[]) => ask('PUT', '', { hooks });
    const deliveries = async () => (await ask('GET', '/deliveries')).body.data;
    /** Sends what is due until it is so. */
    async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
      for (let tries = 0; !(await isSo()); tries++) {
        if (tries > 400) throw new Error('it did not come');
        await house().services.webhooks.look();
        await Bun.sleep(5);
      }
      await house().services.webhooks.idle();
    }

    test('PUT, GET /v1/webhooks · are set as a whole; one whose address stays keeps id and key, which are shown once', async () => {
      expect((await ask('GET', '')).body).toEqual({ data: [] });
      const [first, second] = [listener.url('/a'), listener.url('/b')];
      const set = await put({ url: ` ${first} ` }, { url: second, events: ['payout_booked'], more: 1 });
      expect(set.status).toBe(200);
      const document = { id: expect.stringMatching(/^[0-9a-f]{24}$/), secret: expect.stringMatching(/^[\w-]{43}$/) };
      expect(set.body.data).toEqual([
        { ...document, url: first, events: TYPES },
        { ...document, url: second, events: ['payout_booked'] },
      ]);
      const [{ id, secret }] = set.body.data;
      const again = await put({ url: listener.url('/c') }, { url: first, events: [] });
      expect(again.body.data[1]).toEqual({ id, secret, url: first, events: TYPES });
      const shown = (await ask('GET', '')).body.data;
      expect(shown[1]).toEqual({ id, url: first, events: TYPES });
      expect((await put()).body).toEqual({ data: [] });
      expect((await ask('GET', '')).body).toEqual({ data: [] });
    });

    test.each([
      [{}, 'Отсутствует обязательное поле: hooks'],
      [{ hooks: [{}] }, 'Отсутствует обязательное поле: url'],
      [{ hooks: [{ url: '' }] }, 'Отсутствует обязательное поле: url'],
      [{ hooks: [{ url: 12 }] }, URL_RULE],
      [{ hooks: [{ url: 'hooks.example' }] }, URL_RULE],
      [{ hooks: [{ url: 'ftp://127.0.0.1/' }] }, URL_RULE],
      [{ hooks: [{ url: 'file:///etc/passwd' }] }, URL_RULE],
      [{ hooks: [{ url: 'http://user@127.0.0.1/' }] }, URL_RULE],
      [{ hooks: [{ url: 'http://:secret@127.0.0.1/' }] }, URL_RULE],
      [{ hooks: [{ url: `https://hooks.example/${'a'.repeat(2000)}` }] }, URL_RULE],
      [{ hooks: [{ url: 'http://127.0.0.1/' }, { url: 'http://127.1/' }] }, 'Поле url: каждый адрес один раз'],
      [
        { hooks: [{ url: 'http://127.0.0.1/', events: ['release'] }] },
        `Поле events: список из значений ${TYPES.join(', ')}`,
      ],
      [
        { hooks: Array.from({ length: 11 }, (_, at) => ({ url: `http://127.0.0.1/${at}` })) },
        'Поле hooks: список до 10 объектов с полями url и events',
      ],
    ])('PUT /v1/webhooks · %j is refused, and changes nothing', async (body, message) => {
      await put({ url: listener.url('/stays') });
      const refused = await ask('PUT', '', body);
      expect([refused.status, refused.body]).toEqual([400, { message }]);
      expect((await ask('GET', '')).body.data).toHaveLength(1);
    });

    test('a release that is refused · is told once a webhook that wants it, signed', async () => {
      const wanted = { url: listener.url('/wanted'), events: ['release_rejected'] };
      const { data } = (await put(wanted, { url: listener.url('/other'), events: ['statement_ready'] })).body;
      const { artist, id } = await reject(house());
      await until(() => listener.received.length > 0);
      const [one, ...more] = listener.received;
      expect(more).toEqual([]);
      const { path, headers, body } = one as Received;
      expect(path).toBe('/wanted');
      const delivery = headers.get('x-tonearm-delivery');
      expect(JSON.parse(body)).toEqual({
        ...{ id: delivery, type: 'release_rejected', createdAt: MOMENT },
        data: { artist: artist.id, subject: { kind: 'release', id }, text: 'Обложка не та' },
      });
      const timestamp = headers.get('x-tonearm-timestamp') ?? '';
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
      const signature = createHmac('sha256', data[0].secret).update(`${timestamp}.${body}`).digest('hex');
      expect(headers.get('x-tonearm-signature')).toBe(`sha256=${signature}`);
      expect(headers.get('content-type')).toBe('application/json');
      expect((await deliveries())[0]).toEqual({
        ...{ id: delivery, hook: data[0].id, type: 'release_rejected', status: 'delivered', attempts: 1 },
        ...{ response_status: 200, error: null, createdAt: MOMENT, nextAt: null },
      });
    });

    test('a webhook that fails twice · is tried again with the same id, until it takes it', async () => {
      await put({ url: listener.url('/twice') });
      listener.answers.set('/twice', [500, 302, 204]);
      await reject(house());
      await until(() => listener.received.length === 3);
      const [first, ...others] = listener.received.map(({ headers, body }) => [
        headers.get('x-tonearm-delivery'),
        body,
      ]);
      expect(others).toEqual([first, first] as never);
      expect((await deliveries())[0]).toMatchObject({
        status: 'delivered',
        attempts: 3,
        response_status: 204,
        error: null,
      });
    });

    test('a webhook that always fails · is given up after the last attempt', async () => {
      await put({ url: listener.url('/broken') });
      listener.answers.set('/broken', [302]);
      await reject(house());
      await until(async () => (await deliveries())[0].status === 'failed');
      expect((await deliveries())[0]).toMatchObject({
        ...{ attempts: 4, response_status: 302, error: 'перенаправление не допускается', nextAt: null },
      });
      expect(listener.received).toHaveLength(4);
    });

    test('a webhook that is taken away · gets no more', async () => {
      await put({ url: listener.url('/gone') });
      await reject(house());
      await put();
      expect((await deliveries())[0]).toMatchObject({
        status: 'failed',
        attempts: 0,
        error: 'адрес убран из списка',
        nextAt: null,
      });
      await house().services.webhooks.look();
      await house().services.webhooks.idle();
      expect(listener.received).toEqual([]);
    });

    test('a webhook that never answers · delays no other', async () => {
      await put({ url: listener.url('/never') }, { url: listener.url('/quick') });
      for (let at = 0; at < 6; at++) await reject(house());
      for (let tries = 0; listener.at('/quick').length < 6 && tries < 400; tries++) {
        await house().services.webhooks.look();
        await Bun.sleep(5);
      }
      expect(listener.at('/quick')).toHaveLength(6);
      expect(listener.at('/never').length).toBeLessThanOrEqual(4);
      await listener.end();
      await put();
      await house().services.webhooks.idle();
    });

    test('a message · is sent by one of two processes', async () => {
      await put({ url: listener.url('/once') });
      const { db, config, services } = house();
      const other = webhookService(db, config, 'a third secret for tests only', services.tasks);
      for (let at = 0; at < 12; at++) await reject(house());
      for (let tries = 0; listener.received.length < 12 && tries < 400; tries++) {
        await Promise.all([house().services.webhooks.look(), other.look()]);
        await Bun.sleep(2);
      }
      await Promise.all([house().services.webhooks.idle(), other.idle()]);
      const sent = listener.received.map(({ headers }) => headers.get('x-tonearm-delivery'));
      expect([sent.length, new Set(sent).size]).toEqual([12, 12]);
    });

    test('a message of a process that has died · is sent when its lease ends', async () => {
      await put({ url: listener.url('/left') });
      await reject(house());
      const { webhookDeliveries } = house().db.tables;
      const lease = Date.now() + 300;
      await house().db.write(async (tx) => void (await tx.update(webhookDeliveries).set({ leasedUntil: lease })));
      await house().services.webhooks.look();
      await house().services.webhooks.idle();
      expect(listener.received).toEqual([]);
      await until(() => listener.received.length > 0);
      expect(Date.now()).toBeGreaterThanOrEqual(lease);
    });

    test('a status that is refused · tells nobody', async () => {
      await put({ url: listener.url('/quiet') });
      const work = await Work.draft(house());
      const before = (await deliveries()).length;
      expect((await work.status('approved')).status).toBe(400);
      expect((await deliveries()).length).toBe(before);
    });

    test('PUT /v1/webhooks · of two at once one stays', async () => {
      await put();
      const both = await Promise.all([put({ url: listener.url('/1') }), put({ url: listener.url('/2') })]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      expect((await ask('GET', '')).body.data).toHaveLength(1);
      const same = await Promise.all(Array.from({ length: 4 }, () => put({ url: listener.url('/same') })));
      const [{ id }] = (await ask('GET', '')).body.data;
      expect(same.map(({ body }) => body.data[0].id)).toEqual(Array(4).fill(id));
      expect(new Set(same.map(({ body }) => body.data[0].secret)).size).toBe(1);
    });

    test('GET /v1/webhooks/deliveries · of each webhook the newest 1000 of 30 days are kept, and what is still to be sent', async () => {
      const { db, services } = house();
      const { webhookDeliveries, deferredTasks } = db.tables;
      await db.write(async (tx) => void (await tx.delete(webhookDeliveries)));
      const [busy, quiet, gone] = [newId(), newId(), newId()];
      const [now, day] = [Date.now(), 86_400_000];
      const delivery = (hookId: string, createdAt: number, isPending = false) => ({
        ...{ id: newId(createdAt), hookId, type: 'payout_booked' as const, body: '{}', createdAt },
        ...{ status: isPending ? ('pending' as const) : ('failed' as const), nextAt: isPending ? now + day : null },
      });
      const all = [
        ...Array.from({ length: 2300 }, (_, at) => delivery(busy, now - at * 1000)),
        delivery(busy, now - 5000 * 1000, true),
        ...[1, 29, 31, 90].map((days) => delivery(quiet, now - days * day)),
        delivery(gone, now - 40 * day),
        delivery(gone, now - 40 * day, true),
      ];
      // What is to be sent to those that it does not name is given up.
      await put({ url: listener.url('/trimmed') });
      await db.write(async (tx) => {
        for (const some of pieces(all, 400)) await tx.insert(webhookDeliveries).values(some);
      });
      await reject(house());
      const of = async (hook: string) =>
        (await db.read.select().from(webhookDeliveries).where(eq(webhookDeliveries.hookId, hook))).length;
      expect(await of(busy)).toBe(2301);
      const plans = await db.read.select().from(deferredTasks).where(eq(deferredTasks.topic, TRIM_DELIVERIES));
      expect(plans).toHaveLength(1);
      // As if that hour had passed; what is left over is deleted by a task that follows at once.
      for (let round = 0; round < 4; round++) {
        await db.write(async (tx) => void (await tx.update(deferredTasks).set({ dueAt: 1 })));
        await services.tasks.drain();
      }
      expect([await of(busy), await of(quiet), await of(gone)]).toEqual([1001, 2, 1]);
      const { body } = await ask('GET', '/deliveries?limit=1');
      expect(body.pagination.total).toBe(1005);
      const next = await db.read.select().from(deferredTasks).where(eq(deferredTasks.topic, TRIM_DELIVERIES));
      expect(next.map(({ dueAt }) => dueAt > now + day / 25)).toEqual([true]);
      await put();
      await db.write(async (tx) => void (await tx.delete(webhookDeliveries)));
    });

    test('the keys of webhooks · do not stand in the database', async () => {
      const { data } = (await put({ url: listener.url('/sealed') })).body;
      const { webhooks } = house().db.tables;
      const rows = await house().db.read.select().from(webhooks);
      expect(JSON.stringify(rows)).not.toContain(data[0].secret);
    });
  },
  { WEBHOOKS_PRIVATE: 'on', WEBHOOKS_RETRY: '0.02,0.02,0.02' },
);

describe('PUT /v1/webhooks · without WEBHOOKS_PRIVATE', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open('sqlite');
  });
  afterAll(() => house.close());

  const put = async (url: string) => {
    const { token } = await rootOf(house);
    return house.call('PUT', '/v1/webhooks', { token, body: { hooks: [{ url }] } });
  };

  test.each([
    ...['http://hooks.example/', 'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/'],
    ...[
      'https://0177.0.0.1/',
      'https://１２７.0.0.1/',
      'https://127.0.0.1./',
      'https://10.1.2.3:8443/',
      'https://192.168.1.1/',
    ],
    ...[
      'https://172.20.0.1/',
      'https://169.254.169.254/latest',
      'https://100.100.1.1/',
      'https://0.0.0.0/',
      'https://[::1]/',
    ],
    ...[
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:a00:1]/',
      'https://[fd00::1]/',
      'https://[fe80::1]/',
      'https://[::]/',
    ],
    ...['https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/', 'https://localhost/', 'https://LOCALHOST:8443/'],
    ...[
      'https://localhost./',
      'https://hooks.localhost/',
      'https://user:password@hooks.example/',
      'https:///',
      'javascript:1',
    ],
  ])('%s is refused', async (url) => {
    const refused = await put(url);
    expect([refused.status, refused.body]).toEqual([400, { message: URL_RULE }]);
  });

  test.each(['https://hooks.invalid/tonearm?key=1', 'https://1.1.1.1/', 'https://[2606:4700::1111]:8443/a#b'])(
    '%s is taken',
    async (url) => {
      const taken = await put(url);
      expect([taken.status, taken.body.data[0].url]).toEqual([200, url.replace(/#.*/, '')]);
    },
  );

  test('a private address that the name gets later is not reached', async () => {
    // Set while it was allowed, as a name that has changed since.
    const listener = new Listener();
    await put('https://hooks.invalid/');
    const { webhooks } = house.db.tables;
    await house.db.write(async (tx) => void (await tx.update(webhooks).set({ url: listener.url('/') })));
    await reject(house);
    await house.services.webhooks.look();
    await house.services.webhooks.idle();
    const { token } = await rootOf(house);
    const [delivery] = (await house.call('GET', '/v1/webhooks/deliveries', { token })).body.data;
    expect(delivery).toMatchObject({ status: 'pending', attempts: 1, error: 'адрес ведёт в частную сеть' });
    expect(Date.parse(delivery.nextAt)).toBeGreaterThan(Date.now() + 50_000);
    expect(listener.received).toEqual([]);
    await listener.end();
  });
});
