import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { Books, type LineData } from '../../support/booking.ts';
import { units } from '../../support/exact.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { seeded } from '../../support/random.ts';

const [ARTISTS, LINES] = [3, 60];
const [COUNTRIES, STORES] = [
  ['RU', 'DE', 'KZ'],
  ['Spotify', 'Apple Music', 'Радио'],
];
const HUNDREDTH = 10n ** 8n;

type Random = ReturnType<typeof seeded>;

/** A label with whatever terms, and reports of whatever it sold. */
class Month {
  readonly #house: House;
  readonly #books: Books;
  readonly #random: Random;
  /** What is before the point: small amounts, of which advances stay open, or as large as a line may be. */
  readonly #wholes: readonly number[];
  #artists: Awaited<ReturnType<Books['artist']>>[] = [];
  #payees: string[] = [];

  constructor(house: House, books: Books, seed: number) {
    this.#house = house;
    this.#books = books;
    this.#random = seeded(seed);
    this.#wholes = seed % 2 === 0 ? [0, 12, 99_999_999] : [0, 0, 12];
  }

  async prepare(): Promise<void> {
    const [books, { whole, pick, parts }] = [this.#books, this.#random];
    for (let at = 0; at < ARTISTS; at++)
      this.#artists.push(await books.artist(pick([null, 0, 100, 33.33, whole(1, 9999) / 100])));
    for (const name of ['A', 'B']) this.#payees.push((await books.get('POST', '/v1/payees', { name }, 201)).id);
    for (const { id, release, tracks } of this.#artists) {
      for (const subject of [`releases/${release}`, `tracks/${tracks[0]}`]) {
        const among = [
          ...this.#artists.map((artist) => ({ artist: artist.id })),
          ...this.#payees.map((payee) => ({ payee })),
        ].slice(whole(0, 2));
        const shares = parts(among.length, 10_000);
        const parties = among.map((party, at) => ({ ...party, share: shares[at] }));
        const from = pick([undefined, '2026-02-01', '2026-02-02']);
        await books.get('PUT', `/v1/splits/${subject}`, { parties, ...(from && { from }) });
      }
      for (let rules = whole(0, 2); rules > 0; rules--)
        await books.get(
          'POST',
          `/v1/terms/${id}`,
          {
            percentage: whole(0, 10_000) / 100,
            ...pick([{}, { release }, { track: tracks[1] }]),
            ...pick([{}, { territories: [pick(COUNTRIES)] }, { stores: [pick(STORES).toUpperCase()] }]),
          },
          201,
        );
      for (const what of ['advance', 'cost', 'advance'])
        await books.get(
          'POST',
          `/v1/royalties/${id}/${what}`,
          { amount: whole(1, 100_000) / 100, ...pick([{}, { release }]), date: `2026-01-0${whole(1, 9)}` },
          201,
        );
    }
  }

  /** The lines of a report: some of them refunds, some large, some unmatched. */
  lines(): LineData[] {
    const { whole, pick } = this.#random;
    return Array.from({ length: LINES }, () => {
      const { titles, title, name } = pick(this.#artists);
      return {
        ...{ title: pick([...titles, title, 'Чужое']), artist: name, month: pick(['2026-01', '2026-02', '2026-03']) },
        ...{ store: pick(STORES), country: pick(COUNTRIES), quantity: whole(-3, 1000) },
        ...{ currency: pick(['RUB', 'USD', 'EUR']) },
        net: `${pick(['', '', '-'])}${pick(this.#wholes)}.${String(whole(0, 9_999_999)).padStart(whole(7, 10), '0')}`,
      };
    });
  }

  draft(lines: readonly LineData[]) {
    return this.#books.draft(lines, { rate: 'USD=92.12345678;EUR=0.00000101' });
  }

  /** What everybody has, and what is open of everything. */
  async state() {
    const balances: Record<string, number> = {};
    for (const payee of [...this.#artists.map(({ id }) => id), ...this.#payees])
      balances[payee] = (await this.#books.account(payee)).active_income;
    const open: number[] = [];
    for (const { id } of this.#artists)
      open.push((await this.#books.get('GET', `/v1/royalties/${id}/recoupable`)).open);
    return { balances, open };
  }

  /** Throws unless the parts of a booked report are the whole. */
  async prove(id: string): Promise<void> {
    const [report, entries] = [await this.#books.get('GET', `/v1/reports/${id}`), await this.#books.entries(id)];
    const { booking } = report;
    expect(booking.label + booking.earned).toBeCloseTo(booking.total, 2);
    expect(booking.income + booking.recouped + booking.costs).toBeCloseTo(booking.earned, 2);
    const sums = new Map<string, bigint>();
    for (const { currency, amount } of entries) sums.set(currency, (sums.get(currency) ?? 0n) + units(amount));
    expect([...sums.values()].filter((sum) => sum !== 0n)).toEqual([]);

    // What statements are made of is the same whatever it is added up by, and what the payee earned but for rounding.
    const { bookingShares: shares, reports } = this.#house.db.tables;
    const rows = await this.#house.db.read
      .select({ payee: shares.payeeId, by: shares.by, amount: shares.amount, quantity: shares.quantity })
      .from(shares)
      .innerJoin(reports, eq(reports.number, shares.report))
      .where(eq(reports.id, id));
    for (const [payee, theirs] of Map.groupBy(rows, (row) => row.payee)) {
      const all = [...Map.groupBy(theirs, ({ by }) => by).values()].map((some) => ({
        amount: some.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
        quantity: some.reduce((sum, { quantity }) => sum + quantity, 0),
      }));
      expect(all).toEqual(Array(4).fill(all[0]));
      const cells = entries.filter((entry) => entry.payee === payee && entry.release !== null);
      const earned = cells.reduce((sum, { amount }) => sum + units(amount), 0n);
      const off = (all[0]?.amount ?? 0n) / 10n ** 8n - earned;
      expect(off < BigInt(cells.length + 1) * HUNDREDTH && -off < BigInt(cells.length + 1) * HUNDREDTH).toBe(true);
    }
  }
}

onEachEngine('booked reports', (house) => {
  test.each([1, 2, 3, 5, 7])(
    'POST /v1/reports/:id/book, /reverse · parts are the whole, both together are nothing, any order gives the same balances (%d)',
    async (seed) => {
      const books = await Books.open(house());
      const month = new Month(house(), books, seed);
      await month.prepare();
      const reports = [month.lines(), month.lines()];
      const before = await month.state();
      const after: Awaited<ReturnType<Month['state']>>[] = [];
      for (const order of [reports, reports.toReversed()]) {
        const ids: string[] = [];
        for (const lines of order) {
          const { id } = await month.draft(lines);
          const preview = await books.get('GET', `/v1/reports/${id}/preview`);
          const { booking } = await books.book(id, { unmatched: 'label' });
          expect([booking.total, booking.label]).toEqual([preview.total, preview.label]);
          await month.prove(id);
          ids.push(id);
        }
        after.push(await month.state());
        for (const id of ids) await books.reverse(id);
        expect(await month.state()).toEqual(before);
      }
      expect(after[1]).toEqual(after[0] as (typeof after)[0]);
      expect(await house().services.checkLedger()).toEqual([]);
    },
    20_000,
  );
});
