import { DECIMALS, type Exact } from '../../../../lib/exact.ts';

/** A decimal as a file has it. */
export interface ReadDecimal extends Exact {
  /** Whether it had more than ten decimals. */
  rounded: boolean;
}

/** Amounts are below 10^8: see `lib/exact.ts`. */
const MOST_DIGITS = 8;
const LONGEST = 64;
/** Powers of ten by which a fraction of so many digits after the first is made up to nine. */
const SCALE = Array.from({ length: DECIMALS }, (_, digits) => 10 ** (DECIMALS - 1 - digits));
const SPACES = /[\s\u2007\u202f]/g;

/** Where a decimal is written to, so that reading a million of them makes no objects. */
export const newDecimal = (): ReadDecimal => ({ tenths: 0, rest: 0, rounded: false });

/**
 * Reads an amount: sign, point or comma, spaces between digits, brackets for a minus, an exponent.
 * @param separator the decimal separator, where the format says it; the other one groups digits then
 * @returns why it cannot be read; `undefined`: it stands in `into`
 */
export function readDecimal(
  text: string,
  separator: '.' | ',' | undefined,
  into: ReadDecimal,
): 'amount' | 'too_large' | undefined {
  if (separator !== ',' && readPlain(text, into)) return undefined;
  const plain = plainOf(text, separator);
  if (plain === undefined) return 'amount';
  return roundInto(plain, into) ? undefined : 'too_large';
}

/** The same for whole numbers; `undefined` when it is none. */
export function readWhole(text: string, separator: '.' | ',' | undefined): number | undefined {
  const plain = plainOf(text, separator);
  if (plain === undefined || /[^0]/.test(plain.fraction)) return undefined;
  const value = Number(plain.whole);
  if (!Number.isSafeInteger(value)) return undefined;
  return plain.isNegative && value !== 0 ? -value : value;
}

/** The usual form, as `-12.0345`, read digit by digit. @returns whether it is that form */
function readPlain(text: string, into: ReadDecimal): boolean {
  const { length } = text;
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  let point = -1;
  let [whole, tenth, rest] = [0, 0, 0];
  if (length === start || length > MOST_DIGITS + DECIMALS + 2) return false;
  for (let at = start; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit === -2 && point === -1 && at > start) point = at;
    else if (digit < 0 || digit > 9) return false;
    else if (point === -1) whole = whole * 10 + digit;
    else if (at === point + 1) tenth = digit;
    else rest = rest * 10 + digit;
  }
  const decimals = point === -1 ? 0 : length - point - 1;
  if ((point === -1 ? length : point) - start > MOST_DIGITS || decimals > DECIMALS || point === length - 1)
    return false;
  if (decimals > 1) rest *= SCALE[decimals - 1] as number;
  const tenths = whole * 10 + tenth;
  into.tenths = start === 1 && tenths !== 0 ? -tenths : tenths;
  into.rest = start === 1 && rest !== 0 ? -rest : rest;
  into.rounded = false;
  return true;
}

interface Plain {
  isNegative: boolean;
  whole: string;
  fraction: string;
}

/** The digits of a decimal in any of the forms. */
function plainOf(given: string, separator: '.' | ',' | undefined): Plain | undefined {
  if (given.length > LONGEST) return undefined;
  const text = given.replace(SPACES, '');
  const [, opened, sign = '', digits = '', exponent = '0', closed] =
    /^(\()?([-+\u2212]?)([\d.,]+)(?:e([-+]?\d{1,3}))?(\))?$/i.exec(text) ?? [];
  if (opened === undefined ? closed !== undefined : closed === undefined || sign !== '') return undefined;
  const parts = partsOf(digits, separator);
  if (parts === undefined) return undefined;
  const isNegative = opened !== undefined || sign === '-' || sign === '\u2212';
  return { isNegative, ...shifted(parts.whole, parts.fraction, Number(exponent)) };
}

/** One separator is the decimal one, and of two kinds the last; those before group digits. */
function partsOf(digits: string, separator: '.' | ',' | undefined): { whole: string; fraction: string } | undefined {
  const point = separator ?? (digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.');
  const group = point === '.' ? ',' : '.';
  const at = digits.indexOf(point);
  const isRepeated = at !== -1 && digits.indexOf(point, at + 1) !== -1;
  // Of one kind, several times: it can only group thousands.
  if (isRepeated) {
    const isGrouped = separator === undefined && /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/.test(digits);
    return isGrouped ? { whole: digits.replaceAll(point, ''), fraction: '' } : undefined;
  }
  const written = at === -1 ? digits : digits.slice(0, at);
  // Groups are of three digits, or of two before the last: else it is the other separator that is meant as the decimal one.
  if (written.includes(group) && !/^\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}$/.test(written)) return undefined;
  const whole = written.replaceAll(group, '');
  const fraction = at === -1 ? '' : digits.slice(at + 1);
  return fraction.includes(group) || whole + fraction === '' ? undefined : { whole, fraction };
}

/** The digits with the point moved to the right. */
function shifted(whole: string, fraction: string, by: number): { whole: string; fraction: string } {
  if (by >= 0) {
    const moved = fraction.padEnd(by, '0');
    return { whole: significant(whole + moved.slice(0, by)), fraction: moved.slice(by) };
  }
  const moved = whole.padStart(-by, '0');
  return { whole: significant(moved.slice(0, moved.length + by)), fraction: moved.slice(moved.length + by) + fraction };
}

const significant = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

/** Rounds half away from zero. @returns whether it is within the bound */
function roundInto({ isNegative, whole, fraction }: Plain, into: ReadDecimal): boolean {
  if (whole.length > MOST_DIGITS) return false;
  let tenths = Number(whole) * 10 + Number(fraction[0] ?? 0);
  let rest = Number(fraction.slice(1, DECIMALS).padEnd(DECIMALS - 1, '0'));
  if ((fraction[DECIMALS] ?? '0') >= '5') rest++;
  if (rest === 10 ** (DECIMALS - 1)) {
    tenths++;
    rest = 0;
  }
  if (tenths >= 10 ** (MOST_DIGITS + 1)) return false;
  into.tenths = isNegative && tenths !== 0 ? -tenths : tenths;
  into.rest = isNegative && rest !== 0 ? -rest : rest;
  into.rounded = /[^0]/.test(fraction.slice(DECIMALS));
  return true;
}
