import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import type { Database } from '../../../src/db/database.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { type Tasks, taskService } from '../../../src/domain/tasks/service.ts';
import type { Id } from '../../../src/lib/ids.ts';
import { House } from '../../support/house.ts';
import { COUNT, Counter, counting } from './counter.ts';

const REPLICAS = 3;

describe('tasks of several servers on one database', () => {
  let house: House;
  const replicas: { db: Database; tasks: Tasks }[] = [];
  const replica = (at: number) => replicas[at % REPLICAS] as { db: Database; tasks: Tasks };

  beforeAll(async () => {
    house = await House.open('postgres');
    for (let at = 0; at < REPLICAS; at++) {
      const db = await openDatabase(house.config);
      replicas.push({ db, tasks: taskService(db) });
    }
  });

  afterAll(async () => {
    for (const { db } of replicas) await db.close();
    await house.close();
  });

  const counters = (many: number) =>
    Promise.all(
      Array.from({ length: many }, async () => {
        const { id } = await house.member();
        const counter = new Counter(house.db, id as Id);
        await counter.open();
        return counter;
      }),
    );
  const left = () => house.db.read.select().from(house.db.tables.deferredTasks);

  test('defer, start · each lane is done in order and each task once, while all write and all work', async () => {
    const made = await counters(6);
    const problems: unknown[] = [];
    const log = {
      warn: (...said: unknown[]) => problems.push(said),
      error: (...said: unknown[]) => problems.push(said),
    };
    for (const { db, tasks } of replicas) {
      const count = counting(db);
      tasks.handle(COUNT, async (tx, promised) => {
        await count(tx, promised);
        // Long enough that the others come upon lanes that somebody is working in.
        await tx.execute(sql`select pg_sleep(0.002)`);
      });
      tasks.start(log as never);
    }
    // One account's requests go round the servers, one after another; each writes to the lane that another works in.
    await Promise.all(
      made.map(async ({ account }, lane) => {
        for (let number = 1; number <= 60; number++)
          await replica(lane + number).tasks.defer(COUNT, account, { account, number });
      }),
    );
    await Promise.all(replicas.map(({ tasks }) => tasks.stop()));
    expect(problems).toEqual([]);
    expect(await Promise.all(made.map((counter) => counter.count()))).toEqual(Array(6).fill(60));
    expect(await left()).toEqual([]);
  });

  test('drain · nobody starts in a lane that another works in, and a server is free for the other lanes meanwhile', async () => {
    const [held, free] = (await counters(2)) as [Counter, Counter];
    const [first, second] = [replica(0), replica(1)];
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const done: string[] = [];
    for (const [name, { db, tasks }] of [
      ['first', first],
      ['second', second],
    ] as const) {
      const count = counting(db);
      tasks.handle(COUNT, async (tx, promised) => {
        if (name === 'first') {
          begun.resolve();
          await goOn.promise;
        }
        await count(tx, promised);
        for (const { data } of promised) {
          const { account, number } = data as { account: Id; number: number };
          done.push(`${name}: ${account === held.account ? 'held' : 'free'} ${number}`);
        }
      });
    }
    await first.tasks.defer(COUNT, held.account, { account: held.account, number: 1 });
    const working = first.tasks.drain();
    await begun.promise;
    await second.tasks.defer(COUNT, held.account, { account: held.account, number: 2 });
    await second.tasks.defer(COUNT, free.account, { account: free.account, number: 1 });
    await second.tasks.drain();
    expect(done).toEqual(['second: free 1']);
    goOn.resolve();
    await working;
    expect(done).toEqual(['second: free 1', 'first: held 1', 'first: held 2']);
    expect(await left()).toEqual([]);
  });
});
