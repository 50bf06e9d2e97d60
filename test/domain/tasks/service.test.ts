import { afterEach, expect, setSystemTime, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { type Id, toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { COUNT, Counter, counting } from './counter.ts';

onEachEngine('deferred tasks', (house) => {
  afterEach(async () => {
    setSystemTime();
    await house().db.write((tx) => tx.delete(house().db.tables.deferredTasks));
  });

  const tasks = () => house().services.tasks;
  const rows = async () => {
    const { deferredTasks } = house().db.tables;
    return house().db.read.select().from(deferredTasks).orderBy(deferredTasks.id);
  };
  const counter = async () => {
    const { id } = await house().member();
    const made = new Counter(house().db, id as Id);
    await made.open();
    tasks().handle(COUNT, counting(house().db));
    return made;
  };
  const promise = (account: Id, number: number) => tasks().defer(COUNT, account, { account, number });

  test('defer, drain · a task is a row until it is done, and then no more', async () => {
    const made = await counter();
    const { account } = made;
    const before = Date.now();
    await promise(account, 1);
    const [row] = await rows();
    expect(row).toEqual({
      id: expect.any(Number),
      topic: COUNT,
      data: { account, number: 1 },
      createdAt: expect.any(Number),
      lane: account,
      attempts: 0,
      dueAt: 0,
      failedAt: null,
      problem: null,
    });
    expect(row?.createdAt).toBeGreaterThanOrEqual(before);
    expect(await made.count()).toBe(0);
    await tasks().drain();
    expect(await made.count()).toBe(1);
    expect(await rows()).toEqual([]);
  });

  test('drain · tasks of a lane are done in the order in which they were promised, more than fit one transaction', async () => {
    const made = await counter();
    for (let number = 1; number <= 1100; number++) await promise(made.account, number);
    await tasks().drain();
    expect(await made.count()).toBe(1100);
  });

  test('drain · their order is that of the promises, not of the clock', async () => {
    const made = await counter();
    const start = Date.now();
    for (const number of [1, 2, 3]) {
      setSystemTime(start - number * 1000);
      await promise(made.account, number);
    }
    await tasks().drain();
    expect(await made.count()).toBe(3);
  });

  test('drain · a task that fails is undone and tried again later, its lane waits, and the others go on', async () => {
    setSystemTime(Date.now()); // The clock stands still.
    const [made, other] = [await counter(), await counter()];
    let broken = true;
    const count = counting(house().db);
    tasks().handle(COUNT, async (tx, promised) => {
      await count(tx, promised);
      const isHit = promised.some(({ data }) => (data as { account: Id }).account === made.account);
      if (broken && isHit) throw new Error('not yet');
    });
    for (const number of [1, 2]) {
      await promise(made.account, number);
      await promise(other.account, number);
    }
    await tasks().drain();
    expect([await made.count(), await other.count()]).toEqual([0, 2]);
    const [first, second, ...more] = await rows();
    expect(first).toMatchObject({ attempts: 1, failedAt: null, problem: 'Error: not yet' });
    expect(first?.dueAt).toBe(Date.now() + 100);
    expect(second).toMatchObject({ attempts: 0 });
    expect(more).toEqual([]);
    broken = false;
    await tasks().drain();
    expect(await made.count()).toBe(0);
    setSystemTime(first?.dueAt);
    await tasks().drain();
    expect(await made.count()).toBe(2);
    expect(await rows()).toEqual([]);
  });

  test('drain · each try waits twice as long as the one before; after ten the task is set aside and reported, and its lane goes on', async () => {
    setSystemTime(Date.now());
    const made = await counter();
    await promise(made.account, 7); // Out of turn, for ever.
    await promise(made.account, 1);
    const reports: unknown[][] = [];
    const log = {
      warn: (...said: unknown[]) => reports.push(['warn', ...said]),
      error: (...said: unknown[]) => reports.push(['error', ...said]),
    };
    tasks().start(log as never);
    await tasks().stop();
    const pauses: number[] = [];
    for (let tries = 1; tries < 10; tries++) {
      const dueAt = (await rows())[0]?.dueAt as number;
      pauses.push(dueAt - Date.now());
      setSystemTime(dueAt);
      await tasks().drain();
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600]);
    expect(await made.count()).toBe(1);
    expect(await rows()).toMatchObject([
      { data: { number: 7 }, attempts: 10, failedAt: Date.now(), problem: 'Error: task 7 out of turn' },
    ]);
    expect(reports.map(([level]) => level)).toEqual([...Array(9).fill('warn'), 'error']);
    expect(reports.at(-1)?.[1]).toMatchObject({ topic: COUNT, attempts: 10 });
  });

  test.each<[string, string, unknown]>([
    ['of an unknown topic', 'no such topic', {}],
    ['without an action', 'songs_actions', { user_id: '0'.repeat(24), track_id: 'x' }],
    ['of an unknown action', 'songs_actions', { action: 'x', user_id: '0'.repeat(24), track_id: 'x' }],
    ['of nobody', 'songs_actions', { action: 'like', user_id: 'x', track_id: 'x' }],
    ['of a list', 'songs_actions', []],
    ['of nothing', 'songs_actions', 'x'],
  ])('drain · a task %s is set aside at once', async (_, topic, data) => {
    const made = await counter();
    await tasks().defer(topic, made.account, data as object);
    await promise(made.account, 1);
    await tasks().drain();
    expect(await made.count()).toBe(1);
    expect(await rows()).toMatchObject([
      { topic, attempts: 1, failedAt: expect.any(Number), problem: expect.any(String) },
    ]);
  });

  test('drain · a row that somebody wrote by hand is done like the others', async () => {
    const { id } = await house().member();
    const data = { action: 'like', user_id: id, track_id: 'by hand' };
    await house().db.write((tx) =>
      tx.insert(house().db.tables.deferredTasks).values({ topic: 'songs_actions', data, createdAt: 5 }),
    );
    await tasks().drain();
    expect(await rows()).toEqual([]);
    expect(await new Counter(house().db, id as Id).favourites()).toEqual(['by hand']);
  });

  test('drain · data that is no JSON stops nobody', async () => {
    if (house().db.engine === 'postgres') return; // Its column takes nothing else.
    const made = await counter();
    await house().db.write((tx) =>
      tx.insert(house().db.tables.deferredTasks).values({ topic: COUNT, data: sql`'{'`, createdAt: 5 }),
    );
    await promise(made.account, 1);
    await tasks().drain();
    expect(await made.count()).toBe(1);
  });

  test('drain · tasks of an account that has been deleted are done with', async () => {
    const { id, token } = await house().member();
    await house().call('POST', '/user/track/favorite?track_id=x', { token });
    await house().call('DELETE', '/user/delete', { token });
    expect(await rows()).toMatchObject([{ data: { user_id: toUuid(id) } }]);
    await tasks().drain();
    expect(await rows()).toEqual([]);
  });
});
