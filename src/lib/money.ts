/**
 * Money is stored in whole minor units (hundredths) and shown as a number with at most two decimals. The largest sum is
 * 2^53 - 1 minor units. A JSON number is read by its shortest decimal notation, as every JSON library prints it: 10.1 is
 * 1010, whatever its binary fraction. Beyond 2^46 units (7 * 10^13) a double can no longer represent every hundredth: such
 * sums are stored exactly and shown rounded.
 */
const DECIMAL = /^(\d+)(?:\.(\d{1,2}))?$/;

/** Hundredths of a number; `undefined` when it is negative, not finite, too large or has more than two decimals. */
export function toMinor(amount: number): number | undefined {
  const [, units, hundredths = ''] = DECIMAL.exec(String(amount)) ?? [];
  if (units === undefined) return undefined;
  const minor = Number(units + hundredths.padEnd(2, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** The number to show for hundredths: the nearest double, which prints with at most two decimals. */
export const fromMinor = (minor: number): number => minor / 100;

/** The same as text with two decimals, exact whatever its size: `-0.50`. */
export function moneyText(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
