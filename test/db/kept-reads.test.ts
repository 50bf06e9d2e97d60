import { expect, test } from 'bun:test';
import { keptReads } from '../../src/db/kept-reads.ts';

/** Reads on tables whose version the test moves. */
function reads(most = 10) {
  const state: { version: number | undefined; reads: number } = { version: 1, reads: 0 };
  const kept = keptReads<string>(() => state.version, most);
  const read = (key: string, value: string | undefined = key) =>
    kept(key, async () => {
      state.reads++;
      return value;
    });
  return { state, kept, read };
}

test('keptReads · a value is read once, until the tables change', async () => {
  const { state, read } = reads();
  expect([await read('a'), await read('a', 'unread'), await read('b')]).toEqual(['a', 'a', 'b']);
  state.version = 2;
  expect([await read('a', 'anew'), await read('a', 'unread'), state.reads]).toEqual(['anew', 'anew', 3]);
});

test('keptReads · what changes while it is read is not kept', async () => {
  const { state, kept, read } = reads();
  const old = await kept('a', async () => {
    state.version = 2;
    return 'old';
  });
  expect([old, await read('a', 'new')]).toEqual(['old', 'new']);
});

test('keptReads · that there is nothing is read each time, and so is all where no version is known', async () => {
  const { state, kept, read } = reads();
  const nothing = () => kept('a', async () => undefined);
  expect([await nothing(), await read('a')]).toEqual([undefined, 'a']);
  state.version = undefined;
  expect([await read('a', 'b'), await read('a', 'c')]).toEqual(['b', 'c']);
});

test('keptReads · of more values than are kept the ones used last stay', async () => {
  const { state, read } = reads(2);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await read(key);
  expect(state.reads).toBe(4);
});
