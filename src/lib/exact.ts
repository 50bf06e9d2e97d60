/**
 * Amounts with ten decimals, exact. In rows they are two whole numbers of one sign, `tenths` of the currency and the `rest`
 * in units of 10^-10: each is within what doubles and 32 bits hold, where the whole would not be. In sums they are one
 * bigint, of units of 10^-10.
 */

/** Of a line; below 10^8 of the currency. */
export interface Exact {
  tenths: number;
  /** Below 10^9. */
  rest: number;
}

/** Decimals of an exact amount. */
export const DECIMALS = 10;
const TENTH = 10n ** 9n;

/** Units of 10^-10. @param tenths of sums that were added apart, `rest` likewise: neither has a bound, their signs may differ */
export const unitsOf = (tenths: number | string | bigint, rest: number | string | bigint): bigint =>
  BigInt(tenths) * TENTH + BigInt(rest);

/** A decimal as it is shown: no exponent, no needless zeros. @param units of 10^-decimals */
export function showExact(units: bigint, decimals = DECIMALS): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - decimals);
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** Reads a rate: a decimal above 0 with at most eight decimals and nine digits before them. @returns as it is shown; `undefined`: none */
export function readRate(text: string): string | undefined {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,8}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const units = BigInt(whole + fraction.padEnd(8, '0'));
  return units === 0n ? undefined : showExact(units, 8);
}
