import { beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Books } from '../../support/booking.ts';
import { onEachEngine } from '../../support/house.ts';

const NOBODY = '0'.repeat(24);
const OTHER = 'another process';

onEachEngine('booking of reports, refused or repeated', (house) => {
  let books: Books;
  beforeAll(async () => {
    books = await Books.open(house());
  });
  const proof = () => house().services.checkLedger();
  const holding = () => house().services.reports.holding;

  /** Makes a report one that another process books. */
  async function held(id: string): Promise<number> {
    const { number } = await house().services.reports.of(id);
    await house().db.write((tx) => holding().begin(tx, number, OTHER));
    return number;
  }

  describe('GET /v1/reports/:id/preview, POST /v1/reports/:id/book, /reverse refuse', () => {
    const ask = async (method: string, path: string, body?: object) => {
      const answer = await books.ask(method, `/v1/reports/${path}`, body && { body });
      return [answer.status, answer.body.message];
    };

    test.each([NOBODY, 'no-id'])('a report that is not there: %s', async (id) => {
      for (const [method, what] of [
        ['GET', 'preview'],
        ['POST', 'book'],
        ['POST', 'reverse'],
        ['GET', 'entries'],
      ])
        expect(await ask(method as string, `${id}/${what}`)).toEqual([404, 'Отчёт не найден']);
    });

    test.each([
      [{ unmatched: 'skip' }, 'Поле unmatched: одно из значений refuse, label'],
      [{ faulty: 'label' }, 'Поле faulty: одно из значений refuse, skip'],
      [{ unmatched: null }, 'Поле unmatched: одно из значений refuse, label'],
    ])('%j', async (body, message) => {
      const { id } = await books.draft([{ title: 'x', artist: 'y', net: '1' }]);
      expect(await ask('POST', `${id}/book`, body)).toEqual([400, message]);
    });

    test('a currency without a rate', async () => {
      const { id } = await books.draft([
        { title: 'x', artist: 'y', net: '1', currency: 'USD' },
        { title: 'x', artist: 'y', net: '1', currency: 'EUR' },
      ]);
      const missing = (codes: string) => [400, `Укажите курс валюты: ${codes}`];
      expect(await ask('GET', `${id}/preview`)).toEqual(missing('EUR, USD'));
      await ask('PATCH', id, { rates: { EUR: '101' } });
      expect(await ask('POST', `${id}/book`, { unmatched: 'label' })).toEqual(missing('USD'));
      expect((await books.get('GET', `/v1/reports/${id}`)).state).toBe('draft');
    });

    test('what another process books, until nothing is heard of it; it cannot go on then', async () => {
      const { id } = await books.draft([{ title: 'x', artist: 'y', net: '1', currency: 'USD' }], { rate: '90' });
      const number = await held(id);
      for (const [method, path, message, body] of [
        ['GET', '/preview', 'Отчёт уже проведён'],
        ['POST', '/book', 'Отчёт уже проведён', { unmatched: 'label' }],
        ['POST', '/reverse', 'Отчёт не проведён'],
        ['PATCH', '', 'Отчёт уже проведён', { rates: { USD: '91' } }],
        ['DELETE', '', 'Проведённый отчёт можно только отменить'],
      ] as const)
        expect(await ask(method, id + path, body)).toEqual([409, message]);
      const { reports } = house().db.tables;
      await house().db.write(async (tx) => {
        await tx.update(reports).set({ heldUntil: 1 }).where(eq(reports.number, number));
      });
      const interrupted = {
        ...{ state: 'draft', booking: null },
        failure: 'Проведение прервано: сервер остановился. Проведите отчёт ещё раз',
      };
      expect(await books.get('GET', `/v1/reports/${id}`)).toMatchObject(interrupted);
      const drafts = await books.get('GET', '/v1/reports?filter[state]=draft');
      expect(drafts.data.map((report: { id: string }) => report.id)).toContain(id);
      await ask('PATCH', id, { rates: { USD: '91' } });
      expect(await books.get('GET', `/v1/reports/${id}`)).toMatchObject(interrupted);
      expect(await house().db.write((tx) => holding().progress(tx, number, OTHER, 0))).toBe(false);
      expect(await books.book(id, { unmatched: 'label' })).toMatchObject({ booking: { total: 91 }, failure: null });
    });

    test('what is booked, and what is reversed', async () => {
      const { id } = await books.draft([{ title: 'x', artist: 'y', net: '1' }]);
      expect(await ask('POST', `${id}/reverse`)).toEqual([409, 'Отчёт не проведён']);
      await books.book(id, { unmatched: 'label' });
      for (const [method, what] of [
        ['GET', 'preview'],
        ['POST', 'book'],
      ])
        expect(await ask(method as string, `${id}/${what}`)).toEqual([409, 'Отчёт уже проведён']);
      await books.reverse(id);
      for (const [method, what] of [
        ['GET', 'preview'],
        ['POST', 'book'],
      ])
        expect(await ask(method as string, `${id}/${what}`)).toEqual([409, 'Отчёт отменён']);
      expect(await ask('POST', `${id}/reverse`)).toEqual([409, 'Отчёт не проведён']);
    });
  });

  test('POST /v1/reports/:id/book · what fails after the 202 leaves a draft that says why, and can be booked when that is mended', async () => {
    const { titles, name } = await books.artist(100);
    const lines = [1, 2].map(() => ({ title: titles[0] as string, artist: name, net: '99999999', currency: 'USD' }));
    const { id, failure } = await books.draft(lines, { rate: '999999999' });
    expect(failure).toBeNull();
    const { status, body } = await books.ask('POST', `/v1/reports/${id}/book`);
    expect([status, body.failure]).toEqual([202, null]);
    expect(await books.settled(id)).toMatchObject({
      ...{ state: 'draft', booking: null },
      failure: 'Отчёт не проведён: сумма получателя больше 90071992547409.91. Проверьте курсы валют',
    });
    await books.get('PATCH', `/v1/reports/${id}`, { rates: { USD: '0.01' } });
    expect(await books.book(id)).toMatchObject({ state: 'booked', failure: null });

    // As if the database had been edited by hand: its lines do not come to its sum.
    const broken = await books.draft([{ title: titles[0] as string, artist: name, net: '1' }]);
    const { reportCurrencies } = house().db.tables;
    const { number } = await house().services.reports.of(broken.id);
    await house().db.write(async (tx) => {
      await tx.update(reportCurrencies).set({ tenths: 11 }).where(eq(reportCurrencies.report, number));
    });
    expect(await books.book(broken.id)).toMatchObject({
      ...{ state: 'draft', booking: null },
      failure: 'Отчёт не проведён из-за внутренней ошибки: подробности в журнале сервера',
    });
    expect(await proof()).toEqual([]);
  });

  test('POST /v1/reports/:id/book, /reverse · under a key once; a repeat shows the report as it is, and books what a crash has made a draft', async () => {
    const one = await books.artist(50);
    const lines = [{ title: one.titles[0] as string, artist: one.name, net: '10' }];
    const { id } = await books.draft(lines);
    const book = (of: string, body: object = {}) => books.ask('POST', `/v1/reports/${of}/book`, { body, key: 'book' });
    expect((await book(id)).status).toBe(202);
    await books.settled(id);
    expect(await book(id, { unmatched: 'refuse' })).toMatchObject({ status: 202, body: { id, state: 'booked' } });
    expect((await book(id, { faulty: 'skip' })).status).toBe(422);
    expect((await book((await books.draft(lines)).id)).status).toBe(422);
    expect((await books.account(one.id)).active_income).toBe(5);
    const reverse = () => books.ask('POST', `/v1/reports/${id}/reverse`, { key: 'reverse' });
    for (let at = 0; at < 2; at++)
      expect(await reverse()).toMatchObject({ status: 200, body: { id, state: 'reversed' } });
    expect(await book(id)).toMatchObject({ status: 202, body: { id, state: 'reversed' } });

    const { id: crashed } = await books.draft(lines);
    // As an earlier request has left it whose process died.
    const content = [crashed, 'refuse', 'refuse'];
    await house().services.royalties.runOnce(
      { callerId: books.root.id, operation: 'book', key: 'crashed', content },
      async () => ({ id: crashed }),
    );
    const again = () => books.ask('POST', `/v1/reports/${crashed}/book`, { key: 'crashed' });
    expect((await Promise.all([again(), again()])).map(({ status }) => status)).toEqual(expect.arrayContaining([202]));
    expect((await books.settled(crashed)).state).toBe('booked');
    expect(await again()).toMatchObject({ status: 202, body: { state: 'booked' } });
    expect((await books.account(one.id)).active_income).toBe(5);
  });

  test('POST /v1/reports/:id/book · of ten at once one books; so does one reversal of ten', async () => {
    const one = await books.artist(50);
    const { id } = await books.draft([{ title: one.titles[0] as string, artist: one.name, net: '10' }]);
    const tenTimes = async (what: string) => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => books.ask('POST', `/v1/reports/${id}/${what}`)),
      );
      return answers.map(({ status }) => status).sort();
    };
    expect(await tenTimes('book')).toEqual([202, ...Array(9).fill(409)]);
    await books.settled(id);
    expect(await tenTimes('reverse')).toEqual([200, ...Array(9).fill(409)]);
    expect((await books.account(one.id)).history).toHaveLength(2);
    expect(await proof()).toEqual([]);
  });

  test('POST /v1/reports/:id/book · beside payouts, incomes and other reports nothing is lost', async () => {
    const one = await books.artist(50);
    await books.get('PATCH', `/v1/royalties/${one.id}`, { details: 'IBAN' });
    await books.get('POST', `/v1/royalties/${one.id}/income`, { amount: 100, period: '2026' });
    const line = { title: one.titles[0] as string, artist: one.name, net: '10' };
    const drafts = await Promise.all(Array.from({ length: 4 }, () => books.draft([line])));
    await Promise.all([
      ...drafts.map(({ id }) => books.book(id)),
      ...Array.from({ length: 4 }, (_, at) =>
        books.get('POST', `/v1/royalties/${one.id}/payout`, { amount: 10, receipt_key: `r${at}` }),
      ),
    ]);
    await Promise.all(drafts.slice(0, 2).map(({ id }) => books.reverse(id)));
    expect((await books.account(one.id)).active_income).toBe(100 - 40 + 10);
    expect(await proof()).toEqual([]);
  });
});
