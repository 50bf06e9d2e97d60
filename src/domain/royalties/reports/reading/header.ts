import { type LineField, refuse } from '../model.ts';
import { isCurrency } from './currencies.ts';
import { CURRENCY_MARK, type Format } from './formats.ts';
import { MOST_CELLS, RecordReader } from './records.ts';

/** Which cell of a record tells what. */
export interface Plan {
  format: Format;
  delimiter: string;
  /** How many cells a record has at least. */
  width: number;
  /** The cells of each field: the first that is not empty. */
  cells: { readonly [Field in LineField]?: readonly number[] };
  /** Of what the file itself does not tell. */
  constants: Partial<Record<LineField, string>>;
  /** Cells whose value, folded, makes a line one that does not count. */
  skip: readonly (readonly [cell: number, values: ReadonlySet<string>])[];
}

const DELIMITERS = [',', ';', '\t'] as const;
/** Longest text of a header, which refusals repeat. */
const SHOWN = 500;
const NEEDED = ['net', 'sale_period'] as const;
const NAMES = ['isrc', 'upc', 'title'] as const;

/** Headers, and values that lines are skipped by, are compared without case and white space. */
export const foldHeader = (text: string): string =>
  text
    .slice(0, SHOWN)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\s\ufeff]+/gu, '');

/** The header, split by a delimiter. */
interface Heads {
  delimiter: string;
  headers: string[];
}

/** Reads the header with each of the delimiters. @throws invalid (`many_columns`) */
function headsOf(text: string): Heads[] {
  return DELIMITERS.flatMap((delimiter) => {
    const reader = new RecordReader(delimiter);
    const first = reader.read(`${text}\n`).next().value;
    const cells = first?.cells ?? [];
    if (cells.length > MOST_CELLS) throw refuse('many_columns');
    const headers = cells.map(foldHeader);
    // A delimiter at the end of the line makes no column.
    while (headers.at(-1) === '') headers.pop();
    return headers.length > 0 ? [{ delimiter, headers }] : [];
  });
}

interface Fit {
  plan: Plan;
  found: number;
  missing: string[];
}

/**
 * Finds the format of a report by its header: of those that the file has all columns of the saved ones come first, and
 * then the one with most columns.
 * @param header text that begins with all of the header
 * @throws invalid (`format` naming the columns that the nearest format lacks, `many_columns`)
 */
export function planOf(header: string, formats: readonly Format[]): Plan {
  const heads = headsOf(header);
  const fits = formats.flatMap((format) =>
    heads
      .filter(({ delimiter }) => format.delimiter === undefined || format.delimiter === delimiter)
      .map((head) => fit(format, head)),
  );
  const rank = ({ missing, plan, found }: Fit) => [
    missing.length === 0,
    missing.length === 0 && !plan.format.builtin,
    found,
  ];
  let best: Fit | undefined;
  for (const one of fits) if (best === undefined || isAbove(rank(one), rank(best))) best = one;
  if (best === undefined || best.missing.length > 0) {
    const missing = best?.missing ?? ['net', 'sale_period'];
    throw refuse('format', { value: missing.join(', ').slice(0, SHOWN) });
  }
  return best.plan;
}

function isAbove(one: readonly (boolean | number)[], other: readonly (boolean | number)[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at !== -1 && Number(one[at]) > Number(other[at]);
}

function fit(format: Format, { delimiter, headers }: Heads): Fit {
  const cells: Partial<Record<LineField, readonly number[]>> = {};
  const constants = { ...format.constants };
  const missing: string[] = [];
  for (const [field, names] of Object.entries(format.columns) as [LineField, readonly string[]][]) {
    const places = names.map((name) => placeOf(name, headers)).filter((place) => place !== -1);
    if (places.length > 0) cells[field] = places;
    else if (!format.builtin || NEEDED.some((needed) => needed === field)) missing.push(names[0] as string);
    const currency = currencyIn(headers[places[0] ?? -1]);
    if (names[0]?.endsWith(CURRENCY_MARK) && currency !== undefined) constants.currency = currency;
  }
  if (format.builtin && !NAMES.some((name) => cells[name])) missing.push(format.columns.isrc?.[0] ?? 'ISRC');
  const skip = Object.entries(format.skip).map(([header, values]) => {
    const place = headers.indexOf(foldHeader(header));
    if (place === -1) missing.push(header);
    return [place, new Set(values.map(foldHeader))] as const;
  });
  const plan = { format, delimiter, width: headers.length, cells, constants, skip };
  return { plan, found: Object.keys(cells).length, missing };
}

/** Where a header stands; one with a mark is there with any currency. */
function placeOf(name: string, headers: readonly string[]): number {
  if (!name.endsWith(CURRENCY_MARK)) return headers.indexOf(foldHeader(name));
  const start = foldHeader(name.slice(0, -CURRENCY_MARK.length));
  return headers.findIndex((header) => header.startsWith(`${start}(`) && currencyIn(header) !== undefined);
}

function currencyIn(header: string | undefined): string | undefined {
  const code = /\(([a-z]{3})\)$/.exec(header ?? '')?.[1]?.toUpperCase();
  return code !== undefined && isCurrency(code) ? code : undefined;
}
