import { expect, test } from 'bun:test';
import { divide, divideFast, LARGEST_FAST, weightsOf } from '../../../src/domain/booking/line.ts';
import { seeded } from '../../support/random.ts';

/** Both forms, which must agree. */
function divided(net: bigint, percentage: number, shares: readonly number[]): bigint[] {
  const weights = weightsOf(percentage, shares);
  const parts = divide(net, weights);
  if (net > -BigInt(LARGEST_FAST) && net < BigInt(LARGEST_FAST)) {
    const fast: number[] = [];
    divideFast(Number(net), weights, fast);
    if (fast.some((part, at) => BigInt(part) !== parts[at]))
      throw new Error(`${net} at ${percentage} with ${shares}: ${fast}, not ${parts}`);
  }
  return parts;
}

test.each([
  [101n, 7000, [3333, 3333, 3334], [30n, 24n, 23n, 24n]],
  [101n, 0, [10_000], [101n, 0n]],
  [101n, 10_000, [10_000], [0n, 101n]],
  [1n, 5000, [10_000], [1n, 0n]],
  [-1n, 5000, [10_000], [0n, -1n]],
  [-101n, 7000, [3333, 3333, 3334], [-30n, -23n, -24n, -24n]],
  [0n, 7000, [5000, 5000], [0n, 0n, 0n]],
  [3n, 10_000, [5000, 5000], [0n, 2n, 1n]],
  [BigInt(LARGEST_FAST) - 1n, 9999, [9999, 1], undefined],
  [1n - BigInt(LARGEST_FAST), 9999, [9999, 1], undefined],
])('a line · %p at %p with shares %p', (net, percentage, shares, parts) => {
  const found = divided(net, percentage, shares);
  if (parts) expect(found).toEqual(parts);
});

test('a line · 100,000 random lines, percentages and splits: the parts are the whole, each within a unit, in both forms', () => {
  const random = seeded(9);
  for (let at = 0; at < 100_000; at++) {
    const net = random.amount(random.pick([3, 9, 15, 18]));
    const percentage = random.pick([0, 10_000, 5000, random.whole(0, 10_000)]);
    const shares = random.parts(random.pick([1, 1, 2, 3, random.whole(1, 50)]), 10_000);
    const parts = divided(net, percentage, shares);
    let sum = 0n;
    for (const [which, weight] of weightsOf(percentage, shares).entries()) {
      const part = parts[which] as bigint;
      sum += part;
      const over = part * 10n ** 8n - net * BigInt(weight);
      if (over <= -(10n ** 8n) || over >= 10n ** 8n)
        throw new Error(`${net} at ${percentage} with ${shares}: ${parts}`);
    }
    if (sum !== net) throw new Error(`${net} at ${percentage} with ${shares}: ${parts}`);
  }
}, 20_000);
