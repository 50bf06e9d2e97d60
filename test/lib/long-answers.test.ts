import { describe, expect, test } from 'bun:test';
import { inTurn, LongAnswer } from '../../src/lib/long-answers.ts';

/** Makes answers of so many entries at once. @returns how many entries were under way together at most, and the order of their ends */
async function together(...sizes: number[]) {
  const ended: number[] = [];
  let [underWay, most] = [0, 0];
  const make = (size: number) =>
    inTurn(size, async () => {
      underWay += size;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= size;
      ended.push(size);
    });
  await Promise.all(sizes.map(make));
  return { most, ended };
}

describe('inTurn, an answer that may be long', () => {
  test.each([
    ['short ones all at once', Array(40).fill(100), 4000],
    ['long ones two at a time', Array(9).fill(101), 202],
    ['pages of 500 two at a time', Array(9).fill(500), 1000],
    ['larger ones alone', Array(5).fill(501), 501],
    ['the largest alone', [500, 15_000, 500], 15_000],
  ])('makes %s', async (_, sizes: number[], most) => {
    expect((await together(...sizes)).most).toBe(most);
  });

  test('makes a short one before the long ones that wait, and these in their order', async () => {
    const { ended } = await together(500, 900, 400, 300, 10);
    expect(ended).toEqual([10, 500, 900, 400, 300]);
  });

  test('gives up its place when it fails', async () => {
    const fail = () => inTurn(5000, () => Promise.reject(new Error('away')));
    expect((await Promise.allSettled([fail(), fail(), fail()])).map(({ status }) => status)).toEqual(
      Array(3).fill('rejected'),
    );
    expect((await together(500, 500)).most).toBe(1000);
  });
});

describe('LongAnswer', () => {
  test('goes on without another place, and would wait only while others have all', async () => {
    const [one, other] = [new LongAnswer(), new LongAnswer()];
    await one.goOn(5000);
    await one.goOn(5000);
    expect([one.wouldWait, other.wouldWait]).toEqual([false, true]);
    one.end();
    one.end();
    expect(other.wouldWait).toBe(false);
  });
});
