import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Books } from '../../support/booking.ts';
import { onEachEngine } from '../../support/house.ts';

const BOOKING = { status: 409, body: { message: 'Идёт проведение отчёта' } };
const CLOSED = { status: 409, body: { message: 'Период уже закрыт' } };

onEachEngine('closing beside booking and other closes', (house) => {
  let books: Books;
  let year = 2000;
  beforeAll(async () => {
    books = await Books.open(house());
  });
  /** A month that can be closed, and eleven after it. */
  const months = () => {
    year++;
    return Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, '0')}`) as [string, ...string[]];
  };
  const close = (period: string) => books.ask('POST', '/v1/statements/close', { body: { period } });
  const statementsOf = async (payee: string) => {
    const { data } = await books.get('GET', `/v1/statements?artist=${payee}&limit=50`);
    return (data as { period: string; opening: number; earnings: number; closing: number }[]).toReversed();
  };
  const draftOf = async (lines: number) => {
    const { id, name, titles } = await books.artist(100);
    const all = Array.from({ length: lines }, (_, at) => ({
      ...{ title: titles[at % 2] as string, artist: name, net: '0.01', store: `Store ${at % 50}` },
    }));
    return { payee: id, report: (await books.draft(all)).id };
  };

  test('POST /v1/statements/close, /v1/reports/:id/book · while a report is booked nothing is closed; afterwards it is in the statements', async () => {
    const { payee, report } = await draftOf(20_000);
    const [period, next] = months();
    expect((await books.ask('POST', `/v1/reports/${report}/book`)).status).toBe(202);
    expect(await close(period)).toMatchObject(BOOKING);
    expect((await books.settled(report)).state).toBe('booked');
    expect((await close(period)).status).toBe(200);
    expect(await close(period)).toMatchObject(CLOSED);
    expect(await statementsOf(payee)).toMatchObject([{ period, opening: 0, earnings: 200, closing: 200 }]);
    await books.reverse(report);
    expect((await close(next as string)).status).toBe(200);
    expect(await statementsOf(payee)).toMatchObject([{}, { opening: 200, earnings: -200, closing: 0 }]);
  });

  test('POST /v1/reports/:id/book, /reverse, POST /v1/statements/close · at the same moment: each is answered, and stands in one statement', async () => {
    const periods = months();
    const made = await Promise.all(Array.from({ length: 6 }, () => draftOf(20)));
    for (const [at, { report }] of made.entries()) if (at % 2 === 0) await books.book(report);
    const work = made.map(async ({ report }, at) => {
      const { status } = await books.ask('POST', `/v1/reports/${report}/${at % 2 === 0 ? 'reverse' : 'book'}`);
      expect(status).toBe(at % 2 === 0 ? 200 : 202);
      await books.settled(report);
    });
    const closes = periods.slice(0, 3).map(close);
    await Promise.all(work);
    for (const answer of await Promise.all(closes))
      if (answer.status !== 200) expect([BOOKING, CLOSED]).toContainEqual({ status: answer.status, body: answer.body });
    expect((await close(periods.at(-1) as string)).status).toBe(200);
    for (const [at, { payee }] of made.entries()) {
      const all = await statementsOf(payee);
      const earned = all.reduce((sum, { earnings }) => sum + Math.round(earnings * 100), 0);
      expect(earned).toBe(at % 2 === 0 ? 0 : 20);
      expect(all.map(({ opening }) => opening)).toEqual([0, ...all.slice(0, -1).map(({ closing }) => closing)]);
    }
    expect(await house().services.checkLedger()).toEqual([]);
  });

  test('POST /v1/statements/close · of twelve months at once later ones follow or are refused, and nothing is stated twice', async () => {
    const { payee, report } = await draftOf(10);
    await books.book(report);
    const periods = months();
    const answers = await Promise.all(periods.map(close));
    const done = periods.filter((_, at) => answers[at]?.status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of answers) if (answer.status !== 200) expect(answer).toMatchObject(CLOSED);
    const all = await statementsOf(payee);
    expect(all.map(({ period }) => period)).toEqual(done);
    expect(all.map(({ earnings }) => earnings)).toEqual([0.1, ...done.slice(1).map(() => 0)]);
    const { periodCloses } = house().db.tables;
    const left = await house().db.read.select().from(periodCloses);
    expect(left.filter(({ closedAt }) => closedAt === null)).toEqual([]);
  });

  test('POST /v1/statements/close · waits for what another process books, until nothing is heard of it', async () => {
    const { report } = await draftOf(1);
    const { number } = await house().services.reports.of(report);
    await house().db.write((tx) => house().services.reports.holding.begin(tx, number, 'another process'));
    const [period] = months();
    expect(await close(period)).toMatchObject(BOOKING);
    const { reports } = house().db.tables;
    await house().db.write(async (tx) => {
      await tx.update(reports).set({ heldUntil: 1 }).where(eq(reports.number, number));
    });
    expect((await close(period)).status).toBe(200);
  });
});
