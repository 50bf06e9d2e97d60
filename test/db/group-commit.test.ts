import { Database as Connection } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import type { Handle } from '../../src/db/database.ts';
import { GroupCommit } from '../../src/db/group-commit.ts';

const nothing = () => Promise.resolve();

/** A writer on a database in memory, with a disk that is as the test says. */
function writer(flush: () => Promise<void>, broken: (error: unknown) => void = () => {}) {
  const connection = new Connection(':memory:');
  connection.run('CREATE TABLE t (n INTEGER NOT NULL)');
  const commits = new GroupCommit(connection, connection as unknown as Handle, flush, broken);
  const insert = (n: number | null) =>
    commits.write(async (tx) => void (tx as unknown as Connection).run('INSERT INTO t VALUES (?)', [n]));
  const rows = () => connection.query<{ n: number }, []>('SELECT n FROM t').values().flat();
  return { commits, insert, rows };
}

test('write · an answer waits for the disk, the next piece of work does not', async () => {
  const flushes: (() => void)[] = [];
  const { commits, insert, rows } = writer(() => new Promise((resolve) => flushes.push(resolve)));
  const answered: number[] = [];
  const first = insert(1).then(() => answered.push(1));
  while (flushes.length === 0) await new Promise(setImmediate);
  const second = insert(2).then(() => answered.push(2));
  while (rows().length < 2) await new Promise(setImmediate);
  expect([answered, flushes.length]).toEqual([[], 1]);

  flushes[0]?.();
  await first;
  while (flushes.length === 1) await new Promise(setImmediate);
  expect(answered).toEqual([1]);
  flushes[1]?.();
  await second;
  await commits.idle();
  expect(flushes).toHaveLength(2);
});

test('write · a piece that fails is undone alone, and all others are done once', async () => {
  const { commits, rows } = writer(nothing);
  const runs = [0, 0, 0, 0, 0];
  const outcomes = await Promise.allSettled(
    runs.map((_, n) =>
      commits.write(async (tx) => {
        runs[n] = (runs[n] as number) + 1;
        (tx as unknown as Connection).run('INSERT INTO t VALUES (?)', [n]);
        if (n === 1 || n === 3) throw new Error(`number ${n}`);
        return n * 10;
      }),
    ),
  );
  expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    ...[0, 'number 1', 20, 'number 3', 40],
  ]);
  expect(rows()).toEqual([0, 2, 4]);
  expect(runs).toEqual([2, 2, 1, 1, 1]);
});

test('write · a piece that fails by itself runs once', async () => {
  const { commits, insert, rows } = writer(nothing);
  let runs = 0;
  const failing = commits.write(async (tx) => {
    (tx as unknown as Connection).run('INSERT INTO t VALUES (1)');
    throw new Error(`run ${++runs}`);
  });
  await expect(failing).rejects.toThrow('run 1');
  await insert(2);
  expect(rows()).toEqual([2]);
});

test('write · work goes on after a time when all of it failed', async () => {
  const { commits, insert, rows } = writer(nothing);
  const outcomes = await Promise.allSettled([insert(null), insert(null)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await insert(1);
  await commits.idle();
  expect(rows()).toEqual([1]);
});

test('write · a disk that fails is told once, and nobody is answered from then on', async () => {
  const told: unknown[] = [];
  const failure = new Error('the disk is broken');
  let fails = true;
  const { insert, rows } = writer(
    async () => {
      if (fails) throw failure;
    },
    (error) => told.push(error),
  );
  let answered = 0;
  const count = () => void answered++;
  for (const n of [1, 2]) void insert(n).then(count, count);
  while (told.length === 0) await Bun.sleep(1);
  fails = false;
  void insert(3).then(count, count);
  while (rows().length < 3) await Bun.sleep(1);
  await Bun.sleep(20);
  expect([told, answered]).toEqual([[failure], 0]);
});
