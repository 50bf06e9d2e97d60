import { apportion } from '../apportion.ts';
import { SECTIONS, type Section, type SectionRow, type Sections } from './model.ts';

/** A hundredth in units of 10^-18, which shares have. */
const HUNDREDTH = 10n ** 16n;

/** What a payee has of a report's lines, by one of the sections. */
export interface Share {
  by: Section;
  /** The id of the release, that of the track (empty: the release as a whole), the store or the country. */
  word: string;
  /** Of a release and of a track; else null. */
  releaseId: string | null;
  quantity: number;
  /** In units of 10^-18. */
  exact: bigint;
}

/** Adds up shares for the sections of one statement. */
export function tally() {
  const sums = new Map<string, Share>();

  /** @param sign -1: of a reversal */
  function add({ by, word, releaseId, quantity, exact }: Share, sign: number): void {
    const key = JSON.stringify([by, word, releaseId]);
    const sum = sums.get(key) ?? { by, word, releaseId, quantity: 0, exact: 0n };
    sum.quantity += sign * quantity;
    sum.exact += BigInt(sign) * exact;
    sums.set(key, sum);
  }

  return { add, shares: (): readonly Share[] => [...sums.values()] };
}

const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);

const inOrder = (one: Share, other: Share): number =>
  compare(one.word, other.word) || compare(one.releaseId ?? '', other.releaseId ?? '');

const largestFirst = ([, , , one]: SectionRow, [, , , other]: SectionRow): number => other - one;

/**
 * Rounds the sections of a statement to hundredths, each by largest remainder so that it adds up to the earnings; ties go by key.
 * Rows that come to nothing are left out.
 *
 * @param earnings in hundredths
 * @param titleOf what a share is called
 */
export function sectionsOf(shares: readonly Share[], earnings: bigint, titleOf: (share: Share) => string): Sections {
  const section = (by: Section): SectionRow[] => {
    const all = shares.filter((share) => share.by === by).sort(inOrder);
    const amounts = apportion(
      earnings,
      all.map(({ exact }) => exact),
      HUNDREDTH,
    );
    return all
      .map((share, at): SectionRow => [share.word, titleOf(share), share.quantity, Number(amounts[at])])
      .filter(([, , quantity, amount]) => quantity !== 0 || amount !== 0)
      .sort(largestFirst);
  };
  return Object.fromEntries(SECTIONS.map((by) => [by, section(by)])) as Sections;
}
