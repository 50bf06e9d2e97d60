import { expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { openLog } from '../../src/commands/log.ts';
import { loggable, reasonOf } from '../../src/db/loggable.ts';
import { prepared } from '../../src/db/query.ts';
import { newId } from '../../src/lib/ids.ts';
import { onEachEngine } from '../support/house.ts';

const EMAIL = 'somebody@private.example';
const HASH = '$argon2id$v=19$secret-hash\n    at secretFrame (secret.ts:1:1)';
const SECRETS = /private\.example|secret|argon2/;

onEachEngine('loggable, reasonOf, of a failed statement', (house) => {
  const account = (login: string) => ({
    ...{ id: newId(), role: 'listener' as const, active: true, createdAt: 1 },
    ...{ login, loginKey: login, email: EMAIL, emailKey: EMAIL, passwordHash: HASH },
  });

  /** Errors of statements that carry values, in each way a statement is made. */
  async function failures(): Promise<unknown[]> {
    const { db } = house();
    const { accounts, artists } = db.tables;
    const caught = (work: () => Promise<unknown>) =>
      work().then(
        () => expect.unreachable(),
        (error: unknown) => error,
      );
    const byName = prepared<unknown>((on) =>
      on.insert(artists).values({ id: sql.placeholder('id'), name: sql.placeholder('name') } as never),
    );
    await db.write((tx) => tx.insert(accounts).values(account(newId()) as never)).catch(() => {});
    return [
      await caught(() => db.write((tx) => tx.insert(accounts).values(account(newId()) as never))),
      await caught(() =>
        db.write(async (tx) => tx.insert(accounts).values({ ...account('x'), active: null } as never)),
      ),
      await caught(() => db.write((tx) => byName(tx, { id: newId(), name: EMAIL }) as Promise<unknown>)),
      await caught(async () => db.read.execute(sql`select nothing from nowhere where email = ${EMAIL} or x = ${HASH}`)),
      await caught(async () => db.read.execute(sql`select ${EMAIL}::int, ${HASH}::int`)),
    ];
  }

  test('is logged at every level without its values, and with the statement or the reason', async () => {
    const errors = await failures();
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) {
      let lines = '';
      const log = openLog(level, {
        write: (text) => {
          lines += text;
        },
      });
      for (const err of [...errors, new Error('wrapped', { cause: errors[0] }), new AggregateError(errors, 'all')])
        log[level]({ err }, 'failed');
      expect(lines.split('\n')).toHaveLength(errors.length + 3);
      expect(lines).not.toMatch(SECRETS);
      expect(lines).toMatch(/UNIQUE constraint failed|duplicate key value violates unique constraint/);
      expect(lines).toContain('loggable.test.ts');
    }
  });

  test('is a reason of one line without its values', async () => {
    for (const error of await failures()) {
      expect(reasonOf(error)).not.toMatch(/private|secret|\n|params|Failed query/);
      expect(reasonOf(error).length).toBeGreaterThan(10);
    }
  });

  test('of a deferred task leaves no value in `problem`, nor in the log', async () => {
    const { db, services } = house();
    const { accounts, deferredTasks } = db.tables;
    let lines = '';
    const log = openLog('debug', {
      write: (text) => {
        lines += text;
      },
    });
    await db.write((tx) => tx.insert(accounts).values(account('once') as never)).catch(() => {});
    services.tasks.handle('test', async (tx) => void (await tx.insert(accounts).values(account('twice') as never)));
    services.tasks.start(log);
    await services.tasks.defer('test', 'lane', {});
    const problem = async () => (await db.read.select().from(deferredTasks))[0]?.problem;
    while ((await problem()) == null || !lines.includes('will be tried again')) await Bun.sleep(10);
    await services.tasks.stop();
    expect(await problem()).toMatch(/unique/i);
    expect(await problem()).not.toMatch(SECRETS);
    expect(lines).not.toMatch(SECRETS);
  });
});

test('loggable · tells no field that is not listed', () => {
  const error = Object.assign(new Error('x'), { detail: 'Key (email)=(y)', parameters: ['y'], code: '23505' });
  expect(Object.keys(loggable(error)).sort()).toEqual(['code', 'message', 'stack', 'type']);
});
