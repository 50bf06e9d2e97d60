import { beforeAll, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import type { Account } from '../../../src/domain/accounts/model.ts';
import type { Royalties } from '../../../src/domain/royalties/model.ts';
import { royaltyService } from '../../../src/domain/royalties/service.ts';
import { type House, onEachEngine } from '../../support/house.ts';

let artists = 0;

/** The ledger as another process has it. */
const ledgerOf = ({ db, config, services: { roster, documents } }: House, now?: () => number) =>
  royaltyService(db, roster, documents, { emit: async () => {} }, config, now);

/** What is wrong with accounts; reports whose entries are made up here are no booked ones. */
const found = async ({ services }: House) => (await services.checkLedger()).filter(({ of }) => of !== 'report');

onEachEngine('royalties, the ledger', (house) => {
  let root: Account;
  beforeAll(async () => {
    root = (await house().services.accounts.byLogin('root')) as Account;
  });

  const ledger = () => house().services.royalties;
  const artist = () =>
    house().services.accounts.register({ login: `earner${++artists}`, password: 'password', role: 'artist' });
  const earn = (payeeId: string, amount: number, key?: string) =>
    ledger().book(root, { type: 'income', payeeId, amount, period: '2024' }, key);
  const pay = (payeeId: string, amount: number, key?: string) =>
    ledger().book(root, { type: 'payout', payeeId, amount, receiptKey: 'r' }, key);

  /** How many of the promises were kept, and the subjects of the others. */
  async function outcomes(promises: Promise<unknown>[]): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const result of await Promise.allSettled(promises)) {
      const name = result.status === 'fulfilled' ? 'done' : result.reason.detail?.subject;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  test('of · an artist begins with nothing, others have no account', async () => {
    const { id } = await artist();
    expect(await ledger().of(id)).toEqual({
      payeeId: id,
      artistId: id,
      details: null,
      active: 0,
      total: 0,
      status: 'paid',
      history: [],
    });
    expect(ledger().of(root.id)).rejects.toMatchObject({ kind: 'not_found', detail: { subject: 'royalties' } });
  });

  test('book · every entry knows what it is, who made it and when', async () => {
    const { id } = await artist();
    const before = Date.now();
    await earn(id, 1010);
    const { history } = await pay(id, 10);
    expect(history).toEqual([
      {
        payeeId: id,
        number: 1,
        type: 'income',
        amount: 1010,
        period: '2024',
        reportId: null,
        receiptKey: null,
        madeBy: root.id,
        madeByLogin: 'root',
        madeAt: expect.any(Number),
      },
      {
        payeeId: id,
        number: 2,
        type: 'payout',
        amount: 10,
        period: null,
        reportId: null,
        receiptKey: 'r',
        madeBy: root.id,
        madeByLogin: 'root',
        madeAt: expect.any(Number),
      },
    ]);
    for (const { madeAt } of history) expect(madeAt >= before && madeAt <= Date.now()).toBe(true);
  });

  test('toggleBlock · the status follows from sums and block', async () => {
    const { id } = await artist();
    const seen = [
      await ledger().toggleBlock(id),
      await earn(id, 100),
      await ledger().toggleBlock(id),
      await pay(id, 40),
      await pay(id, 60),
      await ledger().toggleBlock(id),
      await ledger().toggleBlock(id),
      await earn(id, 1),
    ].map(({ status, active, total }) => [status, active, total]);
    expect(seen).toEqual([
      ['blocked', 0, 0],
      ['blocked', 100, 100],
      ['active', 100, 100],
      ['active', 60, 100],
      ['paid', 0, 100],
      ['blocked', 0, 100],
      ['paid', 0, 100],
      ['active', 1, 101],
    ]);
  });

  test('book · what cannot be paid out, or kept, is not booked', async () => {
    const { id } = await artist();
    const refused = (subject: string) => ({ kind: 'invalid', detail: { subject } });
    await expect(pay(id, 1)).rejects.toMatchObject(refused('not_active'));
    await earn(id, 100);
    await expect(pay(id, 101)).rejects.toMatchObject(refused('insufficient'));
    await ledger().toggleBlock(id);
    await expect(pay(id, 1)).rejects.toMatchObject(refused('not_active'));
    await ledger().toggleBlock(id);
    await expect(earn(id, Number.MAX_SAFE_INTEGER - 99)).rejects.toMatchObject(refused('beyond_limit'));
    await earn(id, Number.MAX_SAFE_INTEGER - 100);
    await expect(earn(id, 1)).rejects.toMatchObject(refused('beyond_limit'));
    expect(await ledger().of(id)).toMatchObject({
      active: Number.MAX_SAFE_INTEGER,
      total: Number.MAX_SAFE_INTEGER,
      history: { length: 2 },
    });
    expect(await found(house())).toEqual([]);
  });

  test('post · a correction lowers both sums, also below 0; income fills them, and only then is there something to pay out', async () => {
    const { id } = await artist();
    const report = '1'.repeat(24);
    const post = (type: 'income' | 'correction', amount: number, reportId?: string) =>
      house().db.write((tx) =>
        ledger().post(tx, root, { type, payeeId: id, amount, period: '2026-09', ...(reportId ? { reportId } : {}) }),
      );
    await post('income', 100, report);
    await pay(id, 60);
    await post('correction', -100, report);
    const lowered = await ledger().of(id);
    expect(lowered).toMatchObject({ active: -60, total: 0, status: 'paid' });
    expect(lowered.history.map(({ type, amount, period, reportId }) => [type, amount, period, reportId])).toEqual([
      ['income', 100, '2026-09', report],
      ['payout', 60, null, null],
      ['correction', -100, '2026-09', report],
    ]);
    await post('correction', -5);
    expect(await ledger().of(id)).toMatchObject({ active: -65, total: -5, status: 'paid' });
    await expect(pay(id, 1)).rejects.toMatchObject({ detail: { subject: 'not_active' } });
    expect(await earn(id, 65)).toMatchObject({ active: 0, total: 60, status: 'paid' });
    expect(await earn(id, 1)).toMatchObject({ active: 1, total: 61, status: 'active' });
    await ledger().toggleBlock(id);
    await post('correction', -10);
    expect(await ledger().of(id)).toMatchObject({ active: -9, total: 51, status: 'blocked' });
    expect(await post('correction', Number.MIN_SAFE_INTEGER)).toEqual({ refused: 'beyond_limit' });
    expect(await found(house())).toEqual([]);
  });

  test('postAll, ofReport · entries of many payees at once are all there, or none', async () => {
    const [one, two] = [await artist(), await artist()];
    const { payeeId } = await ledger().payees.make({ name: 'P', contact: null, details: null });
    const reportId = '3'.repeat(24);
    const booking = { type: 'income', period: 'x', reportId } as const;
    const bookings = [
      { ...booking, payeeId: one.id, amount: 7 },
      { ...booking, payeeId, amount: 8 },
      { ...booking, payeeId: two.id, amount: -9, type: 'correction' as const },
    ];
    const postAll = (all: Parameters<ReturnType<typeof ledger>['postAll']>[2]) =>
      house().db.write((tx) => ledger().postAll(tx, root, all));
    const unknown = { ...booking, payeeId: '0'.repeat(24), amount: 1 };
    await expect(postAll([...bookings, unknown])).rejects.toMatchObject({ detail: { subject: 'royalties' } });
    const tooMuch = { ...booking, payeeId: two.id, amount: Number.MAX_SAFE_INTEGER };
    await earn(two.id, 1);
    await expect(postAll([...bookings.slice(0, 2), tooMuch])).rejects.toMatchObject({
      detail: { subject: 'beyond_limit' },
    });
    expect(await ledger().ofReport(house().db.read, reportId)).toEqual([]);
    await postAll(bookings);
    const booked = await ledger().ofReport(house().db.read, reportId);
    expect(booked.map(({ payeeId, amount }) => [payeeId, amount])).toEqual(
      bookings.map(({ payeeId, amount }): [string, number] => [payeeId, amount]).sort(),
    );
    expect(await ledger().of(payeeId)).toMatchObject({ artistId: null, active: 8, total: 8, status: 'active' });
    expect(await ledger().of(two.id)).toMatchObject({ active: -8, total: -8, status: 'paid' });
    expect(await found(house())).toEqual([]);
  });

  test('post · a report gives a payee one entry of a type', async () => {
    const { id } = await artist();
    const income = { type: 'income', payeeId: id, amount: 1, period: 'x', reportId: '2'.repeat(24) } as const;
    const post = () => house().db.write((tx) => ledger().post(tx, root, income));
    await post();
    await expect(post()).rejects.toThrow();
    expect(await ledger().of(id)).toMatchObject({ active: 1, history: { length: 1 } });
  });

  test('book · of twenty payouts of the whole balance one happens', async () => {
    const { id } = await artist();
    await earn(id, 12_345);
    expect(await outcomes(Array.from({ length: 20 }, () => pay(id, 12_345)))).toEqual({ done: 1, not_active: 19 });
    expect(await ledger().of(id)).toMatchObject({ active: 0, total: 12_345, status: 'paid', history: { length: 2 } });
  });

  test('book · income and payouts from many clients at once end exact, and each answer shows its own moment', async () => {
    const { id } = await artist();
    await earn(id, 100_000);
    const bookings = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? earn(id, n + 1) : pay(id, n + 1)));
    for (const { active, total, history } of await Promise.all(bookings)) {
      const sum = history.reduce((sum, { type, amount }) => sum + (type === 'income' ? amount : -amount), 0);
      expect(active).toBe(sum);
      expect(history.map(({ number }) => number)).toEqual(history.map((_, at) => at + 1));
      expect(total).toBeGreaterThanOrEqual(active);
    }
    // 1 + 3 + … + 199 came in, 2 + 4 + … + 200 went out.
    expect(await ledger().of(id)).toMatchObject({ active: 100_000 - 100, total: 110_000, history: { length: 201 } });
    expect(await found(house())).toEqual([]);
  });

  test('toggleBlock · an even number of toggles at once changes nothing', async () => {
    const { id } = await artist();
    const seen = await Promise.all(Array.from({ length: 20 }, () => ledger().toggleBlock(id)));
    expect(seen.filter(({ status }) => status === 'blocked')).toHaveLength(10);
    expect((await ledger().of(id)).status).toBe('paid');
  });

  test('book · a key books once, and a repeat gets the first answer, whatever has happened since', async () => {
    const { id } = await artist();
    const first = await earn(id, 500, 'a key');
    await ledger().setDetails(id, 'elsewhere');
    await earn(id, 1);
    await ledger().toggleBlock(id);
    expect(await earn(id, 500, 'a key')).toEqual(first);
    expect(await ledger().of(id)).toMatchObject({ active: 501, history: { length: 2 } });
  });

  test('book · a refusal is repeated too, so that an old request never books what was refused', async () => {
    const { id } = await artist();
    await earn(id, 10);
    const refused = { detail: { subject: 'insufficient' } };
    await expect(pay(id, 11, 'too much')).rejects.toMatchObject(refused);
    await earn(id, 10);
    await expect(pay(id, 11, 'too much')).rejects.toMatchObject(refused);
    expect((await ledger().of(id)).active).toBe(20);
  });

  test('book · a key stands for one request of one caller and operation', async () => {
    const [one, other] = [await artist(), await artist()];
    const boss = await house().services.accounts.register({
      login: `boss${artists}`,
      password: 'password',
      role: 'root',
    });
    await earn(one.id, 500, 'shared');
    const reused = { kind: 'conflict', detail: { subject: 'key_reused' } };
    await expect(earn(one.id, 501, 'shared')).rejects.toMatchObject(reused);
    await expect(earn(other.id, 500, 'shared')).rejects.toMatchObject(reused);
    await pay(one.id, 500, 'shared');
    await ledger().book(boss, { type: 'income', payeeId: one.id, amount: 7, period: '2024' }, 'shared');
    expect(await ledger().of(one.id)).toMatchObject({ active: 7, total: 507 });
    expect(await ledger().of(other.id)).toMatchObject({ total: 0 });
  });

  test('book · a key is not spent on an account that is not there', async () => {
    const unknown = '0123456789abcdef01234567';
    const absent = { kind: 'not_found', detail: { subject: 'royalties' } };
    await expect(earn(unknown, 5, 'nobody')).rejects.toMatchObject(absent);
    const { id } = await artist();
    expect((await earn(id, 5, 'nobody')).active).toBe(5);
  });

  test('book · of twenty with one key at once one books, and the others are told that it is under way', async () => {
    const { id } = await artist();
    const all = Array.from({ length: 20 }, () => earn(id, 9, 'at once'));
    expect(await outcomes(all)).toEqual({ done: 1, key_under_way: 19 });
    expect((await ledger().of(id)).active).toBe(9);
    expect((await earn(id, 9, 'at once')).active).toBe(9);
  });

  test('book · two processes asked the same at once book it once and answer alike', async () => {
    const { id } = await artist();
    const processes = Array.from({ length: 4 }, () => ledgerOf(house()));
    const answers = await Promise.all(
      processes.map(({ book }) => book(root, { type: 'income', payeeId: id, amount: 9, period: '2024' }, 'everywhere')),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0] as Royalties);
    expect(await ledger().of(id)).toMatchObject({ active: 9, history: { length: 1 } });
  });

  test('book · a key is forgotten after thirty days, not before', async () => {
    const { id } = await artist();
    const day = 24 * 3600 * 1000;
    const inDays = (days: number) => ledgerOf(house(), () => Date.now() + days * day);
    const booking = { type: 'income', payeeId: id, amount: 3, period: '2024' } as const;
    await earn(id, 3, 'old');
    await inDays(29).book(root, booking, 'another');
    expect((await earn(id, 3, 'old')).active).toBe(3);
    await inDays(31).book(root, booking, 'and another');
    expect((await earn(id, 3, 'old')).active).toBe(12);
  });

  test.each([
    ['changed', () => sql`update royalty_entries set amount = 1`],
    ['deleted', () => sql`delete from royalty_entries`],
    [
      'replaced',
      () =>
        house().db.engine === 'sqlite'
          ? sql`insert or replace into royalty_entries select payee_id, number, type, 1, period, report_id, receipt_key, made_by, made_by_login, made_at from royalty_entries`
          : sql`truncate royalty_entries cascade`,
    ],
  ])('royalty_entries · the database lets no entry be %s', async (_, statement) => {
    const { id } = await artist();
    await earn(id, 400);
    const attempt = house().db.write(async (tx) => void (await run(tx, statement())));
    await expect(attempt).rejects.toThrow();
    expect(await ledger().of(id)).toMatchObject({ active: 400, history: [{ amount: 400 }] });
  });

  test('royalty_accounts · the database lets no balance rise above what came in', async () => {
    const { id } = await artist();
    const { royaltyAccounts } = house().db.tables;
    const attempt = house().db.write(async (tx) => {
      await tx.update(royaltyAccounts).set({ active: 1 }).where(eq(royaltyAccounts.payeeId, id));
    });
    await expect(attempt).rejects.toThrow();
  });

  test('check · finds a sum that somebody changed', async () => {
    const { id } = await artist();
    await earn(id, 400);
    const { royaltyAccounts } = house().db.tables;
    const set = (sums: { active?: number; total?: number; entries?: number }) =>
      house().db.write((tx) => tx.update(royaltyAccounts).set(sums).where(eq(royaltyAccounts.payeeId, id)));
    const right = { active: 400, total: 400, entries: 1 };
    for (const wrong of [{ active: 399 }, { total: 401 }, { entries: 2 }]) {
      await set(wrong);
      expect(await found(house())).toEqual([{ of: 'account', id, kept: { ...right, ...wrong }, booked: right }]);
      await set(right);
    }
    expect(await found(house())).toEqual([]);
  });

  test('remove · an account with entries cannot be deleted; who booked them can, and they still name them', async () => {
    const { accounts } = house().services;
    const [{ id }, free] = [await artist(), await artist()];
    const boss = await accounts.register({ login: `leaver${artists}`, password: 'password', role: 'root' });
    await ledger().book(boss, { type: 'income', payeeId: id, amount: 400, period: '2024' }, 'theirs');
    const kept = { kind: 'conflict', detail: { subject: 'kept_account' } };
    await expect(accounts.remove(id)).rejects.toMatchObject(kept);
    await accounts.remove(boss.id);
    expect(await ledger().of(id)).toMatchObject({
      active: 400,
      history: [{ madeBy: boss.id, madeByLogin: boss.login }],
    });
    await accounts.remove(free.id);
    await expect(ledger().of(free.id)).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('listActive · the list holds those who may be paid out, newest first, by page', async () => {
    const [one, two, three] = [await artist(), await artist(), await artist()];
    for (const { id } of [one, two, three]) await earn(id, 5);
    await ledger().toggleBlock(two.id);
    const { total } = await ledger().listActive({ page: 1, limit: 1 });
    const all = await ledger().listActive({ page: 1, limit: 50 });
    expect(all.total).toBe(total);
    expect(all.entries.every(({ status }) => status === 'active')).toBe(true);
    const ids = all.entries.map(({ payeeId }) => payeeId);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(ids).toContain(one.id);
    expect(ids).not.toContain(two.id);
    const second = await ledger().listActive({ page: 2, limit: 2 });
    expect(second.entries.map(({ payeeId }) => payeeId)).toEqual(ids.slice(2, 4));
    expect((await ledger().listActive({ page: 1000, limit: 2 })).entries).toEqual([]);
  });
});

/** Any statement; the two engines' handles run one differently. */
function run(tx: object, statement: ReturnType<typeof sql>): unknown {
  const on = tx as { run?(statement: unknown): unknown; execute?(statement: unknown): unknown };
  return on.run ? on.run(statement) : on.execute?.(statement);
}
