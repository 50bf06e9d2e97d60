import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { type Cast, cast, entrust, hire } from '../../support/label.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = { surname: '', firstname: '', patronymic: '', contact: '' };
const PDF = new File(['%PDF-1.4\n%%EOF'], 'paper.pdf', { type: 'application/pdf' });

onEachEngine('the books at the desk of the label', (house) => {
  let people: Cast;
  const ask = (who: keyof Cast, method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    house().call(method, `/v1/${path}`, { token: people[who].token, headers, ...(body === undefined ? {} : { body }) });
  const id = (who: keyof Cast) => people[who].id;
  /** What of a list belongs to these people, in its order. */
  const seen = async (who: keyof Cast, path: string, of: string, key: string) => {
    const { status, body } = await ask(who, 'GET', `desk/${path}`);
    if (status !== 200) return status;
    const ids: string[] = body.data.map((entry: Record<string, string>) => entry[of]);
    const names = new Map(Object.entries(people).map(([name, person]) => [person.id, name]));
    return ids.flatMap((one) => names.get(one) ?? []).filter((name) => name.includes(key));
  };

  beforeAll(async () => {
    people = await cast(house());
    for (const who of ['the artist', 'another artist'] as const) {
      const amount = who === 'the artist' ? 100.1 : 20.2;
      await ask('root', 'POST', `contracts/${id(who)}`, { percentage: 62.5 });
      await ask('root', 'POST', `royalties/${id(who)}/income`, { amount, period: '2024-02' });
      const body = new FormData();
      body.set('file', PDF);
      await house().call('POST', `/v1/docs/${id(who)}/receipt/R-${amount}`, { token: people.root.token, body });
    }
  });

  test.each([
    ['artists', 'id'],
    ['contracts', 'artist_id'],
    ['documents', 'artist'],
    ['balances', 'payee'],
  ])('GET /v1/desk/%s · to each what is theirs', async (path, of) => {
    expect(await seen('the artist', path, of, 'artist')).toEqual(['the artist']);
    expect(await seen('the manager', path, of, 'artist')).toEqual(['the artist']);
    expect(await seen('another manager', path, of, 'artist')).toEqual([]);
    const all = await seen('root', `${path}?limit=50`, of, ' artist');
    expect(all).toContain('the artist');
    expect(all).toContain('another artist');
    expect(await seen('a listener', path, of, 'artist')).toBe(403);
    expect(await seen('a deactivated artist', path, of, 'artist')).toBe(401);
    expect((await house().call('GET', `/v1/desk/${path}`)).status).toBe(401);
  });

  test('GET /v1/desk/artists · says who manages whom, by what contract, in the order of names', async () => {
    const { login } = people['the artist'];
    const manager = { ...NOBODY, id: id('the manager'), login: people['the manager'].login };
    const contract = { number: expect.stringMatching(/^\d{4}-\d{3}$/), percentage: 62.5, status: 'active' };
    const own = { ...NOBODY, id: id('the artist'), login, stage_name: login, is_active: true, manager, contract };
    const { body } = await ask('the artist', 'GET', 'desk/artists');
    expect(body).toEqual({ data: [own], pagination: { total: 1, totalPages: 1, currentPage: 1, limit: 10 } });
    const found = await ask('root', 'GET', `desk/artists?search=${people['another artist'].login}`);
    expect(found.body.data).toMatchObject([{ id: id('another artist'), manager: null }]);
    const all = await ask('root', 'GET', 'desk/artists?limit=50');
    const names = all.body.data.map((artist: { stage_name: string }) => artist.stage_name);
    expect(names).toEqual(names.toSorted());
    expect((await ask('the artist', 'GET', 'desk/artists?page=2')).body.data).toEqual([]);
  });

  test('GET /v1/desk/documents · newest first, of one artist if asked', async () => {
    const documents = { artist: id('the artist'), stage_name: people['the artist'].login, type: 'receipt' };
    const { body } = await ask('root', 'GET', `desk/documents?filter[artist]=${id('the artist')}`);
    expect(body.data).toEqual([{ ...documents, key: 'R-100.1', size: PDF.size, createdAt: MOMENT }]);
    const foreign = await ask('the manager', 'GET', `desk/documents?filter[artist]=${id('another artist')}`);
    expect(foreign.status).toBe(403);
  });

  test('GET /v1/desk/balances · earned, recouped, open, paid and payable; the largest first', async () => {
    const artist = await hire(house(), 'artist');
    const path = `royalties/${artist.id}`;
    await ask('root', 'POST', `${path}/income`, { amount: 10.35, period: 'I' });
    await ask('root', 'POST', `${path}/payout`, { amount: 0.05, receipt_key: 'r' });
    await ask('root', 'POST', `${path}/advance`, { amount: 7.5 });
    const { body } = await ask('root', 'GET', `desk/balances?filter[artist]=${artist.id}`);
    const sums = { earned: 10.35, recouped: 0, open: 7.5, paid: 0.05, payable: 10.3 };
    expect(body.data).toEqual([{ payee: artist.id, kind: 'artist', name: artist.login, status: 'active', ...sums }]);
    const payee = (await ask('root', 'POST', 'payees', { name: 'Bank' })).body.id;
    await ask('root', 'POST', `royalties/${payee}/income`, { amount: 5000, period: 'I' });
    const all = (await ask('root', 'GET', 'desk/balances?limit=50')).body.data;
    expect(all[0]).toMatchObject({ payee, kind: 'payee', name: 'Bank', payable: 5000 });
    const payable = all.map((one: { payable: number }) => one.payable);
    expect(payable).toEqual(payable.toSorted((one: number, other: number) => other - one));
  });

  test('GET /v1/desk/income · by the month of the period, else by that of the booking', async () => {
    const artist = await hire(house(), 'artist');
    await entrust(house(), artist, people['another manager']);
    const earn = (amount: number, period: string) =>
      ask('root', 'POST', `royalties/${artist.id}/income`, { amount, period });
    await earn(0.1, '2025-12');
    await earn(0.2, '2025-12');
    await earn(5, '2026-01');
    await earn(7, '2026-13');
    await ask('root', 'POST', `royalties/${artist.id}/payout`, { amount: 1, receipt_key: 'r' });
    const now = new Date().toISOString().slice(0, 7);
    const expected = [
      { month: '2025-12', income: 0.3 },
      { month: '2026-01', income: 5 },
      { month: now, income: 7 },
    ];
    const { body } = await house().call('GET', '/v1/desk/income', { token: artist.token });
    expect(body.data).toEqual(expected);
    const path = `desk/income?filter[artist]=${artist.id}`;
    expect((await ask('another manager', 'GET', path)).body.data).toEqual(expected);
    expect((await ask('the manager', 'GET', path)).status).toBe(403);
    const whole = (await ask('root', 'GET', 'desk/income')).body.data;
    expect(whole.find(({ month }: { month: string }) => month === '2024-02').income).toBe(120.3);
  });

  test('GET /v1/desk/close · what was entered since the last close', async () => {
    const before = (await ask('root', 'GET', 'desk/close')).body;
    expect(before.last).toBeNull();
    const artist = await hire(house(), 'artist');
    await ask('root', 'POST', `royalties/${artist.id}/income`, { amount: 12.5, period: '2024-03' });
    await ask('root', 'POST', `royalties/${artist.id}/payout`, { amount: 2.5, receipt_key: 'r' });
    const after = (await ask('root', 'GET', 'desk/close')).body;
    expect(after.payees).toBe(before.payees + 1);
    expect(after.income * 100 - before.income * 100).toBeCloseTo(1250);
    expect(after.payouts * 100 - before.payouts * 100).toBeCloseTo(250);
    expect((await ask('the manager', 'GET', 'desk/close')).status).toBe(403);
    await ask('root', 'POST', 'statements/close', { period: '2024-03' });
    const closed = (await ask('root', 'GET', 'desk/close')).body;
    expect(closed).toMatchObject({ last: '2024-03', income: 0, payouts: 0 });
  });
});
