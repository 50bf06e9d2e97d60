import { describe, expect, test } from 'bun:test';
import { fairQueue } from '../../src/lib/queue.ts';

const BUSY = { kind: 'busy', detail: { retryAfter: 5 } };
/** Lets everything go on that waits for nothing else. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A queue whose pieces of work end when the test says so. */
function bench(bounds: Parameters<typeof fairQueue>[0]) {
  const run = fairQueue(bounds, 'things');
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (lane: string, name: string, signal?: AbortSignal): Promise<string> => {
    const outcome = run(
      lane,
      async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        return name;
      },
      signal,
    );
    outcome.catch(() => {});
    return outcome;
  };
  const endOne = async () => {
    ends.shift()?.();
    await settle();
  };
  return { ask, begun, endOne };
}

describe('fairQueue', () => {
  test('lanes take turns, and what stands in one lane keeps its order', async () => {
    const { ask, begun, endOne } = bench({ atOnce: 1, waiting: 100, inLane: 100 });
    const names = [...Array.from({ length: 5 }, (_, at) => ['a', `a${at}`]), ['b', 'b0'], ['c', 'c0'], ['b', 'b1']];
    const all = names.map(([lane, name]) => ask(lane as string, name as string));
    for (let times = 0; times < 8; times++) await endOne();
    expect(begun).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'b1', 'a3', 'a4']);
    expect(await Promise.all(all)).toEqual(names.map(([, name]) => name as string));
  });

  test('so many are under way at once, and no more', async () => {
    const { ask, begun, endOne } = bench({ atOnce: 2, waiting: 100, inLane: 100 });
    for (const name of ['a0', 'a1', 'a2']) void ask('a', name);
    await settle();
    expect(begun).toEqual(['a0', 'a1']);
    await endOne();
    expect(begun).toEqual(['a0', 'a1', 'a2']);
  });

  test('a full lane sends its newcomers away, and no others', async () => {
    const { ask, begun, endOne } = bench({ atOnce: 1, waiting: 100, inLane: 2 });
    for (const name of ['a0', 'a1', 'a2']) void ask('a', name);
    await expect(ask('a', 'a3')).rejects.toMatchObject(BUSY);
    void ask('b', 'b0');
    for (let times = 0; times < 4; times++) await endOne();
    expect(begun).toEqual(['a0', 'a1', 'b0', 'a2']);
  });

  test('when it is full, the last of the longest lane makes room for a shorter one', async () => {
    const { ask, begun, endOne } = bench({ atOnce: 1, waiting: 3, inLane: 3 });
    const [, , , last] = ['a0', 'a1', 'a2', 'a3'].map((name) => ask('a', name));
    void ask('b', 'b0');
    await expect(last as Promise<string>).rejects.toMatchObject(BUSY);
    void ask('c', 'c0');
    await expect(ask('d', 'd0')).rejects.toMatchObject(BUSY);
    for (let times = 0; times < 4; times++) await endOne();
    expect(begun).toEqual(['a0', 'a1', 'b0', 'c0']);
  });

  test('who gives up waiting leaves the place to others', async () => {
    const { ask, begun, endOne } = bench({ atOnce: 1, waiting: 1, inLane: 1 });
    void ask('a', 'a0');
    const gone = new AbortController();
    const abandoned = ask('a', 'a1', gone.signal);
    gone.abort(new Error('gone'));
    await expect(abandoned).rejects.toThrow('gone');
    void ask('a', 'a2');
    await endOne();
    expect(begun).toEqual(['a0', 'a2']);
    await expect(ask('a', 'a3', gone.signal)).rejects.toThrow('gone');
  });

  test('work that fails, also at once, leaves its place to others', async () => {
    const run = fairQueue({ atOnce: 1, waiting: 10, inLane: 10 }, 'things');
    const fails = () => {
      throw new Error('wrong');
    };
    await expect(run('a', fails)).rejects.toThrow('wrong');
    await expect(run('a', async () => fails())).rejects.toThrow('wrong');
    expect(await run('a', async () => 'right')).toBe('right');
  });
});
