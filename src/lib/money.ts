/**
 * Money is kept in whole minor units (hundredths) and shown as a number with at most two decimals. The largest sum is
 * 2^53 - 1 minor units. A JSON number is read by its shortest decimal notation, as everything that speaks JSON prints it:
 * 10.1 is 1010, whatever the binary fraction behind it. Beyond 2^46 units (some 70 million million) such a number can no
 * longer tell every hundredth, so there the sums kept are finer than what is shown.
 */
const DECIMAL = /^(\d+)(?:\.(\d{1,2}))?$/;

/** Hundredths of a number; `undefined` when it is negative, not finite, too large or has more than two decimals. */
export function toMinor(amount: number): number | undefined {
  const [, units, hundredths = ''] = DECIMAL.exec(String(amount)) ?? [];
  if (units === undefined) return undefined;
  const minor = Number(units + hundredths.padEnd(2, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** The number to show for hundredths: the one nearest to it, which prints with at most two decimals. */
export const fromMinor = (minor: number): number => minor / 100;
