import { Random } from '../fuzz/random.ts';

const RATE = 44_100;
const BEATS_A_SECOND = 4;
/** After which it begins anew. */
const SECONDS = 12;
const CHORD = [1, 1.26, 1.5, 2, 3, 4, 5, 8];

/** A WAV of 16 bit stereo that is as hard to encode as music: chords that die away, a drum on each beat. */
export function music(seconds: number): Uint8Array<ArrayBuffer> {
  const frames = RATE * seconds;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write('RIFF');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * 4, 40);
  const random = new Random(1);
  const noise = Float32Array.from({ length: RATE }, () => random.whole(-1000, 1000) / 1000);
  for (let frame = 0; frame < Math.min(frames, RATE * SECONDS); frame++) {
    const time = frame / RATE;
    const since = time % (1 / BEATS_A_SECOND);
    const root = 110 * 2 ** (((Math.floor(time * BEATS_A_SECOND) * 5) % 12) / 12);
    const tones = CHORD.map((part, at) => Math.sin(2 * Math.PI * root * part * time) / (at + 2));
    const drum = 0.3 * (noise[frame % RATE] ?? 0) * Math.exp(-40 * since);
    for (const side of [0, 1]) {
      const chord = tones.reduce((sum, tone, at) => sum + (at % 2 === side ? tone : tone / 3), 0);
      bytes.writeInt16LE(Math.round(20_000 * (chord * Math.exp(-3 * since) * 0.6 + drum)), 44 + frame * 4 + side * 2);
    }
  }
  const once = RATE * SECONDS * 4;
  for (let at = 44 + once; at < bytes.length; at += once) bytes.copy(bytes, at, 44, 44 + once);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
