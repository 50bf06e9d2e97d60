import type { Format } from './format.ts';
import { id3Length } from './mp3.ts';
import { latin1, type Window } from './window.ts';

/** The tail in which the last frame is looked for: the largest is far smaller. */
const TAIL = 256 * 1024;
const MOST_BLOCKS = 1000;

/**
 * Reads a FLAC: RFC 9639. Its length is where its last frame ends, because the total in front is 0 when the encoder
 * wrote into a pipe, and wrong when the file was cut.
 *
 * @returns `undefined` when it has no stream information (section 8.2) or no frames
 */
export function readFlac(file: Window): Format | undefined {
  const start = id3Length(file.view(0, 10));
  const info = file.view(start + 8, start + 8 + 34).slice();
  const sampleRate = number(info, 10, 3) >> 4;
  const channels = ((number(info, 12, 1) >> 1) & 7) + 1;
  const bits = ((number(info, 12, 2) >> 4) & 31) + 1;
  const music = skipBlocks(file, start + 4);
  if (latin1(file.view(start, start + 4), 0, 4) !== 'fLaC' || !sampleRate || !music) return undefined;

  const samples = lastSample(file, music, number(info, 0, 2));
  if (!samples || !isTold(file.view(music, music + 4), sampleRate, bits)) return undefined;
  const duration = samples / sampleRate;
  const bitrate = ((file.size - music) * 8) / duration;
  return { duration, bitrate, sampleRate, bits, channels, codec: 'FLAC', container: 'FLAC', lossless: true };
}

/** Section 9.1.2 and 9.1.4: Hz and bits by the codes in a frame's header; the others say nothing or are rare. */
const RATES = [0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const SIZES = [0, 8, 12, 0, 16, 20, 24, 32];

/** Whether the first frame is what the stream information says: players believe the frames. */
function isTold(frame: Uint8Array, sampleRate: number, bits: number): boolean {
  const rate = RATES[number(frame, 2, 1) & 0x0f] || sampleRate;
  const size = SIZES[(number(frame, 3, 1) >> 1) & 0x07] || bits;
  return rate === sampleRate && size === bits;
}

/** Section 8.1: a bit that marks the last block, seven of type, 24 of length. */
function skipBlocks(file: Window, from: number): number | undefined {
  for (let at = from, blocks = 0; at + 4 < file.size && blocks < MOST_BLOCKS; blocks++) {
    const header = number(file.view(at, at + 4), 0, 4);
    at += 4 + (header & 0xffffff);
    if (header >= 0x80000000) return at;
  }
  return undefined;
}

/** How many samples there are up to the end of the last frame. @param blockSize of all frames, if it is fixed */
function lastSample(file: Window, music: number, blockSize: number): number | undefined {
  const first = file.view(music, music + 4).slice();
  const tail = file.view(Math.max(music, file.size - TAIL), file.size);
  for (let at = tail.lastIndexOf(0xff); at >= 0; at = at > 0 ? tail.lastIndexOf(0xff, at - 1) : -1) {
    const end = frameEnd(tail.subarray(at, at + 16), first, blockSize);
    if (end) return end;
  }
  return undefined;
}

/**
 * Section 9.1: 15 bits of sync code, the blocking strategy, codes of block size, sampling rate, channels and sample
 * size, the frame's or its first sample's number, then the block size if it has no code.
 *
 * @param first the beginning of the first frame: in what is the same in all frames this one has to agree with it
 * @returns the number of the sample after the frame; `undefined` when this is no frame's header
 */
function frameEnd(frame: Uint8Array, first: Uint8Array, blockSize: number): number | undefined {
  const agrees = [0xff, 0xff, 0x0f, 0x0f].every((bits, i) => (((frame[i] ?? 0) ^ (first[i] ?? 0)) & bits) === 0);
  if (!agrees || number(first, 0, 2) >> 1 !== 0x7ffc) return undefined;

  const lead = number(frame, 4, 1);
  const more = lead < 0x80 ? 0 : Math.clz32(~(lead << 24)) - 1;
  let counted = more === 0 ? lead : lead & (0x3f >> more);
  for (let i = 1; i <= more; i++) counted = counted * 64 + (number(frame, 4 + i, 1) & 0x3f);

  let end = 5 + more;
  const code = number(frame, 2, 1) >> 4;
  let samples = code === 1 ? 192 : code < 6 ? 144 << code : 1 << code;
  if (code === 6 || code === 7) {
    samples = number(frame, end, code - 5) + 1;
    end += code - 5;
  }
  const rate = number(frame, 2, 1) & 0x0f;
  if (rate >= 12) end += rate === 12 ? 1 : 2;
  if (code === 0 || rate === 15 || crc8(frame.subarray(0, end)) !== frame[end]) return undefined;
  const isVariable = (number(frame, 1, 1) & 1) === 1;
  return (isVariable ? counted : counted * blockSize) + samples;
}

/** Section 9.1.8. */
function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
  }
  return crc;
}

function number(bytes: Uint8Array, at: number, length: number): number {
  let sum = 0;
  for (let i = at; i < at + length; i++) sum = sum * 256 + (bytes[i] ?? 0);
  return sum;
}
