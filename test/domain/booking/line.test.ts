import { expect, test } from 'bun:test';
import { divideLine } from '../../../src/domain/booking/line.ts';
import { seeded } from '../../support/random.ts';

test.each([
  [101n, 7000, [3333, 3333, 3334], [30n, 24n, 23n, 24n]],
  [101n, 0, [10_000], [101n, 0n]],
  [101n, 10_000, [10_000], [0n, 101n]],
  [1n, 5000, [10_000], [1n, 0n]],
  [-1n, 5000, [10_000], [0n, -1n]],
  [-101n, 7000, [3333, 3333, 3334], [-30n, -23n, -24n, -24n]],
  [0n, 7000, [5000, 5000], [0n, 0n, 0n]],
  [3n, 10_000, [5000, 5000], [0n, 2n, 1n]],
])('divideLine · %p at %p with shares %p', (net, percentage, shares, [label, ...parties]) => {
  expect(divideLine(net, percentage, shares)).toEqual({ label: label as bigint, parties });
});

test('divideLine · 100,000 random lines, percentages and splits: the parts are the whole, each within a unit', () => {
  const random = seeded(9);
  for (let at = 0; at < 100_000; at++) {
    const net = random.amount(18);
    const percentage = random.pick([0, 10_000, 5000, random.whole(0, 10_000)]);
    const shares = random.parts(random.pick([1, 1, 2, 3, random.whole(1, 50)]), 10_000);
    const { label, parties } = divideLine(net, percentage, shares);
    const exact = [
      net * BigInt(10_000 - percentage) * 10_000n,
      ...shares.map((share) => net * BigInt(percentage) * BigInt(share)),
    ];
    const parts = [label, ...parties];
    let sum = 0n;
    for (const [which, part] of parts.entries()) {
      sum += part;
      const over = part * 10n ** 8n - (exact[which] as bigint);
      if (over <= -(10n ** 8n) || over >= 10n ** 8n)
        throw new Error(`${net} at ${percentage} with ${shares}: ${parts}`);
    }
    if (sum !== net) throw new Error(`${net} at ${percentage} with ${shares}: ${parts}`);
  }
}, 20_000);
