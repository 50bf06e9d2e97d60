import { expect, test } from 'bun:test';
import { Worker } from '../../../src/domain/tasks/worker.ts';

const silent = { warn: () => {} };

/** A worker whose rounds the test ends one by one. */
function slowly(log = silent) {
  const rounds: PromiseWithResolvers<void>[] = [];
  let begun = Promise.withResolvers<void>();
  const worker = new Worker(() => {
    const round = Promise.withResolvers<void>();
    rounds.push(round);
    begun.resolve();
    begun = Promise.withResolvers();
    return round.promise;
  }, log as never);
  return { worker, rounds, nextRound: () => begun.promise };
}

test('Worker · looks for work at its start', () => {
  const { rounds } = slowly();
  expect(rounds).toHaveLength(1);
});

test('Worker · what is promised while it works is looked for once it has finished', async () => {
  const { worker, rounds, nextRound } = slowly();
  worker.wake();
  worker.wake();
  expect(rounds).toHaveLength(1);
  const second = nextRound();
  rounds[0]?.resolve();
  await second;
  expect(rounds).toHaveLength(2);
});

test('Worker · is woken when it is idle', async () => {
  const { worker, rounds, nextRound } = slowly();
  rounds[0]?.resolve();
  await Promise.resolve();
  const second = nextRound();
  worker.wake();
  await second;
  expect(rounds).toHaveLength(2);
});

test('Worker · finishes when it is stopped, looks once more, and ends', async () => {
  const { worker, rounds, nextRound } = slowly();
  const last = nextRound();
  const stopped = worker.stop(60_000);
  rounds[0]?.resolve();
  await last;
  expect(rounds).toHaveLength(2);
  rounds[1]?.resolve();
  await stopped;
  worker.wake();
  expect(rounds).toHaveLength(2);
});

test('Worker · is not waited for beyond the deadline when it hangs', async () => {
  const { worker, rounds } = slowly();
  await worker.stop(1);
  expect(rounds).toHaveLength(1);
});

test('Worker · outlives a database that does not answer', async () => {
  const warned = Promise.withResolvers<void>();
  const { worker, rounds, nextRound } = slowly({ warn: () => warned.resolve() });
  rounds[0]?.reject(new Error('away'));
  await warned.promise;
  const second = nextRound();
  worker.wake();
  await second;
  expect(rounds).toHaveLength(2);
});
