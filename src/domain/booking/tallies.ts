import { SHARES_BY, type SharedBy } from '../../db/schema/booking.ts';
import type { Id } from '../../lib/ids.ts';
import type { Cell } from './cells.ts';
import { Dividing } from './dividing.ts';
import { divide, divideFast, LARGEST_FAST } from './line.ts';
import type { Material } from './material.ts';
import { Sum } from './sums.ts';

/** Sums that are kept at a time: some tens of megabytes. */
const MOST_SUMS = 50_000;
/** Tenths up to which a line is below `LARGEST_FAST`, whatever its rest. */
const FAST_TENTHS = Math.floor(LARGEST_FAST / 1e9) - 1;
const TENTH = 10n ** 9n;

/** A row of `booking_shares`, as it is written. */
export type ShareRow = readonly [
  payeeId: Id,
  number: number,
  by: number,
  word: string,
  releaseId: Id | null,
  quantity: number,
  amount: string,
];

/** The sums of a payee, by what and in what currency. */
interface Tally {
  payeeId: Id;
  subjects: Map<number, Sum>;
  stores: Map<number, Sum>;
  countries: Map<number, Sum>;
}

const rankOf = (by: SharedBy): number => SHARES_BY.indexOf(by);

/** Adds up what everybody has of a report's lines. */
export class Tallies {
  readonly #material: Material;
  readonly #dividing: Dividing<Tally>;
  readonly #rates: readonly bigint[];
  readonly #tallies = new Map<Id, Tally>();
  /** What the lines come to, by currency. */
  readonly #nets: Sum[];
  /** By payee and release, of the sums that are not kept any more. */
  readonly #cells = new Map<Id, Map<Id, bigint>>();
  readonly #parts: number[] = [];
  #sums = 0;
  #rows = 0;

  /** @param rates of the house's currency for one of each, in units of 10^-8 */
  constructor(material: Material, rates: ReadonlyMap<string, bigint>) {
    this.#material = material;
    this.#dividing = new Dividing(material, (payeeId) => this.#tallyOf(payeeId));
    this.#rates = material.places.currencies.all.map((currency) => rates.get(currency) as bigint);
    this.#nets = this.#rates.map(() => new Sum());
  }

  /** Whether the sums are to be taken out. */
  get isFull(): boolean {
    return this.#sums >= MOST_SUMS;
  }

  get withoutTerms(): Id[] {
    return [...this.#dividing.withoutTerms].sort();
  }

  /** @param lines of each its song, place, quantity, and net in tenths and rest */
  take(lines: readonly number[]): void {
    const { songs, places } = this.#material;
    for (let at = 0; at < lines.length; at += 5) {
      const [song, place, quantity] = [lines[at] as number, lines[at + 1] as number, lines[at + 2] as number];
      const [tenths, rest] = [lines[at + 3] as number, lines[at + 4] as number];
      const currency = places.currency.get(place);
      if (currency === -1) continue;
      const isFast = tenths < FAST_TENTHS && tenths > -FAST_TENTHS;
      const net = this.#nets[currency] as Sum;
      if (isFast) net.add(tenths * 1e9 + rest, 0);
      else net.addLarge(BigInt(tenths) * TENTH + BigInt(rest), 0);
      const subject = songs.get(song);
      if (subject === -1) continue;
      const { weights, parties } = this.#dividing.of(subject, place);
      if (isFast) {
        divideFast(tenths * 1e9 + rest, weights, this.#parts);
        for (let party = 0; party < parties.length; party++)
          this.#add(parties[party] as Tally, subject, place, currency, quantity, this.#parts[party + 1] as number);
      } else {
        const parts = divide(BigInt(tenths) * TENTH + BigInt(rest), weights);
        for (const [party, tally] of parties.entries())
          this.#add(tally, subject, place, currency, quantity, parts[party + 1] as bigint);
      }
    }
  }

  #add(tally: Tally, subject: number, place: number, currency: number, quantity: number, part: number | bigint): void {
    const { store, country } = this.#material.places;
    const currencies = this.#rates.length;
    for (const sum of [
      this.#sumOf(tally.subjects, subject * currencies + currency),
      this.#sumOf(tally.stores, store.get(place) * currencies + currency),
      this.#sumOf(tally.countries, country.get(place) * currencies + currency),
    ])
      if (typeof part === 'number') sum.add(part, quantity);
      else sum.addLarge(part, quantity);
  }

  #sumOf(sums: Map<number, Sum>, key: number): Sum {
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = new Sum();
      sums.set(key, sum);
      this.#sums++;
    }
    return sum;
  }

  #tallyOf(payeeId: Id): Tally {
    let tally = this.#tallies.get(payeeId);
    if (tally === undefined) {
      tally = { payeeId, subjects: new Map(), stores: new Map(), countries: new Map() };
      this.#tallies.set(payeeId, tally);
    }
    return tally;
  }

  /** Takes the sums out, as rows. To be read to the end. */
  *takeShares(): Generator<ShareRow> {
    for (const tally of this.#tallies.values()) {
      const { payeeId, subjects, stores, countries } = tally;
      const { stores: storeWords, countries: countryWords } = this.#material.places;
      const cells = this.#cells.get(payeeId) ?? new Map<Id, bigint>();
      this.#cells.set(payeeId, cells);
      const releases = new Map<Id, { quantity: number; amount: bigint }>();
      for (const [subject, { quantity, amount }] of this.#added(subjects)) {
        const { releaseId, trackId } = this.#material.subjects[subject] as Material['subjects'][number];
        yield this.#row(payeeId, 'track', trackId ?? '', releaseId, quantity, amount);
        const release = releases.get(releaseId) ?? { quantity: 0, amount: 0n };
        releases.set(releaseId, { quantity: release.quantity + quantity, amount: release.amount + amount });
      }
      for (const [releaseId, { quantity, amount }] of releases) {
        yield this.#row(payeeId, 'release', releaseId, releaseId, quantity, amount);
        cells.set(releaseId, (cells.get(releaseId) ?? 0n) + amount);
      }
      for (const [store, { quantity, amount }] of this.#added(stores))
        yield this.#row(payeeId, 'store', storeWords.all[store] as string, null, quantity, amount);
      for (const [country, { quantity, amount }] of this.#added(countries))
        yield this.#row(payeeId, 'country', countryWords.all[country] as string, null, quantity, amount);
      for (const sums of [subjects, stores, countries]) sums.clear();
    }
    this.#sums = 0;
  }

  /** Sums in the house's currency, by what they are of. */
  #added(sums: ReadonlyMap<number, Sum>): Map<number, { quantity: number; amount: bigint }> {
    const added = new Map<number, { quantity: number; amount: bigint }>();
    const currencies = this.#rates.length;
    for (const [key, { quantity, units }] of sums) {
      const of = Math.floor(key / currencies);
      const known = added.get(of) ?? { quantity: 0, amount: 0n };
      const amount = known.amount + units * (this.#rates[key % currencies] as bigint);
      added.set(of, { quantity: known.quantity + quantity, amount });
    }
    return added;
  }

  #row(payeeId: Id, by: SharedBy, word: string, releaseId: Id | null, quantity: number, amount: bigint): ShareRow {
    return [payeeId, ++this.#rows, rankOf(by), word, releaseId, quantity, String(amount)];
  }

  /** What the lines come to, in units of 10^-10 of each currency. */
  nets(): Map<string, bigint> {
    return new Map(this.#material.places.currencies.all.map((currency, at) => [currency, this.#nets[at]?.units ?? 0n]));
  }

  /** What everybody has of all lines; the label what is left. To be called when the sums are taken out. */
  cells(): Cell[] {
    let left = this.#nets.reduce((sum, { units }, at) => sum + units * (this.#rates[at] as bigint), 0n);
    const cells: Cell[] = [];
    for (const [payeeId, releases] of this.#cells)
      for (const [releaseId, exact] of releases) {
        left -= exact;
        if (exact !== 0n) cells.push({ payeeId, releaseId, exact });
      }
    return [{ payeeId: null, releaseId: null, exact: left }, ...cells];
  }
}
