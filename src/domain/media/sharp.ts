import type { SharpConstructor } from 'sharp';

/** The machine offers no place to load native code from (`native.ts`), or no library for it. */
export class SharpMissing extends Error {}

/**
 * Gives sharp's constructor. The library with its 19 MB of native code is loaded by the first call and not before:
 * a server that is never handed a picture does not pay for it.
 *
 * @throws SharpMissing
 */
export async function loadSharp(): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp').catch((cause: unknown) => {
    throw new SharpMissing('pictures cannot be made on this machine', { cause });
  });
  return sharp;
}
