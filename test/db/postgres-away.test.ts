import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { databaseUnavailable } from '../../src/db/engines.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { type Server, startPostgres } from '../support/postgres.ts';

let server: Server;
let db: Database;

beforeAll(async () => {
  server = await startPostgres();
  db = openPostgres(server.url);
});

afterAll(() => db.close());

const one = sql`select 1 as one`;

/** Until the pool has connections again: each try is answered, one way or the other. */
async function back(): Promise<void> {
  while (
    !(await db.ping().then(
      () => true,
      () => false,
    ))
  );
}

test('write · a PostgreSQL that goes away within a transaction is an error that can be caught, and comes back', async () => {
  for (let round = 0; round < 3; round++) {
    const error = await db
      .write(async (tx) => {
        await tx.execute(one);
        await server.stop();
        await tx.execute(one);
      })
      .catch((reason: unknown) => reason);
    expect(databaseUnavailable(error)?.kind).toBe('busy');
    await server.start();
    await back();
    expect(await db.write(async (tx) => [...(await tx.execute(one))])).toEqual([{ one: 1 }]);
  }
});

test('write · a PostgreSQL that goes away while many transactions are under way fails each of them', async () => {
  const begun = Array.from({ length: 8 }, () => Promise.withResolvers<void>());
  const sleeping = begun.map(({ resolve }) =>
    db
      .write(async (tx) => {
        await tx.execute(one);
        resolve();
        await tx.execute(sql`select pg_sleep(30)`);
      })
      .catch((reason: unknown) => databaseUnavailable(reason)?.kind),
  );
  await Promise.all(begun.map(({ promise }) => promise));
  await server.stop();
  expect(await Promise.all(sleeping)).toEqual(Array(8).fill('busy'));
  await server.start();
  await back();
  expect(await db.write(async (tx) => [...(await tx.execute(one))])).toEqual([{ one: 1 }]);
});

test.each([
  ['has no such database', { pathname: '/nowhere' }],
  ['has no such user', { username: 'nobody_here' }],
  ['has closed the database', { pathname: '/template0' }],
])('read, write · a PostgreSQL that %s is away', async (_reason, change) => {
  const other = openPostgres(Object.assign(new URL(server.url), change).href);
  const kindOf = (reason: unknown) => databaseUnavailable(reason)?.kind;
  const both = [other.read.execute(one), other.write(async (tx) => void (await tx.execute(one)))];
  expect(await Promise.all(both.map((asked) => Promise.resolve(asked).catch(kindOf)))).toEqual(['busy', 'busy']);
  await other.close();
});
