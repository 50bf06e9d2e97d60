import { expect, test } from 'bun:test';
import { type DatedContract, timelineOf } from '../../../src/domain/label/contracts/timeline.ts';

type Shares = [percentage: number, from: string | null][];
const contract = (
  shares: Shares,
  { to = null, ended }: { to?: string | null; ended?: string } = {},
): DatedContract => ({
  to,
  terminatedAt: ended === undefined ? null : Date.parse(`${ended}T23:59:00Z`),
  shares: shares.map(([percentage, from]) => ({ percentage, from })),
});

test.each<[string, DatedContract[], [number, string | null, string | null][]]>([
  ['no contract', [], []],
  ['one that says nothing of days', [contract([[50, null]])], [[50, null, null]]],
  [
    'a changed percentage',
    [
      contract([
        [50, null],
        [60, '2026-05-01'],
      ]),
    ],
    [
      [50, null, '2026-04-30'],
      [60, '2026-05-01', null],
    ],
  ],
  [
    'a change of the same day as another',
    [
      contract([
        [50, null],
        [60, '2026-05-01'],
        [70, '2026-05-01'],
      ]),
    ],
    [
      [50, null, '2026-04-30'],
      [70, '2026-05-01', null],
    ],
  ],
  [
    'a change told later, of an earlier day',
    [
      contract([
        [50, null],
        [60, '2026-05-01'],
        [55, '2026-03-01'],
      ]),
    ],
    [
      [50, null, '2026-02-28'],
      [55, '2026-03-01', '2026-04-30'],
      [60, '2026-05-01', null],
    ],
  ],
  [
    'one with a beginning and an end',
    [contract([[50, '2026-01-01']], { to: '2026-12-31' })],
    [[50, '2026-01-01', '2026-12-31']],
  ],
  [
    'one that was terminated: from the day of it on',
    [contract([[50, null]], { ended: '2026-05-01' })],
    [[50, null, '2026-04-30']],
  ],
  [
    'one that was terminated before its end',
    [contract([[50, null]], { to: '2026-12-31', ended: '2026-05-01' })],
    [[50, null, '2026-04-30']],
  ],
  [
    'one that had ended before it was terminated',
    [contract([[50, null]], { to: '2026-03-31', ended: '2026-05-01' })],
    [[50, null, '2026-03-31']],
  ],
  [
    'a new one that says nothing of days fills what the old one has left',
    [contract([[50, null]], { ended: '2026-05-01' }), contract([[60, null]])],
    [
      [50, null, '2026-04-30'],
      [60, '2026-05-01', null],
    ],
  ],
  [
    'a new one holds from the day that it says',
    [contract([[50, null]], { ended: '2026-05-01' }), contract([[60, '2026-03-01']])],
    [
      [50, null, '2026-02-28'],
      [60, '2026-03-01', null],
    ],
  ],
  [
    'a gap between two',
    [contract([[50, null]], { ended: '2026-05-01' }), contract([[60, '2026-07-01']])],
    [
      [50, null, '2026-04-30'],
      [60, '2026-07-01', null],
    ],
  ],
  ['one that ends with the calendar', [contract([[50, null]], { to: '9999-12-31' })], [[50, null, '9999-12-31']]],
  ['one that ended before it began', [contract([[50, '2026-05-01']], { to: '2026-03-31' })], []],
])('timelineOf · %s', (_, contracts, terms) => {
  expect(timelineOf(contracts)).toEqual(terms.map(([percentage, from, to]) => ({ percentage, from, to })));
});
