const RATE = 44_100;
/** Bytes before the samples: RIFF, format and data headers. */
const HEADERS = 44;

/** The notes of a chord in hertz, the lowest first: it is played louder. */
export type Chord = readonly [number, ...number[]];

export const CHORDS = {
  open: [110, 220, 277.18, 329.63, 440],
  bright: [146.83, 293.66, 369.99, 440, 587.33],
  soft: [123.47, 246.94, 293.66, 369.99, 493.88],
  low: [98, 196, 246.94, 293.66, 392],
} as const satisfies Record<string, Chord>;

/** A piece of music as a WAV: chords, played note by note like a harp, one after another. 16 bit, 44.1 kHz, mono. */
export function music(chords: readonly Chord[], secondsEach = 2): Uint8Array<ArrayBuffer> {
  const length = Math.round(chords.length * secondsEach * RATE);
  const mixed = new Float32Array(length);
  for (const [at, chord] of chords.entries()) {
    const start = Math.round(at * secondsEach * RATE);
    for (const [n, pitch] of chord.entries())
      pluck(mixed, start + Math.round((n * secondsEach * RATE) / 8), pitch, n === 0 ? 0.24 : 0.16);
  }
  // The last hundredth of a second fades out, so that the piece does not end with a click.
  const tail = RATE / 100;
  for (let at = length - tail; at < length; at++) mixed[at] = ((mixed[at] ?? 0) * (length - at)) / tail;
  return wave(mixed);
}

/** Adds a note that fades out: its pitch and two overtones, each fading faster than the one below it. */
function pluck(mixed: Float32Array, start: number, pitch: number, loudness: number): void {
  const end = Math.min(mixed.length, start + RATE * 3);
  for (let at = start; at < end; at++) {
    const time = (at - start) / RATE;
    const angle = 2 * Math.PI * pitch * time;
    const fade = Math.exp(-2.2 * time);
    const attack = Math.min(1, time * 200);
    const tone = Math.sin(angle) + 0.4 * fade * Math.sin(2 * angle) + 0.15 * fade * fade * Math.sin(3 * angle);
    mixed[at] = (mixed[at] ?? 0) + loudness * attack * fade * tone;
  }
}

/** Samples of -1 to 1 as the bytes of a WAV. */
function wave(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADERS + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [at, sample] of samples.entries())
    view.setInt16(HEADERS + at * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  return bytes;
}
