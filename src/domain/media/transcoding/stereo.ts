/** Where a channel is heard. */
type Place = 'left' | 'right' | 'middle' | 'behind left' | 'behind right' | 'low';

/** WAVE_FORMAT_EXTENSIBLE and RFC 9639, section 9.1.3, by the number of channels. */
const WAVE_ORDER: Record<number, Place[]> = {
  3: ['left', 'right', 'middle'],
  4: ['left', 'right', 'behind left', 'behind right'],
  5: ['left', 'right', 'middle', 'behind left', 'behind right'],
  6: ['left', 'right', 'middle', 'low', 'behind left', 'behind right'],
};
/** Vorbis I, section 4.3.9. */
const VORBIS_ORDER: Record<number, Place[]> = {
  3: ['left', 'middle', 'right'],
  4: ['left', 'right', 'behind left', 'behind right'],
  5: ['left', 'middle', 'right', 'behind left', 'behind right'],
  6: ['left', 'middle', 'right', 'behind left', 'behind right', 'low'],
};

/** How loud each place is on the left; on the right it is the other way round. */
const ON_LEFT: Record<Place, number> = {
  left: 1,
  right: 0,
  middle: Math.SQRT1_2,
  'behind left': Math.SQRT1_2,
  'behind right': 0,
  low: 0,
};
const ON_RIGHT: Record<Place, number> = {
  ...ON_LEFT,
  left: 0,
  right: 1,
  'behind left': 0,
  'behind right': Math.SQRT1_2,
};

/**
 * Two channels of more (ITU-R BS.775, table 2), made quieter so that they cannot be too loud together. Of seven and eight
 * the first two are left, as nobody agrees on the others.
 */
export function toStereo(channels: readonly Float32Array[], codec: string): Float32Array[] {
  const places = (codec === 'vorbis' ? VORBIS_ORDER : WAVE_ORDER)[channels.length];
  if (!places) return channels.slice(0, 2);
  return [ON_LEFT, ON_RIGHT].map((weights) => {
    const sum = places.reduce((total, place) => total + weights[place], 0);
    const mixed = new Float32Array(channels[0]?.length ?? 0);
    for (const [at, place] of places.entries()) {
      const weight = weights[place] / sum;
      const samples = channels[at] as Float32Array;
      if (weight > 0)
        for (let i = 0; i < mixed.length; i++) mixed[i] = (mixed[i] as number) + weight * (samples[i] ?? 0);
    }
    return mixed;
  });
}
