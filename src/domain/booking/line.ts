import { apportion } from './apportion.ts';

/** A whole in basis points: percentages of a contract and shares of a split are parts of it. */
const WHOLE = 10_000n;

/** What a line comes to, in its own units. */
export interface DividedLine {
  label: bigint;
  /** In the order of the shares. */
  parties: bigint[];
}

/**
 * Divides a line between the label and the parties of its split. The shares divide the artist's percentage, not the label's.
 *
 * @param net in units of 10^-10 of the line's currency
 * @param percentage of the artist, in hundredths of a per cent
 * @param shares in basis points, 10,000 together; ties go to the label, then in this order
 */
export function divideLine(net: bigint, percentage: number, shares: readonly number[]): DividedLine {
  const ofArtist = BigInt(percentage);
  const numerators = [net * (WHOLE - ofArtist) * WHOLE, ...shares.map((share) => net * ofArtist * BigInt(share))];
  const [label = 0n, ...parties] = apportion(net, numerators, WHOLE * WHOLE);
  return { label, parties };
}
