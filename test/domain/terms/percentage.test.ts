import { expect, test } from 'bun:test';
import type { ContractTerm } from '../../../src/domain/label/contracts/model.ts';
import type { Rule } from '../../../src/domain/terms/model.ts';
import { type LineFacts, percentageOf, prepareTerms } from '../../../src/domain/terms/percentage.ts';
import { type DatedSplit, sharesOf, splitOf } from '../../../src/domain/terms/splitting.ts';
import { seeded } from '../../support/random.ts';

const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
let numbers = 0;
const rule = (percentage: number, conditions: Partial<Rule> = {}): Rule => ({
  ...{ number: ++numbers, id: `${numbers}`, artistId: 'A', percentage, releaseId: null, trackId: null },
  ...{ territories: [], stores: [], saleTypes: [], from: null, to: null, createdAt: 0 },
  ...conditions,
});
const line = (facts: Partial<LineFacts> = {}): LineFacts => ({
  ...{ day: '2026-05-01', releaseId: 'R', trackId: 'T', country: 'RU', store: 'applemusic', saleType: 'stream' },
  ...facts,
});
const always: ContractTerm[] = [{ percentage: 50, from: null, to: null }];

test.each([
  ['R', 'RU', 65],
  ['R', 'DE', 60],
  ['S', 'RU', 70],
  ['S', 'DE', 50],
])('percentageOf · the example: a line of %s in %s', (releaseId, country, percentage) => {
  const rules = [
    rule(60, { releaseId: 'R' }),
    rule(70, { territories: ['RU'] }),
    rule(65, { releaseId: 'R', territories: ['RU'] }),
  ];
  expect(percentageOf(prepareTerms(always, rules, fold), line({ releaseId, country }))).toBe(percentage);
});

test.each<[string, Rule[], Partial<LineFacts>, number | undefined]>([
  [
    'a track before its release, however narrow that is',
    [
      rule(1, { trackId: 'T' }),
      rule(2, { releaseId: 'R', territories: ['RU'], stores: ['Apple Music'], saleTypes: ['Stream'] }),
    ],
    {},
    1,
  ],
  [
    'more kinds of conditions before fewer',
    [rule(1, { stores: ['apple music'], saleTypes: ['Stream'] }), rule(2, { territories: ['RU'] })],
    {},
    1,
  ],
  [
    'kinds count, not entries',
    [rule(1, { territories: ['RU', 'DE', 'FR'] }), rule(2, { stores: ['Apple Music'] })],
    {},
    2,
  ],
  ['of equal ones the newest', [rule(2), rule(1)], {}, 1],
  ['none that has begun later', [rule(1, { from: '2026-05-02' })], {}, 50],
  ['none that has ended', [rule(1, { to: '2026-04-30' })], {}, 50],
  ['one on its first and last day', [rule(1, { from: '2026-05-01', to: '2026-05-01' })], {}, 1],
  ['none of another track', [rule(1, { trackId: 'T' })], { trackId: null }, 50],
  ['stores folded', [rule(1, { stores: ['APPLE-music'] })], {}, 1],
  ['none of another store', [rule(1, { stores: ['Spotify'] })], {}, 50],
  ['0 as a percentage like any other', [rule(0)], {}, 0],
])('percentageOf · takes %s', (_, rules, facts, percentage) => {
  expect(percentageOf(prepareTerms(always, rules, fold), line(facts))).toBe(percentage);
});

test('percentageOf · without a rule it is the contract of that day; without either there are no terms', () => {
  const contract = [
    { percentage: 40, from: null, to: '2026-03-31' },
    { percentage: 50, from: '2026-05-01', to: '2026-05-31' },
  ];
  const terms = prepareTerms(contract, [], fold);
  const on = (day: string) => percentageOf(terms, line({ day }));
  expect(['2020-01-01', '2026-03-31', '2026-04-01', '2026-05-01', '2026-05-31', '2026-06-01'].map(on)).toEqual([
    ...[40, 40, undefined, 50, 50, undefined],
  ]);
});

test('percentageOf · 20,000 random rules and lines: what decides is as narrow as any that applies', () => {
  const random = seeded(4);
  const maybe = <Value>(value: Value, other: Value): Value => (random.whole(0, 1) === 0 ? value : other);
  for (let at = 0; at < 2000; at++) {
    const rules = Array.from({ length: random.whole(0, 8) }, () =>
      rule(random.whole(0, 10_000), {
        releaseId: maybe<string | null>(random.pick(['R', 'S']), null),
        trackId: random.whole(0, 3) === 0 ? random.pick(['T', 'U']) : null,
        territories: maybe(['RU'], []),
        stores: maybe(['Spotify'], []),
        saleTypes: maybe(['Stream'], []),
        from: maybe<string | null>('2026-03-01', null),
        to: maybe<string | null>('2026-06-30', null),
      }),
    );
    const terms = prepareTerms(always, rules, fold);
    for (let n = 0; n < 10; n++) {
      const facts = line({
        day: `2026-0${random.whole(1, 9)}-01`,
        releaseId: random.pick(['R', 'S']),
        trackId: random.pick(['T', 'U', null]),
        country: random.pick(['RU', 'DE']),
        store: random.pick(['spotify', 'deezer']),
        saleType: random.pick(['stream', 'download']),
      });
      const fits = rules.filter(
        (one) =>
          (one.trackId === null || one.trackId === facts.trackId) &&
          (one.releaseId === null || one.releaseId === facts.releaseId) &&
          (one.territories.length === 0 || facts.country === 'RU') &&
          (one.stores.length === 0 || facts.store === 'spotify') &&
          (one.saleTypes.length === 0 || facts.saleType === 'stream') &&
          (one.from === null || one.from <= facts.day) &&
          (one.to === null || facts.day <= one.to),
      );
      const weight = (one: Rule) => [
        one.trackId !== null ? 2 : one.releaseId !== null ? 1 : 0,
        one.territories.length + one.stores.length + one.saleTypes.length,
        one.number,
      ];
      const [best] = fits.sort((one, other) => {
        const [mine, its] = [weight(one), weight(other)];
        const at = mine.findIndex((part, place) => part !== its[place]);
        return at === -1 ? 0 : (its[at] as number) - (mine[at] as number);
      });
      expect(percentageOf(terms, facts)).toBe(best?.percentage ?? 50);
    }
  }
}, 20_000);

const split = (
  number: number,
  from: string | null,
  shares: DatedSplit['shares'] = [{ payeeId: 'p', share: 10_000 }],
) => ({
  ...{ number, from, shares },
});

test('splitOf · the latest that has begun, of equal ones the newest', () => {
  const splits = [split(4, '2026-03-01'), split(3, null), split(2, '2026-05-01'), split(1, '2026-03-01')];
  const on = (day: string) => splitOf(splits, day)?.number;
  expect(['2020-01-01', '2026-02-28', '2026-03-01', '2026-04-30', '2026-05-01'].map(on)).toEqual([3, 3, 4, 4, 2]);
  expect(splitOf([split(1, '2026-03-01')], '2026-02-28')).toBeUndefined();
});

test("sharesOf · the track's split, else the release's, else the artist alone, as one without parties says", () => {
  const alone = [{ payeeId: 'A', share: 10_000 }];
  const ofRelease = [split(1, null, [{ payeeId: 'r', share: 10_000 }])];
  const ofTrack = [split(3, '2026-06-01', []), split(2, '2026-05-01')];
  const on = (day: string) => sharesOf(day, 'A', { ofTrack, ofRelease });
  expect(on('2026-04-01')).toEqual([{ payeeId: 'r', share: 10_000 }]);
  expect(on('2026-05-01')).toEqual([{ payeeId: 'p', share: 10_000 }]);
  expect(on('2026-06-01')).toEqual(alone);
  expect(sharesOf('2026-06-01', 'A', { ofTrack: [], ofRelease: [] })).toEqual(alone);
});
