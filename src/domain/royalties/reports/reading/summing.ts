import { type LineKind, SUMS_BY } from '../../../../db/schema/reports.ts';
import type { LineField, LineProblem } from '../model.ts';

/** Where lines were sold, with the sums of those since it was last taken. */
export interface Place {
  number: number;
  kind: LineKind;
  /** Why its lines are faulty. */
  problem: { field: LineField; problem: LineProblem } | undefined;
  month: string | null;
  reportMonth: string | null;
  store: string;
  country: string;
  saleType: string;
  currency: string;
  lines: number;
  quantity: number;
  tenths: number;
  rest: number;
}

type FoundPlace = Omit<Place, 'number' | 'lines' | 'quantity' | 'tenths' | 'rest'>;

/** Places that are known again when they are met again. */
const MOST_PLACES = 20_000;
const MOST_SUMS = 100_000;
/** Lines whose tenths and quantities a double holds when they are added: each is below 10^9. */
const MOST_LINES = 5_000_000;

/** The places of a report. */
export class Places {
  readonly #byName = new Map<string, Place>();
  #number = 0;
  #lines = 0;

  get isFull(): boolean {
    return this.#byName.size >= MOST_PLACES || this.#lines >= MOST_LINES;
  }

  /** The place of that name. @param read what it is, when it is new */
  find(name: string, read: () => FoundPlace): Place {
    let place = this.#byName.get(name);
    if (place === undefined) {
      place = { number: ++this.#number, ...read(), lines: 0, quantity: 0, tenths: 0, rest: 0 };
      this.#byName.set(name, place);
    }
    return place;
  }

  count(place: Place, quantity: number, tenths: number, rest: number): void {
    place.lines++;
    place.quantity += quantity;
    place.tenths += tenths;
    place.rest += rest;
    this.#lines++;
  }

  /** All that have lines: one may only have told why a line is faulty. */
  *rows(): Generator<Place> {
    for (const place of this.#byName.values()) if (place.lines > 0) yield place;
  }

  /** Forgets all of them; what is met again is a new one. */
  clear(): void {
    this.#byName.clear();
    this.#lines = 0;
  }
}

/** What lines are summed by besides their song: a month and a currency, and a store or a country. */
interface Cell {
  by: number;
  word: string;
  month: string;
  currency: string;
}

/** A row of `report_sums`, as its table has it. */
export type SumRow = readonly [
  by: number,
  song: number,
  number: number,
  word: string,
  month: string,
  currency: string,
  lines: number,
  quantity: number,
  tenths: number,
  rest: number,
];

/** Places in the table below: a power of two, with room for the sums that are kept. */
const SLOTS = 2 ** 17;
const FREE = 0;

/**
 * The sums of songs, of lines that count: a hash table in arrays of numbers, which are a quarter of what as many objects
 * would be, and no work for the collector of garbage.
 */
export class Sums {
  readonly #songs = new Int32Array(SLOTS);
  readonly #cells = new Int32Array(SLOTS);
  readonly #sumsOfLines = new Int32Array(SLOTS);
  readonly #quantities = new Float64Array(SLOTS);
  readonly #tenths = new Float64Array(SLOTS);
  readonly #rests = new Float64Array(SLOTS);
  readonly #numbers = new Map<string, number>();
  #list: Cell[] = [];
  #ofPlace = new WeakMap<Place, readonly number[]>();
  #size = 0;
  #number = 0;
  #lines = 0;

  get isFull(): boolean {
    return this.#size >= MOST_SUMS || this.#lines >= MOST_LINES;
  }

  /** @param song from 1 */
  count(place: Place, song: number, quantity: number, tenths: number, rest: number): void {
    let cells = this.#ofPlace.get(place);
    if (cells === undefined) {
      cells = this.#cellsOf(place);
      this.#ofPlace.set(place, cells);
    }
    this.#lines++;
    for (const cell of cells) {
      const slot = this.#slotOf(song, cell);
      (this.#sumsOfLines[slot] as number)++;
      this.#quantities[slot] = (this.#quantities[slot] as number) + quantity;
      this.#tenths[slot] = (this.#tenths[slot] as number) + tenths;
      this.#rests[slot] = (this.#rests[slot] as number) + rest;
    }
  }

  /** All of them, in the order of the table. */
  *rows(): Generator<SumRow> {
    const slots = Uint32Array.from(this.#songs.keys().filter((slot) => this.#songs[slot] !== FREE));
    const [songs, cells, list] = [this.#songs, this.#cells, this.#list];
    const byOf = (slot: number) => (list[cells[slot] as number] as Cell).by;
    slots.sort((a, b) => byOf(a) - byOf(b) || (songs[a] as number) - (songs[b] as number));
    for (const slot of slots) {
      const { by, word, month, currency } = list[cells[slot] as number] as Cell;
      const [lines, quantity] = [this.#sumsOfLines[slot] as number, this.#quantities[slot] as number];
      const [tenths, rest] = [this.#tenths[slot] as number, this.#rests[slot] as number];
      yield [by, songs[slot] as number, ++this.#number, word, month, currency, lines, quantity, tenths, rest];
    }
  }

  /** Forgets all of them; what is met again begins anew. */
  clear(): void {
    const numbers = [this.#songs, this.#sumsOfLines, this.#quantities, this.#tenths, this.#rests];
    for (const array of numbers) array.fill(0);
    this.#numbers.clear();
    this.#list = [];
    this.#ofPlace = new WeakMap();
    this.#size = 0;
    this.#lines = 0;
  }

  #slotOf(song: number, cell: number): number {
    let slot = ((Math.imul(song, 0x9e3779b1) ^ Math.imul(cell, 0x85ebca6b)) >>> 8) & (SLOTS - 1);
    while (this.#songs[slot] !== FREE) {
      if (this.#songs[slot] === song && this.#cells[slot] === cell) return slot;
      slot = (slot + 1) & (SLOTS - 1);
    }
    this.#songs[slot] = song;
    this.#cells[slot] = cell;
    this.#size++;
    return slot;
  }

  /** The numbers of a place's cells: the song alone, by store, by country. */
  #cellsOf({ store, country, month, currency }: Place): number[] {
    const words = { song: '', store, country };
    return SUMS_BY.map((name, by) => {
      const word = words[name];
      const key = `${by}\0${word}\0${month}\0${currency}`;
      let cell = this.#numbers.get(key);
      if (cell === undefined) {
        cell = this.#list.push({ by, word, month: month ?? '', currency }) - 1;
        this.#numbers.set(key, cell);
      }
      return cell;
    });
  }
}
