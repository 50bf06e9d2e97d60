/**
 * A random order of the numbers from 1 to at least `last` that needs no memory: each step is a one-to-one map of numbers
 * of some bits. Numbers beyond `last`, up to the next power of two, occur too: so few new ones change no order.
 * @param seed a whole number of 32 bits
 */
export function permuted(last: number, seed: number): { length: number; at(step: number): number } {
  const bits = Math.max(1, Math.ceil(Math.log2(last + 1)));
  // Beyond 30 bits the integers of `Math.imul` and of shifts end; nobody has so many.
  const width = Math.min(bits, 30);
  const length = 2 ** width;
  const mask = length - 1;
  const half = Math.max(1, width >> 1);
  const keys = Array.from({ length: 4 }, (_, round) => hashed(seed, round));
  return {
    length: last === 0 ? 0 : length,
    at: (step) => {
      let number = step;
      for (const key of keys) {
        number = Math.imul(number + key, (key << 1) | 1) & mask;
        number ^= number >>> half;
      }
      return number & mask;
    },
  };
}

/** A number of 32 bits that follows from two others. */
export function hashed(seed: number, value: number): number {
  let mixed = Math.imul((seed ^ 0x9e3779b9) + Math.imul(value + 1, 0x85ebca6b), 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x27d4eb2f);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** A number of 32 bits that follows from a text. */
export const seedOf = (text: string): number => Number(Bun.hash.xxHash32(text));
