/**
 * CSV that goes out (RFC 4180): UTF-8 with a byte order mark, by which spreadsheets know Cyrillic, and CRLF. A text that a
 * spreadsheet would run as a formula gets an apostrophe before it; figures are written as they are.
 */

/** The media type of such a file. */
export const CSV_TYPE = 'text/csv; charset=utf-8';

/** A cell that is no text: an amount or a count in decimal notation. */
export interface Figure {
  figure: string;
}

export type CsvCell = string | Figure;

/** Makes a cell of a number that has its text already, as `-0.5`. */
export const figure = (text: string): Figure => ({ figure: text });

/** What begins a formula in some spreadsheet, or is skipped before one. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

function cellText(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell.figure;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a file, its end included. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(cellText).join(',')}\r\n`;

/** What a file begins with: the byte order mark, and the names of the columns. */
const csvHead = (columns: readonly string[]): string => `\ufeff${csvLine(columns)}`;

/** A whole file. */
export const csvFile = (columns: readonly string[], lines: Iterable<readonly CsvCell[]>): string =>
  csvHead(columns) + Array.from(lines, csvLine).join('');
