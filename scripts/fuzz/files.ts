import sharp from 'sharp';
import type { Random } from './random.ts';

/** A file to upload. */
export interface Upload {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** Files of each sort that is taken somewhere, small and sound. */
export async function sampleFiles(): Promise<Record<string, Upload>> {
  const image = (side: number) => sharp({ create: { width: side, height: side, channels: 3, background: '#284' } });
  return {
    jpeg: { name: 'picture.jpg', type: 'image/jpeg', bytes: await image(64).jpeg().toBuffer() },
    png: { name: 'picture.png', type: 'image/png', bytes: await image(64).png().toBuffer() },
    webp: { name: 'picture.webp', type: 'image/webp', bytes: await image(64).webp().toBuffer() },
    cover: { name: 'cover.jpg', type: 'image/jpeg', bytes: await image(3000).jpeg().toBuffer() },
    wav: { name: 'sound.wav', type: 'audio/wav', bytes: silence(0.2) },
    pdf: { name: 'paper.pdf', type: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.4\n%%EOF\n') },
  };
}

/** How well a sort of file is thought to fit a field, by what the document says of that. */
export function fits(sort: string, description: string): number {
  const words: Record<string, RegExp> = {
    jpeg: /JPE?G/i,
    png: /PNG/i,
    webp: /WebP/i,
    cover: /3000/,
    wav: /WAV/i,
    pdf: /PDF/i,
  };
  return words[sort]?.test(description) ? 0.9 : 0.1;
}

/** A WAV of nothing. @param seconds of 44,100 Hz, 16 bit, one channel */
function silence(seconds: number): Uint8Array {
  const length = Math.round(44_100 * seconds) * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(44_100, 24);
  header.writeUInt32LE(88_200, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(length, 40);
  return Buffer.concat([header, Buffer.alloc(length)]);
}

/** A file that begins as a sound one does and goes on as garbage, or ends too early, or is nothing. */
export function damaged(random: Random, { name, type, bytes }: Upload): Upload {
  const kept = bytes.slice(0, random.pick([0, 1, 12, 44, Math.floor(bytes.length / 2), bytes.length]));
  const noise = Uint8Array.from({ length: random.pick([0, 1, 300, 5000]) }, () => random.whole(0, 255));
  return { name, type, bytes: Buffer.concat([kept, noise]) };
}
