import type { Id } from '../../lib/ids.ts';
import { apportion, roundedQuotient } from './apportion.ts';

/** Decimals of a rate. */
const RATE_DECIMALS = 8;
/** Decimals of what is converted: those of a line and those of a rate. */
const CONVERTED_DECIMALS = 18;
/** The rate of the house's own currency. */
export const OWN_RATE = 10n ** BigInt(RATE_DECIMALS);

const HUNDREDTH = 10n ** BigInt(CONVERTED_DECIMALS - 2);

/** What the lines of a report come to for somebody. */
export interface Cell {
  /** Null: the label. */
  payeeId: Id | null;
  /** Null for the label, which is one cell. */
  releaseId: Id | null;
  /** In the house's currency, in units of 10^-18. */
  exact: bigint;
}

export interface RoundedCell extends Cell {
  /** In hundredths. */
  amount: bigint;
}

/** A rate as it is shown, in units of 10^-8. @param text decimal digits, at most eight of them after the point */
export function rateUnits(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(RATE_DECIMALS, '0'));
}

const compare = (one: Id | null, other: Id | null): number => {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
};

/**
 * Rounds a report to hundredths. The whole is rounded half away from zero, the cells by largest remainder so that they are
 * the whole; ties go to the label, then by the id of the payee and that of the release.
 *
 * @param cells each payee and release once
 * @returns the cells in the order of the ties
 */
export function toHundredths(cells: readonly Cell[]): { total: bigint; cells: RoundedCell[] } {
  const ordered = cells.toSorted(
    (one, other) => compare(one.payeeId, other.payeeId) || compare(one.releaseId, other.releaseId),
  );
  const exact = ordered.map((cell) => cell.exact);
  const total = roundedQuotient(
    exact.reduce((sum, each) => sum + each, 0n),
    HUNDREDTH,
  );
  const amounts = apportion(total, exact, HUNDREDTH);
  return { total, cells: ordered.map((cell, at) => ({ ...cell, amount: amounts[at] as bigint })) };
}
