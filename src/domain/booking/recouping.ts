import type { Day } from '../../lib/days.ts';
import type { Id } from '../../lib/ids.ts';

/** An advance or a cost that is not wholly recouped. */
export interface OpenItem {
  id: Id;
  /** Null: recouped from whatever the artist earns. */
  releaseId: Id | null;
  date: Day;
  /** In hundredths, above 0. */
  open: bigint;
}

/** What an artist earned with a release, in hundredths. */
export interface Earned {
  releaseId: Id;
  amount: bigint;
}

export interface Recoupment {
  /** What is taken for each item, above 0. */
  items: { id: Id; amount: bigint }[];
  /** What is left for the artist. */
  due: bigint;
}

const oldestFirst = (one: OpenItem, other: OpenItem): number => {
  if (one.date !== other.date) return one.date < other.date ? -1 : 1;
  return one.id < other.id ? -1 : 1;
};

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/**
 * Says what an artist's earnings of a report recoup: what a release has earned its own items, then what is left of all the
 * items of no release; the oldest first, and no more than was earned in all.
 *
 * @param cells each release once
 * @param open the artist's items
 */
export function recoup(cells: readonly Earned[], open: readonly OpenItem[]): Recoupment {
  const earned = cells.reduce((sum, { amount }) => sum + amount, 0n);
  const items: Recoupment['items'] = [];
  let left = earned > 0n ? earned : 0n;

  /** @param most for all of these items */
  const take = (from: readonly OpenItem[], most: bigint): void => {
    let rest = least(most, left);
    for (const { id, open } of from.toSorted(oldestFirst)) {
      const amount = least(open, rest);
      if (amount <= 0n) continue;
      items.push({ id, amount });
      rest -= amount;
      left -= amount;
    }
  };

  const byRelease = Map.groupBy(open, ({ releaseId }) => releaseId);
  for (const { releaseId, amount } of cells.toSorted((one, other) => (one.releaseId < other.releaseId ? -1 : 1)))
    take(byRelease.get(releaseId) ?? [], amount);
  take(byRelease.get(null) ?? [], left);
  return { items, due: earned - items.reduce((sum, { amount }) => sum + amount, 0n) };
}
