import { crc32, deflateSync } from 'node:zlib';
import { Random } from '../fuzz/random.ts';

/** Bytes of which files are cut. */
const SUPPLY = 16 * 1024 * 1024;
const HEADER = 44;
const SIDE = 64;

/** Files of which no part is like another, made again whenever they are compared, so that none has to be kept. */
export class Content {
  readonly #supply: Buffer;

  constructor(seed: number) {
    const random = new Random(seed);
    const words = new Uint32Array(SUPPLY / 4);
    for (let at = 0; at < words.length; at++) words[at] = random.fraction() * 2 ** 32;
    this.#supply = Buffer.from(words.buffer);
  }

  /** A WAV. @param number no other file has @param size in bytes */
  wav(number: number, size: number): Buffer<ArrayBuffer> {
    const bytes = Buffer.alloc(size);
    bytes.write('RIFF', 0);
    bytes.writeUInt32LE(size - 8, 4);
    bytes.write('WAVEfmt ', 8);
    bytes.writeUInt32LE(16, 16);
    bytes.writeUInt16LE(1, 20);
    bytes.writeUInt16LE(2, 22);
    bytes.writeUInt32LE(44_100, 24);
    bytes.writeUInt32LE(176_400, 28);
    bytes.writeUInt16LE(4, 32);
    bytes.writeUInt16LE(16, 34);
    bytes.write('data', 36);
    bytes.writeUInt32LE(size - HEADER, 40);
    this.#pour(number, bytes, HEADER);
    return bytes;
  }

  /** A PNG with nothing but the picture in it, which is kept as it comes. */
  png(number: number): Buffer<ArrayBuffer> {
    const rows = Buffer.alloc(SIDE * (1 + SIDE * 3));
    this.#pour(number, rows, 0);
    for (let row = 0; row < SIDE; row++) rows[row * (1 + SIDE * 3)] = 0;
    const header = Buffer.alloc(13);
    header.writeUInt32BE(SIDE, 0);
    header.writeUInt32BE(SIDE, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
    return Buffer.concat([mark, ...chunks]) as Buffer<ArrayBuffer>;
  }

  /** Fills from a place in the supply that depends on the number, and writes the number in front. */
  #pour(number: number, into: Buffer, from: number): void {
    for (let at = from, source = (number * 7919) % SUPPLY; at < into.length; source = 0)
      at += this.#supply.copy(into, at, source, SUPPLY);
    into.writeUInt32LE(number, from + 1);
  }
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
