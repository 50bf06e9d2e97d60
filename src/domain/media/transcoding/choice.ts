import type { StoredFile } from '../model.ts';

/** kbit/s that MPEG 1 Layer III has. */
export const MP3_RATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;

/** What a player asks for. */
export interface Asked {
  /** As it was sent; `raw` is the original. */
  readonly format?: string | undefined;
  /** kbit/s; 0 or less: no limit. */
  readonly maxBitRate?: number | undefined;
}

type Played = Pick<StoredFile, 'type' | 'facts'>;

/** Files that are made smaller only for those who set a limit: they are small already. */
const SMALL = ['audio/mpeg', 'audio/ogg'];
const LARGE = ['audio/wav', 'audio/flac'];
/** Of those in an OGG. */
const DECODED = /vorbis|opus/i;

/**
 * Whether a player gets a file as it is, or an MP3 of it.
 * @param usual kbit/s where there is no limit
 * @returns kbit/s of the MP3; `undefined`: the original
 */
export function chooseRate(
  { type, facts }: Played,
  { format, maxBitRate = 0 }: Asked,
  usual: number,
): number | undefined {
  const wanted = format?.toLowerCase();
  if (wanted === 'raw' || !isDecoded({ type, facts })) return undefined;
  const isLimited = maxBitRate > 0 && maxBitRate * 1000 < (facts.bitrate ?? 0);
  if (isLimited || (LARGE.includes(type) && wanted === 'mp3')) return rateWithin(maxBitRate, usual);
  return undefined;
}

/** Whether there is a decoder for a file. */
function isDecoded({ type, facts }: Played): boolean {
  if (type === 'audio/ogg' && facts.codec !== undefined && !DECODED.test(facts.codec)) return false;
  return SMALL.includes(type) || LARGE.includes(type);
}

/**
 * The highest bit rate within a limit, in kbit/s.
 * @param limit 0 or less: none
 * @param usual where there is no limit
 */
export function rateWithin(limit: number, usual: number): number {
  return limit > 0 ? (MP3_RATES.findLast((rate) => rate <= limit) ?? MP3_RATES[0]) : usual;
}
