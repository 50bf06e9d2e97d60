import { beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Books, type LineData } from '../../support/booking.ts';
import { onEachEngine } from '../../support/house.ts';
import { MOMENT } from '../../support/shapes.ts';

onEachEngine('booking of reports', (house) => {
  let books: Books;
  beforeAll(async () => {
    books = await Books.open(house());
  });
  const proof = () => house().services.checkLedger();

  test('POST /v1/reports/:id/book, GET /v1/reports/:id/entries, POST /v1/reports/:id/reverse · both sides, then their opposites', async () => {
    const one = await books.artist(70);
    const [first = '', second = ''] = one.titles;
    const draft = await books.draft(
      [
        { title: first, artist: one.name, net: '100.005', quantity: 10 },
        { title: second, artist: one.name, net: '2', currency: 'USD', country: 'DE' },
      ],
      { rate: '92.5', period: '2026-03' },
    );
    expect(await books.entries(draft.id)).toEqual([]);
    const payee = { payee: one.id, kind: 'artist', name: one.name };
    const sums = { earned: 199.51, recouped: 0, costs: 0, income: 199.51 };
    const whole = { total: 285.01, label: 85.5, currency: 'RUB' };
    const preview = { ...whole, payees: [{ ...payee, ...sums }], without_terms: [] };
    expect(await books.get('GET', `/v1/reports/${draft.id}/preview`)).toEqual(preview);
    expect(await books.get('GET', `/v1/reports/${draft.id}`)).toEqual(draft);

    const begun = await books.get('POST', `/v1/reports/${draft.id}/book`, {}, 202);
    expect(begun).toEqual({ ...draft, state: 'booking', done: 0 });
    const booked = { ...draft, state: 'booked', bookedAt: MOMENT, booking: { ...whole, ...sums } };
    expect(await books.settled(draft.id)).toEqual(booked);

    const [nobody, own] = [
      { payee: null, release: null },
      { currency: 'RUB', rate: '1' },
    ];
    const entries = [
      { account: 'distributor', ...nobody, amount: '-100.005', ...own },
      { account: 'exchange', ...nobody, amount: '100.005', ...own },
      { account: 'distributor', ...nobody, amount: '-2', currency: 'USD', rate: '92.5' },
      { account: 'exchange', ...nobody, amount: '2', currency: 'USD', rate: '92.5' },
      { account: 'exchange', ...nobody, amount: '-285.01', ...own },
      { account: 'label', ...nobody, amount: '85.5', ...own },
      { account: 'payee', payee: one.id, release: one.release, amount: '199.51', ...own },
    ];
    expect(await books.entries(draft.id)).toEqual(entries);
    const page = await books.get('GET', `/v1/reports/${draft.id}/entries?page=2&limit=3`);
    expect([page.data, page.pagination.total]).toEqual([entries.slice(3, 6), entries.length]);
    const income = { type: 'income', amount: 199.51, period: '2026-03', report: draft.id };
    expect(await books.account(one.id)).toMatchObject({
      ...{ active_income: 199.51, total_income: 199.51, status: 'active', history: [income] },
    });

    expect(await books.reverse(draft.id)).toEqual({ ...booked, state: 'reversed', reversedAt: MOMENT });
    const opposites = entries.map((entry) => ({
      ...entry,
      amount: entry.amount.startsWith('-') ? entry.amount.slice(1) : `-${entry.amount}`,
    }));
    expect(await books.entries(draft.id)).toEqual([...entries, ...opposites]);
    expect(await books.account(one.id)).toMatchObject({
      ...{ active_income: 0, total_income: 0, status: 'paid' },
      history: [income, { ...income, type: 'correction', amount: -199.51 }],
    });
    expect(await proof()).toEqual([]);
  });

  test('POST /v1/reports/:id/book · 0.05 among three by 3333, 3333 and 3334: 0.02, 0.01 and 0.02', async () => {
    const one = await books.artist(100);
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C']) ids.push((await books.get('POST', '/v1/payees', { name }, 201)).id);
    ids.sort();
    const parties = ids.map((payee, at) => ({ payee, share: at === 2 ? 3334 : 3333 }));
    await books.get('PUT', `/v1/splits/releases/${one.release}`, { parties });
    const { id } = await books.draft([{ title: one.titles[0] as string, artist: one.name, net: '0.05' }]);
    await books.book(id);
    const paid = await Promise.all(ids.map(async (payee) => (await books.account(payee)).active_income));
    expect(paid).toEqual([0.02, 0.01, 0.02]);
    const label = (await books.entries(id)).find(({ account }) => account === 'label');
    expect(label?.amount).toBe('0');
  });

  test('POST /v1/reports/:id/book · an advance of a release takes what that has earned, a cost what is left; reversed they are open again', async () => {
    const one = await books.artist(100);
    const other = await books.release(one);
    const advance = { amount: 100, release: one.release, date: '2026-01-01' };
    await books.get('POST', `/v1/royalties/${one.id}/advance`, advance, 201);
    await books.get('POST', `/v1/royalties/${one.id}/cost`, { amount: 30 }, 201);
    const { id } = await books.draft([
      { title: one.titles[0] as string, artist: one.name, net: '80' },
      { title: other.titles[0] as string, artist: one.name, net: '50' },
    ]);
    const sums = { earned: 130, recouped: 80, costs: 30, income: 20 };
    expect((await books.get('GET', `/v1/reports/${id}/preview`)).payees).toEqual([
      { payee: one.id, kind: 'artist', name: one.name, ...sums },
    ]);
    expect((await books.book(id)).booking).toEqual({ total: 130, label: 0, currency: 'RUB', ...sums });
    const open = async () => {
      const { data } = await books.get('GET', `/v1/royalties/${one.id}/recoupable`);
      return data.map((item: { open: number }) => item.open);
    };
    expect(await open()).toEqual([20, 0]);
    expect((await books.account(one.id)).active_income).toBe(20);
    const recouped = (await books.entries(id)).slice(-4);
    expect(recouped.map(({ account, payee, amount }) => [account, payee, amount])).toEqual([
      ['payee', one.id, '-80'],
      ['recouped', one.id, '80'],
      ['payee', one.id, '-30'],
      ['recouped', one.id, '30'],
    ]);
    expect(await proof()).toEqual([]);
    await books.reverse(id);
    expect(await open()).toEqual([100, 30]);
    expect((await books.account(one.id)).active_income).toBe(0);
    expect(await proof()).toEqual([]);
  });

  test('POST /v1/reports/:id/book · what was refunded is a correction, also below 0; reversed it is income', async () => {
    const one = await books.artist(50);
    await books.get('POST', `/v1/royalties/${one.id}/advance`, { amount: 5 }, 201);
    const { id } = await books.draft([{ title: one.titles[0] as string, artist: one.name, net: '-10.01' }]);
    const { booking } = await books.book(id);
    expect(booking).toMatchObject({ total: -10.01, label: -5, earned: -5.01, recouped: 0, costs: 0, income: -5.01 });
    expect(await books.account(one.id)).toMatchObject({ active_income: -5.01, total_income: -5.01, status: 'paid' });
    await books.reverse(id);
    expect(await books.account(one.id)).toMatchObject({
      ...{ active_income: 0, total_income: 0 },
      history: [
        { type: 'correction', amount: -5.01 },
        { type: 'income', amount: 5.01 },
      ],
    });
  });

  test('POST /v1/reports/:id/book · the percentage is that of the narrowest rule, the split that of the day', async () => {
    const one = await books.artist(50);
    const other = await books.release(one);
    for (const rule of [
      { percentage: 60, release: one.release },
      { percentage: 70, territories: ['RU'] },
      { percentage: 65, release: one.release, territories: ['RU'] },
    ])
      await books.get('POST', `/v1/terms/${one.id}`, rule, 201);
    const line = (title: string, country: string, month = '2026-02') => ({
      ...{ title, artist: one.name, net: '100', country, month },
    });
    const [of, from] = [one.titles[0] as string, other.titles[0] as string];
    const earned = async (lines: LineData[]) => {
      const { id } = await books.draft(lines);
      const { payees } = await books.get('GET', `/v1/reports/${id}/preview`);
      const found: [string, number][] = payees.map((one: { payee: string; earned: number }) => [one.payee, one.earned]);
      return found.sort(([, one], [, next]) => next - one);
    };
    for (const [title, country, amount] of [
      [of, 'RU', 65],
      [of, 'DE', 60],
      [from, 'RU', 70],
      [from, 'DE', 50],
    ] as const)
      expect(await earned([line(title, country)])).toEqual([[one.id, amount]]);
    const { id: payee } = await books.get('POST', '/v1/payees', { name: 'Producer' }, 201);
    const parties = [
      { artist: one.id, share: 7500 },
      { payee, share: 2500 },
    ];
    await books.get('PUT', `/v1/splits/releases/${one.release}`, { from: '2026-02-02', parties });
    expect(await earned([line(of, 'DE')])).toEqual([[one.id, 60]]);
    expect(await earned([line(of, 'DE', '2026-03')])).toEqual([
      [one.id, 45],
      [payee, 15],
    ]);
  });

  test('GET /v1/reports/:id/preview · without_terms, unmatched lines and label songs are the label’s; book asks first', async () => {
    const [one, other] = [await books.artist(null), await books.artist(40)];
    const [lost, owned] = [`Lost ${one.name}`, `Owned ${one.name}`];
    const { id, unmatched } = await books.draft([
      { title: one.titles[0] as string, artist: one.name, net: '10' },
      { title: other.titles[0] as string, artist: other.name, net: '10' },
      { title: lost, artist: 'Nobody', net: '10' },
      { title: owned, artist: 'Nobody', net: '10' },
      { title: other.titles[0] as string, artist: other.name, net: 'much' },
    ]);
    expect(unmatched).toBe(2);
    const { data } = await books.get('GET', `/v1/reports/unmatched?filter[report]=${id}`);
    const { key } = data.find(({ title }: { title: string }) => title === owned);
    await books.get('PUT', `/v1/reports/unmatched/${key}`, { label: true });
    const expected = { total: 40, label: 36, without_terms: [one.id], payees: [{ payee: other.id, income: 4 }] };
    expect(await books.get('GET', `/v1/reports/${id}/preview`)).toMatchObject(expected);
    const book = (body: object) => books.ask('POST', `/v1/reports/${id}/book`, { body });
    expect(await book({})).toMatchObject({ status: 409, body: { message: 'Есть несопоставленные строки: 1' } });
    expect(await book({ unmatched: 'label' })).toMatchObject({
      ...{ status: 409, body: { message: 'Есть ошибочные строки: 1' } },
    });
    const booked = await books.book(id, { unmatched: 'label', faulty: 'skip' });
    expect(booked.booking).toMatchObject({ total: 40, label: 36, income: 4 });
    expect(await proof()).toEqual([]);
  });

  test('POST /v1/reports/:id/book · a match whose release was deleted is none', async () => {
    const one = await books.artist(50);
    const { id } = await books.draft([{ title: one.titles[0] as string, artist: one.name, net: '10' }]);
    const { releases, releaseTracks } = house().db.tables;
    await house().db.write(async (tx) => {
      await tx.delete(releaseTracks).where(eq(releaseTracks.releaseId, one.release));
      await tx.delete(releases).where(eq(releases.id, one.release));
    });
    expect(await books.get('GET', `/v1/reports/${id}/preview`)).toMatchObject({ total: 10, label: 10, payees: [] });
    expect(await books.ask('POST', `/v1/reports/${id}/book`)).toMatchObject({
      ...{ status: 409, body: { message: 'Есть несопоставленные строки: 1' } },
    });
    expect(await books.get('GET', `/v1/reports/${id}`)).toMatchObject({ matched: 0, reasons: { not_found: 1 } });
    expect((await books.book(id, { unmatched: 'label' })).booking).toMatchObject({ label: 10, earned: 0 });
  });

  test('checkLedger · finds what the ledger or an advance says of a report and its entries do not', async () => {
    const { royalties, recoupment } = house().services;
    const one = await books.artist(50);
    const item = await books.get('POST', `/v1/royalties/${one.id}/advance`, { amount: 5, date: '2026-01-01' }, 201);
    const { id } = await books.draft([{ title: one.titles[0] as string, artist: one.name, net: '4' }]);
    await books.book(id);
    const more = { type: 'income', payeeId: one.id, amount: 7, period: '2026-02', reportId: id } as const;
    await house().db.write(async (tx) => {
      await royalties.post(tx, books.root, more);
      await recoupment.take(tx, id, [{ recoupableId: item.id, amount: 3 }]);
    });
    expect(await proof()).toEqual([
      { of: 'report', id, kept: { due: 7 }, booked: { due: 0 } },
      { of: 'report', id, kept: { recouped: 203 }, booked: { recouped: 200 } },
    ]);
  });
});
