import { Random } from '../../scripts/fuzz/random.ts';

/** Random amounts and parts, the same in each run. */
export function seeded(seed: number) {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => random.whole(least, most);
  return {
    whole,
    /** Of any size up to that many digits, of either sign. */
    amount: (digits: number): bigint => {
      const size = BigInt(Array.from({ length: whole(1, digits) }, () => whole(0, 9)).join(''));
      return whole(0, 2) === 0 ? -size : size;
    },
    pick: <Value>(values: readonly Value[]): Value => random.pick(values),
    /** Whole numbers from 1 that come to a sum. */
    parts: (count: number, sum: number): number[] => {
      const cuts = new Set<number>();
      while (cuts.size < count - 1) cuts.add(whole(1, sum - 1));
      const ends = [0, ...[...cuts].sort((one, other) => one - other), sum];
      return ends.slice(1).map((end, at) => end - (ends[at] as number));
    },
  };
}
