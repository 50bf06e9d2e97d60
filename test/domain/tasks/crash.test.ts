import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Id } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { COUNT, Counter, counting } from './counter.ts';

onEachEngine('defer, drain on a server that is killed', (house) => {
  const left = () => house().db.read.select().from(house().db.tables.deferredTasks);

  test.each([
    ['once they were promised', 'promised', { done: 0, left: 3 }],
    ['between doing and forgetting them', 'applied', { done: 0, left: 3 }],
    ['once they were done', 'done', { done: 3, left: 0 }],
  ])('tasks %s happen once each, in order, at the next start', async (_, when, expected) => {
    const { id } = await house().member();
    const counter = new Counter(house().db, id as Id);
    await counter.open();
    const { dataDir, databaseUrl } = house().config;
    const server = Bun.spawn([process.execPath, join(import.meta.dir, 'dying.ts'), id, when], {
      env: { ...process.env, DATA_DIR: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
      stdout: 'inherit',
      stderr: 'inherit',
    });
    await server.exited;
    expect(server.signalCode).toBe('SIGKILL');
    if (house().db.engine === 'postgres') {
      // Until PostgreSQL has noticed, what the dead one had locked stays locked.
      await house().db.write((tx) => tx.execute(sql`select 1 from deferred_tasks for update`));
    }
    expect({ done: await counter.count(), left: (await left()).length }).toEqual(expected);

    const { tasks } = house().services;
    tasks.handle(COUNT, counting(house().db));
    await tasks.drain();
    expect({ done: await counter.count(), left: (await left()).length }).toEqual({ done: 3, left: 0 });
  });
});
