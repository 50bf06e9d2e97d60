import { readIsrc, readUpc } from '../../../../lib/product-codes.ts';
import type { LineError, LineField, LineProblem, UnmatchedReason } from '../model.ts';
import { foldTitle, LONGEST_TEXT, songKey } from '../titles.ts';
import { readCountry } from './countries.ts';
import { isCurrency } from './currencies.ts';
import { newDecimal, readDecimal, readWhole } from './decimals.ts';
import { foldHeader, type Plan } from './header.ts';
import { readMonth } from './months.ts';
import { type Place, Places } from './places.ts';
import type { Record as Row } from './records.ts';

/** A song of the report, before it is matched. */
export interface NewSong {
  number: number;
  key: string;
  isrc: string;
  isrcCode: string;
  upc: string;
  upcCode: string;
  title: string;
  foldedTitle: string;
  artist: string;
  foldedArtist: string;
  known: KnownSong;
}

/** A song that was met before. */
interface KnownSong {
  number: number;
  /** `undefined`: it is not matched yet, and so many lines wait for that. */
  reason: UnmatchedReason | null | undefined;
  waiting: number;
}

/** Why a line does not count. */
interface Wrong {
  field: LineField | '';
  problem: LineProblem;
  /** Where it was sold, if that is why. */
  place?: Place;
}

interface Counts {
  lines: number;
  matched: number;
  not_found: number;
  title: number;
  ambiguous: number;
  faulty: number;
  ignored: number;
  rounded: number;
}

/** Errors that are shown. */
const MOST_ERRORS = 20;
/** Songs that are known again when they are met again; then all are forgotten, and one may have several rows. */
const MOST_SONGS = 20_000;

/** Makes rows of the lines of a report: lines, songs and places. What it keeps in memory has bounds. */
export class Gatherer {
  readonly counts: Counts = {
    ...{ lines: 0, matched: 0, not_found: 0, title: 0, ambiguous: 0, faulty: 0, ignored: 0, rounded: 0 },
  };
  readonly errors: LineError[] = [];
  readonly places = new Places();
  readonly #plan: Plan;
  readonly #currency: string | undefined;
  readonly #songs = new Map<string, KnownSong>();
  readonly #net = newDecimal();
  readonly #gross = newDecimal();
  #rows: string[] = [];
  #newSongs: NewSong[] = [];
  #songNumber = 0;

  /** @param currency where the file names none */
  constructor(plan: Plan, currency: string | undefined) {
    this.#plan = plan;
    this.#currency = currency;
  }

  /** Lines that are gathered and not taken. */
  get size(): number {
    return this.#rows.length;
  }

  /** Takes the lines, as the JSON of an array of arrays. */
  takeLines(): string {
    const rows = this.#rows;
    this.#rows = [];
    return `[${rows.join(',')}]`;
  }

  /** Takes the songs that are new, to be matched. */
  takeSongs(): NewSong[] {
    const songs = this.#newSongs;
    this.#newSongs = [];
    if (this.#songs.size > MOST_SONGS) this.#songs.clear();
    return songs;
  }

  /** Notes what a song was matched with: counts the lines that waited for it. */
  settle({ known }: NewSong, reason: UnmatchedReason | null): void {
    known.reason = reason;
    this.counts[reason ?? 'matched'] += known.waiting;
  }

  add({ line, cells }: Row): void {
    if (cells?.every((cell) => cell === '' || cell.trim() === '')) return;
    if (cells && cells.length >= this.#plan.width && this.#isSkipped(cells)) {
      this.counts.ignored++;
      this.#addUncounted(line, cells, this.#placeOf(cells, 'ignored'));
      return;
    }
    const wrong = this.#addCounted(line, cells);
    if (wrong === undefined) return;
    const { field, problem, place } = wrong;
    this.counts.faulty++;
    if (this.errors.length < MOST_ERRORS) this.errors.push({ line, field, problem });
    this.#addUncounted(line, cells ?? [], place ?? this.#placeOf(cells ?? [], 'faulty'));
  }

  /** Adds a line that counts. @returns why it does not; then nothing is added */
  #addCounted(line: number, cells: string[] | undefined): Wrong | undefined {
    if (cells === undefined) return { field: '', problem: 'quote' };
    if (cells.length < this.#plan.width) return { field: '', problem: 'cells' };
    const place = this.#placeOf(cells, 'counted');
    if (place.problem) return { ...place.problem, place };
    const { decimal } = this.#plan.format;
    const wrongNet = readDecimal(this.#cell(cells, 'net'), decimal, this.#net);
    if (wrongNet) return { field: 'net', problem: wrongNet };
    const gross = this.#cell(cells, 'gross');
    const wrongGross = gross === '' ? undefined : readDecimal(gross, decimal, this.#gross);
    if (wrongGross) return { field: 'gross', problem: wrongGross };
    const written = this.#cell(cells, 'quantity');
    const quantity = written === '' ? 0 : readQuantity(written, decimal);
    if (quantity === undefined) return { field: 'quantity', problem: 'quantity' };

    const song = this.#songOf(cells);
    if (song.reason === undefined) song.waiting++;
    else this.counts[song.reason ?? 'matched']++;
    if (this.#net.rounded || (gross !== '' && this.#gross.rounded)) this.counts.rounded++;
    this.#addRow(line, song, place, quantity, gross !== '');
    return undefined;
  }

  /** A line that does not count shows of its amounts what can be read. */
  #addUncounted(line: number, cells: string[], place: Place): void {
    const { decimal } = this.#plan.format;
    if (readDecimal(this.#cell(cells, 'net'), decimal, this.#net)) Object.assign(this.#net, newDecimal());
    const hasGross = readDecimal(this.#cell(cells, 'gross'), decimal, this.#gross) === undefined;
    const quantity = readQuantity(this.#cell(cells, 'quantity'), decimal) ?? 0;
    this.#addRow(line, this.#songOf(cells), place, quantity, hasGross);
  }

  /** Adds a row with the amounts that were read last. */
  #addRow(line: number, song: KnownSong, place: Place, quantity: number, hasGross: boolean): void {
    const { tenths, rest } = this.#net;
    this.places.count(place, quantity, tenths, rest);
    const number = ++this.counts.lines;
    const gross = hasGross ? `${this.#gross.tenths},${this.#gross.rest}` : 'null,null';
    this.#rows.push(`[${number},${line},${song.number},${place.number},${quantity},${gross},${tenths},${rest}]`);
  }

  /** The text of a field: of the first of its cells that has one, else its constant. */
  #cell(cells: readonly string[], field: LineField): string {
    const places = this.#plan.cells[field];
    if (places !== undefined)
      for (const place of places) {
        const text = cells[place]?.trim();
        if (text !== undefined && text !== '') return text.length > LONGEST_TEXT ? cut(text) : text;
      }
    return this.#plan.constants[field] ?? '';
  }

  #isSkipped(cells: readonly string[]): boolean {
    return this.#plan.skip.some(([cell, values]) => values.has(foldHeader(cells[cell] ?? '')));
  }

  #placeOf(cells: readonly string[], kind: Place['kind']): Place {
    const month = this.#cell(cells, 'sale_period');
    const reportMonth = this.#cell(cells, 'report_period');
    const store = this.#cell(cells, 'store');
    const country = this.#cell(cells, 'country');
    const saleType = this.#cell(cells, 'sale_type');
    const currency = this.#cell(cells, 'currency');
    return this.places.find(`${kind}\0${month}\0${reportMonth}\0${store}\0${country}\0${saleType}\0${currency}`, () => {
      const code = currency === '' ? (this.#currency ?? '') : currency.toUpperCase();
      const read = { month: readMonth(month) ?? null, reportMonth: readMonth(reportMonth) ?? null };
      const problem = problemOf(read, reportMonth !== '', isCurrency(code));
      return {
        kind: problem ? (kind === 'counted' ? 'faulty' : kind) : kind,
        problem: kind === 'counted' ? problem : undefined,
        ...read,
        // Copies: a part of a text keeps all of the text in memory.
        ...{ store: copyOf(store), country: readCountry(country), saleType: copyOf(saleType) },
        currency: isCurrency(code) ? code : '',
      };
    });
  }

  #songOf(cells: readonly string[]): KnownSong {
    const isrc = this.#cell(cells, 'isrc');
    const upc = this.#cell(cells, 'upc');
    const title = this.#cell(cells, 'title');
    const artist = this.#cell(cells, 'artist');
    const name = `${isrc}\0${upc}\0${title}\0${artist}`;
    const found = this.#songs.get(name);
    if (found) return found;
    const known: KnownSong = { number: ++this.#songNumber, reason: undefined, waiting: 0 };
    this.#songs.set(name, known);
    const codes = { isrcCode: readIsrc(isrc) ?? '', upcCode: readUpc(upc) ?? '' };
    const folded = { foldedTitle: foldTitle(title), foldedArtist: foldTitle(artist) };
    const names = { isrc: codes.isrcCode, upc: codes.upcCode, title: folded.foldedTitle, artist: folded.foldedArtist };
    this.#newSongs.push({
      number: known.number,
      key: songKey(names),
      isrc,
      upc,
      title,
      artist,
      ...codes,
      ...folded,
      known,
    });
    return known;
  }
}

const cut = (text: string): string => text.slice(0, LONGEST_TEXT).toWellFormed();
const copyOf = (text: string): string => ` ${text}`.slice(1);

/** Quantities are below this, so that a double holds their sums. */
const MOST = 10 ** 9;

/** A whole number in the usual form, or in any other. */
function readQuantity(text: string, separator: '.' | ',' | undefined): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const value = readWhole(text, separator);
  return value !== undefined && Math.abs(value) < MOST ? value : undefined;
}

function problemOf(
  { month, reportMonth }: { month: string | null; reportMonth: string | null },
  hasReportMonth: boolean,
  hasCurrency: boolean,
): Place['problem'] {
  if (month === null) return { field: 'sale_period', problem: 'date' };
  if (hasReportMonth && reportMonth === null) return { field: 'report_period', problem: 'date' };
  if (!hasCurrency) return { field: 'currency', problem: 'currency' };
  return undefined;
}
