import { beforeAll, describe, expect, test } from 'bun:test';
import { showExact } from '../../../src/lib/exact.ts';
import { onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { seeded } from '../../support/random.ts';
import { catalogued, upload } from '../../support/reports.ts';

const HEADER = 'Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Country of Sale,Source Type,Earnings (USD)';
const LINES = 400;

interface Line {
  store: string;
  country: string;
  month: string;
  track: string | null;
  release: string | null;
  artist: string | null;
  status: 'matched' | 'unmatched';
  quantity: number;
  /** Units of 10^-10. */
  net: bigint;
}
const GROUPS = ['store', 'country', 'month', 'track', 'release', 'artist'] as const;

// So many lines, of so few songs and places, that each question has a way of its own: by places less what was not asked for,
// by lines of the songs, by lines looked for.
onEachEngine('groups of lines', (house) => {
  const { whole, pick } = seeded(14);
  const lines: Line[] = [];
  let token = '';
  let many: Awaited<ReturnType<typeof catalogued>>;
  let few: Awaited<ReturnType<typeof catalogued>>;

  beforeAll(async () => {
    token = await house().root();
    const made = async (name: string, codes: string[]) => {
      const { id } = await hire(house(), 'artist');
      const tracks = codes.map((isrc) => ({ name: `${name} ${isrc}`, isrc }));
      return catalogued(house(), { id, stageName: name }, { name, tracks });
    };
    const isrc = (at: number) => `RUA1B26${String(at).padStart(5, '0')}`;
    many = await made('Many', [0, 1, 2, 3].map(isrc));
    few = await made('Few', [4, 5].map(isrc));
    const tracks = [...many.tracks, ...few.tracks];
    for (const name of ['one', 'other', 'reversed']) {
      const rows = Array.from({ length: LINES }, () => {
        const song = pick([0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7]);
        const owner = song < 4 ? many : song < 6 ? few : undefined;
        const line: Line = {
          ...{ store: pick(['A', 'A', 'B', 'C']), country: pick(['DE', 'DE', 'FR', 'RU']) },
          ...{ month: pick(['2026-01', '2026-02']), track: tracks[song] ?? null, release: owner?.release ?? null },
          ...{ artist: owner?.artist ?? null, status: owner ? 'matched' : 'unmatched', quantity: whole(0, 9) },
          net: BigInt(whole(-(10 ** 12), 10 ** 13)),
        };
        if (name !== 'reversed') lines.push(line);
        const { store, country, month, quantity, net } = line;
        return `${month},${store},Artist,Song ${song},${isrc(song)},,${quantity},${country},${pick(['x', 'y'])},${showExact(net)}`;
      });
      rows.push(`2026-01,A,Artist,Song 0,${isrc(0)},,1,DE,${name},wrong`);
      const { status, body } = await upload(house(), token, [HEADER, ...rows].join('\n'));
      expect([status, body.faulty]).toEqual([201, 1]);
      if (name !== 'reversed') continue;
      for (const [verb, terms] of [
        ['book', { unmatched: 'label', faulty: 'skip' }],
        ['reverse', {}],
      ] as const) {
        if (verb === 'book')
          await house().call('PATCH', `/v1/reports/${body.id}`, { token, body: { rates: { USD: '1' } } });
        else await bookedOnce(body.id);
        const answer = await house().call('POST', `/v1/reports/${body.id}/${verb}`, { token, body: terms });
        expect([verb, answer.status]).toEqual([verb, verb === 'book' ? 202 : 200]);
      }
    }
  });

  async function bookedOnce(id: string): Promise<void> {
    for (;;) {
      const { body } = await house().call('GET', `/v1/reports/${id}`, { token });
      if (body.state !== 'booking') return expect(body.state).toBe('booked');
      await Bun.sleep(5);
    }
  }

  type Filters = Partial<
    Record<'store' | 'country' | 'artist' | 'release' | 'track' | 'status' | 'from' | 'to', string>
  >;
  const passes = (line: Line, { from, to, ...same }: Filters): boolean =>
    (from === undefined || line.month >= from) &&
    (to === undefined || line.month <= to) &&
    Object.entries(same).every(([name, value]) => line[name as keyof Line] === value);

  /** Group, lines, quantity and net of each, as they are listed. */
  function expected(by: (typeof GROUPS)[number], filters: Filters) {
    const groups = Map.groupBy(
      lines.filter((line) => passes(line, filters)),
      (line) => line[by],
    );
    return [...groups]
      .map(([group, some]) => ({
        ...{ group, lines: some.length, quantity: some.reduce((sum, { quantity }) => sum + quantity, 0) },
        net: some.reduce((sum, { net }) => sum + net, 0n),
      }))
      .sort((one, other) => (one.net < other.net ? 1 : -1))
      .map(({ group, lines, quantity, net }) => [group, lines, quantity, showExact(net)]);
  }

  const bySong = [
    () => ({}),
    () => ({ artist: many.artist }),
    () => ({ release: few.release }),
    () => ({ track: many.tracks[0] as string }),
    () => ({ track: few.tracks[1] as string }),
  ];
  const byStatus = [{}, { status: 'matched' }, { status: 'unmatched' }];
  const byPlace = [
    ...[{}, { store: 'A' }, { country: 'DE' }, { store: 'A', country: 'DE' }, { store: 'C', country: 'RU' }],
    ...[{ from: '2026-02' }, { store: 'A', country: 'DE', to: '2026-01' }],
  ];
  describe('GET /reports/lines?groupBy=', () => {
    test.each([...GROUPS])('%s · comes to the sums of the lines that pass, whatever the filters', async (by) => {
      for (const song of bySong)
        for (const filters of byStatus.flatMap((status) =>
          byPlace.map((place) => ({ ...song(), ...status, ...place })),
        )) {
          const query = Object.entries(filters).map(([name, value]) => `&filter[${name}]=${value}`);
          const { body } = await house().call('GET', `/v1/reports/lines?groupBy=${by}&limit=50${query.join('')}`, {
            token,
          });
          const found = body.data.map(({ group, lines, quantity, net }: Record<string, unknown>) => [
            group,
            lines,
            quantity,
            net,
          ]);
          expect([filters, found]).toEqual([filters, expected(by, filters)]);
          expect(body.pagination.total).toBe(found.length);
        }
    });
  });
});
