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

  /** Takes all of them; what is met again is a new one. Those that only told why a line is faulty have lines of other kinds. */
  take(): Place[] {
    const places = [...this.#byName.values()].filter(({ lines }) => lines > 0);
    this.#byName.clear();
    this.#lines = 0;
    return places;
  }
}

/** A row of `report_sums`: the lines of a song in a month and a currency, and in a store or a country. */
export interface SumRow {
  by: number;
  song: number;
  number: number;
  word: string;
  month: string;
  currency: string;
  lines: number;
  quantity: number;
  tenths: number;
  rest: number;
}

/** What lines are summed by besides their song. */
interface Cell {
  by: number;
  word: string;
  month: string;
  currency: string;
}

/** More than there are cells, so that a song's number and a cell's make one. */
const CELLS = 2 ** 20;

/** The sums of songs, of lines that count. */
export class Sums {
  readonly #rows = new Map<number, SumRow>();
  readonly #cells = new Map<string, number>();
  #list: Cell[] = [];
  #ofPlace = new WeakMap<Place, readonly number[]>();
  #number = 0;
  #lines = 0;

  get isFull(): boolean {
    return this.#rows.size >= MOST_SUMS || this.#list.length >= CELLS - SUMS_BY.length || this.#lines >= MOST_LINES;
  }

  count(place: Place, song: number, quantity: number, tenths: number, rest: number): void {
    let cells = this.#ofPlace.get(place);
    if (cells === undefined) {
      cells = this.#cellsOf(place);
      this.#ofPlace.set(place, cells);
    }
    this.#lines++;
    for (const cell of cells) {
      const key = song * CELLS + cell;
      let row = this.#rows.get(key);
      if (row === undefined) {
        const { by, word, month, currency } = this.#list[cell] as Cell;
        row = { by, song, number: ++this.#number, word, month, currency, lines: 0, quantity: 0, tenths: 0, rest: 0 };
        this.#rows.set(key, row);
      }
      row.lines++;
      row.quantity += quantity;
      row.tenths += tenths;
      row.rest += rest;
    }
  }

  /** Takes all of them, in the order of the table. */
  take(): SumRow[] {
    const rows = [...this.#rows.values()].sort((a, b) => a.by - b.by || a.song - b.song);
    this.#rows.clear();
    this.#cells.clear();
    this.#list = [];
    this.#ofPlace = new WeakMap();
    this.#lines = 0;
    return rows;
  }

  /** The numbers of a place's cells: the song alone, by store, by country. */
  #cellsOf({ store, country, month, currency }: Place): number[] {
    const words = { song: '', store, country };
    return SUMS_BY.map((name, by) => {
      const word = words[name];
      const key = `${by}\0${word}\0${month}\0${currency}`;
      let cell = this.#cells.get(key);
      if (cell === undefined) {
        cell = this.#list.push({ by, word, month: month ?? '', currency }) - 1;
        this.#cells.set(key, cell);
      }
      return cell;
    });
  }
}
