import { expect, test } from 'bun:test';
import { type Earned, type OpenItem, recoup } from '../../../src/domain/booking/recouping.ts';
import { seeded } from '../../support/random.ts';

const item = (id: string, open: bigint, releaseId: string | null = null, date = '2026-01-01'): OpenItem => ({
  ...{ id, open, releaseId, date },
});
const cell = (releaseId: string, amount: bigint): Earned => ({ releaseId, amount });

test('recoup · an advance on a release takes what that has earned, a cost on nothing what is left', () => {
  const items = [item('advance', 100n, 'R'), item('cost', 30n)];
  expect(recoup([cell('R', 80n), cell('S', 50n)], items)).toEqual({
    items: [
      { id: 'advance', amount: 80n },
      { id: 'cost', amount: 30n },
    ],
    due: 20n,
  });
});

test.each<[string, Earned[], OpenItem[], [string, bigint][], bigint]>([
  ['nothing of a loss', [cell('R', 50n), cell('S', -50n)], [item('a', 9n)], [], 0n],
  ['nothing below zero', [cell('R', -5n)], [item('a', 9n)], [], -5n],
  ['no more than was earned in all', [cell('R', 80n), cell('S', -50n)], [item('a', 100n, 'R')], [['a', 30n]], 0n],
  [
    'the oldest first, then by id',
    [cell('R', 10n)],
    [item('c', 5n, null, '2026-02-01'), item('b', 5n), item('a', 5n)],
    [
      ['a', 5n],
      ['b', 5n],
    ],
    0n,
  ],
  [
    'its own items before those of none',
    [cell('R', 10n)],
    [item('a', 9n), item('b', 4n, 'R', '2026-05-01')],
    [
      ['b', 4n],
      ['a', 6n],
    ],
    0n,
  ],
  [
    'releases by id',
    [cell('S', 10n), cell('R', 10n), cell('T', -5n)],
    [item('s', 10n, 'S'), item('r', 10n, 'R')],
    [
      ['r', 10n],
      ['s', 5n],
    ],
    0n,
  ],
  ['nothing of what another release has earned', [cell('R', 10n)], [item('a', 9n, 'S')], [], 10n],
])('recoup · %s', (_, cells, items, taken, due) => {
  expect(recoup(cells, items)).toEqual({ items: taken.map(([id, amount]) => ({ id, amount })), due });
});

test('recoup · 20,000 random artists: what is taken and what is due are what was earned; nothing is taken twice', () => {
  const random = seeded(3);
  for (let at = 0; at < 20_000; at++) {
    const releases = ['R', 'S', 'T'].slice(0, random.whole(0, 3));
    const cells = releases.map((release) => cell(release, random.amount(5)));
    const items = Array.from({ length: random.whole(0, 6) }, (_, n) =>
      item(`i${n}`, BigInt(random.whole(1, 20_000)), random.pick(['R', 'S', null]), `2026-0${random.whole(1, 9)}-01`),
    );
    const { items: taken, due } = recoup(cells, items);
    const sum = cells.reduce((sum, { amount }) => sum + amount, 0n);
    const openOf = new Map(items.map(({ id, open }) => [id, open]));
    const isRight =
      taken.reduce((left, { amount }) => left - amount, sum) === due &&
      taken.every(({ id, amount }) => amount > 0n && amount <= (openOf.get(id) as bigint)) &&
      new Set(taken.map(({ id }) => id)).size === taken.length &&
      (sum > 0n ? due >= 0n : taken.length === 0);
    if (!isRight) throw new Error(JSON.stringify({ cells, items, taken, due }, (_, value) => String(value)));
  }
}, 20_000);

test('recoup · of 20,000 random pairs of reports without losses either may come first: due and open are the same', () => {
  const random = seeded(11);
  const report = () =>
    ['R', 'S', 'T'].flatMap((release) => random.pick([[], [cell(release, BigInt(random.whole(0, 40)))]]));
  for (let at = 0; at < 20_000; at++) {
    const items = Array.from({ length: random.whole(1, 4) }, (_, n) =>
      item(`i${n}`, BigInt(random.whole(1, 30)), random.pick(['R', 'S', null]), `2026-01-0${random.whole(1, 3)}`),
    );
    const [one, other] = [report(), report()];
    const after = (reports: Earned[][]) => {
      let due = 0n;
      let open = items;
      for (const cells of reports) {
        const planned = recoup(cells, open);
        due += planned.due;
        const taken = new Map(planned.items.map(({ id, amount }) => [id, amount]));
        open = open.map((each) => ({ ...each, open: each.open - (taken.get(each.id) ?? 0n) }));
      }
      return `${due} ${open.map((each) => each.open)}`;
    };
    if (after([one, other]) !== after([other, one])) throw new Error(`${after([one, other])}, ${after([other, one])}`);
  }
}, 20_000);
