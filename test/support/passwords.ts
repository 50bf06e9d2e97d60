/**
 * A hash at full cost takes 27 ms, and the tests register some two thousand people. So they hash with argon2id at its
 * lowest cost, but where the cost itself is what is tested.
 */
const hashAtCost = Bun.password.hash;
let isCheap = true;

/** Makes `Bun.password` hash at the lowest cost from now on. */
export function cheapenPasswords(): void {
  Bun.password.hash = (password, options) =>
    hashAtCost(password, isCheap && typeof options === 'object' ? { ...options, ...LOWEST } : options);
}

const LOWEST = { memoryCost: 8, timeCost: 1 };

/** Does something with passwords hashed as they are outside the tests. */
export async function atFullCost<Result>(work: () => Promise<Result>): Promise<Result> {
  isCheap = false;
  try {
    return await work();
  } finally {
    isCheap = true;
  }
}
