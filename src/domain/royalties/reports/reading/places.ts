import type { LineKind } from '../../../../db/schema/reports.ts';
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
