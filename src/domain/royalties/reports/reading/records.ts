import { refuse } from '../model.ts';

/** Cells of a record that are read; what lies behind them is no column of a report. */
export const MOST_CELLS = 1000;
/** Bytes of a line, and of a record over several lines. */
const LONGEST = 1024 * 1024;
/** Lines of a record: those of one whose quote is not closed are read again, and each of them may open another one. */
const MOST_LINES = 100;
/** Characters that are fewer bytes for certain. */
const SHORT = LONGEST / 4;

/** A row of the table. */
export interface Record {
  /** The line on which it begins, from 1. */
  line: number;
  /** `undefined`: its quotes are wrong. */
  cells: string[] | undefined;
}

/** A record whose quote is open, and the lines that may be its rest. */
interface OpenRecord {
  row: QuotedRow;
  line: number;
  later: string[];
  length: number;
}

/**
 * Splits text into records as RFC 4180 says, also over line breaks in quotes. Where a quote is never closed, or something
 * follows a closed one, that line alone is wrong, and reading goes on with the next: a library's parser would swallow all
 * lines up to the next quote, uncounted.
 */
export class RecordReader {
  readonly #delimiter: string;
  /** The beginning of a line whose end has not come. */
  #rest = '';
  #line = 0;
  #open: OpenRecord | undefined;

  /** @param line how many lines were read before */
  constructor(delimiter: string, line = 0) {
    this.#delimiter = delimiter;
    this.#line = line;
  }

  /** The records that end in a piece of text. @throws invalid (`long_line`) */
  *read(text: string): Generator<Record> {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = this.#rest + text.slice(start, end);
      this.#rest = '';
      start = end + 1;
      yield* this.#take(line);
    }
    this.#rest += text.slice(start);
    if (isLong(this.#rest)) throw tooLong(this.#line + 1);
  }

  /** The records that are left at the end of the text. */
  *end(): Generator<Record> {
    const last = this.#rest;
    this.#rest = '';
    if (last !== '') yield* this.#take(last);
    while (this.#open) yield* this.#giveUp();
  }

  *#take(line: string): Generator<Record> {
    this.#line++;
    if (isLong(line)) throw tooLong(this.#line);
    yield* this.#add(line.endsWith('\r') ? line.slice(0, -1) : line, this.#line);
  }

  *#add(line: string, number: number): Generator<Record> {
    if (this.#open) {
      const { row, later } = this.#open;
      later.push(line);
      this.#open.length += line.length + 1;
      const isClosed = row.add(line);
      const isTooLong = this.#open.length > LONGEST || later.length >= MOST_LINES;
      if (isClosed === undefined || (!isClosed && isTooLong)) yield* this.#giveUp();
      else if (isClosed) {
        const { line: first } = this.#open;
        this.#open = undefined;
        yield { line: first, cells: row.cells };
      }
      return;
    }
    if (!line.includes('"')) {
      if (line.trim() !== '') yield { line: number, cells: line.split(this.#delimiter, MOST_CELLS + 1) };
      return;
    }
    const row = new QuotedRow(this.#delimiter);
    const isClosed = row.add(line);
    if (isClosed === false) this.#open = { row, line: number, later: [], length: line.length };
    else yield { line: number, cells: isClosed ? row.cells : undefined };
  }

  /** The first line of the open record is wrong; the later ones are read anew. */
  *#giveUp(): Generator<Record> {
    const { line, later } = this.#open as OpenRecord;
    this.#open = undefined;
    yield { line, cells: undefined };
    for (const [at, text] of later.entries()) yield* this.#add(text, line + at + 1);
  }
}

/** A row that has quotes, line by line. */
class QuotedRow {
  readonly cells: string[] = [];
  readonly #delimiter: string;
  /** The text so far of a quoted cell whose quote is open. */
  #quoted: string | undefined;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  #push(cell: string): void {
    if (this.cells.length <= MOST_CELLS) this.cells.push(cell);
  }

  /** @returns whether the row ends with this line; `undefined` where something follows a closed quote */
  add(line: string): boolean | undefined {
    let at = 0;
    if (this.#quoted !== undefined) this.#quoted += '\n';
    for (;;) {
      if (this.#quoted === undefined && line[at] !== '"') {
        const end = line.indexOf(this.#delimiter, at);
        this.#push(line.slice(at, end === -1 ? undefined : end));
        if (end === -1) return true;
        at = end + 1;
        continue;
      }
      if (this.#quoted === undefined) {
        this.#quoted = '';
        at++;
      }
      const quote = line.indexOf('"', at);
      this.#quoted += line.slice(at, quote === -1 ? undefined : quote);
      if (quote === -1) return false;
      at = quote + 1;
      if (line[at] === '"') {
        this.#quoted += '"';
        at++;
        continue;
      }
      this.#push(this.#quoted);
      this.#quoted = undefined;
      if (at === line.length) return true;
      if (line[at] !== this.#delimiter) return undefined;
      at++;
    }
  }
}

const isLong = (text: string): boolean => text.length > SHORT && Buffer.byteLength(text) > LONGEST;
const tooLong = (line: number) => refuse('long_line', { value: String(line) });
