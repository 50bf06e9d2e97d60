/**
 * Joins two encodings of one piece of music, of which the second began later, where both have made the same frames.
 * What a frame is made of, its main data, may begin in frames before it, as many bytes back as it says (ISO/IEC
 * 11172-3, section 2.4.1.7). Where the first one's next frame begins no less far back than the second's, all that the
 * first one's frames need lies before that place: the bytes from there on are taken from the second, then its frames.
 */

/** Frames in which an encoder that began in the midst of music has come to hear as one that knows what was before. */
const SETTLED = 28;
/** Frames that both encodings have. The first one's last few are still within its encoder, hence the fewer than it seems. */
export const OVERLAP = 40;
const HEADER = 4;
/** Mode, the two upper bits of the fourth byte. */
const MONO = 3;

/**
 * @param first frames of the first encoding, from that on with which the second begins
 * @param second all frames of the second that have to be joined, at least as many
 * @returns as many frames as there are in the second, the earlier of the first; `undefined` if they cannot be joined
 */
export function joined(first: readonly Uint8Array[], second: readonly Uint8Array[]): Uint8Array[] | undefined {
  const at = first.findIndex((frame, index) => index >= SETTLED && isSeam(first, second, index, frame));
  if (at === -1) return undefined;
  const earlier = first.slice(0, at).map((frame) => frame.slice());
  let left = mainDataBegin(second[at] as Uint8Array);
  for (let index = at - 1; left > 0; index--) {
    const [into, from] = [earlier[index], second[index]];
    // Further back than any frame both have: the second says what cannot be.
    if (!into || !from) return undefined;
    const count = Math.min(left, from.length - mainDataOffset(from));
    into.set(from.subarray(from.length - count), into.length - count);
    left -= count;
  }
  return [...earlier, ...second.slice(at)];
}

function isSeam(
  first: readonly Uint8Array[],
  second: readonly Uint8Array[],
  index: number,
  frame: Uint8Array,
): boolean {
  const other = second[index];
  const [before, otherBefore] = [first[index - 1], second[index - 1]];
  if (!other || !before || !otherBefore) return false;
  // Windows overlap: the frame after must be one that follows the frame before.
  return mainDataBegin(frame) >= mainDataBegin(other) && lastWindows(before) === lastWindows(otherBefore);
}

/** How many bytes of main data before the frame are its own. */
const mainDataBegin = (frame: Uint8Array): number =>
  ((frame[HEADER] as number) << 1) | ((frame[HEADER + 1] as number) >> 7);

/** Where in the frame main data begin: behind header and side information, of a frame without a checksum of its own. */
const mainDataOffset = (frame: Uint8Array): number => HEADER + (isMono(frame) ? 17 : 32);

const isMono = (frame: Uint8Array): boolean => (frame[3] as number) >> 6 === MONO;

/** The windows of the second half of a frame, of each channel: section 2.4.1.7, `window_switching_flag` and `block_type`. */
function lastWindows(frame: Uint8Array): string {
  const channels = isMono(frame) ? 1 : 2;
  const [general, granule, flag] = [channels === 1 ? 18 : 20, 59, 33];
  return Array.from({ length: channels }, (_, channel) => {
    const at = general + (channels + channel) * granule + flag;
    return bit(frame, at) ? 2 * bit(frame, at + 1) + bit(frame, at + 2) : 0;
  }).join();
}

/** Of the side information, counted from its start. */
const bit = (frame: Uint8Array, at: number): number => ((frame[HEADER + (at >> 3)] as number) >> (7 - (at & 7))) & 1;
