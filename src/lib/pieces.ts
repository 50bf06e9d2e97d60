/** A list in pieces of at most so many entries, in order; none of an empty list. */
export const pieces = <Entry>(list: readonly Entry[], most: number): Entry[][] =>
  Array.from({ length: Math.ceil(list.length / most) }, (_, at) => list.slice(at * most, (at + 1) * most));
