/**
 * Exact decimals: whole units of 10^-10 in a `bigint`, and the one text form that the API shows. Nothing here passes through
 * a float. An amount below 10^8 in units fits in a signed 64-bit column; sums may be larger.
 */

/** Decimals of an exact amount. */
const EXACT_DECIMALS = 10;

/** The longest text that is read as a decimal. */
const LONGEST = 100;
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/;

export interface ParsedDecimal {
  /** Units of 10^-decimals. */
  units: bigint;
  /** Whether the text had more decimals than are kept, so that `units` is not its exact value. */
  rounded: boolean;
}

/**
 * Reads a decimal in plain notation: `-0.5`, `.5`, `1.2E-05`. What has more decimals is rounded half away from zero.
 * Separators of thousands, decimal commas and other habits of files are for the caller to normalise first.
 * @param decimals how many are kept
 * @returns `undefined` for what is no such number, or longer than 100 characters
 */
export function parseExact(text: string, decimals = EXACT_DECIMALS): ParsedDecimal | undefined {
  if (text.length > LONGEST) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const shift = decimals - fraction.length + Number(exponent);
  const { units, rounded } = shift >= 0 ? shiftUp(digits, shift) : shiftDown(digits, -shift);
  return { units: sign === '-' ? -units : units, rounded };
}

const shiftUp = (digits: string, by: number): ParsedDecimal => ({
  units: BigInt(digits) * 10n ** BigInt(by),
  rounded: false,
});

function shiftDown(digits: string, by: number): ParsedDecimal {
  const divisor = 10n ** BigInt(by);
  const value = BigInt(digits);
  const rest = value % divisor;
  return { units: value / divisor + (rest * 2n >= divisor ? 1n : 0n), rounded: rest !== 0n };
}

/** Units of 10^-decimals as text: no exponent, no needless zeros, `0` for nothing. */
export function formatExact(units: bigint, decimals = EXACT_DECIMALS): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - decimals);
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}
