import { apportion } from './apportion.ts';

/** A whole in basis points: percentages of a contract and shares of a split are parts of it. */
const HUNDRED_PERCENT = 10_000;
/** What the weights of a line's parts come to. */
const WHOLE = HUNDRED_PERCENT ** 2;
/** Lines below this are divided in doubles, each step of which is exact. */
export const LARGEST_FAST = 9e15;

/**
 * What parts a line has: the label's first, then those of the parties. The shares divide the artist's percentage, not the
 * label's.
 * @param percentage of the artist, in hundredths of a per cent
 * @param shares in basis points, 10,000 together
 * @returns parts of 10^8
 */
export const weightsOf = (percentage: number, shares: readonly number[]): number[] => [
  (HUNDRED_PERCENT - percentage) * HUNDRED_PERCENT,
  ...shares.map((share) => percentage * share),
];

/** Divides a line of any size. @param net in units of 10^-10 of the line's currency @returns units, in the order of the weights */
export const divide = (net: bigint, weights: readonly number[]): bigint[] =>
  apportion(
    net,
    weights.map((weight) => net * BigInt(weight)),
    BigInt(WHOLE),
  );

/** What is left over of each part when all are rounded down, in parts of 10^8 of a unit. */
const rests: number[] = [];

/**
 * The same for a line below `LARGEST_FAST`, without allocating anything: there are hundreds of thousands.
 * @param parts is given the units
 */
export function divideFast(net: number, weights: readonly number[], parts: number[]): void {
  let over = net % WHOLE;
  if (over < 0) over += WHOLE;
  const times = (net - over) / WHOLE;
  let left = net;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] as number;
    // over × weight may be beyond 2^53, so the weight is taken in two halves.
    const low = weight % HUNDRED_PERCENT;
    const high = over * ((weight - low) / HUNDRED_PERCENT);
    const highRest = high % HUNDRED_PERCENT;
    const lowest = highRest * HUNDRED_PERCENT + over * low;
    const rest = lowest % WHOLE;
    const part = times * weight + (high - highRest) / HUNDRED_PERCENT + (lowest - rest) / WHOLE;
    parts[at] = part;
    rests[at] = rest;
    left -= part;
  }
  for (; left > 0; left--) {
    let largest = 0;
    for (let at = 1; at < weights.length; at++) if ((rests[at] as number) > (rests[largest] as number)) largest = at;
    parts[largest] = (parts[largest] as number) + 1;
    rests[largest] = -1;
  }
}
