import { useRef } from 'preact/hooks';

/**
 * Gives each row that is shown a slot, which it keeps for as long as it is shown: a row that comes into view takes the
 * elements of one that has left it, which costs a fraction of making new ones.
 * @returns the slot of each row, in their order
 */
export function useSlots(rows: readonly number[]): number[] {
  const known = useRef<ReadonlyMap<number, number>>(new Map());
  const kept = rows.flatMap((row) => known.current.get(row) ?? []);
  const taken = new Set(kept);
  let free = 0;
  const nextFree = () => {
    while (taken.has(free)) free++;
    taken.add(free);
    return free;
  };
  const slots = rows.map((row) => known.current.get(row) ?? nextFree());
  known.current = new Map(rows.map((row, at) => [row, slots[at] ?? 0]));
  return slots;
}
