import type { SharpConstructor } from 'sharp';

/**
 * Gives sharp's constructor. The library with its 19 MB of native code is loaded by the first call and not before:
 * a server that is never handed a picture does not pay for it.
 *
 * @throws AggregateError, in the executable, when the machine offers no place to load native code from (`native.ts`)
 */
export async function loadSharp(): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp');
  return sharp;
}
