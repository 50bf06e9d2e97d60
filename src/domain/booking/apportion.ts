/** A quotient of whole numbers, rounded down (towards −∞), and what is left over, from 0 on. @param denominator above 0 */
function floorDivide(numerator: bigint, denominator: bigint): { floor: bigint; rest: bigint } {
  const rest = ((numerator % denominator) + denominator) % denominator;
  return { floor: (numerator - rest) / denominator, rest };
}

/**
 * Divides a whole among parts by largest remainder: all parts are rounded down, and the units left over go one each to the
 * largest remainders, of equal ones to the first.
 *
 * @param whole in units. Where the parts come to a unit a part less or more, as parts of wholes that were rounded apart, each
 *   gets or gives up as many
 * @param numerators what each part is exactly, times `denominator`; one at least, unless the whole is 0
 * @returns whole units, which add up to the whole
 */
export function apportion(whole: bigint, numerators: readonly bigint[], denominator: bigint): bigint[] {
  const divided = numerators.map((numerator) => floorDivide(numerator, denominator));
  const parts = divided.map(({ floor }) => floor);
  const left = parts.reduce((sum, part) => sum - part, whole);
  if (parts.length === 0) return parts;
  const { floor: each, rest } = floorDivide(left, BigInt(parts.length));
  const byRemainder = divided
    .map(({ rest }, at) => ({ rest, at }))
    .sort((one, other) => (one.rest === other.rest ? one.at - other.at : one.rest < other.rest ? 1 : -1));
  for (const { at } of byRemainder.slice(0, Number(rest))) parts[at] = (parts[at] as bigint) + 1n;
  return each === 0n ? parts : parts.map((part) => part + each);
}

/** A quotient of whole numbers, rounded half away from zero. @param denominator above 0 */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const quotient = (2n * size + denominator) / (2n * denominator);
  return isNegative ? -quotient : quotient;
}
